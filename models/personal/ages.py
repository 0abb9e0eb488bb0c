"""Ages with the words that make them one; answers to "how old" come with the figures."""

from __future__ import annotations

import re

from sourdine.models.personal.asked import asked_turns
from sourdine.models.personal.cues import Cue
from sourdine.models.personal.health import find_matches
from sourdine.models.personal.lexicon import any_names, is_word
from sourdine.models.personal.merge import Finding
from sourdine.models.personal.tokens import Conversation
from sourdine.pipeline.records import Language

_N_FR = (
    r"(?:\d+|(?:(?:un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|"
    r"quinze|seize|vingt|vingts|trente|quarante|cinquante|soixante|septante|huitante|octante|nonante|cent|"
    r"et)(?: |$)){1,7})"
)
_AGE_FR = rf"{_N_FR} ?(?:ans|mois)\b(?: et demi)?"
_KIN_FR = (
    r"(?:fils|fille|filles|mere|pere|mari|femme|frere|soeur|maman|papa|bebe|petite?|grande?|dernier|derniere|"
    r"ainee?|cadet|cadette|garcon|garcons|epouse|epoux|mamie|papi|voisine?|tante|oncle|neveu|niece|conjointe?|"
    r"ado|jumeaux|jumelles|enfants|gamine?|compagnon|compagne|cousine?|patiente?)"
)
_HAVE_FR = (
    r"(?:(?:viens|vient|vais|va|vont) (?:d' )?avoir|(?:ai|as|a|ont) eu|ai|as|a|avons|avez|ont|avais|avait|"
    r"avaient|aurai|aura|auront|aurez|fete|fetera|fait ses|fete ses)"
)
_HOW_FR = r"(?: (?:donc|deja|bientot|presque|juste|seulement|que|qu'|pas encore|tout juste|environ|a peine))?"
# What has an age in years and is nobody: "deux ans de garantie", "trois mois offerts".
_NOT_FR = (
    r"(?! (?:de|d'|pour|dans|chez|que|avec|a payer|d'anciennete|offerts?|gratuits?|fermes?|minimum|maximum|"
    r"restants?|supplementaires?|devant|apres|avant|entre|maintenant que))"
)
_N_EN = (
    r"(?:\d+|(?:(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    r"fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"hundred)(?: |$)){1,3})"
)
_KIN_EN = (
    r"(?:mum|mom|mother|dad|father|son|daughter|wife|husband|brother|sister|baby|boy|girl|nan|gran|grandma|"
    r"grandad|grandmother|grandfather|kids?|eldest|oldest|youngest|partner|aunt|uncle|neighbou?r|twins|children|"
    r"little one|other|one)"
)
_BE_EN = (
    rf"(?:i'm|i am|i was|he's|she's|he is|she is|he was|she was|they're|they are|who's|who is|you're|you are|"
    rf"{_KIN_EN}(?:'s| is| are| was| will be)|aged|age|turns|turned|turning|she'll be|he'll be|"
    rf"i'll be|they'll be|going on)"
)
_MONTHS_EN = "january|february|march|april|may|june|july|august|september|october|november|december"
_THEN_EN = (
    rf"(?= ?(?:this year|now|next|then|he|he's|she|she's|"
    rf"and (?:i|he|she|i'm|he's|she's|they|we|my|her|his|the other)|but|so|nobody|"
    rf"on the|in (?:{_MONTHS_EN})|already|actually|soon|today|tomorrow|last|bless|if|yet|plus|going on|$))"
)
_AGES: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        rf"\b(?:(?:j'|il|elle|ils|elles|on|nous|vous|tu|t'|qui|{_KIN_FR}) {_HAVE_FR}{_HOW_FR}|"
        rf"agee?s?(?: de)?|age c' est|age est|age a|suis agee? de) (?P<age>{_AGE_FR}){_NOT_FR}|"
        rf"\b(?:{_KIN_FR}|enfant|personne|homme|dame|monsieur|adolescente?|nourrisson)(?: \w+)? de "
        rf"(?P<kid>{_AGE_FR}){_NOT_FR}|"
        rf"\b(?:mes|ses|leurs|vos|tes) (?P<own>{_N_FR} ?ans\b){_NOT_FR}|"
        rf"(?P<alone>^{_AGE_FR})|"
        rf"\b(?P<who>\w{{3,}}) (?P<child>{_AGE_FR}){_NOT_FR}"
    ),
    "en": re.compile(
        rf"\b{_BE_EN} (?:only |just |now |nearly |about |almost |already |both )?"
        rf"(?:(?P<full>{_N_EN} ?years? old|{_N_EN} ?years of age)|"
        rf"(?P<age>{_N_EN}(?: ?and a half| ?and {_N_EN})?){_THEN_EN})|"
        rf"\b(?:he's|she's|is) (?:only |just )?"
        rf"(?P<young>{_N_EN} ?(?:months|weeks)(?: old)?)(?= (?:and|old)|$)|"
        rf"\bin (?:my|his|her|their) (?:early |mid |late )?"
        rf"(?P<decade>twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)|"
        rf"(?P<old>{_N_EN} ?years? old|{_N_EN} ?(?:months?|weeks?) old|{_N_EN} ?years of age)"
    ),
}


def find_ages(conversation: Conversation, cues: list[list[Cue]]) -> list[Finding]:
    """Give ages; those that begin a turn only where an age was asked for."""
    asked = asked_turns(conversation, cues, "AGE")

    def accept(match: re.Match[str], turn: int) -> bool:
        if match.lastgroup == "alone":
            return turn in asked
        return match.lastgroup != "child" or _is_name(match["who"])

    return find_matches(conversation, _AGES[conversation.language], "AGE", 0.7, "age.said", accept)


def _is_name(key: str) -> bool:
    return key in any_names() and not is_word(key, "fr")
