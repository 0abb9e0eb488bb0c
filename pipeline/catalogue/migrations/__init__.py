"""Alembic revisions of the catalogue, oldest first; each is frozen once it has shipped."""
