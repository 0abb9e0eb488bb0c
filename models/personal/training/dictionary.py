"""Ordinary words of a language from its Hunspell dictionary, kept as one bit a word.

The dictionaries are those of the npm packages ``dictionary-fr`` (Grammalecte, MPL 2.0) and
``dictionary-en-gb``/``dictionary-en`` (SCOWL, a permissive licence); proper nouns are left out. Only the
bits are kept: no word can be read out of them. About 2 % of other words hit a bit by chance.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sourdine.models.personal.lexicon import bit_of
from sourdine.models.personal.tokens import fold

BITS = 1 << 24
DATA = Path(__file__).parents[1] / "data"
_ELIDING = re.compile(r"['’]")
Rules = dict[str, list[tuple[str, str, re.Pattern[str]]]]


def main() -> None:
    """Write ``data/dictionary_<language>.npz``; the argument is the folder of the unpacked packages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("packages", type=Path, help="folder of fr, en and en-gb")
    packages = parser.parse_args().packages
    for language, names in (("fr", ["fr"]), ("en", ["en", "en-gb"])):
        bits = dictionary_bits(packages / name for name in names)
        np.savez_compressed(DATA / f"dictionary_{language}.npz", bits=bits)


def dictionary_bits(folders: Iterable[Path]) -> NDArray[np.uint8]:
    """Give the packed bits of all words of each ``index.dic`` and their forms by ``index.aff``."""
    flags = np.zeros(BITS, dtype=bool)
    for folder in folders:
        for word in _forms(folder):
            flags[bit_of(fold(word), BITS)] = True
    return np.packbits(flags)


def _forms(folder: Path) -> Iterator[str]:
    affixes = (folder / "index.aff").read_text(encoding="utf-8")
    size = 2 if "FLAG long" in affixes else 1
    suffixes, prefixes = _rules(affixes, "SFX"), _rules(affixes, "PFX")
    for line in (folder / "index.dic").read_text(encoding="utf-8").splitlines()[1:]:
        word, _, flags = line.split("\t")[0].split(" ")[0].partition("/")
        if not word or not word.islower() or len(word) < 2 or not word.replace("-", "").isalpha():
            continue
        several = [flags[at : at + size] for at in range(0, len(flags), size)]
        stems = [word, *_derived(word, several, prefixes, at_end=False)]
        for stem in stems:
            yield stem
            yield from _derived(stem, several, suffixes, at_end=True)


def _derived(word: str, flags: list[str], rules: Rules, at_end: bool) -> Iterator[str]:
    for flag in flags:
        for strip, add, condition in rules.get(flag, ()):
            if condition.search(word):
                if at_end:
                    yield word[: len(word) - len(strip)] + add
                elif not _ELIDING.search(add):
                    yield add + word[len(strip) :]


def _rules(affixes: str, kind: str) -> Rules:
    rules: Rules = {}
    for line in affixes.splitlines():
        parts = line.split()
        if len(parts) >= 5 and parts[0] == kind:
            _, flag, strip, add, condition = parts[:5]
            pattern = f"{condition}$" if kind == "SFX" else f"^{condition}"
            text = add.partition("/")[0]
            text = "" if text == "0" else text
            rules.setdefault(flag, []).append(("" if strip == "0" else strip, text, re.compile(pattern)))
    return rules


if __name__ == "__main__":
    main()
