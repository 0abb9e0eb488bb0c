"""Alembic revisions of the server's tables, oldest first; each is frozen once it has shipped."""
