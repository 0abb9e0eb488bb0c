"""People: who is meant, whose a call is, and that nothing crosses between tenants."""

from datetime import UTC, datetime

import pytest
from sourdine.pipeline.catalogue import Catalogue, calls, consents, limits, subjects, tenants
from sourdine.pipeline.catalogue.limits import Scope
from sourdine.pipeline.catalogue.standing import standing
from sourdine.pipeline.commands.catalogue import _DETAILS
from sourdine.pipeline.errors import Reason, Refused, StopJob
from sourdine.pipeline.records import Consent
from sqlalchemy import text

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
CALL, OTHER = "a" * 32, "b" * 32


def test_who_is_meant(catalogue: Catalogue) -> None:
    ring = catalogue.ring("default")
    with catalogue.write() as con:
        (julie,) = subjects.ensure(
            con, ring, [("customer", "K-1"), ("phone", "0612345678")], NOW, sealed=True
        )
        (paul,) = subjects.ensure(con, ring, [("customer", "K-2"), ("phone", "0612345678")], NOW)
        assert julie != paul
        assert set(subjects.ensure(con, ring, [("phone", "+33612345678")], NOW)) == {julie, paul}
        assert subjects.ensure(con, ring, [("email", "j@e.fr"), ("customer", "k-1")], NOW) == (julie,)
        assert subjects.find(con, ring, "email", "J@E.fr") == (julie,)
        known = dict(subjects.identifiers_of(con, ring, julie))
        assert known == {"customer": "K-1", "phone": "0612345678", "email": None}
        subjects.link(con, [julie, paul], CALL, "default", NOW)
        assert set(subjects.of_call(con, CALL)) == {julie, paul}
        subjects.forget(con, julie)
        assert subjects.find(con, ring, "customer", "K-1") == ()
        assert subjects.of_call(con, CALL) == (paul,)


def test_nothing_crosses_between_tenants(catalogue: Catalogue) -> None:
    ours, theirs = catalogue.ring("default"), catalogue.ring("acme")
    with catalogue.write() as con:
        (mine,) = subjects.ensure(con, ours, [("phone", "0612345678")], NOW)
        (other,) = subjects.ensure(con, theirs, [("phone", "0612345678")], NOW)
        assert mine != other
        subjects.link(con, [mine], CALL, "default", NOW)
        limits.set_limit(con, Scope("acme", other), "withdrawal", NOW)
        limits.set_hold(con, Scope("acme"), "case", NOW)
        assert standing(con, ours, CALL, [("phone", "0612345678")]).limits == ()
        assert not limits.is_held(con, CALL)
    with pytest.raises(StopJob, match="another tenant"), catalogue.write() as con:
        subjects.link(con, [other], CALL, "acme", NOW)
    with pytest.raises(StopJob, match="a tenant is"), catalogue.write() as con:
        tenants.describe(con, "Acme!", None, {}, NOW)


def test_what_overrides_every_record(catalogue: Catalogue) -> None:
    ring = catalogue.ring("default")
    who = [("phone", "0612345678")]
    with catalogue.write() as con:
        (person,) = subjects.ensure(con, ring, who, NOW)  # type: ignore[arg-type]
        yes = Consent("consent", {"quality": True, "training": True}, reference="one")
        assert consents.take_in(con, yes, Scope("default", person), "import", NOW)
        assert consents.take_in(con, yes, Scope("default", person), "import", NOW) is None
        limits.set_limit(con, Scope("default", person), "objection", NOW, "training")
        found = standing(con, ring, OTHER, who)  # type: ignore[arg-type]
        found.check("quality")
        with pytest.raises(Refused) as caught:
            found.check("training")
        assert caught.value.reason is Reason.CONSENT_WITHDRAWN
        limits.set_limit(con, Scope("default", person), "restriction", NOW)
        with pytest.raises(Refused) as caught:
            standing(con, ring, OTHER, who).check("quality")  # type: ignore[arg-type]
        assert caught.value.reason is Reason.CONSENT_RESTRICTED
        assert limits.lift_limit(con, Scope("default", person), "restriction", NOW) == 1
        calls.bury(con, calls.Tombstone(OTHER, "default", "", "erased", "", NOW))
        with pytest.raises(Refused) as caught:
            standing(con, ring, OTHER, who).check("quality")  # type: ignore[arg-type]
        assert caught.value.reason is Reason.CALL_ERASED


def test_nobody_reads_a_number_in_the_catalogue(catalogue: Catalogue) -> None:
    ring = catalogue.ring("default")
    with catalogue.write() as con:
        subjects.ensure(con, ring, [("phone", "0612345678"), ("name", "Julie Canari")], NOW, sealed=True)
        rows = [tuple(row) for row in con.execute(text("SELECT mac, sealed, kind, subject FROM identifiers"))]
    raw = b"".join(bytes(one) if not isinstance(one, str) else one.encode() for row in rows for one in row)
    for canary in (b"612345678", b"Julie", b"canari"):
        assert canary not in raw


def test_details_are_the_same_everywhere() -> None:
    assert tenants.DETAILS == _DETAILS
