"""The words around ages: who has one, what leads to it, what may follow it."""

from __future__ import annotations

from sourdine.models.personal.vocabulary import BESIDE, FUNCTION
from sourdine.models.personal.word_sets import word_set
from sourdine.pipeline.records import Language

YEARS: dict[Language, frozenset[str]] = {
    "fr": word_set("ans an mois semaines balais piges printemps"),
    "en": word_set("year years yr yrs month months week weeks"),
}
AGES_WORD = word_set("annees annee")
PEOPLE: dict[Language, frozenset[str]] = {
    "fr": word_set(
        "fils fille filles garcon garcons bebe bebes enfant enfants petit petite petits petites grand "
        "grande grands grandes aine ainee cadet cadette benjamin benjamine dernier derniere deuxieme second "
        "seconde "
        "jumeaux jumelles jumeau jumelle neveu neveux niece nieces frere freres soeur soeurs mari femme "
        "epoux epouse conjoint conjointe compagne compagnon pere mere papa maman papi papy mamie mamy oncle "
        "tante "
        "cousin cousine voisin voisine dame monsieur homme personne ado ados adolescent adolescente "
        "gamin gamine nourrisson fillette bambin gosse gosses etudiant etudiante patient patiente veuf "
        "veuve jeune "
        "moi lui toi elle eux ami amie copain copine conducteur conductrice locataire celibataire mariee "
        "pensionnaire sportif lyceen lyceenne collegien collegienne retraite retraitee arriere"
    ),
    "en": word_set(
        "son sons daughter daughters boy boys girl girls baby child kid kids children twins twin eldest "
        "oldest youngest middle little toddler nephew niece brother sister husband wife mum mom mam mother "
        "dad "
        "father nan nana gran granny grandma grandad granddad grandpa grandmother grandfather grandson "
        "granddaughter grandkids grandchildren partner aunt auntie uncle cousin neighbour neighbor man woman "
        "lady gentleman guy teenager student patient passenger driver friend tenant two three lad lass bloke "
        "boyfriend girlfriend fiance fiancee parents love mate dear one other others me him her them us "
        "nephews nieces sisters brothers law"
    ),
}
SUBJECTS: dict[Language, frozenset[str]] = {
    "fr": word_set("j' je il elle on qui ils elles tu vous nous c' ca m' mon ma ne n' me t' moi lui"),
    "en": word_set(
        "i i'm i'd i've i'll he she he's she's you you're you'd they they're we we're who my it it's who's"
    ),
}
# Forms of "to have" in French; of "somebody is" in English, as one word.
HAVING: dict[Language, frozenset[str]] = {
    "fr": word_set("ai as a avons avez ont aura auront aurai auras avait avais avaient eu avoir ayant"),
    "en": word_set("i'm he's she's who's you're they're im hes shes youre"),
}
AGED = word_set("age agee ages agees aged years age's")
# "on her next birthday": what somebody does with an age.
BIRTHDAYS = word_set(
    "ses mes leurs tes vos fete feter fetes turned turns turning turn pushing approaching hits hit nearing"
)
WHOSE = word_set("mon ma mes notre nos son sa ses leur leurs votre vos")
# Spoken of before an age in months or weeks.
SMALL = PEOPLE["fr"] | word_set("age ages naissance ne nee chien chienne chiot chat chatte chaton il elle")
# Spoken of before a number of years that is no age.
LASTING = word_set(
    "garantie garanties garanti contrat engagement engage duree dure temps depuis anciennete credit pret "
    "delai "
    "longtemps bail experience placement abonnement rembourser valable client cliente achete"
)
VERBS_BEFORE = word_set(
    "mort morte decede decedee deces parti partie marie mariee retraite opere operee arrete "
    "commence age disparu disparue veuf veuve divorce pensionne"
)
LINKING = FUNCTION["fr"] & word_set(
    "et mais que alors voila donc puis enfin ou oui non parce le la les l' mon ma"
) | word_set("et and or ou nearly almost parce que then the my bientot presque moi lui going on will be")
ADVERBS: dict[Language, frozenset[str]] = {
    "fr": word_set(
        "donc deja bientot presque juste seulement que pas encore tout a peine environ plus maintenant "
        "aujourd'hui aujourd hui quand meme largement vers maximum passe passes dans"
    )
    - {"a"},
    "en": word_set(
        "only just now nearly about almost already actually still around roughly coming going on up to be "
        "like probably a and both"
    )
    - {"to", "be", "a", "and"},
}
# What follows a length of time that nobody is: "dix ans de garantie", "ten years of".
NO_AGE_AFTER: dict[Language, frozenset[str]] = {
    "fr": word_set("de d' pour dans chez que avec apres plus d'anciennete ferme sans consecutifs durant"),
    "en": frozenset(),
}
# What may follow the age of somebody who "is" a number: no noun that is counted.
FOLLOWING = (FUNCTION["en"] | BESIDE["en"]) - word_set("a of am on") | word_set(
    "last next this today soon but though years already in on come christmas because if since until while "
    "darling pet babe sir though although however yesterday tomorrow nobody everyone not"
)
_TENS = "twenties thirties forties fifties sixties seventies eighties nineties teens"
DECADES: dict[Language, frozenset[str]] = {
    "fr": word_set("vingtaine trentaine quarantaine cinquantaine soixantaine"),
    "en": word_set(_TENS),
}
DECADES_AFTER = word_set("early mid late my his her their our your ma sa la")
