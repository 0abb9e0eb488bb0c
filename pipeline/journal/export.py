"""The journal for an authority: what a program reads, what a person reads, and how both are checked."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sourdine.pipeline.journal.acts import Act
    from sourdine.pipeline.journal.block import Block
    from sourdine.pipeline.journal.journal import Journal
    from sourdine.pipeline.journal.verify import Verified

_STYLE = """\
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1c2430}
h1{font-size:1.5rem}table{border-collapse:collapse;width:100%;font-size:.85rem}
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #d8dde4;vertical-align:top}
th{border-bottom:2px solid #1c2430}code{font-size:.85em}.bad{color:#a40000;font-weight:600}
@media print{body{margin:0}thead{display:table-header-group}}"""
_COLUMNS = ("when", "who", "what", "call", "why", "outcome", "count", "reference", "tenant")


def rows(
    acts: Iterable[tuple[Block, Act]],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    call: str = "",
    what: str = "",
) -> list[dict[str, Any]]:
    """The acts that are asked for, each with the block it stands in; ``what`` may be its first word alone."""
    return [
        act.to_json() | {"block": block.number}
        for block, act in acts
        if (since is None or act.when >= since)
        and (until is None or act.when < until)
        and (not call or act.call == call)
        and (not what or act.what == what or act.what.startswith(f"{what}."))
    ]


def as_json(found: list[dict[str, Any]], checked: Verified, journal: Journal) -> bytes:
    """For a program."""
    content = {
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "verification": _verification(checked),
        "public_key": journal.key.verifying.to_pem().decode(),
        "acts": found,
    }
    return json.dumps(content, indent=1, ensure_ascii=False).encode() + b"\n"


def as_html(found: list[dict[str, Any]], checked: Verified, journal: Journal) -> bytes:
    """For a person: one page without scripts, that prints well."""
    counts = Counter(row["what"] for row in found)
    summary = "".join(f"<li>{escape(what)}: {number}</li>" for what, number in sorted(counts.items()))
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(str(row.get(name, '')))}</td>" for name in _COLUMNS) + "</tr>"
        for row in found
    )
    wrong = "".join(f'<li class="bad">{escape(one)}</li>' for one in checked.problems)
    verdict = f"<ul>{wrong}</ul>" if wrong else "<p>The chain is whole, and every signature is right.</p>"
    head = checked.head
    page = f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Journal</title>
<style>{_STYLE}</style><h1>Journal of acts on call recordings</h1>
<p>Made {datetime.now(UTC):%Y-%m-%d %H:%M} UTC. {len(found)} acts shown of {checked.acts} in {checked.blocks}
blocks; {checked.pruned} older ones were removed when their time was over.</p>{verdict}
<p>Last block {head.number if head else "none"}, <code>{head.hash if head else ""}</code>;
public key <code>{journal.key.verifying.name}</code> (SHA-256, first 16 digits).
A call is named by an opaque id. No act holds what was said, a name or a number of a caller.</p>
<h2>How many</h2><ul>{summary}</ul><h2>One by one</h2>
<table><thead><tr>{"".join(f"<th>{name}</th>" for name in _COLUMNS)}</tr></thead><tbody>{body}</tbody></table>
</html>
"""
    return page.encode()


def _verification(checked: Verified) -> dict[str, Any]:
    return {
        "blocks": checked.blocks,
        "acts": checked.acts,
        "pruned_acts": checked.pruned,
        "checkpoints": checked.checkpoints,
        "last_block": checked.head.number if checked.head else None,
        "last_hash": checked.head.hash if checked.head else None,
        "problems": checked.problems,
    }
