"""Lists of words written as plain text, which stays readable where a list literal would not."""

from __future__ import annotations


def words(text: str) -> tuple[str, ...]:
    """Split at white space, without repetition."""
    return tuple(dict.fromkeys(text.split()))


def entries(text: str) -> tuple[str, ...]:
    """Split at ``|``; an entry may be several words and line ends count as spaces."""
    return tuple(dict.fromkeys(" ".join(entry.split()) for entry in text.split("|") if entry.strip()))


def lines(text: str) -> tuple[str, ...]:
    """Split at line ends, without empty lines."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
