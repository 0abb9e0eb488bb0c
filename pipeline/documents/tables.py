"""Tables for spreadsheets: CSV and XLSX, in which nothing runs when they are opened.

A cell that begins like a formula gets an apostrophe before it (OWASP, "CSV Injection"); in XLSX its kind is
set to text besides.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
_LONGEST = 32_000  # characters in a cell; a spreadsheet takes 32,767

Sheet = Sequence[Mapping[str, object]]
"""Rows; every one has the same columns."""


def safe_cell(value: object) -> str:
    """The value as text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    text = "".join(one for one in text if one >= " " or one in "\t\n\r")[:_LONGEST]
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_csv(rows: Sheet, columns: Sequence[str]) -> bytes:
    """With a byte order mark, so that a spreadsheet reads accents right."""
    target = io.StringIO()
    writer = csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([safe_cell(row.get(name)) for name in columns] for row in rows)
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def as_xlsx(sheets: Mapping[str, tuple[Sheet, Sequence[str]]]) -> bytes:
    """One sheet for each name, the head fixed."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, (rows, columns) in sheets.items():
        sheet = book.create_sheet(name[:31])
        for at, values in enumerate([columns, *[[row.get(one) for one in columns] for row in rows]], start=1):
            for column, value in enumerate(values, start=1):
                cell = sheet.cell(row=at, column=column)
                cell.value = safe_cell(value)
                cell.data_type = "s"
                cell.alignment = Alignment(vertical="top", wrap_text=True)
                cell.font = Font(bold=at == 1)
        sheet.freeze_panes = "A2"
        for column, head in enumerate(columns):
            widest = max([len(head), *(len(safe_cell(row.get(head))) for row in rows)], default=8)
            sheet.column_dimensions[sheet.cell(row=1, column=column + 1).column_letter].width = min(
                60, widest + 2
            )
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
