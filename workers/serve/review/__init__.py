"""Review: what people who listen to safe copies say about them, and what comes of it.

| module | what |
|---|---|
| `tables` | what the catalogue's database holds for it |
| `calls` | the row of each safe copy that the list shows |
| `listing` | search and filters, a page at a time |
| `flags` | missed, too much, wrong entity: raised, decided, taken into a new version |
| `decisions` | assign, approve, reject, comment |
| `restore` | too much was silenced: from the original, in the worker's process |
| `figures` | the dashboard |
| `evaluation` | accepted flags as dialogues to measure detection by |
"""

from pathlib import Path

from sourdine.pipeline.catalogue import Revisions
from sourdine.workers.serve.review import migrations

REVISIONS = Revisions(Path(migrations.__file__).parent, "review_version", "r0001")
