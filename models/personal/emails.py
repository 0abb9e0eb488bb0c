"""E-mail addresses: written, and spoken with "arobase", "at", "point", "dot"."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise, takewhile

from sourdine.models.personal.asked import asked_turns, evidence_span, is_number, near_cue
from sourdine.models.personal.cues import Cue
from sourdine.models.personal.lexicon import everyday
from sourdine.models.personal.merge import Finding
from sourdine.models.personal.number_words import NUMBER_WORDS
from sourdine.models.personal.tokens import Conversation, Token
from sourdine.models.personal.vocabulary import FUNCTION
from sourdine.models.personal.word_sets import word_set

_WRITTEN = re.compile(r"[\w.+%-]{1,64}\s?@\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_DOTTED = re.compile(r"\b[a-z][\w-]*(?:\.[a-z0-9][\w-]+)+\b")
_AT = {"fr": word_set("arobase arrobase arobas arobaze arobace aro arobasse"), "en": frozenset(("at",))}
_DOT = frozenset(("point", "dot", "points", "poin", "poing", "dock"))
_JOIN = _DOT | word_set("underscore tiret dash hyphen arobase minus")
_PROVIDERS = word_set(
    "gmail gmel jimail hotmail outlook yahoo wanadoo laposte orange sfr free icloud proton "
    "protonmail aol btinternet bbox live msn gmx numericable skynet verizon comcast sky virgin "
    "talktalk mail me googlemail bluewin fastmail zoho tutanota posteo mailbox videotron sympatico ymail "
    "rocketmail mac neuf cegetel voila rogers shaw eircom ntlworld blueyonder tiscali plusnet cox charter "
    "earthlink sbcglobal telenet proximus scarlet voo hispeed sunrise"
)
_ENDS = word_set("com fr net org uk be ch eu io co me info ca us ie lu de es it edu gov biz tv")
_SURE_ENDS = word_set("com fr net org")  # after a provider, whatever a recogniser wrote for the point
# Said between the pieces of an address, about how it is written.
_SOFT = word_set(
    "la le les l' du de des d' un une en et mot mots tout toute toutes attache attachee colle collee avec "
    "puis "
    "ensuite chiffre numero lettre lettres minuscule minuscules majuscule majuscules accent sans alors apres "
    "all one word lowercase lower case the then number and letter letters capital no spaces space of my a "
    "comme pour as in for"
)
_SPAM = word_set("mail email courriel adresse address mel site www internet web")
_SIGN = _AT["fr"]
# Said before an address, and no part of it.
_SENDING = word_set(
    "envoie envoies envoyez envoyer mets mettez mettre note notez noter ecris ecrivez ecrire marque marquez "
    "tape tapez depuis jusqu' fille fils mari femme donne donnez donnes aviez avez send write type put"
)
# Before the sign: a company's, where its own agent says it.
_ROLES = word_set(
    "contact contacts info infos service services accueil secretariat sav support aide hello bonjour "
    "reception "
    "reclamation reclamations commande commandes facturation comptabilite rh recrutement direction mairie "
    "scolarite inscription inscriptions etude cabinet agence client clients relation webmaster noreply help "
    "enquiries sales office admin team customer bookings complaints billing orders"
)
REACH = 7  # turns after a cue, or an address
_NEARBY = 300  # words after an address in which it may be said again
LONGEST = 26  # words of one address


def find_emails(conversation: Conversation, cues: list[list[Cue]]) -> list[Finding]:
    """Give every e-mail address, whole or in pieces."""
    findings = [
        Finding(match.start(), match.end(), "EMAIL_ADDRESS", 0.95, "email.written")
        for match in _WRITTEN.finditer(conversation.text)
    ]
    written = _written_turns(conversation, findings)
    near = near_cue(cues, "EMAIL_ADDRESS", REACH) | _near_sign(conversation)
    findings += _dotted(conversation, near)
    spans: list[tuple[int, int]] = []
    asked = set(asked_turns(conversation, cues, "EMAIL_ADDRESS"))
    for turn in range(len(conversation.bounds)):
        found = _spoken(conversation, turn, turn in near)
        wanted = bool(spans or findings) or turn in asked or turn in near_cue(cues, "EMAIL_ADDRESS", 2)
        spans += [span for span in found if wanted or not _is_companys(conversation, span)]
    findings += [_finding(conversation, span, 0.9, "email.spoken") for span in spans]
    answered = written | {conversation.tokens[first].turn for first, _ in spans}
    expected = []
    for turn in asked - answered:
        first, last = conversation.bounds[turn]
        span = evidence_span(conversation, turn, _JOIN, numbers=True)
        if span and last - first <= 30 and span[1] - span[0] < LONGEST:
            expected.append(span)
    findings += [_finding(conversation, span, 0.55, "email.expected") for span in expected]
    own = {finding.start: finding.end for finding in findings}
    return findings + _again(conversation, spans + expected) + _repeated(conversation, own)


def _is_companys(conversation: Conversation, span: tuple[int, int]) -> bool:
    """Tell "contact arobase …" that an agent gives unasked: nobody's own address."""
    first = conversation.tokens[span[0]]
    return conversation.speakers[first.turn] == "agent" and first.key in _ROLES


def _dotted(conversation: Conversation, near: Collection[int]) -> list[Finding]:
    """Give words written with a point between, where an address is spoken of: "pauline.durant"."""
    return [
        Finding(match.start(), match.end(), "EMAIL_ADDRESS", 0.72, "email.expected")
        for match in _DOTTED.finditer(conversation.text)
        if bisect_right(conversation.starts, match.start()) - 1 in near
    ]


def _written_turns(conversation: Conversation, findings: list[Finding]) -> set[int]:
    return {bisect_right(conversation.starts, finding.start) - 1 for finding in findings}


def _near_sign(conversation: Conversation) -> set[int]:
    """Give the turns around one that says the at sign itself."""
    signs = {token.turn for token in conversation.tokens if token.key in _SIGN}
    return {near for turn in signs for near in range(turn - 2, turn + 3)}


def _repeated(conversation: Conversation, own: Mapping[int, int]) -> list[Finding]:
    """Words of an address said again in order soon after it: "C dot Nwosu", "sans accent sur konate29"."""
    tokens, found = conversation.tokens, []
    starts = [token.start for token in tokens]
    known: dict[frozenset[str], int] = {}
    for begin, end in own.items():
        first, last = bisect_left(starts, begin), bisect_left(starts, end)
        local = takewhile(lambda token: not _ends_local(token), tokens[first:last])
        pieces = frozenset(token.key for token in local) - _JOIN
        names = frozenset(key for key in pieces if len(key) > 2 and key not in NUMBER_WORDS["fr"])
        if names and known.get(pieces, -_NEARBY) + _NEARBY <= last:
            known[pieces] = last
            found += [
                _finding(conversation, span, 0.7, "email.expected")
                for span in _stretches(conversation, last, pieces, names)
            ]
    return found


def _stretches(
    conversation: Conversation, at: int, pieces: frozenset[str], names: frozenset[str]
) -> Iterator[tuple[int, int]]:
    """Yield the stretches of words after a token that are pieces of an address, and joining words."""
    tokens = conversation.tokens
    limit = min(at + _NEARBY, len(tokens))
    while at < limit:
        end, turn = at, tokens[at].turn
        while end < limit and tokens[end].turn == turn and tokens[end].key in pieces | _JOIN:
            end += 1
        said = [tokens[index].key for index in range(at, end)]
        if sum(key in pieces for key in said) >= min(2, len(pieces)) and not names.isdisjoint(said):
            yield at, end - 1
        at = max(end, at + 1)


def _ends_local(token: Token) -> bool:
    return "@" in token.gap or token.key in _SIGN or token.key == "at"


def _finding(conversation: Conversation, span: tuple[int, int], score: float, rule: str) -> Finding:
    tokens = conversation.tokens
    return Finding(tokens[span[0]].start, tokens[span[1]].end, "EMAIL_ADDRESS", score, rule)


def _spoken(conversation: Conversation, turn: int, near: bool) -> list[tuple[int, int]]:
    first, last = conversation.bounds[turn]
    spans: list[tuple[int, int]] = []
    at = first
    while at < last:
        if _is_anchor(conversation, at, last, near):
            end = _right(conversation, at, last)
            start = _left(conversation, at, spans[-1][1] + 1 if spans else first, near)
            spans.append((start, end))
            at = end
        at += 1
    return spans


def _is_anchor(conversation: Conversation, at: int, last: int, near: bool) -> bool:
    """Tell the at sign, a provider with its ending, or (where an address is expected) a joining word."""
    tokens, language = conversation.tokens, conversation.language
    key = tokens[at].key
    following = [token.key for token in tokens[at + 1 : min(last, at + 7)]]
    if key in _AT[language]:
        if near and not following and at > conversation.bounds[tokens[at].turn][0]:
            return True  # "zoe zero three at", and the provider in the next turn
        return language == "fr" or _is_host(tokens, at, last) or (following[:1] == ["sign"])
    if key == "a" and language == "fr" and following[:1] == ["commercial"]:
        return True
    if key == "at" and language == "fr":
        return _is_host(tokens, at, last)
    if key == "chez" and following[:1] != [] and following[0] in _PROVIDERS:
        return near or (following[1:2] != [] and following[1] in _DOT and following[2:3] != [])
    if key == "underscore" or (
        key == "tiret" and following[:2] in (["du", "bas"], ["du", "six"], ["du", "huit"])
    ):
        return True
    dotted = len(following) >= 2 and following[0] in _DOT and following[1] in _ENDS
    dotted = dotted or (len(following) >= 2 and len(following[0]) < 6 and following[1] in _SURE_ENDS)
    if dotted and key in _PROVIDERS:
        return near or any(token.key in _JOIN for token in tokens[max(0, at - 6) : at])
    if not near or key not in _JOIN or not following:
        return False
    if key == "points" and is_number(tokens[at - 1], language):
        return False  # counted
    filler = FUNCTION[language]
    return following[0] not in filler or len(following[0]) == 1


def _is_host(tokens: Sequence[Token], at: int, last: int) -> bool:
    """Tell a provider, or words with a point and an ending, said or written: "kent.gov.uk"."""
    following = tokens[at + 1 : min(last, at + 7)]
    written = any(token.gap == "." and token.key in _ENDS for token in following[1:])
    return written or _is_domain([token.key for token in following])


def _is_domain(following: list[str]) -> bool:
    if not following:
        return False
    if following[0] in _PROVIDERS - {"me", "live", "free", "orange", "sky", "mail"}:
        return True
    return any(a in _DOT and b in _ENDS for a, b in pairwise(following[:6]))


def _left(conversation: Conversation, at: int, first: int, near: bool) -> int:
    """Go back over the part before the sign, to a filler or the end of the sentence before.

    Small words and commas are gone over where more of the address stands before them.
    """
    tokens = conversation.tokens
    start = at
    for index in range(at - 1, max(first, at - LONGEST) - 1, -1):
        token, after = tokens[index], tokens[index + 1]
        if (
            token.key in _SPAM | _SENDING
            or token.text in ("à", "À")
            or token.key in ("c'", "it's", "is", "that's")
        ):
            break
        comma = after.gap.endswith(",") and (index + 1 == at or near)
        if _is_break(after.gap) and not comma:
            break
        if comma and index + 1 < at and not _is_piece(conversation, index):
            break
        soft = token.key in _SOFT and token.key not in _JOIN and after.key not in _DOT
        if soft and not is_number(token, conversation.language):
            continue
        joined = after.key in _JOIN or (after.gap == "." and after.start - token.end == 1)
        if not joined and not _is_piece(conversation, index) and not _is_under(tokens, index):
            break
        start = index
    lead = tokens[start - 1] if start > first else None
    if near and lead is not None and lead.key in ("la", "le", "les", "the", "l'") and start - 1 == first:
        start -= 1  # "la boutique du chat arobase"
    return start


def _is_piece(conversation: Conversation, index: int) -> bool:
    """Tell what an address may be made of: no function word, unless it is one letter."""
    token, language = conversation.tokens[index], conversation.language
    return len(token.key) == 1 or token.key not in FUNCTION[language] or is_number(token, language)


def _is_under(tokens: Sequence[Token], index: int) -> bool:
    """Tell "du" in "tiret du bas", "tout" in "tout attaché"."""
    key, following = tokens[index].key, tokens[index + 1].key
    under = key == "du" and following in ("bas", "six", "huit")
    return under or (key == "tout" and following in ("attache", "colle"))


def _is_break(gap: str) -> bool:
    return any(mark in gap for mark in ",;:?!")


def _right(conversation: Conversation, at: int, last: int) -> int:
    """Go on to the ending ("com", "co dot uk"), or as far as the words still look like a domain."""
    tokens = conversation.tokens
    end = at
    for index in range(at + 1, min(last, at + 12)):
        token, key, before = tokens[index], tokens[index].key, tokens[index - 1].key
        dotted = before in _DOT or (token.gap == "." and token.start - tokens[index - 1].end == 1)
        if key in _ENDS and (dotted or (key in _SURE_ENDS and tokens[index - 2].key in _PROVIDERS)):
            end = index
            if index + 1 >= last or not _goes_on(tokens, index):
                return end
            continue
        if (_is_break(token.gap) and not (token.gap == "," and index == at + 1)) or key in ("comme", "like"):
            return end
        soft = key == "du" and before == "tiret"
        if not (key in _JOIN or soft or _is_piece(conversation, index)):
            return end
        end = index
    return end


def _goes_on(tokens: Sequence[Token], index: int) -> bool:
    """Tell another point after an ending: "co dot uk"."""
    following = tokens[index + 1]
    return following.key in _DOT or (following.gap == "." and following.start - tokens[index].end == 1)


def _again(conversation: Conversation, spans: list[tuple[int, int]]) -> list[Finding]:
    """Words of an address that are no ordinary words, said again anywhere."""
    tokens = conversation.tokens
    known = {
        token.key
        for first, last in spans
        for token in tokens[first : last + 1]
        if len(token.key) > 3
        and token.key not in everyday()
        and token.key not in _PROVIDERS
        and token.key not in _JOIN
        and not is_number(token, conversation.language)
    }
    if not known:
        return []
    return [
        Finding(token.start, token.end, "EMAIL_ADDRESS", 0.4, "email.expected")
        for token in tokens
        if token.key in known
    ]
