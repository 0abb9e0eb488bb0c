"""Words around the names of towns."""

from __future__ import annotations

from sourdine.models.personal.word_sets import word_set
from sourdine.pipeline.records import Language

PREPOSITIONS = word_set("a au aux en in to near from at de d' du vers sur outside of around pres")
BEFORE_NAMES = word_set(
    "just over up down back out right toujours maintenant encore juste still now near close a cote region "
    "ville commune village town city called appele toute petite petit"
) - {"a"}
# First words of towns.
LEADS: dict[Language, frozenset[str]] = {
    "fr": word_set("saint sainte st ste le la les l' mont bourg pont val ville port fort grand neuf new san"),
    "en": word_set(
        "saint st new north south east west upper lower great little port fort mount lake el los las san "
        "santa "
        "royal long high old king's queen's bishop's market much chipping"
    ),
}
# Between the words of a town's name.
INSIDE_NAMES: dict[Language, frozenset[str]] = {
    "fr": word_set("la le les de du des d' l' en sur sous lez au aux"),
    "en": word_set("upon on under le by next the in of"),
}
# What no town is called, however it is asked for.
NO_TOWN = word_set(
    "un une mon ma mes son sa ses notre nos votre vos leur leurs ce cette ces cet quelque chez cause partir "
    "cote pied coup fait force peine peu travers temps jour domicile distance midi minuit paris-plages "
    "the a an my your his her our their this that these those here there home work school hospital bed town "
    "london's person least last once noon midnight scratch dot com fr mail email monday tuesday wednesday "
    "thursday friday saturday sunday lundi mardi mercredi jeudi vendredi samedi dimanche question campagne "
    "montagne peu ville centre nouveau loyer temporaire neuf location couple famille colocation"
)
_STATES = (
    "alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho "
    "illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota "
    "mississippi missouri montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah "
    "vermont virginia washington wisconsin wyoming ontario quebec manitoba alberta saskatchewan queensland "
    "victoria tasmania"
)
_COUNTRIES = (
    "france belgique suisse luxembourg espagne italie portugal allemagne angleterre irlande pologne roumanie "
    "turquie algerie maroc tunisie mali senegal guinee cameroun congo gabon togo benin niger tchad "
    "madagascar "
    "maurice comores guadeloupe martinique guyane reunion mayotte canada bresil argentine mexique chine "
    "japon "
    "vietnam cambodge liban syrie iran irak inde pakistan belgium switzerland spain italy germany england "
    "scotland wales ireland poland romania turkey algeria morocco tunisia ghana nigeria kenya uganda somalia "
    "zimbabwe jamaica barbados trinidad brazil mexico china japan india bangladesh philippines malaysia "
    "singapore australia madeira malta cyprus greece cornwall devon dorset kent essex sussex surrey norfolk "
    "suffolk lancashire yorkshire cheshire shropshire cumbria somerset wiltshire hampshire berkshire "
    "bretagne "
    "normandie alsace corse provence"
)
COUNTRIES = (
    word_set(_STATES)
    | word_set(_COUNTRIES)
    | {
        "new mexico",
        "new york",
        "new jersey",
        "new hampshire",
        "new zealand",
        "north carolina",
        "south carolina",
        "north dakota",
        "south dakota",
        "west virginia",
        "rhode island",
        "british columbia",
        "nova scotia",
        "new south",
        "sri lanka",
        "south africa",
        "sierra leone",
        "saudi arabia",
        "cote d'ivoire",
        "burkina faso",
        "la reunion",
        "northern ireland",
    }
)
