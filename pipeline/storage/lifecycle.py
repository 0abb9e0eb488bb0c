"""A bucket's lifecycle rules: what the store deletes or moves by itself, whoever asked for nothing.

Amazon S3 user guide, "Lifecycle configuration elements": a rule counts days from the making of an object, or
names a date from which on it takes everything; a filter names a prefix, tags, sizes, or several of them. What
rules do to noncurrent versions and unfinished uploads is left out: erasing deletes every version itself, and
every object goes up in one piece.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError
from sourdine.pipeline.storage.s3_errors import plain_errors, status

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

When = int | date
"""Days after an object was made, or the day from which on every object is taken, new ones too."""


@dataclass(frozen=True, slots=True)
class StoreRule:
    """One rule in force that reaches a place. ``below``: the keys in it that start so; empty means all."""

    name: str
    below: str
    expires: When | None = None
    moves: tuple[tuple[str, When], ...] = ()  # storage class, when


def lifecycle(client: S3Client, bucket: str, prefix: str) -> tuple[StoreRule, ...] | None:
    """The rules that reach ``prefix``; None where this identity may not read them.

    A store without rules, or that knows none, has none. Raises `StopJob` or `Retry`.
    """
    with plain_errors():
        try:
            answer = client.get_bucket_lifecycle_configuration(Bucket=bucket)
        except ClientError as error:
            if error.response["Error"]["Code"] == "NoSuchBucket":
                raise
            if status(error) in (404, 405, 501):
                return ()
            if status(error) == 403:
                return None
            raise
    return read_rules(answer.get("Rules", ()), prefix)


def read_rules(rules: Iterable[Mapping[str, Any]], prefix: str) -> tuple[StoreRule, ...]:
    """Rules as S3 tells them, those that are in force and reach objects of ours below ``prefix``."""
    found = []
    for number, rule in enumerate(rules, 1):
        start = _start(rule)
        if rule.get("Status") != "Enabled" or start is None:
            continue
        if not (prefix.startswith(start) or start.startswith(prefix)):
            continue
        read = StoreRule(
            _name(rule, number),
            start.removeprefix(prefix) if start.startswith(prefix) else "",
            _when(rule.get("Expiration", {})),
            tuple(
                (str(one.get("StorageClass")), at) for one in _moves(rule) if (at := _when(one)) is not None
            ),
        )
        if read.expires is not None or read.moves:
            found.append(read)
    return tuple(found)


def _start(rule: Mapping[str, Any]) -> str | None:
    """What keys the rule is about start with; None where it wants tags, which our objects do not have."""
    chosen = rule.get("Filter", {})
    together = chosen.get("And", {})
    if "Tag" in chosen or together.get("Tags"):
        return None
    return str(rule.get("Prefix") or chosen.get("Prefix") or together.get("Prefix") or "")


def _moves(rule: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """Moves to another class; Amazon's first form of a rule had a single one."""
    return (*rule.get("Transitions", ()), *([rule["Transition"]] if "Transition" in rule else ()))


def _when(element: Mapping[str, Any]) -> When | None:
    at = element.get("Date")
    if isinstance(at, datetime):
        return at.date()
    return int(element["Days"]) if "Days" in element else None


def _name(rule: Mapping[str, Any], number: int) -> str:
    """As its owner called it, in one short line."""
    return re.sub(r"[^\w .:/-]", "", str(rule.get("ID", "")))[:60] or f"number {number}"
