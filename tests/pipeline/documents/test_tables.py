"""Tables for spreadsheets run nothing."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sourdine.pipeline.documents.tables import as_csv, as_xlsx, safe_cell

ATTACKS = ["=1+1", "+33612345678", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "＝1", "|x"]


@pytest.mark.parametrize("text", ATTACKS)
def test_what_begins_like_a_formula_is_text(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@given(st.text())
def test_no_cell_begins_like_a_formula(text: str) -> None:
    assert not safe_cell(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_csv_is_read_back(values: list[str]) -> None:
    data = as_csv([{"a": value} for value in values], ["a"])
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows == [["a"], *([safe_cell(value)] for value in values)]


def test_xlsx_holds_text_only() -> None:
    data = as_xlsx({"calls": ([{"a": one, "b": 1} for one in ATTACKS], ("a", "b"))})
    sheet = openpyxl.load_workbook(io.BytesIO(data))["calls"]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s"}
    assert len(cells) == 2 * (len(ATTACKS) + 1)
