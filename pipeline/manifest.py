"""The manifest: what was made from what, how, and under which consent. Never any text.

Its form is `schemas/manifest.schema.json` (JSON Schema 2020-12), which ships with the package.
Reading one back needs no schema library: every field is taken by name and checked by type.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sourdine.pipeline.records import Region, SoundFormat, Verdict

VERSION = 1

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Size and SHA-256 of a file."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """A published call. ``artefacts`` is keyed by object name below the call's folder."""

    call: str
    created: datetime
    source: FileFacts
    sound: SoundFormat
    artefacts: Mapping[str, FileFacts]
    regions: tuple[Region, ...]
    language: str
    models: Mapping[str, str]  # role ("speech", "personal") → name and version
    settings_name: str
    settings_digest: str
    effect: str
    consent_reference: str
    lawful_basis: str
    purpose: str
    verdict: Verdict
    retention_until: date
    revision: int = 1  # more where something was silenced or named anew after publication, and then …
    replaces: str = ""  # … the SHA-256 of the manifest before
    tenant: str = "default"
    called: datetime | None = None  # when the call took place, where its record says so
    sealed: str = ""  # base64; what only the keyset's holder reads: whose call it is, and of what original

    def to_json(self) -> dict[str, Any]:
        """As ``schemas/manifest.schema.json`` describes it."""
        return {
            "version": VERSION,
            "call": self.call,
            "tenant": self.tenant,
            "created": self.created.isoformat(),
            "source": asdict(self.source),
            "sound": asdict(self.sound),
            "artefacts": {name: asdict(one) for name, one in self.artefacts.items()},
            "regions": [{**asdict(one), "score": float(one.score)} for one in self.regions],
            "language": self.language,
            "models": dict(self.models),
            "settings": {"name": self.settings_name, "digest": self.settings_digest},
            "effect": self.effect,
            "consent": {
                "reference": self.consent_reference,
                "lawful_basis": self.lawful_basis,
                "purpose": self.purpose,
            },
            "verdict": {
                "clean": self.verdict.clean,
                "reasons": list(self.verdict.reasons),
                "listened": self.verdict.listened,
            },
            "retention_until": self.retention_until.isoformat(),
            **({"called": self.called.isoformat()} if self.called else {}),
            **({"sealed": self.sealed} if self.sealed else {}),
            **self._revision(),
        }

    def _revision(self) -> dict[str, Any]:
        return {"revision": {"number": self.revision, "replaces": self.replaces}} if self.revision > 1 else {}


def read_manifest(data: bytes | str) -> Manifest:
    """Parse a published manifest. Raises `ValueError` naming the field that is wrong."""
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        raise ValueError("the manifest is not JSON") from None
    top = _Fields(content, "")
    if top.get("version", int) != VERSION:
        raise ValueError(f"the manifest's version is not {VERSION}")
    settings, consent, verdict = top.inner("settings"), top.inner("consent"), top.inner("verdict")
    models = top.inner("models")
    revised = top.inner("revision") if "revision" in set(top) else None
    return Manifest(
        call=top.get("call", str),
        tenant=top.get("tenant", str),
        called=_moment(top, "called") if "called" in set(top) else None,
        sealed=top.get("sealed", str) if "sealed" in set(top) else "",
        created=_moment(top, "created"),
        source=_facts(top.inner("source")),
        sound=_sound(top.inner("sound")),
        artefacts={name: _facts(top.inner("artefacts").inner(name)) for name in top.inner("artefacts")},
        regions=tuple(_region(_Fields(one, "regions.")) for one in top.get("regions", list)),
        language=top.get("language", str),
        models={role: models.get(role, str) for role in models},
        settings_name=settings.get("name", str),
        settings_digest=settings.get("digest", str),
        effect=top.get("effect", str),
        consent_reference=consent.get("reference", str),
        lawful_basis=consent.get("lawful_basis", str),
        purpose=consent.get("purpose", str),
        verdict=Verdict(
            verdict.get("clean", bool),
            tuple(map(str, verdict.get("reasons", list))),
            listened=verdict.get("listened", bool),
        ),
        retention_until=_moment(top, "retention_until").date(),
        revision=revised.get("number", int) if revised else 1,
        replaces=revised.get("replaces", str) if revised else "",
    )


def facts(data: bytes) -> FileFacts:
    """Size and SHA-256 of bytes in memory."""
    return FileFacts(hashlib.sha256(data).hexdigest(), len(data))


class _Fields:
    """A JSON object whose fields are asked for by name and type."""

    def __init__(self, content: object, where: str) -> None:
        if not isinstance(content, dict):
            raise ValueError(f"the manifest's {where.rstrip('.') or 'content'} is not an object")
        self._content, self._where = content, where

    def __iter__(self) -> Iterator[str]:
        return iter(self._content)

    def get(self, name: str, kind: type[T]) -> T:
        value = self._content.get(name)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise ValueError(f"the manifest's {self._where}{name} is missing or not a {kind.__name__}")
        return value

    def inner(self, name: str) -> _Fields:
        return _Fields(self._content.get(name), f"{self._where}{name}.")


def _sound(one: _Fields) -> SoundFormat:
    return SoundFormat(
        container=one.get("container", str),
        codec=one.get("codec", str),
        rate=one.get("rate", int),
        channels=one.get("channels", int),
        frames=one.get("frames", int),
        extension=one.get("extension", str),
    )


def _region(one: _Fields) -> Region:
    return Region(
        channel=one.get("channel", int),
        start=one.get("start", int),
        end=one.get("end", int),
        entity=one.get("entity", str),
        rule=one.get("rule", str),
        score=float(one.get("score", float)),
    )


def _facts(one: _Fields) -> FileFacts:
    return FileFacts(one.get("sha256", str), one.get("size", int))


def _moment(fields: _Fields, name: str) -> datetime:
    try:
        return datetime.fromisoformat(fields.get(name, str))
    except ValueError:
        raise ValueError(f"the manifest's {name} is not a date or time") from None
