import pytest
from sourdine.pipeline.transcripts.labels import role, split_labels
from sourdine.pipeline.transcripts.marks import Mark, marks

N, H, S = Mark.NOISE, Mark.HIDDEN, Mark.NONE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bonjour madame", [S, S]),
        ("[PII]", [H]),
        ("[PERSON_1], oui", [H, S]),
        ("<redacted>", [H]),
        ("[inaudible]", [H]),  # what was said there is not known
        ("#### ## 4821", [H, H, S]),
        ("f*** ****1234", [H, H]),
        ("[laughter] [Musique d'attente]", [N, N, N]),
        ("(rires) *toux*", [N, N]),
        ("(zéro six)", [S, S]),
        ("[phone number given by caller]", [H] * 5),
        ("[zéro six douze", [S, S, S]),  # opens, and never closes
        ("c'est <5 euros", [S, S, S]),
        ("_ - @ .", [S, S, S, S]),
    ],
)
def test_marks(text: str, expected: list[Mark]) -> None:
    assert marks(text.split()) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Agent: bonjour", "CLIENT : oui"], [("Agent", "bonjour"), ("CLIENT", "oui")]),
        (["Speaker 1: bonjour"], [("Speaker 1", "bonjour")]),
        (["[SPEAKER_00]: bonjour"], [("SPEAKER_00", "bonjour")]),
        ([">> Julie Morel: a", "Julie Morel: b"], [("Julie Morel", "a"), ("Julie Morel", "b")]),
        (["Mon numéro : 06 12"], [("", "Mon numéro : 06 12")]),  # once: it is said
        (["le code: 1", "le code: 2"], [("", "le code: 1"), ("", "le code: 2")]),
        (["il est 10:30"], [("", "il est 10:30")]),
        (["Agent:"], [("Agent", "")]),
    ],
)
def test_labels_are_told_from_what_is_said(lines: list[str], expected: list[tuple[str, str]]) -> None:
    assert split_labels(lines) == expected


def test_roles() -> None:
    assert [role(label) for label in ("Agent", "CLIENT", "Julie Morel", "")] == [
        "agent",
        "customer",
        "unknown",
        "unknown",
    ]
