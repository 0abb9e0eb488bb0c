"""The journal: nothing that is done to it goes unseen."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.journal import Act, Journal, actor, open_journal
from sourdine.pipeline.journal.anchor import Anchor
from sourdine.pipeline.journal.block import Head, digest
from sourdine.pipeline.journal.journal import Buffer, block_key
from sourdine.pipeline.journal.keys import SigningKey, VerifyingKey, signing_key
from sourdine.pipeline.journal.pruned import prefixes, prune
from sourdine.pipeline.journal.verify import Verified, checkpoint, verify
from sourdine.pipeline.keyset import Keyset
from sourdine.pipeline.storage import Content, Erasure, Storage, Stored, open_storage
from sourdine.pipeline.storage.base import sha256_of

KEYS = Keyset(b"k" * 32, b"t" * 32)
CALL = "a" * 32


class Memory:
    """A store in memory: a dictionary that a thief may write to."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self._one = threading.Lock()

    @property
    def address(self) -> str:
        return "memory"

    def put(self, key: str, content: Content) -> None:
        with content.open() as stream:
            self.objects[key] = stream.read()

    def put_if_absent(self, key: str, content: Content) -> bool:
        with self._one:
            if key in self.objects:
                return False
            self.put(key, content)
            return True

    def open(self, key: str, start: int = 0) -> BinaryIO:
        if key not in self.objects:
            raise FileNotFoundError("not there")
        return io.BytesIO(self.objects[key])

    def read(self, key: str, limit: int) -> bytes | None:
        data = self.objects.get(key)
        return None if data is None else data[:limit]

    def head(self, key: str) -> Stored | None:
        data = self.objects.get(key)
        return None if data is None else Stored(key, len(data), datetime.now(UTC))

    def digest(self, key: str) -> str | None:
        return sha256_of(self.open(key)) if key in self.objects else None

    def list(self, prefix: str = "") -> Iterator[Stored]:
        for key in sorted(self.objects):
            if key.startswith(prefix):
                yield Stored(key, len(self.objects[key]), datetime.now(UTC))

    def delete(self, key: str) -> None:
        self.objects.pop(key, None)

    def erase(self, prefix: str) -> Erasure:
        gone = [key for key in self.objects if key.startswith(prefix)]
        for key in gone:
            del self.objects[key]
        return Erasure(len(gone))

    def lock(self) -> str | None:
        return None

    def lifecycle(self) -> tuple[()]:
        return ()


def act(number: int = 0, **more: object) -> Act:
    fields = {"who": "julie", "what": "call.publish", "call": CALL, "count": number} | more
    return Act(**fields)  # type: ignore[arg-type]


def journal_in(storage: Storage, folder: Path) -> Journal:
    return Journal(storage, signing_key(KEYS), Anchor(folder / "anchor.json"))


def check(journal: Journal, *checkpoints: bytes) -> Verified:
    return verify(journal.storage, journal.key.verifying, journal.anchor.seen(), checkpoints)


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def journal(memory: Memory, tmp_path: Path) -> Journal:
    return journal_in(memory, tmp_path)


def test_what_is_written_is_read_back_in_order(storage: Storage, tmp_path: Path) -> None:
    journal = journal_in(storage, tmp_path)
    for number in range(5):
        journal.write(act(number))
    again = journal_in(storage, tmp_path / "elsewhere")  # another machine
    again.write(act(5))
    journal.write(act(6))
    assert [one.count for _, one in journal.acts()] == list(range(7))
    found = check(journal)
    assert (found.problems, found.blocks, found.acts) == ([], 7, 7)


def test_many_acts_share_blocks(journal: Journal) -> None:
    journal.write_all([act(number) for number in range(1200)])
    assert check(journal).blocks == 3
    assert check(journal).acts == 1200


def test_a_buffer_stores_at_the_end_and_when_full(journal: Journal) -> None:
    buffer = Buffer(journal, most=3, seconds=60)
    for number in range(4):
        buffer.add(act(number))
    assert check(journal).acts == 3
    buffer.flush()
    assert check(journal).acts == 4


def test_threads_lose_nothing(storage: Storage, tmp_path: Path) -> None:
    journal = journal_in(storage, tmp_path)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: journal.write(act(number)), range(40)))
    assert sorted(one.count for _, one in journal.acts()) == list(range(40))
    assert check(journal).problems == []


_WRITER = """
import sys
from sourdine.pipeline.journal import Act, open_journal
from sourdine.pipeline.keyset import Keyset
journal = open_journal(sys.argv[1], Keyset(b"k" * 32, b"t" * 32))
for number in range(20):
    journal.write(Act("w" + sys.argv[2], "call.publish", count=number))
"""


def test_several_processes_write_at_once(tmp_path: Path) -> None:
    where = str(tmp_path / "safe")
    writers = [
        subprocess.Popen([sys.executable, "-c", _WRITER, where, str(number)])  # noqa: S603 - our own code
        for number in range(4)
    ]
    assert [writer.wait() for writer in writers] == [0] * 4
    journal = open_journal(where, KEYS)
    written = [(one.who, one.count) for _, one in journal.acts()]
    for number in range(4):
        assert [count for who, count in written if who == f"w{number}"] == list(range(20))
    found = check(journal)
    assert (found.problems, found.acts) == ([], 80)


def filled(folder: Path, blocks: int = 6) -> tuple[Memory, Journal]:
    memory = Memory()
    journal = journal_in(memory, folder)
    for number in range(blocks):
        journal.write(act(number))
    return memory, journal


@pytest.fixture(scope="module")
def six(tmp_path_factory: pytest.TempPathFactory) -> tuple[Memory, Journal]:
    """A journal of six blocks; tests copy it."""
    return filled(tmp_path_factory.mktemp("six"))


@pytest.fixture(scope="module")
def other_six(tmp_path_factory: pytest.TempPathFactory) -> tuple[Memory, Journal]:
    """Another one by the same key."""
    return filled(tmp_path_factory.mktemp("other"))


def copy_of(filled: tuple[Memory, Journal]) -> tuple[Memory, Journal]:
    memory = Memory()
    memory.objects = dict(filled[0].objects)
    return memory, Journal(memory, filled[1].key, filled[1].anchor)


@settings(max_examples=200)
@given(data=st.data())
def test_every_byte_counts(data: st.DataObject, six: tuple[Memory, Journal]) -> None:
    memory, journal = copy_of(six)
    key = data.draw(st.sampled_from(sorted(memory.objects)))
    content = bytearray(memory.objects[key])
    at = data.draw(st.integers(0, len(content) - 1))
    match data.draw(st.sampled_from(("flip", "cut", "drop", "double"))):
        case "flip":
            content[at] ^= data.draw(st.integers(1, 255))
        case "cut":
            del content[at:]
        case "drop":
            del content[at]
        case "double":
            content.insert(at, 0x20)
    memory.objects[key] = bytes(content)
    assert check(journal).problems


@settings(max_examples=200)
@given(data=st.data())
def test_no_block_can_go_come_or_move(
    data: st.DataObject, six: tuple[Memory, Journal], other_six: tuple[Memory, Journal]
) -> None:
    (memory, journal), (other, _) = copy_of(six), other_six
    numbers = range(6)
    one = data.draw(st.sampled_from(numbers))
    match data.draw(st.sampled_from(("delete", "swap", "replace", "repeat", "cut", "renumber"))):
        case "delete":
            del memory.objects[block_key(one)]
        case "swap":
            two = data.draw(st.sampled_from([number for number in numbers if number != one]))
            a, b = block_key(one), block_key(two)
            memory.objects[a], memory.objects[b] = memory.objects[b], memory.objects[a]
        case "replace":
            memory.objects[block_key(one)] = other.objects[block_key(one)]
        case "repeat":
            memory.objects[block_key(6)] = memory.objects[block_key(one)]
        case "cut":
            for number in range(one, 6):
                del memory.objects[block_key(number)]
        case "renumber":  # the first ones go, and the rest moves up
            left = [memory.objects.pop(block_key(number)) for number in numbers][one + 1 :]
            memory.objects |= {block_key(number): block for number, block in enumerate(left)}
    assert check(journal).problems


def test_who_has_no_key_cannot_write_it_anew(tmp_path: Path) -> None:
    memory, journal = filled(tmp_path / "ours")
    forged = Memory()
    thief = Journal(forged, signing_key(Keyset(b"x" * 32, b"y" * 32)), Anchor(tmp_path / "thief.json"))
    for number in range(6):
        thief.write(act(number))
    memory.objects = forged.objects
    assert len(check(journal).problems) >= 6


def test_a_cut_end_is_told_by_checkpoints_in_other_hands(tmp_path: Path) -> None:
    memory, journal = filled(tmp_path)
    given_away = checkpoint(journal)
    assert given_away is not None
    assert check(journal, given_away).problems == []
    for key in list(memory.objects):
        if key.startswith("journal/checkpoints") or key == block_key(5):
            del memory.objects[key]
    public = journal.key.verifying
    assert verify(memory, public).problems == []  # nobody remembers
    (problem,) = verify(memory, public, given=[given_away]).problems
    assert "cut off: a checkpoint that was given knows of block 5" in problem


def test_a_forged_checkpoint_is_none(tmp_path: Path) -> None:
    _, journal = filled(tmp_path)
    point = json.loads(checkpoint(journal) or b"")
    point["block"] = 2
    (problem,) = check(journal, json.dumps(point, sort_keys=True, separators=(",", ":")).encode()).problems
    assert "signature" in problem


def test_writing_after_a_cut_tells_of_it_for_ever(tmp_path: Path) -> None:
    memory, _ = filled(tmp_path)
    for number in (4, 5):
        del memory.objects[block_key(number)]
    again = journal_in(memory, tmp_path)
    again.write(act(9))
    assert [(one.what, one.count) for _, one in again.acts()][-2:] == [
        ("journal.cut-back", 2),
        ("call.publish", 9),
    ]
    (problem,) = check(again).problems
    assert problem == "block 4 tells that 2 blocks were cut off before it"


def test_a_journal_that_is_gone_is_missed(tmp_path: Path) -> None:
    memory, journal = filled(tmp_path)
    memory.objects.clear()
    (problem,) = check(journal).problems
    assert "knows of block 5" in problem
    again = journal_in(memory, tmp_path)
    again.write(act())
    assert [one.what for _, one in again.acts()] == ["journal.cut-back", "call.publish"]


def test_a_changed_block_stops_the_next_writer(tmp_path: Path) -> None:
    memory, _ = filled(tmp_path)
    memory.objects[block_key(5)] = memory.objects[block_key(5)].replace(b"julie", b"paula")
    with pytest.raises(StopJob, match="journal verify"):
        journal_in(memory, tmp_path / "other").write(act())


def old(days: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


def test_pruning_keeps_the_proof(tmp_path: Path) -> None:
    memory = Memory()
    journal = journal_in(memory, tmp_path)
    for days in (500, 450, 400, 20, 10):
        journal.write(act(days, when=old(days)))
    assert prune(journal, old(365)) == 3
    found = check(journal)
    assert (found.problems, found.pruned, found.acts) == ([], 3, 3)  # two and the pruning itself
    assert block_key(0) not in memory.objects
    assert prune(journal, old(365)) == 0
    assert prune(journal, old(15)) == 1
    found = check(journal)
    assert (found.problems, found.pruned) == ([], 4)
    fresh = journal_in(memory, tmp_path / "fresh")
    fresh.write(act(1))
    assert check(fresh).problems == []
    memory.objects.pop(block_key(4))
    assert check(fresh).problems


@given(st.integers(0, 5000), st.integers(0, 6000))
def test_pruning_names_the_blocks_it_means_and_no_others(last: int, number: int) -> None:
    name = block_key(number).removeprefix("journal/blocks/")
    assert sum(name.startswith(digits) for digits in prefixes(last)) == (number <= last)


def test_a_beginning_cut_off_without_a_statement_shows(tmp_path: Path) -> None:
    memory, journal = filled(tmp_path)
    del memory.objects[block_key(0)]
    assert check(journal).problems == ["block 1: 1 before it are missing"]


def test_a_pruning_that_broke_off_is_finished(tmp_path: Path) -> None:
    memory = Memory()
    journal = journal_in(memory, tmp_path)
    for days in (500, 450, 10):
        journal.write(act(days, when=old(days)))
    first = memory.objects[block_key(0)]
    prune(journal, old(365))
    memory.objects[block_key(0)] = first
    assert check(journal).problems == []
    assert prune(journal, old(365)) == 0
    assert block_key(0) not in memory.objects


def test_a_statement_without_the_key_prunes_nothing(tmp_path: Path) -> None:
    memory, journal = filled(tmp_path)
    thief = Journal(memory, signing_key(Keyset(b"x" * 32, b"y" * 32)), Anchor(tmp_path / "thief.json"))
    from sourdine.pipeline.journal.pruned import Pruning

    now = datetime.now(UTC)
    statement = Pruning(Head("j", 3, digest(b"")), 4, now, now).to_bytes(thief)
    memory.objects["journal/pruned/000000000003.json"] = statement
    for number in range(4):
        del memory.objects[block_key(number)]
    assert check(journal).problems


@pytest.mark.parametrize(
    "wrong",
    [
        {"who": "Julie Morel"},
        {"who": ""},
        {"call": "+33612345678"},
        {"call": "call-1.wav"},
        {"what": "publish the call of Julie"},
        {"why": "she asked for it"},
        {"reference": "0612345678"},
        {"tenant": "Acme Corp"},
        {"count": -1},
        {"count": True},
        {"when": datetime(2026, 1, 1)},
    ],
)
def test_no_act_takes_free_text(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="journal"):
        act(1, **wrong) if "count" not in wrong else Act("julie", "call.publish", **wrong)  # type: ignore[arg-type]


def test_who_acts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURDINE_ACTOR", "dpo@example.org")
    assert actor() == "dpo@example.org"
    monkeypatch.setenv("SOURDINE_ACTOR", "not a name\n")
    assert actor() != "not a name\n"
    act(1, who=actor())


def test_the_public_key_travels() -> None:
    key = SigningKey(signing_key(KEYS).private).verifying
    assert VerifyingKey.from_pem(key.to_pem()).name == key.name


def test_the_memory_keeps_the_later_block(tmp_path: Path) -> None:
    anchor = Anchor(tmp_path / "deep" / "anchor.json")
    anchor.remember(Head("j", 5, "five"))
    anchor.remember(Head("j", 3, "three"))
    assert anchor.seen() == Head("j", 5, "five")
    (tmp_path / "deep" / "anchor.json").write_text("damaged")
    assert anchor.seen() is None


def test_a_destination_has_one_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Anchor.of("safe/") == Anchor.of(str(tmp_path / "safe"))
    assert Anchor.of("s3://a/b/") == Anchor.of("s3://a/b") != Anchor.of("s3://a/c")
    assert open_storage("safe") is not None
