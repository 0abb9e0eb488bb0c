"""One act on personal data: who did what to which call, why, when, and what came of it.

There is no field for free text: a reason somebody types may quote what was said. Every field has a closed
form, and an act that does not fit is a defect of whoever writes it.
"""

from __future__ import annotations

import os
import pwd
import re
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

_WHO = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
_WORD = re.compile(r"[a-z][a-z0-9_-]{0,39}(\.[a-z][a-z0-9_-]{0,39})?")
_CALL = re.compile(r"[a-z2-7]{32}")  # what `sources.call_id` gives
_REFERENCE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # a UUID: request, consent, hold


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Act:
    """``what`` is a dotted word ("call.publish"); ``call`` empty where no single call is meant.

    ``why`` is a code (a purpose, a ground, a `Reason`), ``reference`` the UUID of the request, the consent
    or the hold behind it, ``count`` how many calls or records it touched. Raises `ValueError`.
    """

    who: str
    what: str
    call: str = ""
    why: str = ""
    outcome: str = "done"
    reference: str = ""
    tenant: str = ""
    count: int = 1
    when: datetime = field(default_factory=_now)

    def __post_init__(self) -> None:
        wanted = (
            ("who", _WHO, False),
            ("what", _WORD, False),
            ("call", _CALL, True),
            ("why", _WORD, True),
            ("outcome", _WORD, False),
            ("reference", _REFERENCE, True),
            ("tenant", _WORD, True),
        )
        for name, form, may_be_empty in wanted:
            value = getattr(self, name)
            if not isinstance(value, str) or not (form.fullmatch(value) or (may_be_empty and not value)):
                raise ValueError(f"an act of the journal: {name} is not of its closed form")
        if type(self.count) is not int or self.count < 0:
            raise ValueError("an act of the journal: count is not a whole number")
        if self.when.tzinfo is None:
            raise ValueError("an act of the journal: the time has no zone")

    def to_json(self) -> dict[str, Any]:
        """As it is written in a block; empty fields are left out."""
        content = asdict(self) | {"when": self.when.astimezone(UTC).isoformat(timespec="milliseconds")}
        return {name: value for name, value in content.items() if value != ""}

    @classmethod
    def from_json(cls, content: Any) -> Act:
        """Back from a block. Raises `ValueError`."""
        if not isinstance(content, dict) or not set(content) <= {one.name for one in fields(cls)}:
            raise ValueError("an act of the journal has fields that nothing knows")
        try:
            return cls(**(content | {"when": datetime.fromisoformat(content["when"])}))
        except (KeyError, TypeError):
            raise ValueError("an act of the journal cannot be read") from None


def actor() -> str:
    """Who acts on this command line: ``$SOURDINE_ACTOR``, or the account that the process runs under.

    Whoever may set the environment may say who they are; where that is not enough, let people act through
    an interface that asks for a secret.
    """
    said = os.environ.get("SOURDINE_ACTOR", "")
    if _WHO.fullmatch(said):
        return said
    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # containers run under numbers that have no name
        name = ""
    return name if _WHO.fullmatch(name) else f"uid-{os.getuid()}"
