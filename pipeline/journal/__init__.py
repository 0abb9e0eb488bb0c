"""The journal: every act on personal data, in a chain that shows whatever was changed in it.

It lies below ``journal/`` in the store that it speaks of. `sourdine.pipeline.journal.block` tells its form,
`verify` what can be proved by it, and what cannot.
"""

from sourdine.pipeline.journal.acts import Act, actor
from sourdine.pipeline.journal.journal import Journal, open_journal

__all__ = ["Act", "Journal", "actor", "open_journal"]
