"""A document as one page without scripts, that prints well."""

from __future__ import annotations

from html import escape

from sourdine.pipeline.documents.content import Block, Document, Heading, Table, Text

_STYLE = """\
body{font:16px/1.55 system-ui,sans-serif;margin:2.5rem auto;max-width:52rem;padding:0 1.25rem;color:#1c2430}
h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.15rem;margin:2rem 0 .5rem}
table{border-collapse:collapse;width:100%;font-size:.88rem;margin:.75rem 0}
th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #d8dde4;vertical-align:top;
overflow-wrap:anywhere}th{border-bottom:2px solid #1c2430}.strong{font-weight:600}
footer{margin-top:2.5rem;color:#566073;font-size:.85rem}
@media print{body{margin:0;max-width:none}thead{display:table-header-group}tr{break-inside:avoid}}"""


def as_html(document: Document) -> bytes:
    """The whole page."""
    body = "\n".join(_block(one) for one in document.blocks)
    page = f"""<!doctype html>
<html lang="{escape(document.language)}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{escape(document.title)}</title>
<style>{_STYLE}</style></head><body>
<h1>{escape(document.title)}</h1>
{body}
<footer>{escape(document.note)}</footer></body></html>
"""
    return page.encode()


def _block(block: Block) -> str:
    match block:
        case Heading(text):
            return f"<h2>{escape(text)}</h2>"
        case Text(text, strong):
            kind = ' class="strong"' if strong else ""
            return f"<p{kind}>{escape(text)}</p>"
        case Table():
            head = "".join(f'<th scope="col">{escape(one)}</th>' for one in block.head)
            rows = "".join(
                "<tr>" + "".join(f"<td>{escape(one)}</td>" for one in row) + "</tr>" for row in block.rows
            )
            return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
