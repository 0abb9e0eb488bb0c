"""What the statistical recogniser gives."""

from __future__ import annotations

from dataclasses import dataclass

SURE = 0.9  # a name so probable that it is looked for everywhere in the call
# Under every rule's score: where both found something, the rule's name for it stands.
LOW, HIGH = 0.3, 0.49


@dataclass(frozen=True, slots=True)
class Tagged:
    """Tokens ``first`` to ``last`` (included) of one turn and how probable it is that they are the entity."""

    entity: str
    first: int
    last: int
    probability: float

    @property
    def score(self) -> float:
        """Give the probability as a score under those of the rules."""
        return LOW + (HIGH - LOW) * self.probability
