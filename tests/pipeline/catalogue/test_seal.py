"""Identifiers and sealed values."""

import pytest
from sourdine.pipeline.catalogue.seal import KINDS, Kind, Ring, normalised
from sourdine.pipeline.commands import who
from sourdine.pipeline.consent import IDENTIFIERS
from sourdine.pipeline.errors import StopJob

RING = Ring.of(b"k" * 32, "default")


@pytest.mark.parametrize(
    ("kind", "spellings", "one"),
    [
        (
            "phone",
            ["06 12 34 56 78", "+33612345678", "0033 6 12.34.56.78", "＋33612345678"],
            "+33612345678",
        ),
        ("phone", ["+44 20 7946 0958", "0044 20 7946 0958"], "+442079460958"),
        ("email", [" Julie.Morel@Example.COM", "julie.morel@example.com"], "julie.morel@example.com"),
        ("customer", ["K-1042", " k-10 42"], "k-1042"),
        ("name", ["Élodie  DUPONT-Martin", "elodie dupont martin"], "elodie dupont martin"),
    ],
)
def test_all_spellings_are_one(kind: Kind, spellings: list[str], one: str) -> None:
    assert {normalised(kind, text) for text in spellings} == {one}
    assert len({RING.identify(kind, text) for text in spellings}) == 1


@pytest.mark.parametrize(
    ("kind", "text"),
    [("phone", "canary"), ("phone", "12"), ("email", "canary"), ("name", "  "), ("customer", "c" * 400)],
)
def test_what_is_no_identifier(kind: Kind, text: str) -> None:
    with pytest.raises(StopJob) as caught:
        RING.identify(kind, text)
    assert "canary" not in str(caught.value)


def test_a_value_is_another_for_every_tenant_kind_and_keyset() -> None:
    rings = [RING, Ring.of(b"k" * 32, "acme"), Ring.of(b"l" * 32, "default")]
    macs = {ring.identify(kind, "06 12 34 56 78") for ring in rings for kind in ("phone", "customer", "name")}
    assert len(macs) == 9


def test_sealed_values_open_where_they_belong_and_nowhere_else() -> None:
    sealed = RING.seal(b"0612345678", "identifier 1")
    assert b"0612345678" not in sealed
    assert RING.unseal(sealed, "identifier 1") == b"0612345678"
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for ring, data, about in (
        (RING, sealed, "identifier 2"),
        (Ring.of(b"k" * 32, "acme"), sealed, "identifier 1"),
        (RING, changed, "identifier 1"),
        (RING, sealed[:5], "identifier 1"),
        (RING, b"", "identifier 1"),
    ):
        with pytest.raises(StopJob, match="does not open"):
            ring.unseal(data, about)
    assert "k" * 8 not in repr(RING)


def test_the_same_kinds_everywhere() -> None:
    assert KINDS == IDENTIFIERS == who.KINDS
