"""Documents that are handed over: one content, as a page (HTML), a PDF and JSON."""

from sourdine.pipeline.documents.content import Block, Document, Heading, Table, Text
from sourdine.pipeline.documents.html import as_html
from sourdine.pipeline.documents.pdf import as_pdf

__all__ = ["Block", "Document", "Heading", "Table", "Text", "as_html", "as_pdf"]
