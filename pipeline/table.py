"""Tables that list recordings, or consent records: CSV, JSON lines or Parquet.

Of recordings: column ``source`` holds a path (relative to the table) or an ``s3://`` address, ``size`` its
bytes if known. The fields of a consent record (`sourdine.pipeline.consent`) may stand beside them. In CSV
``purposes`` are words between spaces ("quality -training": one granted, one refused), in Parquet also a
list, a struct or a map; whose the record is stands in columns ``phone``, ``email``, ``customer``, ``name``,
and its evidence in ``evidence_by``, ``evidence_channel``, ``evidence_wording``, ``evidence_start``,
``evidence_end``. A row in which all of them are empty brings no record. Rows are read a few at a time. What
is wrong with a record is found at the gate, and refuses its recording alone.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

from sourdine.pipeline.consent import FIELDS, IDENTIFIERS
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.sources import Source, source_at
from sourdine.pipeline.storage import is_s3

_COLUMNS = ("source", "size", *FIELDS)
_NO = ("false", "no", "0")
_EVIDENCE = "evidence_"

Row = tuple[int, dict[str, Any]]
"""The number of its line, and the fields that are not empty: ``source`` and those of a consent record."""


def read_table(path: Path, destination: str) -> Iterator[tuple[Source, bytes | None]]:
    """Every recording of a table in its order, with its consent record as JSON.

    Raises `StopJob`, naming the line, for what is no table of recordings.
    """
    for number, row in table_rows(path):
        yield _recording(row, number, path.parent, destination)


def table_rows(path: Path) -> Iterator[Row]:
    """Every row of a table as it is in JSON. Raises `StopJob`, naming the line, for what is no table."""
    try:
        if path.suffix.lower() == ".parquet":
            yield from _parquet(path)
            return
        reader = {".csv": _csv, ".jsonl": _json_lines, ".ndjson": _json_lines}.get(path.suffix.lower())
        if reader is None:
            raise StopJob("a table is a .csv, .jsonl or .parquet file")
        with path.open(encoding="utf-8-sig", newline="") as stream:
            yield from reader(stream)
    except (OSError, UnicodeDecodeError):
        raise StopJob("the table cannot be read") from None


def _csv(stream: TextIO) -> Iterator[Row]:
    reader = csv.DictReader(stream, strict=True)
    try:
        for row in reader:
            yield reader.line_num, _flat({name: value for name, value in row.items() if value})
    except csv.Error:
        raise StopJob(f"line {reader.line_num} of the table is not CSV") from None


def _json_lines(stream: TextIO) -> Iterator[Row]:
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


def _parquet(path: Path) -> Iterator[Row]:
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ModuleNotFoundError:
        raise StopJob("Parquet needs pyarrow: pip install 'sourdine[parquet]', or give a CSV") from None
    number = 0
    try:
        with ParquetFile(path) as file:
            for batch in file.iter_batches(1_000):
                for row in batch.to_pylist():
                    number += 1
                    yield number, _flat({name: _plain(one) for name, one in row.items() if one is not None})
    except ArrowException:
        raise StopJob("the table is not Parquet, or damaged") from None


def _plain(value: Any) -> Any:
    """A value of Parquet's as JSON has it: dates as text, a list or a map of purposes as an object."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return dict.fromkeys(value, True)
    if isinstance(value, list) and all(isinstance(one, tuple) for one in value):
        return dict(value)
    return value


def _flat(row: dict[Any, Any]) -> dict[Any, Any]:
    """Columns of a flat table as the fields of a record."""
    if isinstance(row.get("purposes"), str):
        words = row["purposes"].split()
        row["purposes"] = {word.removeprefix("-"): not word.startswith("-") for word in words}
    if isinstance(row.get("restricted"), str):
        row["restricted"] = row["restricted"].lower() not in _NO  # in doubt it is
    subject = {name: str(row.pop(name)) for name in IDENTIFIERS if name in row}
    if subject:
        row["subject"] = subject
    evidence = {
        name.removeprefix(_EVIDENCE): _evidence(name, row.pop(name))
        for name in [one for one in row if isinstance(one, str) and one.startswith(_EVIDENCE)]
    }
    if evidence:
        row["evidence"] = {key: one for key, one in evidence.items() if one not in ("", None)}
    return row


def _evidence(name: str, value: Any) -> Any:
    """A number of seconds, or a code; what is neither is refused at the gate."""
    if name in (f"{_EVIDENCE}start", f"{_EVIDENCE}end"):
        with suppress(ValueError):
            return float(value)
    return str(value)


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
    record = {name: row[name] for name in FIELDS if row.get(name) is not None}
    told = json.dumps(record).encode() if record else None
    return source_at(place, destination, int(size)), told
