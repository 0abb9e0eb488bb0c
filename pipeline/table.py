"""A table that lists recordings, with what they may be used for: CSV or JSON lines.

Column ``source`` holds a path (relative to the table) or an ``s3://`` address, ``size`` its bytes if known.
The fields of a consent record (`sourdine.pipeline.consent`) may stand beside them, in CSV with ``purposes``
as words between spaces; a row in which all of them are empty brings no record. Rows are read one by one. What
is wrong with a record is found at the gate, and refuses its recording alone.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.sources import Source, source_at
from sourdine.pipeline.storage import is_s3

_CONSENT = ("id", "lawful_basis", "purposes", "granted", "expires", "withdrawn", "restricted")
_COLUMNS = ("source", "size", *_CONSENT)
_NO = ("false", "no", "0")


def read_table(path: Path, destination: str) -> Iterator[tuple[Source, bytes | None]]:
    """Every recording of a table in its order, with its consent record as JSON.

    Raises `StopJob`, naming the line, for what is no table of recordings.
    """
    rows = _csv if path.suffix.lower() == ".csv" else _json_lines
    if path.suffix.lower() not in (".csv", ".jsonl", ".ndjson"):
        raise StopJob("a table of recordings is a .csv or .jsonl file")
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            for number, row in rows(stream):
                yield _recording(row, number, path.parent, destination)
    except (OSError, UnicodeDecodeError):
        raise StopJob("the table of recordings cannot be read") from None


def _csv(stream: TextIO) -> Iterator[tuple[int, dict[str, Any]]]:
    reader = csv.DictReader(stream, strict=True)
    try:
        for row in reader:
            filled = {name: value for name, value in row.items() if value}
            if "purposes" in filled:
                filled["purposes"] = dict.fromkeys(filled["purposes"].split(), True)
            if "restricted" in filled:
                filled["restricted"] = filled["restricted"].lower() not in _NO  # in doubt it is
            yield reader.line_num, filled
    except csv.Error:
        raise StopJob(f"line {reader.line_num} of the table is not CSV") from None


def _json_lines(stream: TextIO) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            raise StopJob(f"line {number} of the table is not a JSON object")
        yield number, row


def _recording(
    row: Mapping[Any, Any], number: int, folder: Path, destination: str
) -> tuple[Source, bytes | None]:
    if unknown := [name for name in row if name not in _COLUMNS]:
        what = "more values than columns" if None in unknown else "unknown columns"
        raise StopJob(f"line {number} of the table has {what}; known: {', '.join(_COLUMNS)}")
    where, size = row.get("source"), row.get("size", 0)
    if not isinstance(where, str) or not where or not str(size).isdecimal():
        raise StopJob(f"line {number} of the table has no source, or a size that is no number")
    place = where if is_s3(where) else str(folder / where)
    record = {name: row[name] for name in _CONSENT if row.get(name) is not None}
    told = json.dumps(record).encode() if record else None
    return source_at(place, destination, int(size)), told
