"""Alembic revisions of the review's tables, oldest first; each is frozen once it has shipped."""
