from __future__ import annotations

import pytest
from sourdine.models.personal.runs import find_runs
from sourdine.models.personal.tokens import read_conversation
from sourdine.pipeline.records import Language, Turn


def _values(text: str, language: Language) -> list[str]:
    conversation = read_conversation([Turn("customer", text)], language)
    return [run.value for run in find_runs(conversation, 0)]


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("fr", "zéro six douze trente quatre", ["061234"]),
        ("fr", "zero-six quatre-vingt-dix", ["0690"]),
        ("fr", "septante cinq nonante et un", ["7591"]),
        ("fr", "06.12 34", ["061234"]),
        ("fr", "d u p o n t", ["dupont"]),
        ("fr", "m comme marcel a", ["ma"]),
        ("fr", "il y a une chaise", ["1"]),
        ("fr", "d'accord c'est à lui", []),
        ("fr", "le s m s", []),
        ("fr", "CL-884213", ["cl884213"]),
        ("en", "four one one one double two", ["411122"]),
        ("en", "oh seven seven double zero", ["07700"]),
        ("en", "b for bravo seven", ["b7"]),
        ("en", "alpha bravo two", ["ab2"]),
        ("en", "four for four two two", ["44422"]),
        ("en", "nine to five", ["9", "5"]),
        ("en", "LB07 SEO", ["lb07seo"]),
        ("en", "i have a car", []),
    ],
)
def test_reads_figures_and_letters(language: Language, text: str, values: list[str]) -> None:
    assert _values(text, language) == values
