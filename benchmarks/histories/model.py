"""What must hold, said in the plainest way: sets and dictionaries, no database, no store.

Callers are numbers, calls too; a copy is (call, purpose), because every purpose has its own destination.
Days count from the beginning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

PURPOSES = ("quality", "training")
CALLERS = {0: (0,), 1: (0,), 2: (1,), 3: (0, 1), 4: ()}
"""Whose each call is; the last one is nobody's that is known, and has no record: its basis is assumed."""

Copy = tuple[int, str]
Scope = tuple[str, int]  # ("person", 0), ("call", 2), ("all", 0)


@dataclass(frozen=True)
class Word:
    """What a record grants, and the day on which it ends."""

    purposes: frozenset[str]
    expires: int | None = None

    def allows(self, purpose: str, day: int) -> bool:
        """Whether the purpose is granted on a day."""
        return purpose in self.purposes and (self.expires is None or day < self.expires)


ALL = Word(frozenset(PURPOSES))


@dataclass
class Model:
    """The truth. ``beside`` are the records beside the recordings; ``days`` how long a copy is kept."""

    beside: dict[int, Word]
    days: dict[str, int]
    day: int = 0
    limits: set[tuple[str, Scope, str | None]] = field(default_factory=set)
    words: dict[int, Word] = field(default_factory=dict)  # a caller's own, the newest
    noted: dict[int, list[list[bool]]] = field(default_factory=dict)  # call: [withdrawn, superseded], each
    holds: dict[str, Scope] = field(default_factory=dict)
    linked: set[int] = field(default_factory=set)  # calls of which the catalogue knows whose they are
    state: dict[Copy, str] = field(default_factory=dict)  # publishing, published, leaving, gone
    ground: dict[Copy, str] = field(default_factory=dict)
    made: dict[Copy, int] = field(default_factory=dict)  # the day
    erased: set[int] = field(default_factory=set)
    known: set[int] = field(default_factory=set)  # calls of which the original is known
    present: dict[Copy, int] = field(default_factory=dict)  # what is in a store, and the day it was made

    def limited(self, call: int, purpose: str, kinds: Iterable[str]) -> bool:
        """Whether such a limit is on a call, or on a caller of it."""
        about = {("call", call), *(("person", one) for one in CALLERS[call])}
        return any(
            kind in kinds and scope in about and what in (None, purpose) for kind, scope, what in self.limits
        )

    def kept(self, call: int) -> bool:
        """Whether a legal hold keeps a call."""
        about = {("all", 0), ("call", call)}
        if call in self.linked:
            about |= {("person", one) for one in CALLERS[call]}
        return any(scope in about for scope in self.holds.values())

    def stays(self, call: int, purpose: str) -> bool:
        """Whether what must go stays in the store for now."""
        return self.kept(call) or self.limited(call, purpose, ("restriction",))

    def in_force(self, call: int) -> Iterator[Word]:
        """The records of the catalogue that speak of a call."""
        if any(not superseded for _, superseded in self.noted.get(call, ())):
            yield self.beside[call]
        yield from (self.words[one] for one in CALLERS[call] if one in self.words)

    def consented(self, call: int, purpose: str) -> bool:
        """Whether no record of the catalogue speaks against it."""
        return all(word.allows(purpose, self.day) for word in self.in_force(call))

    def may_process(self, call: int, purpose: str) -> bool:
        """Whether a run may decode the call for the purpose."""
        if call in self.erased or (call, purpose) in self.ground:
            return False
        if self.limited(call, purpose, ("restriction", "objection", "withdrawal")):
            return False
        own = self.beside.get(call)
        return (own is None or own.allows(purpose, self.day)) and self.consented(call, purpose)

    def may_play(self, call: int, purpose: str) -> bool:
        """Whether a copy may be heard now."""
        return (
            self.state.get((call, purpose)) == "published"
            and not self.limited(call, purpose, ("restriction", "objection", "withdrawal"))
            and self.consented(call, purpose)
        )

    def meet_again(self, call: int, purpose: str) -> None:
        """A run meets a copy that a backup brought back: it goes, unless something keeps it."""
        here = (call, purpose)
        if self.state.get(here) != "leaving" and (call in self.erased or not self.kept(call)):
            self.present.pop(here, None)

    def admit(self, call: int) -> None:
        """A run looks at a call: the catalogue knows whose it is, and where its original lies."""
        self.linked.add(call)
        self.known.add(call)

    def note(self, call: int) -> None:
        """The catalogue hears of a call: of the record beside it, and whose it is."""
        self.linked.add(call)
        if call in self.beside:
            rows = self.noted.setdefault(call, [])
            if not any(not withdrawn for withdrawn, _ in rows):
                for row in rows:
                    row[1] = True
                rows.append([False, False])

    def publish(self, call: int, purpose: str) -> None:
        """A run begins to publish, and its manifest is there; nobody knows of it yet."""
        self.note(call)
        self.state.setdefault((call, purpose), "publishing")
        self.made.setdefault((call, purpose), self.day)
        self.present[call, purpose] = self.day

    def adopt(self, call: int, purpose: str) -> bool:
        """The catalogue hears of a manifest; False if the copy must go again."""
        here = (call, purpose)
        if here not in self.present or self.state.get(here) == "published":
            return here in self.present
        self.state[here] = "published"
        self.made[here] = self.present[here]
        self.known.add(call)
        if self.refused(call, purpose):
            self.leave(call, purpose, "withdrawn")
            self.present.pop(here, None)  # never published, so no hold keeps it
            return False
        return True

    def leave(self, call: int, purpose: str, ground: str) -> None:
        """A copy must go; it goes at once where nothing keeps it."""
        here = (call, purpose)
        self.ground[here] = "erased" if "erased" in (ground, self.ground.get(here)) else ground
        self.state[here] = "leaving"
        self.settle([call])

    def settle(self, about: Iterable[int]) -> None:
        """What is on its way out of these calls goes, unless something keeps it."""
        calls = set(about)
        for (call, purpose), state in list(self.state.items()):
            if call in calls and state == "leaving" and not self._waits(call, purpose):
                self.state[call, purpose] = "gone"
                self.present.pop((call, purpose), None)

    def enforce(self, about: Iterable[int]) -> None:
        """Published copies that consent no longer allows must go. A restriction alone freezes."""
        for call in about:
            for purpose in PURPOSES:
                if self.state.get((call, purpose)) in ("publishing", "published") and self.refused(
                    call, purpose
                ):
                    self.leave(call, purpose, "withdrawn")

    def refused(self, call: int, purpose: str) -> bool:
        """Whether consent, and not only a restriction, speaks against a copy."""
        if self.limited(call, purpose, ("objection", "withdrawal")):
            return True
        return not self.limited(call, purpose, ("restriction",)) and not self.consented(call, purpose)

    def reach(self, scope: Scope) -> list[int]:
        """The calls that a decision about somebody or a call touches."""
        kind, number = scope
        if kind == "call":
            return [] if number in self.erased else [number]
        return [call for call in sorted(self.linked) if number in CALLERS[call]]

    def withdraw(self, scope: Scope, purpose: str | None) -> None:
        """Consent is taken back."""
        self.limits.add(("withdrawal", scope, purpose))
        if purpose is None:
            for call in self.reach(scope):
                for row in self.noted.get(call, ()):
                    row[0] = row[0] or not row[1]
        self.enforce(self.reach(scope))

    def grant(self, person: int, word: Word) -> None:
        """A caller's new word."""
        scopes = {("person", person), *(("call", call) for call in self.reach(("person", person)))}
        self.limits = {one for one in self.limits if one[0] != "withdrawal" or one[1] not in scopes}
        for call in self.reach(("person", person)):
            for row in self.noted.get(call, ()):
                row[1] = True
        self.words[person] = word
        self.enforce(self.reach(("person", person)))
        self.raise_up(self.reach(("person", person)))

    def raise_up(self, about: Iterable[int]) -> None:
        """Withdrawn copies that are allowed again may be made anew."""
        for call in about:
            for purpose in PURPOSES:
                here = (call, purpose)
                if self.state.get(here) == "gone" and self.ground.get(here) == "withdrawn":
                    kinds = ("restriction", "objection", "withdrawal")
                    if not self.limited(call, purpose, kinds) and self.consented(call, purpose):
                        del self.state[here], self.ground[here], self.made[here]

    def erase(self, person: int) -> None:
        """Erase every call of somebody that the catalogue knows, but for those on hold."""
        for call in self.reach(("person", person)):
            if self.kept(call):
                continue
            self.erased.add(call)
            for purpose in PURPOSES:
                here = (call, purpose)
                if here in self.state:
                    self.leave(call, purpose, "erased")
                    del self.state[here], self.made[here]
                    self.present.pop(here, None)
            self.linked.discard(call)
            self.noted.pop(call, None)
            self.limits = {one for one in self.limits if one[1] != ("call", call)}
            self.holds = {name: one for name, one in self.holds.items() if one != ("call", call)}

    def forget(self, people: Iterable[int]) -> None:
        """A purge finished an erasure: who has no call left is forgotten, unless they refused something."""
        for person in people:
            left = any(person in CALLERS[call] for call in self.linked)
            bound = {scope for _, scope, _ in self.limits} | set(self.holds.values())
            refuses = person in self.words and self.words[person].purposes != ALL.purposes
            if not left and not refuses and ("person", person) not in bound:
                self.words.pop(person, None)

    def purge(self) -> None:
        """What is due goes, and what came back; copies that nobody knew of count too."""
        for call, purpose in sorted(self.present):
            here = (call, purpose)
            if call not in self.erased and here not in self.ground and self.state.get(here) != "published":
                self.note(call)
                self.state[here] = "published"
                self.made[here] = self.present[here]
                self.known.add(call)
        for (call, purpose), state in list(self.state.items()):
            if state == "published":
                if self.day >= self.made[call, purpose] + self.days[purpose]:
                    self.leave(call, purpose, "expired")
                elif self.refused(call, purpose):
                    self.leave(call, purpose, "withdrawn")
        self.settle(call for call, _ in list(self.state))
        waiting = {here for here, state in self.state.items() if state == "leaving"}
        gone = {one for one in self.present if one[0] in self.erased or one in self.ground}
        for here in gone - waiting:
            del self.present[here]

    def _waits(self, call: int, purpose: str) -> bool:
        if self.ground[call, purpose] == "erased":
            return self.kept(call)
        return self.stays(call, purpose)
