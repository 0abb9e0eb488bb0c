"""Ages as people say them: a number of years that somebody has, is, turns, is asked for.

Read over numbers, not over phrases: what stands before and after a number says whether somebody's age or
the length of something was meant ("elle a sept ans", "la chaudière a vingt ans").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from sourdine.models.personal.age_words import (
    ADVERBS,
    AGED,
    AGES_WORD,
    BIRTHDAYS,
    DECADES,
    DECADES_AFTER,
    FOLLOWING,
    HAVING,
    LASTING,
    LINKING,
    NO_AGE_AFTER,
    PEOPLE,
    SMALL,
    SUBJECTS,
    VERBS_BEFORE,
    WHOSE,
    YEARS,
)
from sourdine.models.personal.asked import asked_turns, is_number
from sourdine.models.personal.cues import Cue
from sourdine.models.personal.lexicon import any_names, common, is_word
from sourdine.models.personal.merge import Finding
from sourdine.models.personal.tokens import Conversation, Token
from sourdine.models.personal.view import Unit
from sourdine.models.personal.vocabulary import BESIDE, SIGNS, UNITS

OLDEST = 115
LONGEST_ANSWER = 20  # words of a turn that answers "how old", within which every number is an age
HOURS = 25  # from here on "at thirty" is no time of day
_BREAKS = ".;?!:"
_PART_OF_NUMBER = re.compile(r"[.,/:-]\d|\s?[€£$%]")


def find_ages(conversation: Conversation, cues: list[list[Cue]]) -> list[Finding]:
    """Give the ages of a conversation."""
    asked = asked_turns(conversation, cues, "AGE")
    found = []
    for turn in range(len(conversation.units)):
        found += [_finding(conversation, *span) for span in _in_turn(conversation, turn, turn in asked)]
    return found


def _finding(conversation: Conversation, first: int, last: int) -> Finding:
    tokens = conversation.tokens
    return Finding(tokens[first].start, tokens[last].end, "AGE", 0.76, "age.said")


def _in_turn(conversation: Conversation, turn: int, asked: bool) -> list[tuple[int, int]]:
    """Give the first and last token of each age of a turn."""
    units, tokens, language = conversation.units[turn], conversation.tokens, conversation.language
    first, last = conversation.bounds[turn]
    numbers = [at for at, unit in enumerate(units) if _may_be_age(unit, conversation)]
    sure = {at: end for at in numbers if (end := _age_end(conversation, units, at)) is not None}
    if asked and last - first <= LONGEST_ANSWER:
        sure |= {
            at: _with_years(units, at, conversation)[0]
            for at in numbers
            if at not in sure and units[at].value != "1" and _ends_openly(conversation, units, at)
        }
    if sure:  # "neuf et onze ans", "he's fourteen nearly fifteen"
        for at in (*numbers, *reversed(numbers)):
            if at not in sure and _goes_with(conversation, units, at, sure):
                sure[at] = _with_years(units, at, conversation)[0]
    spans = [(units[at].first, units[end].last) for at, end in sorted(sure.items())]
    decades = DECADES[language]
    spans += [
        _decade(tokens, index, first)
        for index in range(first + 1, last)
        if _is_decade(tokens, index, decades)
    ]
    return spans


def _may_be_age(unit: Unit, conversation: Conversation) -> bool:
    if unit.kind != "number" or unit.ordinal or len(unit.value) > 3 or int(unit.value) > OLDEST:
        return False
    tokens, text = conversation.tokens, conversation.text
    start, end = tokens[unit.first].start, tokens[unit.last].end
    if text[max(0, start - 1) : start] in SIGNS or _PART_OF_NUMBER.match(text, end):
        return start == 0
    return not _PART_OF_NUMBER.match(text[start - 2 : start][::-1]) if start > 1 else True


def _with_years(units: Sequence[Unit], at: int, conversation: Conversation) -> tuple[int, bool]:
    """Give the last unit of "sept ans et demi", "two and a half", and whether a word for years is in it."""
    end, years = at, False
    words = [unit.value for unit in units[at + 1 : at + 6]]
    language = conversation.language
    if words[:3] == ["and", "a", "half"] or words[:2] == ["et", "demi"]:
        end += 3 if words[0] == "and" else 2
        words = words[end - at :]
    if words and words[0] in YEARS[language]:
        years, end = True, end + 1
        words = words[1:]
        if words and words[0] in ("old", "olds"):
            end += 1
            words = words[1:]
        if words[:2] in (["et", "demi"], ["et", "demie"]):
            end += 2
        elif words[:3] == ["and", "a", "half"]:
            end += 3
    return end, years


def _age_end(conversation: Conversation, units: Sequence[Unit], at: int) -> int | None:
    """Give the last unit of an age that a number begins, or None where it is none."""
    end, years = _with_years(units, at, conversation)
    if conversation.language == "fr":
        return end if years and _is_french(conversation, units, at, end) else None
    old = units[end].value in ("old", "olds")
    if old:
        return end if _is_old(conversation, units, at, end) else None
    if years and units[end].value not in ("months", "weeks"):
        return None
    return end if _is_english(conversation, units, at, end) else None


def _before(conversation: Conversation, units: Sequence[Unit], at: int) -> list[Token]:
    """Give the words before a number in its sentence, the nearest first, adverbs left out."""
    tokens = conversation.tokens
    first, _ = conversation.bounds[tokens[units[at].first].turn]
    words: list[Token] = []
    index = units[at].first
    while index > first and len(words) < 5:
        if any(mark in tokens[index].gap for mark in _BREAKS):
            break
        index -= 1
        if words or tokens[index].key not in ADVERBS[conversation.language]:
            words.append(tokens[index])
    return words


def _after(
    conversation: Conversation, units: Sequence[Unit], end: int, marks: str = ",.;?!:…"
) -> Token | None:
    """Give the word right after a unit in the same clause; ``marks`` end one."""
    if end + 1 >= len(units):
        return None
    token = conversation.tokens[units[end + 1].first]
    return None if any(mark in token.gap for mark in marks) else token


def _is_french(conversation: Conversation, units: Sequence[Unit], at: int, end: int) -> bool:
    """Tell "il a dix ans", "un garçon de dix ans", "à dix ans on", "notre fils, dix ans"."""
    after = _after(conversation, units, end)
    words = _before(conversation, units, at)
    if words and words[0].key == "les" and _is_whose(units, end):
        return True
    if after is not None and after.key in NO_AGE_AFTER["fr"]:
        return False
    if all(token.key in BESIDE["fr"] for token in words):
        return _is_short_answer(conversation, units, at)
    while words and (words[0].key == "et" or is_number(words[0], "fr")):
        words = words[1:]  # "trois enfants, quatre, sept et onze ans"
    if not words:
        return False
    nearest, further = words[0], words[1] if len(words) > 1 else None
    if nearest.text == "à" and "," in nearest.gap and len(units[at].value) > 1:
        return True  # "vous savez, à soixante-seize ans"
    if nearest.text in ("à", "À") or (nearest.key == "a" and further is None):
        return int(units[at].value) > 1 and _begins_clause(further, after, conversation)
    if nearest.key in HAVING["fr"]:
        return further is None or _is_somebody(further, conversation)
    if nearest.key in ("d'", "de"):
        return further is not None and (further.key in PEOPLE["fr"] or further.key in AGED)
    if nearest.key in AGED or nearest.key in BIRTHDAYS:
        return True
    return nearest.key in PEOPLE["fr"] or _is_name(nearest, conversation)


def _is_whose(units: Sequence[Unit], end: int) -> bool:
    """Tell "(les) soixante-dix ans de mon père": a birthday and whose it is."""
    after = [unit.value for unit in units[end + 1 : end + 3]]
    return units[end].value == "ans" and len(after) == 2 and after[0] == "de" and after[1] in WHOSE


def _is_short_answer(conversation: Conversation, units: Sequence[Unit], at: int) -> bool:
    """Tell "neuf ans et demi" that says of somebody asked after how old they are, and not for how long."""
    turn = conversation.tokens[units[at].first].turn
    first, last = conversation.bounds[turn]
    if last - first > LONGEST_ANSWER or int(units[at].value) < 1:
        return False
    start = conversation.bounds[max(0, turn - 2)][0]
    before = conversation.tokens[start:first]
    unit = _with_years(units, at, conversation)[0]
    if units[unit].value in ("mois", "semaines") and not any(token.key in SMALL for token in before):
        return False  # a cheese's, a delivery's
    return not any(token.key in LASTING for token in before)


def _begins_clause(before: Token | None, after: Token | None, conversation: Conversation) -> bool:
    """Tell "à dix ans" that says when in a life: after a verb of lives, or with a clause after it."""
    if before is None or before.key in VERBS_BEFORE:
        return True
    return (
        after is not None
        and after.key in SUBJECTS["fr"]
        and (before.key in LINKING or not is_word(before.key, conversation.language))
    )


def _is_somebody(token: Token, conversation: Conversation) -> bool:
    """Tell the subject of "a", "avait": a pronoun, a word for people, a name; no thing."""
    key = token.key
    if (
        key in SUBJECTS["fr"]
        or key in PEOPLE["fr"]
        or key in HAVING["fr"]
        or key in ("d'", "de", "va", "vais")
    ):
        return key != "y"
    return _is_name(token, conversation)


def _is_name(token: Token, conversation: Conversation) -> bool:
    """Tell a name, or what no dictionary knows."""
    language = conversation.language
    key = token.key.removesuffix("'s")
    if conversation.written and not token.text[0].isupper():
        return False
    if key in common(language) or len(key) < 3 or not key.isalpha():
        return False
    return key in any_names() or not is_word(key, language)


def _is_old(conversation: Conversation, units: Sequence[Unit], at: int, end: int) -> bool:
    """Tell "he's six years old", "a six year old"; not "a six year old car", "the boiler's six years old"."""
    after = _after(conversation, units, end)
    words = _before(conversation, units, at)
    if words and words[0].key in ("a", "an", "my", "our", "the", "her", "his", "another"):
        thing = after is not None and after.key in common("en") and after.key not in FOLLOWING | PEOPLE["en"]
        return not thing
    if not words:
        return True
    return _is_english_subject(conversation, words) or (
        words[0].key not in ("is", "are", "was", "it's") and (not words[0].key.endswith("'s"))
    )


def _is_english(conversation: Conversation, units: Sequence[Unit], at: int, end: int) -> bool:
    """Tell "i'm eighty one", "she was ninety when", "turned sixteen", "at sixty seven i'm"."""
    value = int(units[at].value)
    if value < 2 or conversation.tokens[units[at].first].key in ("second", "third"):
        return False
    after = _after(conversation, units, end)
    known = (FOLLOWING, PEOPLE["en"], ADVERBS["en"])
    if after is not None and not any(after.key in words for words in known):
        return False
    if after is not None and after.key in ("of", "for", "at", "to", "a"):
        return False
    words = _before(conversation, units, at)
    if not words:
        return False
    if words[0].key == "at":
        following = _after(conversation, units, end, ".;?!:")
        return value >= HOURS and following is not None and following.key in SUBJECTS["en"]
    if words[0].key in AGED or words[0].key in BIRTHDAYS:
        return True
    return _is_english_subject(conversation, words)


def _is_english_subject(conversation: Conversation, words: Sequence[Token]) -> bool:
    """Tell that somebody is what follows: "i'm", "my nan's", "she was", "the kids are"."""
    nearest = words[0].key
    if nearest in HAVING["en"]:
        return True
    head, mark, _ = nearest.partition("'")
    if mark and nearest.endswith(("'s", "'re")):
        return head in PEOPLE["en"] or _is_name(words[0], conversation)
    if nearest not in ("is", "was", "are", "were", "be", "been", "being", "am"):
        return False
    subject = words[1] if len(words) > 1 else None
    if subject is None:
        return nearest in ("am", "is")
    if subject.key in SUBJECTS["en"] or subject.key in PEOPLE["en"]:
        return subject.key != "it"
    return (
        subject.key.endswith("'ll")
        or subject.key in ("will", "to", "both")
        or _is_name(subject, conversation)
    )


def _ends_openly(conversation: Conversation, units: Sequence[Unit], at: int) -> bool:
    """Tell a number that nothing counted follows."""
    end, years = _with_years(units, at, conversation)
    after = units[end + 1].value if end + 1 < len(units) else ""
    return years or (after not in UNITS[conversation.language] and after not in AGES_WORD)


def _goes_with(conversation: Conversation, units: Sequence[Unit], at: int, sure: Collection[int]) -> bool:
    """Tell a number beside an age, with nothing but small words and people between them."""
    alone = units[at].value == "1" and not _with_years(units, at, conversation)[1]
    if alone or not _ends_openly(conversation, units, at):
        return False
    return any(
        0 < abs(other - at) <= 6
        and all(_joins(unit, conversation) for unit in units[min(at, other) + 1 : max(at, other)])
        for other in sure
    )


def _joins(unit: Unit, conversation: Conversation) -> bool:
    language = conversation.language
    if unit.kind == "number":
        return len(unit.value) <= 3
    known = (
        LINKING,
        ADVERBS[language],
        PEOPLE[language],
        YEARS[language],
        SUBJECTS[language],
        HAVING[language],
    )
    return unit.value == "old" or any(unit.value in words for words in known)


def _is_decade(tokens: Sequence[Token], index: int, decades: Collection[str]) -> bool:
    before = tokens[index - 1].key
    return tokens[index].key in decades and before in DECADES_AFTER


def _decade(tokens: Sequence[Token], index: int, first: int) -> tuple[int, int]:
    """Give "late fifties" from its first word on."""
    start = index - 1 if tokens[index - 1].key in ("early", "mid", "late") else index
    return max(first, start), index
