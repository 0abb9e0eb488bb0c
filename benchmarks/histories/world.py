"""The product itself, with everything real but the sound: flow, catalogue, stores, removal, retention.

Decoding and listening are stood in for; all that decides, publishes and removes is as installed. The clock is
ours, and a run can be interrupted, or killed, at the points where that hurts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import numpy as np
from sourdine.pipeline import flow, permission, removal, retention
from sourdine.pipeline.catalogue import Catalogue, limits, subjects
from sourdine.pipeline.catalogue.limits import Scope
from sourdine.pipeline.catalogue.rules import Rule, set_rule
from sourdine.pipeline.catalogue.standing import may_use
from sourdine.pipeline.catalogue.tables import METADATA
from sourdine.pipeline.consent import granted_consent
from sourdine.pipeline.desk import Desk
from sourdine.pipeline.errors import Refused
from sourdine.pipeline.flow import Redaction, Tools, safe_copy
from sourdine.pipeline.permission import Party
from sourdine.pipeline.publish import publish as publish_call
from sourdine.pipeline.records import Heard, Outcome, RedactionPlan, Sound, SoundFormat, Verdict
from sourdine.pipeline.settings import ConsentPolicy, Settings
from sourdine.pipeline.sources import Source, call_id
from sourdine.pipeline.storage import Content, Storage
from sourdine.pipeline.storage.s3 import Bucket

from benchmarks.histories.model import CALLERS, PURPOSES, Word

START = datetime(2026, 1, 1, 12, tzinfo=UTC)
_FORMAT = SoundFormat("WAV", "PCM_16", 8_000, 1, 8, ".wav")
_SOUND = Sound(np.zeros((8, 1), np.int16), _FORMAT)
_COPY = Redaction(
    _SOUND,
    Path(),
    Heard((), (), "fr", "test 1"),
    ("agent",),
    RedactionPlan((), (), 8_000, 8, 1),
    Verdict(True),
)


class Killed(BaseException):
    """The process is gone, at the worst moment."""


@dataclass
class World:
    """One history's world: a catalogue, a destination for each purpose, a folder of originals."""

    catalogue: Catalogue
    stores: Mapping[str, Storage]
    originals: Path
    beside: Mapping[int, Word]
    day: int = 0
    decoded: list[tuple[int, str]] = field(default_factory=list)
    saved: dict[str, dict[str, bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.originals.mkdir(parents=True, exist_ok=True)
        for number in CALLERS:
            path = self.originals / f"call-{number}.wav"
            path.write_bytes(f"original {number}".encode())
            if number in self.beside:
                Path(f"{path}.consent.json").write_text(json.dumps(self._record(number)))

    @property
    def now(self) -> datetime:
        """Noon of the day."""
        return START + timedelta(days=self.day)

    def call(self, number: int) -> str:
        """The opaque id."""
        return call_id(self.source(number), self.catalogue.keys.call_id)

    def source(self, number: int) -> Source:
        """Where the original is or was."""
        return Source("file", str((self.originals / f"call-{number}.wav").resolve()), 1)

    def keep_for(self, days: Mapping[str, int]) -> None:
        """Set rules of retention."""
        with self.catalogue.write() as con:
            for purpose, count in days.items():
                set_rule(con, "default", Rule("copy", "call", count, purpose), self.now)

    def process(
        self,
        number: int,
        purpose: str,
        during: Callable[[], None] | None = None,
        late: Callable[[], None] | None = None,
    ) -> Outcome:
        """A recording all the way. ``during`` happens while it is redacted, ``late`` once it is published."""
        storage = self.stores[purpose]
        policy = ConsentPolicy(purpose=purpose)
        settings = replace(Settings(), consent=policy)
        desk = Desk(self.catalogue, storage, "default", policy)
        detector: Any = SimpleNamespace(version="test 1")
        basis = None if number in self.beside else "contract"
        tools = Tools(settings, storage, None, detector, self.catalogue.keys, None, basis, desk=desk)
        original = publish_call

        def redact(*_: object) -> Redaction:
            self.decoded.append((number, purpose))
            if during:
                during()
            safe = self.originals / "safe"
            safe.write_bytes(b"safe")
            return replace(_COPY, audio=safe)

        def publish(*arguments: Any) -> Any:
            outcome = original(*arguments)
            if late:
                late()
            return outcome

        stand_ins: dict[str, Any] = {"decode": lambda *_: _SOUND, "redact": redact, "publish": publish}
        with mock.patch.multiple(flow, datetime=self._clock(), **stand_ins):
            return safe_copy(self.source(number), tools, self._other(number))

    def party(self, scope: tuple[str, int]) -> Party:
        """Somebody or a call, as the commands name them."""
        kind, number = scope
        if kind == "call":
            return Party("default", (), self.call(number))
        return Party("default", (("phone", f"061234567{number}"),))

    def withdraw(self, scope: tuple[str, int], purpose: str | None) -> None:
        """`sourdine consent withdraw`."""
        permission.take_back(self.catalogue, self.party(scope), self.now, purpose, self.open_at)

    def grant(self, person: int, word: Word) -> None:
        """`sourdine consent grant`."""
        expires = None if word.expires is None else (START + timedelta(days=word.expires)).isoformat()
        fields = {
            "lawful_basis": "consent",
            "purposes": {one: one in word.purposes for one in PURPOSES},
            "expires": expires,
        }
        consent = granted_consent(fields)
        permission.give(
            self.catalogue, self.party(("person", person)), consent, "command", self.now, self.open_at
        )

    def limit(self, scope: tuple[str, int], kind: limits.Kind, purpose: str | None) -> None:
        """`sourdine subject restrict` and `object`."""
        permission.limit(self.catalogue, self.party(scope), kind, self.now, purpose, self.open_at)

    def unlimit(self, scope: tuple[str, int], kind: limits.Kind) -> None:
        """The limit is lifted."""
        permission.unlimit(self.catalogue, self.party(scope), kind, self.now, None, self.open_at)

    def hold(self, scope: tuple[str, int]) -> str:
        """`sourdine hold set`."""
        with self.catalogue.write() as con:
            if scope[0] == "all":
                wanted = Scope("default")
            else:
                (wanted,) = permission.scopes(con, self.catalogue, self.party(scope), self.now)
            return limits.set_hold(con, wanted, "case 1", self.now)

    def release(self, hold: str) -> None:
        """`sourdine hold lift`."""
        with self.catalogue.write() as con:
            limits.lift_hold(con, "default", hold, self.now)

    def erase(self, person: int, open_at: removal.Open | None = None) -> None:
        """`sourdine subject erase`."""
        with self.catalogue.read() as con:
            who = self.party(("person", person)).kinds()
            people = subjects.find_all(con, self.catalogue.ring("default"), who)
            ids = subjects.calls_of(con, people)
        removal.erase_calls(self.catalogue, "default", ids, self.now, None, open_at or self.open_at)

    def purge(self) -> None:
        """`sourdine retention purge`."""
        places = [one.address for one in self.stores.values()]
        retention.purge(self.catalogue, "default", self.now, self.open_at, None, places)

    def may_play(self, number: int, purpose: str) -> bool:
        """What a player asks before it plays."""
        with self.catalogue.read() as con:
            try:
                place = self.stores[purpose].address
                may_use(con, self.catalogue.ring("default"), self.call(number), place, self.now)
            except Refused:
                return False
        return True

    def lies(self, number: int, purpose: str) -> bool:
        """Whether anything of a call is in a purpose's destination, in any version."""
        return lies(self.stores[purpose], self.call(number))

    def save(self, purpose: str) -> None:
        """A backup of a destination."""
        store = self.stores[purpose]
        self.saved[purpose] = {one.key: store.read(one.key, 1 << 20) or b"" for one in store.list()}

    def restore(self, purpose: str) -> set[int]:
        """The backup in the place of what is there; tells which calls it holds."""
        store, saved = self.stores[purpose], self.saved[purpose]
        for one in list(store.list()):
            if one.key not in saved:
                store.delete(one.key)
        for key, data in saved.items():
            store.put(key, Content.of(data, "application/json"))
        return {number for number in CALLERS if any(key.startswith(f"{self.call(number)}/") for key in saved)}

    def made_on(self, number: int, purpose: str) -> int:
        """The day on which the copy in a store was made."""
        data = self.stores[purpose].read(f"{self.call(number)}/manifest.json", 1 << 20)
        return (datetime.fromisoformat(json.loads(data or b"")["created"]) - START).days

    def open_at(self, place: str) -> Storage:
        """A destination by its address."""
        return next(one for one in self.stores.values() if one.address == place)

    def killing(self, after: int) -> removal.Open:
        """Destinations in which the process dies at the ``after``-th erasure."""
        left = [after]

        def open_at(place: str) -> Storage:
            store = self.open_at(place)

            def erase(prefix: str) -> Any:
                left[0] -= 1
                if left[0] < 0:
                    raise Killed
                return store.erase(prefix)

            stand_in: Any = mock.Mock(wraps=store)
            stand_in.erase, stand_in.address = erase, store.address
            return stand_in  # type: ignore[no-any-return]

        return open_at

    def _other(self, number: int) -> bytes | None:
        """A second caller's record, which comes with the listing."""
        if len(CALLERS[number]) < 2:
            return None
        return json.dumps(self._record(number) | {"subject": {"phone": "0612345671"}}).encode()

    def _record(self, number: int) -> dict[str, Any]:
        word = self.beside[number]
        record: dict[str, Any] = {
            "lawful_basis": "consent",
            "purposes": {one: one in word.purposes for one in PURPOSES},
            "subject": {"phone": f"061234567{CALLERS[number][0]}"},
        }
        if word.expires is not None:
            record["expires"] = (START + timedelta(days=word.expires)).isoformat()
        return record

    def _clock(self) -> Any:
        now = self.now

        class Clock(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> Any:
                return now

        return Clock


def emptied(catalogue: Catalogue, stores: Iterable[Storage]) -> None:
    """Everything out of tables and stores: making a database anew for every history would take longer."""
    with catalogue.write() as con:
        for table in reversed(METADATA.sorted_tables):
            con.execute(table.delete())
    for store in stores:
        store.erase("")


def lies(storage: Storage, call: str) -> bool:
    """Whether anything of a call is in a store, be it in an old version."""
    if not isinstance(storage, Bucket):
        return any(True for _ in storage.list(f"{call}/"))
    prefix = f"{storage.prefix}{call}/"
    answer = storage.client.list_object_versions(Bucket=storage.bucket, Prefix=prefix)
    return bool(answer.get("Versions") or answer.get("DeleteMarkers"))
