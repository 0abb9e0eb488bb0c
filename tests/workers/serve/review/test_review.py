"""What reviewers say about safe copies, and what comes of it, without a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from sourdine.models.speech import HeardWord, Transcription
from sourdine.pipeline.catalogue import calls as catalogue_calls
from sourdine.pipeline.catalogue.tables import artefacts, copies
from sourdine.pipeline.catalogue.tables import calls as known_calls
from sourdine.pipeline.errors import Retry
from sourdine.pipeline.manifest import facts
from sourdine.pipeline.published import open_published
from sourdine.pipeline.recheck import recheck
from sourdine.pipeline.serve_settings import ReviewSettings
from sourdine.workers.serve import queue
from sourdine.workers.serve.access import Principal, permissions
from sourdine.workers.serve.bench import Bench
from sourdine.workers.serve.people import find_person
from sourdine.workers.serve.review import decisions, flags
from sourdine.workers.serve.review.calls import catch_up, is_sampled
from sourdine.workers.serve.review.evaluation import dialogues
from sourdine.workers.serve.review.figures import Share, figures
from sourdine.workers.serve.review.flags import Finding
from sourdine.workers.serve.review.tables import METADATA, comments, reviews
from sourdine.workers.serve.services import Services
from sourdine.workers.serve.worker import work_once
from sqlalchemy import delete, inspect, select, update

from tests.pipeline.made_call import file_of, original
from tests.workers.serve.site import open_site, put_call

CALL, OTHER = "c" * 32, "d" * 32
MARIE = Finding("missed", 0, 1.5, 1.9, "PERSON")


@pytest.fixture
def services(tmp_path: Path) -> Services:
    made = open_site(tmp_path)
    put_call(made, CALL)
    return made


@pytest.fixture
def anywhere(tmp_path: Path, catalogue_address: str) -> Iterator[Services]:
    """On both databases, for what asks them most."""
    made = open_site(tmp_path, catalogue=catalogue_address)
    put_call(made, CALL)
    yield made
    made.catalogue.engine.dispose()


def who(services: Services, login: str) -> Principal:
    person = find_person(services.catalogue, login=login)
    assert person is not None
    return Principal(
        f"person-{person.id}", person.tenant, permissions(person.roles), person.name, person.roles
    )


def state(services: Services, call: str = CALL) -> str:
    with services.catalogue.read() as con:
        return str(con.scalar(select(reviews.c.state).where(reviews.c.call == call)))


def words(services: Services, call: str = CALL) -> list[str]:
    published = open_published(services.storage_of("default"), call)
    assert published is not None
    return [word.text for turn in published.turns() for word in turn.words]


def test_the_tables_are_what_the_revisions_make(services: Services) -> None:
    found = inspect(services.catalogue.engine)
    for table in METADATA.sorted_tables:
        columns = {one["name"]: one["nullable"] for one in found.get_columns(table.name)}
        assert columns == {one.name: one.nullable for one in table.columns}
        assert {one["name"] for one in found.get_indexes(table.name)} == {one.name for one in table.indexes}
        assert found.get_foreign_keys(table.name)[0]["options"] == {"ondelete": "CASCADE"}


def test_what_was_missed_is_silent_at_once(anywhere: Services) -> None:
    flag = flags.raise_flag(anywhere, who(anywhere, "bob"), "default", CALL, MARIE)
    assert flag.state == "applied"
    assert words(anywhere)[3] == "[PERSON_1]"
    assert list(recheck(anywhere.storage_of("default"))) == [(CALL, [])]
    with anywhere.catalogue.read() as con:
        row = con.execute(select(reviews)).one()
        assert (row.version, row.flags, row.regions) == (2, 1, 2)
        assert row.entities == " LOCATION PERSON "
        names = con.scalars(select(artefacts.c.name)).all()
        assert len(names) == 5
        assert all(name.startswith("v2-") for name in names)
        assert con.scalar(select(copies.c.entities)) == {"LOCATION": 1, "PERSON": 1}
        assert [one.state for one in flags.flags_of(con, CALL)] == ["applied"]


def test_a_wrong_entity_gets_its_name(services: Services) -> None:
    flags.raise_flag(
        services, who(services, "bob"), "default", CALL, Finding("wrong_entity", 0, 0.95, 1.45, "PERSON")
    )
    assert words(services)[2] == "[PERSON_1]"


def test_nothing_there_is_refused_and_shown_nowhere(services: Services) -> None:
    decisions.decide(services, who(services, "ada"), CALL, "approve", 1)
    with pytest.raises(ValueError):
        flags.raise_flag(
            services, who(services, "bob"), "default", CALL, Finding("missed", 0, 5.7, 5.9, "PERSON")
        )
    with services.catalogue.read() as con:
        assert [one.state for one in flags.flags_of(con, CALL)] == ["void"]
        assert con.execute(select(reviews.c.flags, reviews.c.state)).one() == (0, "approved")


def test_a_flag_is_completed_that_was_interrupted(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unplugged(*_: object) -> int:
        raise Retry("the store does not answer")

    with monkeypatch.context() as patch:
        patch.setattr(flags, "revise", unplugged)
        with pytest.raises(Retry):
            flags.raise_flag(services, who(services, "bob"), "default", CALL, MARIE)
    assert words(services)[3] == "dupont"
    assert flags.settle_all(services) == 1
    assert words(services)[3] == "[PERSON_1]"
    assert flags.settle_all(services) == 0


def test_a_flag_is_completed_that_was_published_but_not_noted(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise Retry("killed")

    with monkeypatch.context() as patch:
        patch.setattr(flags, "refresh", killed)
        with pytest.raises(Retry):
            flags.raise_flag(services, who(services, "bob"), "default", CALL, MARIE)
    assert flags.settle_all(services) == 1
    with services.catalogue.read() as con:
        assert con.scalar(select(reviews.c.version)) == 2


@pytest.mark.parametrize("policy", ["flagged", "never"])
def test_too_much_is_decided_by_somebody_else(tmp_path: Path, policy: str) -> None:
    services = open_site(tmp_path, ReviewSettings(second=policy))  # type: ignore[arg-type]  # one of the three
    put_call(services, CALL)
    bob, ada = who(services, "bob"), who(services, "ada")
    flag = flags.raise_flag(services, bob, "default", CALL, Finding("too_much", 0, 0.95, 1.45, "LOCATION"))
    assert flag.state == "open"
    if policy == "flagged":
        with pytest.raises(PermissionError):
            flags.decide_flag(services, bob, flag, True)
        assert flags.decide_flag(services, ada, flag, True).state == "accepted"
    else:
        assert flags.decide_flag(services, bob, flag, False).state == "declined"
    with services.catalogue.read() as con:
        decided = flags.flags_of(con, CALL)[0]
    with pytest.raises(ValueError):
        flags.decide_flag(services, ada, decided, False)


class Ears:
    """A recogniser that hears one word in the middle of whatever it is given."""

    name = "fake 1"

    def transcribe(self, windows: Any, language: Any = None) -> list[Transcription]:
        return [Transcription((HeardWord("paris", 1.0, 1.4, 0.9),)) for _ in windows]


@pytest.fixture
def bench(services: Services, tmp_path: Path) -> Bench:
    """A worker, with the original of the call where it was found."""
    place, data = tmp_path / "original.wav", file_of(original())
    place.write_bytes(data)
    with services.catalogue.write() as con:
        ring, now = services.catalogue.ring("default"), services.now()
        sealed = ring.seal(str(place).encode(), f"original {CALL}")
        catalogue_calls.note_original(con, CALL, sealed, now, facts(data))
    return Bench(services, "worker", recogniser=cast(Any, Ears()), detector=cast(Any, object()))


TOO_MUCH = Finding("too_much", 0, 0.95, 1.45, "LOCATION")


def accept_too_much(services: Services) -> None:
    flag = flags.raise_flag(services, who(services, "bob"), "default", CALL, TOO_MUCH)
    flags.decide_flag(services, who(services, "ada"), flag, True)


def test_what_was_too_much_is_heard_again(services: Services, bench: Bench) -> None:
    flags.raise_flag(services, who(services, "bob"), "default", CALL, MARIE)
    accept_too_much(services)
    assert work_once(bench, ["restore"])
    published = open_published(services.storage_of("default"), CALL)
    assert published is not None
    sound, rate = published.sound(), 8000
    heard = slice(0, round(1.35 * rate))  # where the padding of what was missed begins
    assert np.array_equal(sound.samples[heard], original().samples[heard])
    assert not sound.samples[round(1.55 * rate) : round(1.85 * rate), 0].any()  # still
    assert words(services)[2:4] == ["paris", "[PERSON_1]"]
    assert published.manifest.revision == 3
    assert list(recheck(services.storage_of("default"))) == [(CALL, [])]
    with services.catalogue.read() as con:
        assert [one.state for one in flags.flags_of(con, CALL)] == ["applied", "applied"]
        assert queue.depth(con) == {}


@pytest.mark.parametrize("broken", ["gone", "changed", "unknown"])
def test_without_the_original_nothing_is_heard_again(
    services: Services, bench: Bench, tmp_path: Path, broken: str
) -> None:
    accept_too_much(services)
    if broken == "gone":
        (tmp_path / "original.wav").unlink()
    elif broken == "changed":
        (tmp_path / "original.wav").write_bytes(b"RIFF")
    else:
        with services.catalogue.write() as con:
            catalogue_calls.set_original(con, CALL, "deleted", services.now())
    work_once(bench, ["restore"])
    assert words(services)[2] == "[LOCATION_1]"
    with services.catalogue.read() as con:
        assert [one.state for one in flags.flags_of(con, CALL)] == ["declined"]
        assert queue.depth(con) == {("restore", "dead"): 1}


@pytest.mark.parametrize(
    ("policy", "flagged", "states"),
    [
        ("never", True, ["approved"]),
        ("flagged", False, ["approved"]),
        ("flagged", True, ["second", "approved"]),
        ("always", False, ["second", "approved"]),
    ],
)
def test_a_second_person_approves_where_the_policy_asks(
    tmp_path: Path, policy: str, flagged: bool, states: list[str]
) -> None:
    services = open_site(tmp_path, ReviewSettings(second=policy))  # type: ignore[arg-type]  # one of the three
    put_call(services, CALL)
    bob, ada, version = who(services, "bob"), who(services, "ada"), 1
    if flagged:
        flags.raise_flag(services, bob, "default", CALL, MARIE)
        version = 2
    assert decisions.decide(services, bob, CALL, "approve", version) == states[0]
    if states[0] == "second":
        with pytest.raises(PermissionError):
            decisions.decide(services, bob, CALL, "approve", version)
        assert decisions.decide(services, ada, CALL, "approve", version) == states[1]
    with pytest.raises(ValueError):
        decisions.decide(services, ada, CALL, "approve", version)
    assert decisions.decide(services, ada, CALL, "reject", version) == "rejected"
    assert decisions.decide(services, ada, CALL, "reopen", version) == "open"


def test_only_what_was_listened_to_is_approved(services: Services) -> None:
    bob = who(services, "bob")
    decisions.decide(services, bob, CALL, "approve", 1)
    flags.raise_flag(services, bob, "default", CALL, MARIE)
    assert state(services) == "open"
    with pytest.raises(ValueError):
        decisions.decide(services, bob, CALL, "approve", 1)


def test_comments_are_sealed(anywhere: Services) -> None:
    bob = who(anywhere, "bob")
    decisions.add_comment(anywhere, bob, "default", CALL, "  hear 0:12 again ")
    with anywhere.catalogue.read() as con:
        assert [one.text for one in decisions.comments_of(anywhere, con, "default", CALL)] == [
            "hear 0:12 again"
        ]
        assert b"hear" not in con.scalars(select(comments.c.sealed)).one()
    for text in ("  ", "x" * 2001):
        with pytest.raises(ValueError):
            decisions.add_comment(anywhere, bob, "default", CALL, text)


def test_calls_are_given_to_people_of_the_tenant(anywhere: Services) -> None:
    put_call(anywhere, OTHER, "other")
    bob = who(anywhere, "bob")
    assert decisions.assign(anywhere, [CALL, OTHER], "default", bob.id) == 1
    with anywhere.catalogue.read() as con:
        assert set(decisions.reviewers(con, "default").values()) == {"Ada", "Bob"}
        given = {row.call: row.assignee for row in con.execute(select(reviews))}
    assert given == {CALL: bob.id, OTHER: ""}


def test_everything_goes_with_the_call(anywhere: Services) -> None:
    bob = who(anywhere, "bob")
    flags.raise_flag(anywhere, bob, "default", CALL, MARIE)
    decisions.add_comment(anywhere, bob, "default", CALL, "x")
    decisions.decide(anywhere, bob, CALL, "approve", 2)
    with anywhere.catalogue.write() as con:
        con.execute(delete(copies))
        con.execute(delete(known_calls).where(known_calls.c.id == CALL))
    with anywhere.catalogue.read() as con:
        assert not any(con.execute(select(table)).all() for table in METADATA.sorted_tables)


def test_a_call_that_is_erased_meanwhile_does_not_come_back(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = services.storage_of("default")

    def erased(*arguments: object) -> object:
        storage.erase(f"{CALL}/")
        return real(*arguments)  # type: ignore[arg-type]  # passed on as they came

    from sourdine.pipeline import revise

    real = revise._silenced
    monkeypatch.setattr(revise, "_silenced", erased)
    with pytest.raises(ValueError):
        flags.raise_flag(services, who(services, "bob"), "default", CALL, MARIE)
    assert not list(storage.list(f"{CALL}/"))


def test_what_the_command_line_published_is_listed(anywhere: Services) -> None:
    with anywhere.catalogue.write() as con:
        con.execute(delete(reviews))
        address = anywhere.storage_of("default").address
        assert catch_up(con, "default", address, anywhere.now(), 0.0) == 1
        assert catch_up(con, "default", address, anywhere.now(), 0.0) == 0
        row = con.execute(select(reviews)).one()
    assert (row.call, row.language, row.seconds, row.regions) == (CALL, "fr", 6.0, 1)
    with anywhere.catalogue.write() as con:
        con.execute(update(copies).values(state="withdrawn"))
        assert catch_up(con, "default", address, anywhere.now(), 0.0) == 0
        assert not con.execute(select(reviews)).all()


def test_the_sample_is_chance_and_stays(services: Services) -> None:
    ids = [
        f"{one}{two}" + "a" * 30 for one in "abcdefghijklmnopqrstuvwxyz234567" for two in "abcdefghij234567"
    ]
    drawn = [one for one in ids if is_sampled(one, 0.25)]
    assert len(drawn) == len(ids) / 4
    assert not any(is_sampled(one, 0.0) for one in ids)
    assert all(is_sampled(one, 1.0) for one in ids)


@pytest.mark.parametrize(
    ("some", "of", "low", "high"),
    # scipy.stats.binomtest(some, of).proportion_ci(method="wilson")
    [(0, 0, 0.0, 1.0), (0, 20, 0.0, 0.1611), (3, 100, 0.0103, 0.0845), (10, 10, 0.7225, 1.0)],
)
def test_the_interval_of_a_share(some: int, of: int, low: float, high: float) -> None:
    assert Share(some, of).interval == pytest.approx((low, high), abs=5e-5)


def test_what_leaks_is_told_by_the_sample_alone(anywhere: Services) -> None:
    put_call(anywhere, OTHER)
    bob = who(anywhere, "bob")
    with anywhere.catalogue.write() as con:
        con.execute(update(reviews).values(sampled=reviews.c.call == CALL))
    for call in (CALL, OTHER):
        flags.raise_flag(anywhere, bob, "default", call, MARIE)
        decisions.decide(anywhere, bob, call, "approve", 2)
    with anywhere.catalogue.read() as con:
        told = figures(con, "default", anywhere.now())
    assert (told.leaking, told.reviewed) == (Share(1, 1), Share(2, 2))
    assert told.kinds == {"missed": 2}
    assert told.days[-1][1:] == (2, 2)
    with anywhere.catalogue.read() as con:
        assert figures(con, "other", anywhere.now()).calls == 0


def test_accepted_flags_are_dialogues_that_detect_takes(services: Services) -> None:
    assert not list(dialogues(services, "default"))
    flags.raise_flag(services, who(services, "bob"), "default", CALL, replace(MARIE, everywhere=True))
    (line,) = dialogues(services, "default")
    made = json.loads(line)
    assert made["language"] == "fr"
    assert [one["speaker"] for one in made["turns"]] == ["agent", "customer"]
    text = made["turns"][0]["text"]
    said = {text[one["start"] : one["end"]] for one in made["spans"]}
    assert [one["entity"] for one in made["spans"]] == ["LOCATION", "PERSON", "PERSON"]
    assert len(said) == 2  # the same value twice
    assert "dupont" not in said
    assert text.startswith("je suis ")
    assert list(dialogues(services, "default")) == [line]
    assert not list(dialogues(services, "other"))
