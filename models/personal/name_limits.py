"""What looks like a person's name and is none: peoples and countries, kin, calls, firms in a greeting; and
names at the places of a greeting where only a name stands."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from sourdine.models.personal.cues import cue_text
from sourdine.models.personal.lexicon import any_names, common, given_names, is_word, towns
from sourdine.models.personal.names_again import Span
from sourdine.models.personal.place_words import COUNTRIES
from sourdine.models.personal.tokens import Conversation
from sourdine.models.personal.vocabulary import FUNCTION
from sourdine.models.personal.word_sets import word_set

_PEOPLES = word_set(
    "english british scottish welsh irish french german italian spanish portuguese dutch belgian swiss "
    "austrian "
    "polish czech slovak hungarian romanian bulgarian greek turkish russian ukrainian lithuanian "
    "latvian estonian "
    "danish swedish norwegian finnish icelandic american canadian mexican brazilian argentinian "
    "chilean colombian "
    "chinese japanese korean vietnamese thai indian pakistani bangladeshi nepali tamil punjabi urdu "
    "hindi gujarati "
    "bengali arabic persian hebrew kurdish afghan iranian iraqi syrian lebanese egyptian moroccan "
    "algerian tunisian "
    "nigerian ghanaian kenyan ugandan somali ethiopian eritrean zimbabwean jamaican caribbean african "
    "european "
    "asian australian latin catholic protestant anglican methodist baptist muslim jewish hindu sikh buddhist "
    "christian orthodox mormon quaker gaelic zulu xhosa afrikaans swahili yoruba igbo maori"
)
_KIN = word_set(
    "nan nans nana nanny gran granny grandma grandad grandpa mam mum mummy mom dad daddy da lad lads "
    "lass fella "
    "fellas bloke mate pal bro brah dude naw nah yoh y'all ya'll ja erm summat ta ra innit dunno gonna "
    "wanna hiya "
    "junior oh ooh aye och cheers easter christmas ramadan diwali eid halloween netflix google "
    "facebook whatsapp "
    "youtube amazon uber ebay paypal tesco asda lidl aldi ikea"
)
NOBODY = _PEOPLES | _KIN | {one for one in COUNTRIES if " " not in one}
_SURE = 0.8  # from here on a name was announced as one ("mister french")
_CAPITALS = re.compile(r"[A-Z]{1,4}s?")
_FIRM = re.compile(
    r"^(?:(?:good )?(?:morning|afternoon|evening) |hello |hi |hiya |hey )*(?P<sure>(?:and )?(?:thanks|"
    r"thank you) for "
    r"(?:calling|phoning|ringing|contacting)(?: the)? |welcome to |you're through to |you've reached |"
    r"you are through "
    r"to |you've come through to )?(?:you're through to )?"
)
_OWN = word_set("speaking here calling on at from in with")
_CALLED = word_set("it's this how here speaking calling at i'm i it can do is you are thanks thank")
_ON_LINE = re.compile(
    r"\b(?:you've got|you're with|you've reached|you have|you're on with|you've come through to) "
)


def is_nobody(conversation: Conversation, span: Span, called: Collection[str]) -> bool:
    """Tell a span that no person is called by: "French", "Germany", "mam", "DVDs".

    ``called``: words by which somebody in the call is: Georgia's own are hers.
    """
    if conversation.language != "en" or span[2] >= _SURE or span[3] in ("name.title", "name.expected"):
        return False
    words = conversation.tokens[span[0] : span[1] + 1]
    if all(token.key.removesuffix("'s") in NOBODY for token in words):
        return not all(token.key.removesuffix("'s") in called for token in words)
    if len(words) > 1 or not conversation.written or span[3] not in ("tagger", "name.again"):
        return False
    bare = words[0].text.removesuffix("'s").removesuffix("’s")
    return bool(_CAPITALS.fullmatch(bare)) and bare.casefold() not in any_names()


def without_possessive(conversation: Conversation, end: int, last: int) -> int:
    """Give the end of a name in the text, "'s" left out. ``end``: past its last character; ``last``: "
    "token."""
    token = conversation.tokens[last]
    owned = conversation.language == "en" and token.key.endswith("'s") and len(token.key) > 3
    return end - 2 if owned else end


def firms(conversation: Conversation, spans: Iterable[Span]) -> Iterator[Span]:
    """Yield the spans that are the name of the firm with which an agent answers: "Marlow and Finch, Tabitha
    here", "thank you for calling gilroy garden center"."""
    turn = next((at for at, one in enumerate(conversation.speakers) if one == "agent"), None)
    if turn is None or turn > 1 or conversation.language != "en":
        return
    first, last = conversation.bounds[turn]
    if first == last:
        return
    text, starts = cue_text(conversation.tokens, first, last, "en")
    match = _FIRM.match(text + " ")
    begin = first + sum(start < match.end() for start in starts) if match else first
    own = sorted(span for span in spans if first <= span[0] < last)
    for span in own:
        follows = conversation.tokens[span[1] + 1].key if span[1] + 1 < last else ""
        stops = span[1] + 1 < last and bool(conversation.tokens[span[1] + 1].gap)
        if follows in _OWN or span[3] == "name.title" or span[2] >= _SURE or not follows:
            continue
        later = any(other[0] > span[1] + 1 for other in own)
        given = span[0] == span[1] and conversation.tokens[span[0]].key in given_names()
        alone = given and not later  # "you're through to bernard how can i help"
        sure = bool(match and match["sure"]) and span[0] == begin and not alone
        opening = span[0] == begin == first and (later or not stops)
        greeted = begin > first and span[0] == begin and later and follows not in _CALLED and not stops
        if sure or opening or greeted:
            yield span


def agents_own(conversation: Conversation) -> Iterator[int]:
    """Yield the tokens at which an agent who answers gives a name that is a word, or that no list has."""
    if conversation.language != "en":
        return
    for turn in range(min(2, len(conversation.bounds))):
        first, last = conversation.bounds[turn]
        if conversation.speakers[turn] != "agent" or last - first < 3:
            continue
        tokens = conversation.tokens
        for at in range(first + 2, last):
            ends = at + 1 == last or tokens[at + 1].key in ("speaking", "here")
            if ends and _may_be_called(conversation, at, speaking=at + 1 < last):
                yield at
        text, starts = cue_text(tokens, first, last, "en")
        for match in _ON_LINE.finditer(text):
            at = first + starts.index(match.end()) if match.end() in starts else last
            if at < last and tokens[at].key in given_names() and tokens[at].key not in FUNCTION["en"]:
                yield at


def _may_be_called(conversation: Conversation, at: int, speaking: bool) -> bool:
    token = conversation.tokens[at]
    if conversation.written and not token.text[0].isupper():
        return False
    key = token.key
    if key in FUNCTION["en"] or key in NOBODY or len(key) < 2 or key.isdecimal() or key in towns():
        return False
    if key in given_names() and key not in common("en"):
        return True
    unknown = not is_word(key, "en") and len(key) > 3
    return (
        (unknown or (speaking and key in any_names()))
        and key not in common("en")
        and not conversation.written
    )
