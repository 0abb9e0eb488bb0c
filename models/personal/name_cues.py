"""Phrases around names. Strong ones take the words after them for a name; weak ones need a known name."""

from __future__ import annotations

import re

from sourdine.models.personal.word_sets import word_set
from sourdine.pipeline.records import Language

TITLES = word_set(
    "monsieur madame mademoiselle mme mlle mr mrs ms miss mister missus dr docteur doctor "
    "maitre maitresse professeur professor docteure"
)
# Titles that may stand without a name ("merci monsieur, bonne journée"; "i miss it"): what follows tells.
ALONE = TITLES - word_set("mr mrs ms mister missus")
SHORT_TITLES = word_set("mr mrs ms dr mme mlle")
SURE_TITLES = word_set("mister missus madame monsieur mademoiselle")
BEFORE: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        r"\b(?:(?:je m'|je me|elle s'|il s'|on m') appelle|m' appelle|je me nomme|"
        r"mon nom(?: de \S+)?(?: c'| est| c' est)+|"
        r"mon prenom(?: c'| est| c' est)+|(?:c' est |est )?au nom de|de la part de|a l' attention de|on m' "
        r"appelle|"
        r"(?:il|elle|qui|fils|fille|mari|femme) s' appelle|signee? (?:par|de)|(?:titulaire|souscripteur|"
        r"assuree?|locataire)"
        r" (?:c' est|est|s' appelle)|je suis (?:monsieur|"
        r"madame|mademoiselle|mme)|"
        r"(?:le|son) (?:nom|prenom)(?: c'| est| c' est)+|prenom|nom de famille(?: c'| est|"
        r" c' est)*) (?!de |du |et |complet|des |s' |pour )"
    ),
    "en": re.compile(
        r"\b(?:my (?:full |first |last |middle |sur)?name(?:'s| is)|(?:his|her|their|the|first|last|"
        r"middle) name(?:'s| is)|"
        r"surname(?:'s| is)?|(?:i'm|am|he's|she's|it's|is|was) called|called me|(?:calls?|calling) me|"
        r"on behalf of|holder(?:'s name)? is|holder's|signed by(?: a)?|the attention of|in the name of|name "
        r"of|under the name(?: of)?|"
        r"(?:my|his|her|their) name was|surname still|my names?) (?!and |on |please|for |of the )"
    ),
}
WEAK: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        r"\b(?:je suis|moi c' est|nee|(?:le|votre|au) dossier|(?:la|une) famille|"
        r"(?:mon|ma|son|sa|notre|votre|leur|une?|l'|le|la) (?:mari|femme|fils|fille|frere|soeur|mere|pere|"
        r"collegue|conjointe?|compagnon|compagne|epoux|epouse|maman|papa|oncle|tante|cousine?|neveu|niece|"
        r"voisine?|ami|amie|copine?|copain|patronne?|infirmiere?|gardienne?|locataire|beneficiaire|"
        r"grand (?:mere|pere)|beau (?:pere|frere|fils)|belle (?:mere|soeur|fille)|ex)(?: c' est| est)?|"
        r"(?:demand\w+|redemand\w+|transmet\w*|confi\w+|donner?) a|voir avec|en ligne avec) "
    ),
    "en": re.compile(
        r"\b(?:this is|i'm|i am|(?:speaking|through) (?:to|with)|call (?:me|him|her)|named|ask(?: for)?|"
        r"(?:someone|somebody|man|lady|woman|guy|girl|boy) called|spoke (?:to|with)|make it out to|"
        r"(?:my|his|her|our|your|their) (?:little )?(?:husband|wife|son|daughter|brother|sister|mother|"
        r"father|mum|mom|dad|partner|colleague|boss|boy|girl|neighbour|neighbor|friend|ex|aunt|uncle|cousin|"
        r"nephew|niece|nan|gran|carer|landlord|tenant|(?:mother|father|brother|sister|son|daughter) in law)"
        r"(?:'s| is| was)?) "
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
# After these only a name can stand; an unknown word there is one that was misheard ("merci beaucoup lair").
THANKS: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(r"\b(?:merci(?: beaucoup| bien)?|au revoir|bonne (?:journee|soiree)) "),
    "en": re.compile(r"\b(?:thanks(?: so much)?|thank you(?: so much| very much)?|bye|goodbye) "),
}
AFTER: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        r"\b(?:a l' appareil|au telephone|a votre (?:ecoute|service)|du service|de la part|"
        r"c' est (?:bien )?mon (?:nom|prenom))\b"
    ),
    "en": re.compile(r"\b(?:speaking|here|calling|on the (?:line|phone))\b"),
}
# First names that are said far more often as something else, even where a name is likely.
SELDOM = word_set(
    "come said line loan gene demi beau guy hope roman penny summer aime amie may will dawn art "
    "love dear mate darling"
)
CALLS = word_set("revoir beaucoup you much so ") | word_set(
    "thanks thank you hi hello hey bonjour merci okay right d'accord ok bye goodbye"
)
NEVER = word_set(
    "non oui pas les des une est sont mais pour dans avec sur par que qui quoi tout tres bien "
    "merci bonjour the and not yes okay sorry please can will may good fine sure hello bonsoir "
    "voila alors donc attendez moment comment like back nee"
)
# What a name is, and nobody is called: "my name is wrong on the bill".
NO_CALLING = word_set(
    "wrong spelt spelled misspelt misspelled missing incorrect different still also already changed written "
    "first last full maiden middle short long hyphenated mal ecrit orthographie change toujours aussi "
    "different "
    "incorrect faux bien mieux compose celui celle marque inscrit dessus mon votre son notre leur comment "
    "pareil regarding about because calling waiting looking having trying happy sorry unhappy afraid "
    "interested "
    "client cliente abonne societe entreprise association copropriete sci sarl sas eurl banque mairie famille"
)
ABOUT_NAMES = word_set(
    "like comme mot mots tiret word fish name names surname nom noms prenom prenoms famille spell spelled "
    "spelt epelle epeler ecrit"
)
PARTING = word_set("bye goodbye revoir journee soiree day evening bientot salut merci thanks cheers")
POLITE = word_set("merci plait oui non please thanks thank you yes no speaking here")
REPLIES = word_set("moment instant seconde second minute question probleme problem raison facture bill")
