"""A table that lists recordings, with what they may be used for: CSV, JSON lines or Parquet.

Column ``source`` holds a path (relative to the table) or an ``s3://`` address, ``size`` its bytes if known.
The fields of a consent record (`sourdine.pipeline.consent`) may stand beside them, in CSV with ``purposes``
as words between spaces, in Parquet as those or as a list, a struct or a map; a row in which all of them are
empty brings no record. Rows are read a few at a time. What is wrong with a record is found at the gate, and
refuses its recording alone.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.sources import Source, source_at
from sourdine.pipeline.storage import is_s3

_CONSENT = ("id", "lawful_basis", "purposes", "granted", "expires", "withdrawn", "restricted")
_COLUMNS = ("source", "size", *_CONSENT)
_NO = ("false", "no", "0")
_AT_ONCE = 1000  # rows of Parquet in memory
_NOT_HERE = "a Parquet table needs pyarrow: pip install 'sourdine[parquet]'"

Rows = Iterator[tuple[int, dict[str, Any]]]


def read_table(path: Path, destination: str) -> Iterator[tuple[Source, bytes | None]]:
    """Every recording of a table in its order, with its consent record as JSON.

    Raises `StopJob`, naming the line, for what is no table of recordings.
    """
    rows = _KINDS.get(path.suffix.lower())
    if rows is None:
        raise StopJob("a table of recordings is a .csv, .jsonl or .parquet file")
    try:
        for number, row in rows(path):
            yield _recording(row, number, path.parent, destination)
    except (OSError, UnicodeDecodeError):
        raise StopJob("the table of recordings cannot be read") from None


def _csv(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream, strict=True)
        try:
            for row in reader:
                filled = {name: value for name, value in row.items() if value}
                if "restricted" in filled:
                    filled["restricted"] = filled["restricted"].lower() not in _NO  # in doubt it is
                yield reader.line_num, filled
        except csv.Error:
            raise StopJob(f"line {reader.line_num} of the table is not CSV") from None


def _json_lines(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig") as stream:
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


def _parquet(path: Path) -> Rows:
    try:
        arrow: Any = import_module("pyarrow")
        parquet: Any = import_module("pyarrow.parquet")
    except ImportError:
        raise StopJob(_NOT_HERE) from None
    try:
        with parquet.ParquetFile(path) as file:
            number = 0
            for batch in file.iter_batches(_AT_ONCE):
                for row in batch.to_pylist():
                    number += 1
                    yield number, {name: _plain(value) for name, value in row.items() if value is not None}
    except arrow.ArrowException:
        raise StopJob("the table of recordings is not Parquet") from None


def _plain(value: Any) -> Any:
    """A value as JSON has it; what stands for purposes as the object that a consent record has."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return dict.fromkeys(value, True)
    if isinstance(value, list) and all(isinstance(one, tuple) for one in value):
        return dict(value)
    return value


_KINDS: Mapping[str, Callable[[Path], Rows]] = {
    ".csv": _csv,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".parquet": _parquet,
}


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
    if isinstance(record.get("purposes"), str):
        record["purposes"] = dict.fromkeys(record["purposes"].split(), True)
    told = json.dumps(record, default=str).encode() if record else None
    return source_at(place, destination, int(size)), told
