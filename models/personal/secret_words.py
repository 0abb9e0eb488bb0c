"""Passwords, secret words and codes: what is said after they are announced or asked for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from sourdine.models.personal.asked import asked_turns, content, is_evidence, is_number, near_cue
from sourdine.models.personal.cues import Cue
from sourdine.models.personal.lexicon import common, is_word
from sourdine.models.personal.merge import Finding
from sourdine.models.personal.secret_forms import (
    checked_secrets,
    denied,
    described_secrets,
    said_back,
    single_letters,
)
from sourdine.models.personal.tokens import Conversation
from sourdine.models.personal.vocabulary import FUNCTION
from sourdine.models.personal.word_sets import word_set

_IS = word_set("est c' is was it's c'est etait sera")
_NOT = word_set(
    "pas plus faux incorrect bloque oublie oubliee expire perdu wrong not locked expired "
    "forgotten lost case different same correct correcte valable valide bon mauvais required "
    "invalid perdue reinitialise envoye sent obligatoire personnel confidentiel arrive simple "
    "long court needed important bloquee perdus incorrecte fausse bonne expiree inactif active activee "
    "change changee required working marche fonctionne refuse refusee been being had got gone never just "
    "stopped written "
)
_ITS = word_set("word's answer's password's code's")  # "the word's pomegranate"
_WHERE = word_set("in on under by at with behind inside")
_GUESSING = word_set("it or either")
_THINK = word_set(
    "je crois que qu' pense dois devrait doit surement peut etre normalement quelque chose comme "
    "i think believe guess probably maybe might should would be something like it's either soit let's say "
    "let use mettez mets mettre"
)
_STOPS = word_set("et mais and but ou or because car parce so")
_SIGNS = word_set(
    "tiret majuscule majuscules minuscule point slash underscore diese arobase exclamation capital uppercase "
    "lowercase dash hyphen dot hash"
)
_TRYING = word_set(
    "mis mets essaye essaie tape choisi utilise rentre marque note used use tried try put typed entered "
    "chose picked"
)
_PUTTING_OFF = word_set("pas attendez attends wait hang hmm sais know remember souviens rappelle")
_LEADING = word_set("ca c' est comme avec le la mon my the as it in un a with juste just always toujours")
# Said of a secret that was refused: another follows.
_REFUSED = re.compile(
    r"\b(?:pas (?:celui|celle|ca|cela|le bon|la bonne|bon|exact|reconnu)|incorrect\w*|errone\w*|faux|"
    r"(?:marche|fonctionne|correspond|passe) pas|(?:isn't|not) (?:it|right|correct|the one|what i have)|"
    r"wrong|"
    r"doesn't (?:match|work))\b"
)
NEARBY = 6  # turns after a password was spoken of in which one is tried
_SETTING = word_set("set reset changed change changing put made")
LONGEST = 5  # words of a secret


def find_secrets(conversation: Conversation, cues: list[list[Cue]]) -> list[Finding]:
    """Give secret words; figures are the number recogniser's."""
    spans: list[tuple[int, int, float, str]] = []
    asked = asked_turns(conversation, cues, "PASSWORD")
    asked |= {turn: turn - 1 for turn in denied(conversation, cues)}
    for turn, found in enumerate(cues):
        for cue in found:
            if cue.entity == "PASSWORD":
                spans += _said(conversation, turn, cue.last) or _beside(conversation, turn, cue.last, asked)
    for turn in near_cue(cues, "PASSWORD", NEARBY):
        if turn < len(conversation.bounds):
            spans += _tried(conversation, turn)
    for turn in set(asked) | near_cue(cues, "PASSWORD", 1):
        first, last = conversation.bounds[turn] if turn < len(conversation.bounds) else (0, 0)
        for at in range(first, last - 1):
            if conversation.tokens[at].key in _ITS:
                spans += _said(conversation, turn, at)
    spans += described_secrets(conversation, cues)
    spans += single_letters(conversation, cues)
    answered: set[int] = set()
    asked |= _refused(conversation, near_cue(cues, "PASSWORD", NEARBY))
    for turn, question in sorted(asked.items()):
        if question not in answered and not any(cue.entity == "PASSWORD" for cue in cues[turn]):
            spans += _answer(conversation, turn)
        if content(conversation, turn) and not _is_unsure(conversation, turn):
            answered.add(question)
    tokens = conversation.tokens
    spans += list(checked_secrets(conversation, {tokens[first].turn for first, *_ in spans}))
    secrets = [
        Finding(tokens[a].start, tokens[b].end, "PASSWORD", score, rule) for a, b, score, rule in spans
    ]
    return secrets + _again(conversation, spans)


def _refused(conversation: Conversation, near: Collection[int]) -> dict[int, int]:
    """Give the turns right after an agent refuses a secret, with the turn of the refusal."""
    again = {}
    for turn in sorted(near):
        if turn + 1 >= len(conversation.bounds) or conversation.speakers[turn] != "agent":
            continue
        first, last = conversation.bounds[turn]
        said = " ".join(token.key for token in conversation.tokens[first:last])
        if conversation.speakers[turn + 1] != "agent" and _REFUSED.search(said):
            again[turn + 1] = turn
    return again


def _is_unsure(conversation: Conversation, turn: int) -> bool:
    """Tell a turn that puts the answer off: "c'est pas capucine, attendez"."""
    first, last = conversation.bounds[turn]
    return any(token.key in _PUTTING_OFF for token in conversation.tokens[first:last])


def _tried(conversation: Conversation, turn: int) -> Iterator[tuple[int, int, float, str]]:
    """Read "j'ai essayé bretagne vingt deux", "i used liverpool one": a word no sentence needs, or a "
    "number."""
    tokens, language = conversation.tokens, conversation.language
    first, last = conversation.bounds[turn]
    for at in range(first, last):
        if tokens[at].key not in _TRYING:
            continue
        start = at + 1
        while start < last and start - at <= 3 and tokens[start].key in _LEADING:
            start += 1
        if start >= last or tokens[start].key in FUNCTION[language] | _LEADING:
            continue
        rare = tokens[start].key not in common(language) and not tokens[start].gap
        numbered = start + 1 < last and is_number(tokens[start + 1], language) and not tokens[start + 1].gap
        if (rare or numbered) and not is_number(tokens[start], language):
            for a, b, score, rule in _word(conversation, start, last, 0.55, "secret.expected"):
                yield a, min(b, a + 4), score, rule


def _said(conversation: Conversation, turn: int, at: int) -> list[tuple[int, int, float, str]]:
    """Read "le mot de passe c'est tournesol vingt deux"."""
    tokens, language = conversation.tokens, conversation.language
    _, last = conversation.bounds[turn]
    start = at + 1
    far = 0
    if start + 1 < last and tokens[start].key == "to" and _is_set(conversation, turn, at):
        return _word(conversation, start + 1, last, 0.75, "secret.cue")
    owned = tokens[at].key.endswith("'s")
    while (
        not owned
        and start < last
        and far <= 4
        and tokens[start].key not in _IS
        and ":" not in tokens[start].gap
    ):
        if tokens[start].key in _STOPS or _ends_sentence(tokens[start].gap):
            return []
        far += tokens[start].key not in FUNCTION[language] | _THINK
        start += 1
    while start < last and tokens[start].key in _IS | _THINK:
        start += 1
    if start >= last or far > 5 or (start == at + 1 and not owned):
        return []
    if conversation.speakers[turn] == "agent" and _is_asked(conversation, start, last):
        return []
    return _word(conversation, start, last, 0.75, "secret.cue")


def _beside(
    conversation: Conversation, turn: int, at: int, asked: Collection[int]
) -> list[tuple[int, int, float, str]]:
    """Read "mot de passe chaton quatre vingt", where one was asked for."""
    tokens, language = conversation.tokens, conversation.language
    _, last = conversation.bounds[turn]
    if turn not in asked or at + 1 >= last or _ends_sentence(tokens[at + 1].gap):
        return []
    key = tokens[at + 1].key
    if key in FUNCTION[language] | _THINK | _STOPS or is_number(tokens[at + 1], language):
        return []
    return _word(conversation, at + 1, last, 0.6, "secret.expected")


def _is_set(conversation: Conversation, turn: int, at: int) -> bool:
    """Tell "I set the password to …"."""
    first, _ = conversation.bounds[turn]
    return any(token.key in _SETTING for token in conversation.tokens[max(first, at - 5) : at])


def _ends_sentence(gap: str) -> bool:
    return any(mark in gap for mark in ".;?!")


def _is_asked(conversation: Conversation, start: int, last: int) -> bool:
    """Tell a question: its sentence ends in a question mark."""
    tokens = conversation.tokens
    for index in range(start + 1, last):
        if _ends_sentence(tokens[index].gap):
            return "?" in tokens[index].gap
    end = tokens[last - 1].end
    return "?" in conversation.text[end : end + 3]


def _word(
    conversation: Conversation, start: int, last: int, score: float, rule: str
) -> list[tuple[int, int, float, str]]:
    tokens, language = conversation.tokens, conversation.language
    if tokens[start].key in _NOT:
        return []
    end = start - 1
    for index in range(start, min(last, start + LONGEST)):
        sign = len(tokens[index].key) == 1 or tokens[index].key in _SIGNS  # "…, e majuscule"
        ends = index > start and any(mark in tokens[index].gap for mark in (".;?!" if sign else ".,;?!"))
        if ends or (tokens[index].key in FUNCTION[language] and len(tokens[index].key) > 1):
            break
        end = index
    return [(start, end, score, rule)] if end >= start else []


def _answer(conversation: Conversation, turn: int) -> list[tuple[int, int, float, str]]:
    """Take a short answer for the secret itself, or what follows "it's", "c'est" in a longer one."""
    tokens = conversation.tokens
    first, last = conversation.bounds[turn]
    said = content(conversation, turn)
    said = _clause(conversation, [index for index in said if tokens[index].key not in _THINK])
    after = [index for index in range(first, said[-1] if said else first) if tokens[index].key in _IS]
    if after and conversation.language == "en" and tokens[after[-1] + 1].key in _WHERE:
        return []  # "it's in the cupboard"
    guesses = list(_guesses(conversation, first, last)) if conversation.language == "en" else []
    if guesses or (last - first > 8 and conversation.language == "en" and not after):
        if conversation.written and said and said[-1] + 1 < last and said[-1] - first < LONGEST:
            gap = tokens[said[-1] + 1].gap
            stated = _ends_sentence(gap) and "?" not in gap
            if stated:
                return [(said[0], said[-1], 0.55, "secret.expected")]
        return [(at, at, 0.5, "secret.expected") for at in guesses]
    short = [index for index in said if not after or index > after[-1]]
    if not short or any(tokens[index].key in _NOT for index in said):
        return []
    if short[-1] - short[0] > LONGEST or (
        last - first > 8 and not after and not _is_apart(conversation, short)
    ):
        return []
    return [(short[0], short[-1], 0.55, "secret.expected")]


def _guesses(conversation: Conversation, first: int, last: int) -> Iterator[int]:
    """Yield the words of "is it haggis … or bannock"."""
    tokens = conversation.tokens
    asking = [
        at for at in range(first, last - 2) if tokens[at].key in ("is", "was") and tokens[at + 1].key == "it"
    ]
    asking += [at - 1 for at in range(first, last - 2) if tokens[at].key == "either"]
    for at in range(asking[0] + 1, last - 1) if asking else ():
        key = tokens[at + 1].key
        ordinary = key in FUNCTION["en"] | _NOT | _THINK or is_number(tokens[at + 1], "en")
        if tokens[at].key in _GUESSING and len(key) > 3 and not ordinary:
            yield at + 1


def _is_apart(conversation: Conversation, said: list[int]) -> bool:
    """Tell a secret that punctuation parts from the rest of a turn: "Brik à l'œuf 34, tout attaché"."""
    tokens = conversation.tokens
    _, last = conversation.bounds[tokens[said[0]].turn]
    closed = said[-1] + 1 < last and any(mark in tokens[said[-1] + 1].gap for mark in ",.;!")
    language = conversation.language
    rare = any(is_evidence(tokens[at], language) and not is_word(tokens[at].key, language) for at in said)
    return conversation.written and closed and rare


def _clause(conversation: Conversation, said: list[int]) -> list[int]:
    """Give the words up to the end of their sentence, or to a comma."""
    for number, index in enumerate(said):
        gaps = [conversation.tokens[at].gap for at in range(said[0] + 1, index + 1)]
        if number and any(_ends_sentence(gap) or "," in gap for gap in gaps):
            return said[:number]
    return said


def _again(conversation: Conversation, spans: Sequence[tuple[int, int, float, str]]) -> list[Finding]:
    """Words of a secret said again anywhere, with the figures and signs beside them."""
    tokens, language = conversation.tokens, conversation.language
    known = {
        token.key: token.turn
        for first, last, _, _ in spans
        for token in tokens[first : last + 1]
        if len(token.key) > 4 and not is_number(token, language)
    }
    found = []
    for at, token in enumerate(tokens):
        if token.key in known:
            end = at
            while _goes_on(conversation, end + 1, token.turn):
                end += 1
            back = language == "en" and said_back(conversation, at, known[token.key])
            if end == at and token.key in common(language) and not back:
                continue
            found.append(Finding(token.start, tokens[end].end, "PASSWORD", 0.6, "secret.cue"))
    return found


def _goes_on(conversation: Conversation, at: int, turn: int) -> bool:
    """Tell a figure or sign of the same turn."""
    if at >= len(conversation.tokens) or conversation.tokens[at].turn != turn:
        return False
    token = conversation.tokens[at]
    return token.key in _SIGNS or is_number(token, conversation.language)
