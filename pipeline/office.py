"""The journal of decisions: consent, limits, holds, rules. It is kept beside the keyset, in ``office/``.

What is done to copies stands in the journal of their destination; what was decided about people stands here,
also where nothing of theirs is published yet. ``sourdine journal verify ~/.local/share/sourdine/office``
checks it like any other.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sourdine.pipeline.journal import Act, actor, open_journal
from sourdine.pipeline.keyset import Keyset, keyset_path
from sourdine.pipeline.removal import Removed


def office_path() -> Path:
    """Where the journal of decisions is."""
    return keyset_path().with_name("office")


def decided(keys: Keyset, acts: Iterable[Act]) -> None:
    """Write decisions down. Raises `StopJob` or `Retry` where that is not possible."""
    place = str(office_path())
    open_journal(place, keys).write_all(list(acts))


def done(keys: Keyset, removed: Iterable[Removed], reference: str = "") -> None:
    """Write what was removed, and what could not be, into the journals of the destinations.

    Of originals, and of destinations that do not answer, it stands with the decisions.
    """
    by_place: dict[str, list[Act]] = {}
    for one in removed:
        place = one.destination if one.destination and one.outcome != "unreachable" else str(office_path())
        what = "call.remove" if one.destination else "original.remove"
        act = Act(
            actor(),
            what,
            one.call,
            why=one.ground,
            outcome=one.outcome,
            reference=reference,
            tenant=one.tenant,
        )
        by_place.setdefault(place, []).append(act)
    for place, acts in by_place.items():
        open_journal(place, keys).write_all(acts)
