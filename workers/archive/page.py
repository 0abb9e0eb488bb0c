"""The report as one page that needs nothing from anywhere: tables and plots as inline SVG."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

from sourdine.pipeline.progress import clock_time
from sourdine.workers.archive.charts import bars, line

if TYPE_CHECKING:
    from sourdine.workers.archive.report import Facts

_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}
body{color:#1c2330;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}
table{border-collapse:collapse}td,th{padding:.2rem 1rem .2rem 0;text-align:left;vertical-align:top}
svg{width:100%;height:auto}svg text{font:12px system-ui,sans-serif;fill:#1c2330}
.mark{fill:#2f5d8c}.curve{fill:none;stroke:#2f5d8c;stroke-width:2}.grid{stroke:#d5dae2}
@media(prefers-color-scheme:dark){body{color:#e6e9ef;background:#14181f}svg text{fill:#e6e9ef}
.mark{fill:#7db3e8}.curve{stroke:#7db3e8}.grid{stroke:#39424f}}
"""


def page(facts: Facts) -> str:
    """The whole page as HTML."""
    totals = facts.totals
    charts = [
        ("Hours of sound per hour", line(facts.speed, "seconds since the job began", "h per hour")),
        ("Silenced regions by entity", bars(totals["regions"])),
        ("Why recordings were not published", bars(totals["reasons"])),
        ("Processor seconds by step", bars(_steps(facts), " s")),
    ]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>Archive job {escape(facts.job)}</title><style>{_STYLE}</style></head><body>"
        f"<h1>Archive job {escape(facts.job)}</h1>{_table(_rows(facts))}"
        + "".join(f"<h2>{escape(title)}</h2>{svg}" for title, svg in charts)
        + "</body></html>\n"
    )


def _rows(facts: Facts) -> dict[str, str]:
    totals, usage = facts.totals, facts.usage
    speed = totals["seconds"] / totals["elapsed"] if totals["elapsed"] else 0.0
    states = ("published", "skipped", "refused", "quarantined", "failed")
    rows = {
        "began": facts.began,
        "ended": facts.stopped or ("everything done" if facts.finished else "interrupted"),
        "recordings": f"{totals['calls']:,}: "
        + ", ".join(f"{totals[state]:,} {state}" for state in states if totals[state]),
        "sound": f"{totals['seconds'] / 3600:.2f} h in {clock_time(totals['elapsed'])}, "
        f"{speed:.1f} hours per hour",
        "workers": f"{facts.workers:,}, died {facts.deaths:,} times",
    }
    if usage["batches"]:
        fill = usage["windows"] / usage["batches"]
        rows["recogniser"] = (
            f"{usage['windows']:,.0f} windows of {usage['heard'] / usage['windows']:.1f} s on average, "
            f"{fill:.1f} in a batch"
        )
    return rows


def _steps(facts: Facts) -> Mapping[str, float]:
    """Steps in their order, and what the processes took besides, most of which is recognition."""
    steps = {step: seconds for step, seconds in facts.steps.items() if seconds >= 0.005}
    rest = facts.usage["processor"] - sum(facts.steps.values())
    return {**steps, "recogniser and starting": round(rest, 3)} if rest > 0 else steps


def _table(rows: Mapping[str, str]) -> str:
    cells = (f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows.items())
    return f"<table>{''.join(cells)}</table>"
