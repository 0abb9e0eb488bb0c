"""Phrases around names. Strong ones take the words after them for a name; weak ones need a known name."""

from __future__ import annotations

import re

from sourdine.models.personal.word_sets import word_set
from sourdine.pipeline.records import Language

TITLES = word_set(
    "monsieur madame mademoiselle mme mlle mr mrs ms miss mister missus dr docteur doctor "
    "maitre maitresse professeur professor"
)
# Titles that may stand without a name ("merci monsieur, bonne journée"; "i miss it"): what follows tells.
ALONE = TITLES - word_set("mr mrs ms mister missus")
SURE_TITLES = word_set("mister missus madame monsieur mademoiselle")
BEFORE: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        r"\b(?:(?:je m'|je me|elle s'|il s'|on m') appelle|m' appelle|je me nomme|"
        r"mon nom(?: de \S+)?(?: c'| est| c' est)+|"
        r"mon prenom(?: c'| est| c' est)+|(?:c' est |est )?au nom de|de la part de|je suis (?:monsieur|"
        r"madame|mademoiselle|mme)|"
        r"(?:le|son) (?:nom|prenom)(?: c'| est| c' est)+|prenom|nom de famille(?: c'| est|"
        r" c' est)*) (?!de |du |et |complet|des |s' |pour )"
    ),
    "en": re.compile(
        r"\b(?:my (?:full |first |last |middle |sur)?name(?:'s| is)|(?:his|her|their|the|first|last|"
        r"middle) name(?:'s| is)|"
        r"surname(?:'s| is)?|(?:i'm|am) called|called me|name of|under the name(?: of)?|"
        r"my names?) (?!and |on |please|for |of the )"
    ),
}
WEAK: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        r"\b(?:je suis|moi c' est|"
        r"(?:mon|ma|son|sa) (?:mari|femme|fils|fille|frere|soeur|mere|pere|collegue|conjoint|conjointe|"
        r"compagnon|epouse)) "
    ),
    "en": re.compile(
        r"\b(?:this is|i'm|i am|speaking (?:to|with)|call me|named|"
        r"(?:my|his|her) (?:husband|wife|son|daughter|brother|sister|mother|father|mum|mom|dad|partner|"
        r"colleague|boss)(?:'s| is)?) "
    ),
}
# Before a word that is somebody's name somewhere.
GREETINGS: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(r"\b(?:c' est|ici|c' etait|allo|bonjour|bonsoir|avec|pour|merci|voila|oui|et) "),
    "en": re.compile(
        r"\b(?:it's|hi|hello|hey|thanks|thank you|thank you so much|morning|afternoon|with|for|bye|"
        r"goodbye|okay) "
    ),
}
AFTER: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(r"\b(?:a l' appareil|au telephone|a votre (?:ecoute|service)|du service|de la part)\b"),
    "en": re.compile(r"\b(?:speaking|here|calling|on the (?:line|phone))\b"),
}
# First names that are said far more often as something else, even where a name is likely.
SELDOM = word_set(
    "come said line loan gene demi beau guy hope roman penny summer aime amie may will dawn art"
)
CALLS = word_set("revoir beaucoup you much so ") | word_set(
    "thanks thank you hi hello hey bonjour merci okay right d'accord ok bye goodbye"
)
NEVER = word_set(
    "non oui pas les des une est sont mais pour dans avec sur par que qui quoi tout tres bien "
    "merci bonjour the and not yes okay sorry please can will may good fine sure hello bonsoir "
    "voila alors donc attendez moment"
)
ABOUT_NAMES = word_set(
    "name names surname nom noms prenom prenoms famille spell spelled spelt epelle epeler ecrit"
)
PARTING = word_set("bye goodbye revoir journee soiree day evening bientot salut merci thanks cheers")
POLITE = word_set("merci plait oui non please thanks thank you yes no speaking here")
REPLIES = word_set("moment instant seconde second minute question probleme problem raison facture bill")
