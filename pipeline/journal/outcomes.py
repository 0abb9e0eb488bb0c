"""What became of a recording, as an act."""

from __future__ import annotations

from sourdine.pipeline.journal.acts import Act, actor
from sourdine.pipeline.records import Outcome

_ACTS = {"published": "call.publish", "refused": "call.refuse", "quarantined": "call.quarantine"}


def act_of(outcome: Outcome, purpose: str, who: str = "") -> Act | None:
    """The act; None where nothing was done: a call that was there already, a store that did not answer.

    ``who``: nobody named is `actor`, who runs this.
    """
    what = _ACTS.get(outcome.state)
    if what is None:
        return None
    return Act(who or actor(), what, outcome.call_id, why=str(outcome.reason or purpose))
