import pytest
from sourdine.pipeline.errors import Quarantine, Reason
from sourdine.pipeline.transcripts.given import Passage, Transcript, words_of
from sourdine.pipeline.transcripts.language import language_of

FRENCH, ENGLISH = "Bonjour, je suis à votre écoute.", "Hello, thank you, what is your number?"


def transcript(text: str, stated: str = "") -> Transcript:
    return Transcript("test", (Passage(words_of(text)),), stated)


@pytest.mark.parametrize(
    ("text", "stated", "expected"),
    [
        (FRENCH, "", "fr"),
        (ENGLISH, "", "en"),
        (ENGLISH, "fr-FR", "fr"),
        (FRENCH, "english", "en"),
        (FRENCH, "French", "fr"),
    ],
)
def test_told_or_seen(text: str, stated: str, expected: str) -> None:
    assert language_of(transcript(text, stated), None) == expected


@pytest.mark.parametrize(("text", "stated"), [("zxcv 4821", ""), (FRENCH, "de-DE")])
def test_unsure(text: str, stated: str) -> None:
    with pytest.raises(Quarantine, match="--language") as caught:
        language_of(transcript(text, stated), None)
    assert caught.value.reason is Reason.UNSURE_TEXT
    assert language_of(transcript(text, stated), "en") == "en"


def test_nothing_said() -> None:
    assert language_of(Transcript("test", ()), None) == "fr"
