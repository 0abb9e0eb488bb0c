"""``sourdine detect``: JSON lines in and out, one bad line never stops the rest."""

import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from sourdine.pipeline import cli
from sourdine.pipeline.commands import detect
from sourdine.pipeline.records import Language, TextSpan, Turn

CANARY = "Canari 0612345678"


class Finder:
    """Finds the canary."""

    def detect(self, turns: Sequence[Turn], language: Language) -> list[TextSpan]:
        return [
            TextSpan(
                number, turn.text.index(CANARY), turn.text.index(CANARY) + len(CANARY), "PERSON", 0.9, "r"
            )
            for number, turn in enumerate(turns)
            if CANARY in turn.text
        ]


@pytest.fixture(autouse=True)
def finder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detect, "_detector", lambda settings: Finder())


def line(identity: object = "c1", language: str = "fr", text: str = f"je suis {CANARY}") -> bytes:
    turns = [{"speaker": "agent", "text": "bonjour"}, {"speaker": "customer", "text": text}]
    return json.dumps({"id": identity, "language": language, "turns": turns}).encode() + b"\n"


SPAN = {"turn": 1, "start": 8, "end": 25, "entity": "PERSON", "score": 0.9, "rule": "r"}


def test_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "calls.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + line() + b"\n" + line(2, "en", "nothing"))
    assert cli.main(["detect", str(file)]) == 0
    told = capsys.readouterr()
    assert [json.loads(one) for one in told.out.splitlines()] == [
        {"id": "c1", "spans": [SPAN]},
        {"id": "2", "spans": []},
    ]
    assert told.err == ""


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_standard_input(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(line())))
    assert cli.main(["detect", *arguments]) == 0
    assert json.loads(capsys.readouterr().out)["id"] == "c1"


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (f'{{"id": "{CANARY}"\n'.encode(), "line 2: not valid JSON"),
        (b"\xff\xfe\n", "line 2: not UTF-8"),
        (b"[]\n", "line 2: not a JSON object"),
        (line(language=CANARY), "line 2: 'language' must be 'fr' or 'en'"),
        (line(identity=None), "line 2: 'id' is missing"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(
    bad: bytes, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "calls.jsonl"
    file.write_bytes(line("a") + bad + line("b"))
    assert cli.main(["detect", str(file)]) == 1
    told = capsys.readouterr()
    assert [json.loads(one)["id"] for one in told.out.splitlines()] == ["a", "b"]
    assert told.err == f"sourdine: {why}\n"


def test_lines_are_answered_one_by_one() -> None:
    taken = []

    def lines() -> object:
        for number in range(3):
            taken.append(number)
            yield line(number)

    answers = detect.answers(lines(), Finder())  # type: ignore[arg-type]
    next(answers)
    assert taken == [0]


def test_a_file_that_cannot_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["detect", f"/nowhere/{CANARY}.jsonl"]) == 2
    assert capsys.readouterr().err == "sourdine: the file cannot be read (FileNotFoundError)\n"


def test_a_transcript_instead_of_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "call.txt"
    file.write_text(f"Agent: bonjour, je vous écoute\n\nClient :  je suis   {CANARY}\n", "utf-8")
    assert cli.main(["detect", "--transcript", str(file)]) == 0
    (told,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert told["id"] == "transcript"
    assert [(one["turn"], one["start"]) for one in told["spans"]] == [(1, len("je suis "))]


@pytest.mark.parametrize(
    ("content", "why"), [("{", "not valid JSON"), (f"{CANARY}: zzz", "name its language with --language")]
)
def test_a_transcript_that_cannot_be_read(
    content: str, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "call").write_text(content, "utf-8")
    assert cli.main(["detect", "--transcript", str(tmp_path / "call")]) == 1
    told = capsys.readouterr()
    assert why in told.err and told.err.count("\n") == 1 and told.out == ""
    assert "Canari" not in told.err


@pytest.mark.parametrize("arguments", [["--language", "fr"], ["calls.jsonl", "--transcript", "call.txt"]])
def test_lines_or_a_transcript(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["detect", *arguments]) == 2
    assert capsys.readouterr().err.count("\n") == 1
