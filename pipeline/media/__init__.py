"""Untrusted recordings in, safe ones out: kinds of files, their samples, and the same kind again."""
