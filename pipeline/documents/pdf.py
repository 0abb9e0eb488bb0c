"""A document as a PDF, A4, with a font that ships with ReportLab and knows Latin letters with accents."""

from __future__ import annotations

import io
from functools import cache
from html import escape
from typing import Any

from sourdine.pipeline.documents.content import Block, Document, Heading, Table, Text

_FONT, _BOLD = "Vera", "VeraBd"
_INK, _LINE, _FAINT = "#1c2430", "#c9d0da", "#566073"


def as_pdf(document: Document) -> bytes:
    """The whole file. Its pages are numbered, and its title and language are set for readers."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import mm
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

    _fonts()
    target = io.BytesIO()
    made = SimpleDocTemplate(
        target,
        pagesize=A4,
        leftMargin=20 * mm,
        rightMargin=20 * mm,
        topMargin=20 * mm,
        bottomMargin=20 * mm,
        title=document.title,
        lang=document.language,
        author="",
    )
    styles = _styles()
    story: list[Any] = [Paragraph(escape(document.title), styles["title"]), Spacer(1, 4 * mm)]
    for block in document.blocks:
        story += _block(block, styles, made.width)

    def foot(canvas: Any, page: Any) -> None:
        canvas.saveState()
        canvas.setFont(_FONT, 7.5)
        canvas.setFillColor(_FAINT)
        canvas.drawString(20 * mm, 12 * mm, document.note[:110])
        canvas.drawRightString(A4[0] - 20 * mm, 12 * mm, str(page.page))
        canvas.restoreState()

    made.build(story, onFirstPage=foot, onLaterPages=foot)
    return target.getvalue()


def _block(block: Block, styles: dict[str, Any], width: float) -> list[Any]:
    from reportlab.lib.units import mm
    from reportlab.platypus import Paragraph, Spacer
    from reportlab.platypus import Table as Grid

    match block:
        case Heading(text):
            return [Spacer(1, 3 * mm), Paragraph(escape(text), styles["heading"])]
        case Text(text, strong):
            return [Paragraph(escape(text), styles["strong" if strong else "text"])]
        case Table():
            cells = [[Paragraph(escape(one), styles["head"]) for one in block.head]]
            cells += [[Paragraph(escape(one), styles["cell"]) for one in row] for row in block.rows]
            shares = block.widths or [1.0] * len(block.head)
            widths = [width * share / sum(shares) for share in shares]
            grid = Grid(cells, colWidths=widths, repeatRows=1, hAlign="LEFT")
            grid.setStyle(_grid_style())
            return [Spacer(1, 1 * mm), grid, Spacer(1, 2 * mm)]


def _grid_style() -> Any:
    from reportlab.platypus import TableStyle

    return TableStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEBELOW", (0, 0), (-1, 0), 0.9, _INK),
            ("LINEBELOW", (0, 1), (-1, -1), 0.3, _LINE),
            ("LEFTPADDING", (0, 0), (-1, -1), 2),
            ("RIGHTPADDING", (0, 0), (-1, -1), 4),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ]
    )


def _styles() -> dict[str, Any]:
    from reportlab.lib.colors import HexColor
    from reportlab.lib.styles import ParagraphStyle

    def style(name: str, size: float, *, bold: bool = False, after: float = 4) -> Any:
        return ParagraphStyle(
            name,
            fontName=_BOLD if bold else _FONT,
            fontSize=size,
            leading=size * 1.4,
            textColor=HexColor(_INK),
            spaceAfter=after,
            splitLongWords=True,
            keepWithNext=name == "heading",
        )

    return {
        "title": style("title", 16, bold=True),
        "heading": style("heading", 11.5, bold=True),
        "text": style("text", 9.5),
        "strong": style("strong", 9.5, bold=True),
        "head": style("head", 8, bold=True, after=0),
        "cell": style("cell", 8, after=0),
    }


@cache
def _fonts() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name in (_FONT, _BOLD):
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
