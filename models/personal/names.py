"""People's names: announced, asked for, in the lexicon, spelled, and said again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sourdine.models.personal.addresses import KINDS
from sourdine.models.personal.asked import asked_turns, content, is_evidence, is_number, near_cue
from sourdine.models.personal.cues import Cue, cue_text
from sourdine.models.personal.establishments import is_establishment
from sourdine.models.personal.letters import NATO
from sourdine.models.personal.lexicon import (
    PARTICLES,
    any_names,
    common,
    everyday,
    first_names,
    given_names,
    is_word,
    last_names,
    towns,
)
from sourdine.models.personal.merge import Finding
from sourdine.models.personal.name_cues import (
    ABOUT_NAMES,
    AFTER,
    ALONE,
    BEFORE,
    GREETINGS,
    NEVER,
    NO_CALLING,
    PARTING,
    POLITE,
    REPLIES,
    SELDOM,
    SHORT_TITLES,
    SURE_TITLES,
    THANKS,
    TITLES,
    WEAK,
)
from sourdine.models.personal.name_limits import agents_own, firms, is_nobody, without_possessive
from sourdine.models.personal.names_again import Span, begins_with_capital, say_again
from sourdine.models.personal.names_around import join_particles, letters_of_names, widen_name
from sourdine.models.personal.tagged import SURE, Tagged
from sourdine.models.personal.tokens import Conversation, Token
from sourdine.models.personal.vocabulary import BESIDE, CLEARLY, FUNCTION, MONTHS, UNITS
from sourdine.models.personal.word_sets import word_set

LEADING_WORDS = word_set(
    "un une le la les du des ce cette je j' il elle on tu a an the this that i we they it"
)
SAINTS = frozenset(("saint", "sainte", "st", "ste"))  # of towns, churches and cakes
ARTICLES = frozenset(("le", "la"))
MOST = 4  # words of a name


@dataclass(slots=True)
class NameReader:
    """Reads the names of one conversation."""

    conversation: Conversation
    cues: list[list[Cue]]
    keep_agents: bool = False  # leave the names that agents give themselves
    tagged: Sequence[Tagged] = ()  # what the statistical recogniser found
    agents: set[str] = field(default_factory=set)  # those names
    spans: list[Span] = field(default_factory=list)
    sure: set[int] = field(default_factory=set)  # tokens that the tagger is sure of

    def read(self) -> list[Finding]:
        """Give every name."""
        answers = asked_turns(self.conversation, self.cues, "PERSON")
        answered: set[int] = set()
        for turn, (first, last) in enumerate(self.conversation.bounds):
            if first < last:
                self._cues(first, last)
                self._titles(first, last)
                self._lexicon(first, last)
                self._opening(turn, first, last)
                if turn in answers and answers[turn] not in answered and self._answer(turn):
                    answered.add(answers[turn])
        self._tagged()
        self.spans += [(at, at, 0.6, "name.cue") for at in agents_own(self.conversation)]
        of_firms = set(firms(self.conversation, self.spans))
        called = self._called()
        self.spans = [
            one for one in self.spans if one not in of_firms and not is_nobody(self.conversation, one, called)
        ]
        firm_tokens = {at for first, last, *_ in of_firms for at in range(first, last + 1)}
        firm_tokens -= {at for first, last, *_ in self.spans for at in range(first, last + 1)}
        self.sure -= firm_tokens
        self.spans += say_again(self.conversation, self.spans, self.sure)
        self.spans += join_particles(self.conversation, self.spans)
        elsewhere = near_cue(self.cues, "EMAIL_ADDRESS", reach=1)
        self.spans += list(letters_of_names(self.conversation, self.spans, elsewhere))
        self.spans = [widen_name(self.conversation, span) for span in self.spans]
        self.spans = [
            one
            for one in self.spans
            if one[0] not in firm_tokens and not is_nobody(self.conversation, one, called)
        ]
        tokens = self.conversation.tokens
        if self.keep_agents:
            self.spans = [span for span in self.spans if not self._is_agents(span)]
        return [
            Finding(
                tokens[first].start,
                without_possessive(self.conversation, tokens[last].end, last),
                "PERSON",
                score,
                rule,
            )
            for first, last, score, rule in self.spans
        ]

    def _called(self) -> set[str]:
        """Give the first names that were announced as somebody's."""
        tokens = self.conversation.tokens
        announced = (one for one in self.spans if one[3] == "name.cue")
        words = {tokens[at].key for first, last, *_ in announced for at in range(first, last + 1)}
        return words & given_names()

    def _tagged(self) -> None:
        """Add what the tagger found; what it is sure of counts as a name in the whole call."""
        for one in self.tagged:
            if one.entity == "PERSON" and not is_establishment(self.conversation, one.first, one.last):
                self.spans.append((one.first, one.last, one.score, "tagger"))
                self.sure.update(range(one.first, one.last + 1) if one.probability >= SURE else ())

    def _is_agents(self, span: Span) -> bool:
        return all(token.key in self.agents for token in self.conversation.tokens[span[0] : span[1] + 1])

    def _introduce(self, first: int, last: int) -> None:
        """Remember the name that an agent gives as their own."""
        tokens = self.conversation.tokens
        if self.conversation.speakers[tokens[first].turn] == "agent":
            self.agents.update(token.key for token in tokens[first : last + 1])

    def _cues(self, first: int, last: int) -> None:
        tokens, language = self.conversation.tokens, self.conversation.language
        text, starts = cue_text(tokens, first, last, language)
        places = {start: first + number for number, start in enumerate(starts)}
        for match in BEFORE[language].finditer(text):
            self._after(places.get(match.end(), last), last, strong=True)
        for match in WEAK[language].finditer(text):
            self._after(places.get(match.end(), last), last, strong=False)
        for match in GREETINGS[language].finditer(text):
            at = places.get(match.end(), last)
            unlikely = SELDOM | NATO | FUNCTION[language]
            if at < last and tokens[at].key in any_names() and tokens[at].key not in unlikely:
                self._after(at, last, strong=False, introduces=False)
        for match in THANKS[language].finditer(text):
            at = places.get(match.end(), last)
            if at < last and self._is_unknown(at):
                self.spans.append((at, at, 0.5, "name.cue"))
        for match in AFTER[language].finditer(text):
            self._before(places.get(match.start(), first), first)

    def _after(self, at: int, last: int, strong: bool, introduces: bool = True) -> None:
        """Take the name that starts at a token, if one does."""
        tokens = self.conversation.tokens
        beside = BESIDE[self.conversation.language]
        begun = at
        while at < last and (tokens[at].key in beside or tokens[at].key in TITLES):
            at += 1
        end = self._extent(at, last, strong)
        if end is None and at < last and self._is_likely(at):
            end = self._extent(at + 1, last, strong=False) or at
        if end is None and strong and at < last and self._is_called(at, last):
            end = at
        while end is not None and at > begun and tokens[at - 1].key in ARTICLES:
            at -= 1  # "le goff"
        if end is not None:
            self.spans.append((at, end, 0.85 if strong else 0.7, "name.cue"))
            if introduces:
                self._introduce(at, end)

    def _is_called(self, at: int, last: int) -> bool:
        """Tell a common word that somebody is called: a capital, or the last word of what is said."""
        token, language = self.conversation.tokens[at], self.conversation.language
        plain = FUNCTION[language] | BESIDE[language] | NEVER | NO_CALLING
        if token.key in plain or len(token.key) < 3 or is_number(token, language) or token.key in TITLES:
            return False
        if self.conversation.written:
            return token.text[0].isupper() and not _ends(token.gap, ".?!")
        closed = at + 1 >= last or self.conversation.tokens[at + 1].key in plain | TITLES
        return closed and token.key not in UNITS[language] and token.key in any_names()

    def _before(self, at: int, first: int) -> None:
        start = at
        tokens = self.conversation.tokens
        while start > first and at - start < 3 and self._is_likely(start - 1):
            if start < at and _ends(tokens[start].gap, ",.;:?!"):
                break  # "northfield water, rhiannon speaking"
            start -= 1
        if start < at:
            self.spans.append((start, at - 1, 0.8, "name.cue"))
            self._introduce(start, at - 1)

    def _is_unknown(self, at: int) -> bool:
        """Tell a word that no list has, as a recogniser writes a name it does not know."""
        token, language = self.conversation.tokens[at], self.conversation.language
        plain = FUNCTION[language] | BESIDE[language] | NEVER | PARTING | POLITE | common(language)
        known = token.key in plain or is_word(token.key, language) or is_number(token, language)
        return not known and not self.conversation.written and len(token.key) > 3

    def _is_likely(self, at: int) -> bool:
        """Tell a name where one is likely: also first names that are common words ("rose", "claire")."""
        key = self.conversation.tokens[at].key
        if self._may_be(at, strong=False) or (key in given_names() and key not in SELDOM):
            return True
        first, _ = self.conversation.bounds[self.conversation.tokens[at].turn]
        named = self.conversation.written and key in given_names()
        return named and begins_with_capital(self.conversation, at, first)  # "ask for Will"

    def _opening(self, turn: int, first: int, last: int) -> None:
        """Take the word that an agent's first turn ends with for a name: "…, comptoir serrures, Moïse."."""
        tokens = self.conversation.tokens
        if (
            turn
            or self.conversation.speakers[0] != "agent"
            or not self.conversation.written
            or last - first < 3
        ):
            return
        last -= tokens[last - 1].key in ("bonjour", "bonsoir", "hello")
        token = tokens[last - 1]
        if token.gap == "," and token.text[0].isupper() and self._is_called(last - 1, last):
            self.spans.append((last - 1, last - 1, 0.6, "name.cue"))
            self._introduce(last - 1, last - 1)

    def _titles(self, first: int, last: int) -> None:
        tokens = self.conversation.tokens
        for at in range(first, last - 1):
            short = tokens[at].key in SHORT_TITLES and tokens[at + 1].gap == "."  # "Mr. Green"
            if _is_title(tokens[at].key) and (short or not _ends(tokens[at + 1].gap, ".")):
                end = self._extent(at + 1, last, strong=True, title=True)
                known = tokens[at].key not in ALONE or tokens[at + 1].key in any_names()
                if end is None and known and self._stands_for_a_name(at + 1):
                    end = at + 1
                if end is not None:
                    self.spans.append((at + 1, end, 0.85, "name.title"))

    def _stands_for_a_name(self, at: int) -> bool:
        """Tell a common word that a recogniser wrote for a name, where only a name can stand."""
        token, language = self.conversation.tokens[at], self.conversation.language
        if self.conversation.written or is_number(token, language):
            return False
        return len(token.key) > 2 and token.key not in FUNCTION[language] and token.key not in NEVER

    def _lexicon(self, first: int, last: int) -> None:
        tokens = self.conversation.tokens
        at = first
        while at < last:
            known = tokens[at].key in first_names() and self._is_free(at)
            alone = self._is_place(at, first, last) or self._is_plain_word(at, first)
            if (known or self._is_last_name(at, first) or self._is_foreign(at)) and not alone:
                end = self._extent(at, last, strong=False) or at
                if not is_establishment(self.conversation, at, max(at, end)):
                    self.spans.append((at, max(at, end), 0.65 if known else 0.5, "name.lexicon"))
                at = max(at, end)
            at += 1

    def _is_place(self, at: int, first: int, last: int) -> bool:
        """Tell a town or a street's name that no other name stands beside."""
        tokens, language = self.conversation.tokens, self.conversation.language
        if at > first and tokens[at - 1].key in KINDS[language] | SAINTS:
            return True
        if (tokens[at].key,) not in towns().get(tokens[at].key, ()):
            return False
        return at + 1 >= last or not self._may_be(at + 1, strong=False)

    def _is_plain_word(self, at: int, first: int) -> bool:
        """Tell a unit, or a word of the dictionary that an article or a pronoun makes one: "un don"."""
        tokens, language = self.conversation.tokens, self.conversation.language
        if tokens[at].key in UNITS[language]:
            return True
        led = at > first and tokens[at - 1].key in LEADING_WORDS
        return led and not self.conversation.written and is_word(tokens[at].key, language)

    def _is_foreign(self, at: int) -> bool:
        """Tell a name of other countries that is a word of neither language."""
        token = self.conversation.tokens[at]
        key = token.key
        if len(key) < 4 or key not in any_names() or key in everyday() or not self._is_free(at):
            return False
        return not (is_word(key, "fr") or is_word(key, "en") or key in UNITS["fr"] or key in UNITS["en"])

    def _is_free(self, at: int) -> bool:
        """Tell that a name is no town or month, and in written style begins with a capital."""
        token = self.conversation.tokens[at]
        return token.text[0].isupper() if self.conversation.written else True

    def _is_last_name(self, at: int, first: int) -> bool:
        token = self.conversation.tokens[at]
        if len(token.key) < 4 or token.key not in last_names():
            return False
        if self.conversation.written:
            return begins_with_capital(self.conversation, at, first)
        return not is_word(token.key, self.conversation.language)

    def _may_be(self, at: int, strong: bool, title: bool = False) -> bool:
        """Tell whether a word may be part of a name here. ``strong``: something announced a name."""
        token, language = self.conversation.tokens[at], self.conversation.language
        key = token.key
        if not key[0].isalpha() or is_number(token, language) or key in UNITS[language] or len(key) == 1:
            return False
        if key in first_names() or key in last_names():
            return True
        if key in FUNCTION[language] or key in BESIDE[language] or key in MONTHS[language]:
            return False
        capital = self.conversation.written and token.text[0].isupper()
        if key in any_names() and (strong or capital):
            return key not in NEVER
        if key in common(language):
            return capital and strong and title
        if self.conversation.written:
            return capital
        return strong or not is_word(key, language)

    def _extent(self, at: int, last: int, strong: bool, title: bool = False) -> int | None:
        """Give the last token of the name that starts at ``at``, or None."""
        tokens = self.conversation.tokens
        end: int | None = None
        index = at
        while index < last and index - at < MOST + 1:
            if index > at and _ends(tokens[index].gap, ".,;:?!"):
                break
            if self._may_be(index, strong, title):
                end = index
            elif not self._leads_on(index, last, strong, begun=index > at):
                break
            index += 1
        if end is None or strong or title:
            return end
        known = any(
            tokens[i].key in first_names() or tokens[i].key in last_names() for i in range(at, end + 1)
        )
        return end if known or (self.conversation.written and tokens[at].text[0].isupper()) else None

    def _leads_on(self, index: int, last: int, strong: bool, begun: bool) -> bool:
        """Tell a particle that a name goes on after: "de la fontaine"."""
        tokens = self.conversation.tokens
        name = index
        while name < last and name - index < 2 and tokens[name].key in PARTICLES:
            name += 1
        if name == index or name >= last:
            return False
        noble = begun and name - index == 2 and tokens[name].key in any_names()
        return noble or self._may_be(name, strong)

    def _answer(self, turn: int) -> bool:
        """Where a name was asked for: a short answer is the name, in a longer one what nobody says."""
        tokens, language = self.conversation.tokens, self.conversation.language
        first, last = self.conversation.bounds[turn]
        said = [i for i in content(self.conversation, turn) if self._may_answer(tokens[i])]
        if said and last - first <= 6:  # "yeah will rich"
            named = given_names()
            said += [i for i in range(first, said[0]) if tokens[i].key in named and len(tokens[i].key) > 2]
            said.sort()
        if not said:
            return any(unit.kind == "letter" for unit in self.conversation.units[turn])
        said = self._likely(said)
        if len(said) <= 3 and last - first <= 7 and not _is_reply(tokens, said):
            end = last - 1 if last - said[0] <= 2 and tokens[last - 1].key not in POLITE else said[-1]
            self.spans += [(i, i, 0.6, "name.expected") for i in [*said, end]]
            return True
        sure = [i for i in said if is_evidence(tokens[i], language) and tokens[i].key not in NEVER]
        if last - first <= 25:
            self.spans += [(i, i, 0.5, "name.expected") for i in sure]
        return bool(sure)

    def _likely(self, said: list[int]) -> list[int]:
        """Leave words of the dictionary out where others can be the name: "bach comme le musicien"."""
        tokens, language = self.conversation.tokens, self.conversation.language
        if self.conversation.written:
            sure = [i for i in said if tokens[i].text[0].isupper()]
        else:
            sure = [i for i in said if tokens[i].key in any_names() or not is_word(tokens[i].key, language)]
        return sure or said

    def _may_answer(self, token: Token) -> bool:
        key, language = token.key, self.conversation.language
        return (
            len(key) > 1
            and key not in ABOUT_NAMES
            and key not in PARTING
            and key not in TITLES
            and key not in UNITS[language]
            and key not in CLEARLY[language]
            and key not in MONTHS[language]
            and not is_number(token, language)
        )


def _is_title(key: str) -> bool:
    """Tell a title, also where the recogniser wrote a letter too many ("misster")."""
    return key in TITLES or (
        len(key) > 5 and any(key[:at] + key[at + 1 :] in SURE_TITLES for at in range(len(key)))
    )


def _is_reply(tokens: list[Token], words: list[int]) -> bool:
    return any(tokens[index].key in REPLIES for index in words)


def _ends(gap: str, marks: str) -> bool:
    return any(mark in gap for mark in marks)
