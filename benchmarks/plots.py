"""Tables and plots of ``docs/scale.md``, made from what was measured: ``python -m benchmarks.plots``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sourdine.workers.archive.charts import bars

RESULTS = Path(__file__).parent / "results"
DOCS = Path(__file__).parents[1] / "docs"
_STYLE = (
    "<style>text{font:13px sans-serif;fill:#555}.mark{fill:#2f6f8f}"
    "@media (prefers-color-scheme:dark){text{fill:#ccc}}</style>"
)


def table(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Speed, as Markdown."""
    yield "| model | calls | archive | plain | batched | faster than these | less processor time | outside |"
    yield "|---|---|---|---|---|---|---|---|"
    for row in rows:
        speed, faster, less = row["hours_per_hour"], row["times_faster"], row["times_less_processor"]
        yield (
            f"| {row['model']} | {row['calls']} {row['mix']} | {speed['archive']} | {speed['plain']} "
            f"| {speed['batched']} | {faster['plain']}×, {faster['batched']}× "
            f"| {less['plain']}×, {less['batched']}× | {100 * row['outside']:.1f} % |"
        )


def plot(rows: Sequence[dict[str, Any]]) -> str:
    """Speed, as bars."""
    values = {
        f"{row['model']}, {row['mix']}: {name}": speed
        for row in rows
        for name, speed in row["hours_per_hour"].items()
    }
    first, end, rest = bars(values).partition(">")
    return first + end + _STYLE + rest + "\n"


def put(text: str, name: str, lines: Sequence[str]) -> str:
    """The text with other lines between its marks ``<!-- name -->`` and ``<!-- /name -->``."""
    marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    return marks.sub(lambda found: found[1] + "\n".join(lines) + "\n" + found[2], text)


def main() -> None:
    """Write them."""
    rows = json.loads((RESULTS / "throughput.json").read_text(encoding="utf-8"))
    page = DOCS / "scale.md"
    page.write_text(put(page.read_text(encoding="utf-8"), "speed", list(table(rows))), encoding="utf-8")
    (DOCS / "speed.svg").write_text(plot(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
