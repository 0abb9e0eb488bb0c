"""Names that are not people's: hospitals, schools, shops and stations that are called after somebody."""

from __future__ import annotations

from sourdine.models.personal.tokens import Conversation
from sourdine.models.personal.word_sets import word_set

# What is called after somebody, before the name.
_BEFORE = word_set(
    "hopital clinique college lycee ecole piscine stade salle gymnase garage cinema theatre agence pharmacie "
    "boulangerie restaurant hotel institut banque station gare arret metro tram musee parc square pont tour "
    "materiaux etablissements ets societe groupe entreprise transports hall formation mediatheque "
    "bibliotheque "
    "complexe creche universite fac campus fondation prix laboratoire optique ambulances taxis menuiserie "
    "plomberie carrosserie brasserie traiteur fleuriste imprimerie residence ehpad maternelle primaire "
    "patinoire "
    "marbrerie funebres cuisines assurances chauffage ravalement fenetres electricite couverture jardinerie "
    "usine rosier rosiers timbre roman manege variete "
    "aeroport terminal ligne direction modele robe gamme collection forfait marque hospital school"
)
# The same after it.
_AFTER = word_set(
    "hospital school college stadium station university academy library museum airport arena theatre hotel "
    "motors brothers bros sons ltd limited inc llc plc group energy insurance solicitors florist florists "
    "plumbing roofing garage carpets finance bank vets restaurant pizza cinema dental dentists opticians "
    "pharmacy builders building lettings estates logistics couriers foods bakery tyres cars taxis marche "
    "assurances immobilier automobiles distribution energie mutuelle"
)
_LINKS = word_set("de du des d' la le les l' saint sainte st the and et n")
_SONS = word_set("fils freres cie sons brothers filles daughters associes partners")
REACH = 3  # words between


def is_establishment(conversation: Conversation, first: int, last: int) -> bool:
    """Tell a name that stands beside what is called after it: "piscine georges vallerey", "halford and "
    "sons"."""
    tokens = conversation.tokens
    start, end = conversation.bounds[tokens[first].turn]
    at = first - 1
    while at >= start and first - at <= REACH and tokens[at].key in _LINKS and not _stops(tokens[at + 1].gap):
        at -= 1
    if at >= start and tokens[at].key in _BEFORE and not _stops(tokens[at + 1].gap):
        return True
    after = [token.key for token in tokens[last + 1 : min(end, last + 3)] if not _stops(token.gap)]
    if after and after[0] in _AFTER:
        return True
    return len(after) == 2 and after[0] in ("et", "and") and after[1] in _SONS


def _stops(gap: str) -> bool:
    return any(mark in gap for mark in ",.;?!:")
