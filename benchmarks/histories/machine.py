"""Random histories: whatever happens, the product does what the model does, and nothing that it forbids."""

from __future__ import annotations

from abc import abstractmethod
from itertools import product
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from benchmarks.histories.model import CALLERS, PURPOSES, Model, Word
from benchmarks.histories.world import Killed, World

NUMBERS = st.sampled_from(sorted(CALLERS))
PEOPLE = st.sampled_from([0, 1])
SOME = st.sampled_from(PURPOSES)
SOME_OR_ALL = st.sampled_from([*PURPOSES, None])
SCOPES = st.one_of(st.tuples(st.just("person"), PEOPLE), st.tuples(st.just("call"), NUMBERS))
WORDS = st.builds(
    Word,
    st.sampled_from([frozenset(PURPOSES), frozenset({"quality"}), frozenset({"training"}), frozenset[str]()]),
    st.one_of(st.none(), st.integers(5, 60)),
)
KINDS = st.sampled_from(["restriction", "objection"])


class Histories(RuleBasedStateMachine):
    """Subclasses say how to make a world; `world` and `model` go side by side."""

    world: World
    model: Model
    made: ClassVar[int] = 0  # histories
    stepped: ClassVar[int] = 0

    @abstractmethod
    def make(self, beside: dict[int, Word]) -> World:
        """An empty world with these records beside its recordings."""

    @initialize(
        words=st.lists(WORDS.filter(lambda one: bool(one.purposes)), min_size=4, max_size=4),
        quality=st.integers(3, 40),
        training=st.integers(3, 40),
        first=st.lists(st.tuples(NUMBERS, SOME), min_size=3, max_size=5, unique=True),
    )
    def begin(self, words: list[Word], quality: int, training: int, first: list[tuple[int, str]]) -> None:
        """Five recordings, of which some copies are made; the last has no record."""
        type(self).made += 1
        beside = dict(enumerate(words))
        days = {"quality": quality, "training": training}
        self.model = Model(beside, days)
        self.world = self.make(beside)
        self.world.keep_for(days)
        for number, purpose in first:
            self._process(number, purpose)

    @rule(number=NUMBERS, purpose=SOME)
    def process(self, number: int, purpose: str) -> None:
        """A run."""
        self._process(number, purpose)

    @rule(number=NUMBERS, purpose=SOME, scope=SCOPES, what=SOME_OR_ALL, late=st.booleans())
    def withdraw_meanwhile(self, number: int, purpose: str, scope: Any, what: str | None, late: bool) -> None:
        """Consent is taken back while a run is at it, or right after it published."""
        if scope[0] == "call" and scope[1] in self.model.erased:
            return

        def world() -> None:
            self.world.withdraw(scope, what)

        self._process(number, purpose, world, lambda: self.model.withdraw(scope, what), late)

    @rule(number=NUMBERS, purpose=SOME, person=PEOPLE, late=st.booleans())
    def erase_meanwhile(self, number: int, purpose: str, person: int, late: bool) -> None:
        """Somebody is erased while a run is at it."""
        self._process(
            number, purpose, lambda: self.world.erase(person), lambda: self.model.erase(person), late
        )

    @rule(number=NUMBERS, purpose=SOME, late=st.booleans())
    def killed(self, number: int, purpose: str, late: bool) -> None:
        """The run dies."""

        def die() -> None:
            raise Killed

        may, there = self.model.may_process(number, purpose), (number, purpose) in self.model.present
        try:
            self._run(number, purpose, die, late)
        except Killed:
            assert may and not there
        if may and not there and late:
            self.model.publish(number, purpose)
        elif there:
            self._adopted(number, purpose)

    @rule(scope=SCOPES, purpose=SOME_OR_ALL)
    def withdraw(self, scope: Any, purpose: str | None) -> None:
        """Consent is taken back."""
        if scope[0] == "call" and scope[1] in self.model.erased:
            return
        self.world.withdraw(scope, purpose)
        self.model.withdraw(scope, purpose)

    @rule(person=PEOPLE, word=WORDS)
    def grant(self, person: int, word: Word) -> None:
        """A new word."""
        self.world.grant(person, word)
        self.model.grant(person, word)

    @rule(scope=SCOPES, kind=KINDS, purpose=SOME_OR_ALL)
    def limit(self, scope: Any, kind: Any, purpose: str | None) -> None:
        """Restriction or objection."""
        if scope[0] == "call" and scope[1] in self.model.erased:
            return
        self.world.limit(scope, kind, purpose)
        self.model.limits.add((kind, scope, purpose))
        self.model.enforce(self.model.reach(scope))

    @rule(scope=SCOPES, kind=KINDS)
    def unlimit(self, scope: Any, kind: Any) -> None:
        """It is lifted."""
        if scope[0] == "call" and scope[1] in self.model.erased:
            return
        self.world.unlimit(scope, kind)
        self.model.limits = {one for one in self.model.limits if one[:2] != (kind, scope)}
        self.model.raise_up(self.model.reach(scope))

    @rule(scope=st.one_of(SCOPES, st.just(("all", 0))))
    def hold(self, scope: Any) -> None:
        """A case needs it."""
        if scope[0] == "call" and scope[1] in self.model.erased:
            return
        self.model.holds[self.world.hold(scope)] = scope

    @precondition(lambda self: self.model.holds)
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        """The case is over."""
        one = data.draw(st.sampled_from(list(self.model.holds)))
        self.world.release(one)
        del self.model.holds[one]

    @rule(person=PEOPLE)
    def erase(self, person: int) -> None:
        """A right is used."""
        self.world.erase(person)
        self.model.erase(person)

    @rule(person=PEOPLE, after=st.integers(0, 2))
    def erase_and_die(self, person: int, after: int) -> None:
        """The erasure is killed half-way, and a purge goes on from there."""
        killed, before = False, set(self.model.erased)
        try:
            self.world.erase(person, self.world.killing(after))
        except Killed:
            killed = True
        self.model.erase(person)
        self._purged()
        if killed:
            self.model.forget({one for call in self.model.erased - before for one in CALLERS[call]})

    @rule(days=st.integers(1, 25))
    def wait(self, days: int) -> None:
        """Time goes by."""
        self.world.day += days
        self.model.day += days

    @rule()
    def purge(self) -> None:
        """Retention. A second purge has nothing to do."""
        self._purged()
        before = self._lying()
        self.world.purge()
        assert self._lying() == before

    @rule(purpose=SOME)
    def save(self, purpose: str) -> None:
        """A backup of a destination."""
        self.world.save(purpose)

    @precondition(lambda self: self.world.saved)
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        """An old backup in the place of what is there."""
        self._restored(data.draw(st.sampled_from(sorted(self.world.saved))))

    @rule(purpose=SOME, person=PEOPLE, how=st.sampled_from(["erase", "withdraw", "expire"]))
    def bring_back(self, purpose: str, person: int, how: str) -> None:
        """A backup from before something had to go, and a purge after it was restored."""
        self.world.save(purpose)
        if how == "erase":
            self.erase(person)
        elif how == "withdraw":
            self.withdraw(("person", person), None)
        else:
            self.wait(25)
            self._purged()
        self._restored(purpose)
        self.plays_what_it_may()
        self._purged()

    def _restored(self, purpose: str) -> None:
        back = self.world.restore(purpose)
        self.model.present = {here: day for here, day in self.model.present.items() if here[1] != purpose}
        for call in back:
            self.model.present[call, purpose] = self.world.made_on(call, purpose)

    @invariant()
    def plays_what_it_may(self) -> None:
        """A player that asks gets the model's answer."""
        for call, purpose in self.model.state if hasattr(self, "world") else ():
            assert self.world.may_play(call, purpose) == self.model.may_play(call, purpose), (call, purpose)

    def teardown(self) -> None:
        """At the end every copy that there could be is asked for."""
        for call, purpose in product(CALLERS, PURPOSES) if hasattr(self, "world") else ():
            assert self.world.may_play(call, purpose) == self.model.may_play(call, purpose), (call, purpose)

    @invariant()
    def keeps_what_it_may(self) -> None:
        """What lies in the stores, in any version, is what the model says; erased originals are gone."""
        type(self).stepped += 1
        if not hasattr(self, "world"):
            return
        assert self._lying() == set(self.model.present)
        for call in self.model.erased & self.model.known:
            assert not (self.world.originals / f"call-{call}.wav").exists()

    def _process(
        self, number: int, purpose: str, world: Any = None, model: Any = None, late: bool = False
    ) -> None:
        may, there = self.model.may_process(number, purpose), (number, purpose) in self.model.present
        gone = number in self.model.erased or (number, purpose) in self.model.ground
        outcome = self._run(number, purpose, world, late)
        if gone:
            assert outcome.state == "refused"
        elif there:
            assert outcome.state == ("skipped" if self._adopted(number, purpose) else "refused")
        elif not may:
            assert outcome.state in ("refused", "quarantined")
        else:
            self._made(number, purpose, outcome.state, model or (lambda: None), late)

    def _made(self, number: int, purpose: str, state: str, happens: Any, late: bool) -> None:
        model = self.model
        if late:
            model.publish(number, purpose)
            happens()
        else:
            happens()
            if not model.may_process(number, purpose):
                assert state == "refused"
                return
            model.publish(number, purpose)
        assert state == ("published" if model.adopt(number, purpose) else "refused")

    def _adopted(self, number: int, purpose: str) -> bool:
        if number in self.model.erased or (number, purpose) in self.model.ground:
            return False
        return self.model.adopt(number, purpose)

    def _run(self, number: int, purpose: str, happens: Any, late: bool) -> Any:
        may, there = self.model.may_process(number, purpose), (number, purpose) in self.model.present
        gone = number in self.model.erased or (number, purpose) in self.model.ground
        before, path = len(self.world.decoded), self.world.originals / f"call-{number}.wav"
        exists = path.exists()
        if gone:
            self.model.meet_again(number, purpose)
        elif not there:
            self.model.admit(number)
        try:
            return self.world.process(number, purpose, None if late else happens, happens if late else None)
        finally:
            decoded = len(self.world.decoded) > before
            assert decoded == (may and not there and exists)

    def _purged(self) -> None:
        self.world.purge()
        self.model.purge()

    def _lying(self) -> set[tuple[int, str]]:
        return {(one, purpose) for one in CALLERS for purpose in PURPOSES if self.world.lies(one, purpose)}
