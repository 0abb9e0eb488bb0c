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
        ("en", "oh that's the one we saw four two", ["42"]),
        ("en", "it's the one oh here it is five one double nine", ["5199"]),
        ("en", "at two p.m. tomorrow", ["2"]),
        ("en", "the 21st", ["21"]),
        ("fr", "le 1er mars", ["1"]),
        ("fr", "CL-884213. L'autre", ["cl884213"]),
        ("fr", "identifiant mdupuis75", ["mdupuis75"]),
        ("fr", "1234567 A", ["1234567a"]),
        ("fr", "soixante dix huit quatre vent dis", ["7842010"]),
        ("en", "alpha x-ray four", ["ax4"]),
        ("en", "one zed nine", ["1z9"]),
    ],
)
def test_reads_figures_and_letters(language: Language, text: str, values: list[str]) -> None:
    assert _values(text, language) == values
