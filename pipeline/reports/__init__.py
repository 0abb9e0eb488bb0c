"""Documents that a data protection officer must have, from the actual settings and the catalogue."""

from sourdine.pipeline.reports.article_30 import article_30
from sourdine.pipeline.reports.breach import breach
from sourdine.pipeline.reports.made import Report
from sourdine.pipeline.reports.subject_requests import subject_requests

__all__ = ["Report", "article_30", "breach", "subject_requests"]
