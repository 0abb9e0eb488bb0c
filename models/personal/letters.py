"""Letters said one by one: their names, their helpers ("M comme Marcel", "B for Bravo")."""

from __future__ import annotations

from sourdine.models.personal.number_words import _table
from sourdine.models.personal.word_sets import word_set
from sourdine.pipeline.records import Language

# Letter names as some recognisers write them; taken for letters only among other letters.
MISHEARD_LETTERS: dict[Language, dict[str, str]] = {
    "fr": _table(
        "be:b ce:c se:c de:d des:d effe:f he:e eux:e ef:f ache:h hache:h ji:j gi:j ka:k cas:k elle:l elles:l "
        "aime:m haine:n aine:n eau:o pe:p qu:q cul:q erre:r air:r esse:s est:s te:t thes:t vais:v ve:v ixe:x "
        "zed:z zede:z les:l mes:m"
    ),
    "en": _table(
        "be:b bee:b see:c sea:c dee:d he:e ef:f gee:g aitch:h eye:i jay:j kay:k el:l ell:l em:m en:n "
        "oh:o pee:p "
        "pea:p queue:q cue:q are:r ar:r ess:s tea:t tee:t you:u ewe:u vee:v ex:x why:y zed:z zee:z as:s "
        "and:n am:m end:n hey:a ay:a"
    ),
}
NATO = word_set(
    "alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima mike "
    "november oscar papa quebec romeo sierra tango uniform victor whiskey whisky xray yankee zulu"
)
LIKE_WORDS: dict[Language, frozenset[str]] = {
    "fr": frozenset(("comme", "pour", "de")),
    "en": frozenset(("for", "as", "like", "is")),
}
_NAMED = {"zed": "z", "zee": "z", "aitch": "h", "haitch": "h"}  # names that are nothing else
_WORDS_TOO: dict[Language, frozenset[str]] = {"fr": frozenset("ay"), "en": frozenset("ai")}
_ELIDED = word_set("d' l' j' n' m' t' s' c' qu'")
# Said letter by letter and never personal.
ACRONYMS = word_set(
    "sms gps tv rib edf sncf bt pin iban uk us usa dvd usb pc it hr tva ht ttc sav bic cvv nhs ni "
    "gb fr id url www html pdf cd eta atm vip faq ok rsa caf cpam ratp gdf mms wifi kva kwh hdmi "
    "adsl sim mp vat dpd ups"
)


def letter_of(text: str, key: str, language: Language) -> str:
    """Give the letter that a token names, or an empty string."""
    if language == "en" and key in _NAMED:
        return _NAMED[key]
    if len(key) == 1 and key.isalpha() and text not in ("à", "À"):
        return key
    return ""


def may_be_word(key: str, language: Language) -> bool:
    """Tell letters that are words too ("a", "y", "i")."""
    return key in _WORDS_TOO[language]
