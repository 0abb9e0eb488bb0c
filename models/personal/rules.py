"""Why something was found, for people: each rule's name and its reason."""

from __future__ import annotations

REASONS: dict[str, str] = {
    "email.written": "text in the form of an e-mail address",
    "email.spoken": "words of an e-mail address: a sign word between a name and a provider",
    "email.expected": "said where an e-mail address was asked for or announced",
    "figures.expected": "figures or letters said where a number was asked for or announced",
    "figures.shape": "figures in the shape of this kind of number",
    "figures.checksum": "figures whose check digits fit this kind of number",
    "figures.long": "a long run of figures that is no amount, duration, time or quantity",
    "figures.again": "figures said elsewhere in the call as personal",
    "letters.spelled": "letters spelled one by one",
    "date.birth": "a date said as a date of birth",
    "date.past": "a full date long enough ago to be a date of birth",
    "age.said": "an age",
    "name.cue": "words after a phrase that announces a name",
    "name.expected": "words said where a name was asked for",
    "name.title": "words after Mr, Mrs, monsieur, madame",
    "name.lexicon": "a known first or last name",
    "name.again": "a name found elsewhere in the call",
    "address.street": "a street with its number or its kind",
    "address.postcode": "a postcode",
    "address.home": "a flat, a floor, a building or a post box",
    "address.expected": "words said where an address was asked for or announced",
    "address.again": "words of an address found elsewhere in the call",
    "place.cue": "a town where somebody lives or was born",
    "secret.cue": "words after a phrase that announces a password or code",
    "secret.expected": "words said where a password or code was asked for",
    "health.term": "a word of somebody's health",
    "extra.spacy": "a name to the spaCy pipeline of the settings",
    "tagger": "words that a statistical recogniser takes for personal in this place of the call",
    "custom": "a recogniser added in the settings",
    "unreadable": "reading this turn failed, so it is masked whole",
}


def explain_rule(rule: str) -> str:
    """Give the reason behind a rule's name, in words."""
    return REASONS.get(rule, REASONS["custom"])
