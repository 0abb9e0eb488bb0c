"""Write synthetic calls with ground truth: ``python -m benchmarks.make_calls --out DIR --calls 30``."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.progress import track
from sourdine.models.synthetic.casting import make_calls
from sourdine.pipeline.records import Language

LANGUAGES: dict[str, tuple[Language, ...]] = {"fr": ("fr",), "en": ("en",), "both": ("fr", "en")}


def main() -> None:
    """Write the calls that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--language", choices=LANGUAGES, default="both")
    parser.add_argument("--calls", type=int, default=30, help="how many per language")
    parser.add_argument("--split", choices=("train", "tune", "test"), default="test")
    parser.add_argument("--seed", type=int, default=0)
    wanted = parser.parse_args()
    for language in LANGUAGES[wanted.language]:
        calls = make_calls(wanted.out, language, wanted.calls, wanted.split, wanted.seed)
        for _ in track(calls, description=f"speaking ({language})", total=wanted.calls):
            pass


if __name__ == "__main__":
    main()
