"""Every kind of transcript, in its vendor's documented form: the same little conversation each time."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sourdine.models.synthetic.listing import words
from sourdine.pipeline.errors import Quarantine, Reason
from sourdine.pipeline.transcripts.given import Transcript
from sourdine.pipeline.transcripts.read import MAX_BYTES, read_transcript, turns_of

PAYLOADS = Path(__file__).parent / "payloads"
CANARY = "Canari0612345678"

AGENT, CUSTOMER = "bonjour claire à votre écoute", "bonjour je m'appelle julien mercadier"
WORD_TIMES = [("bonjour", 3.0, 3.4), ("je", 3.5, 3.6), ("m'appelle", 3.6, 4.0), ("julien", 4.0, 4.4)]


def read(name: str) -> Transcript:
    return read_transcript((PAYLOADS / name).read_bytes())


def plain(text: str) -> str:
    return text.casefold().replace(",", "").replace(".", "")


TIMED = [
    # file, kind, channels told apart, channels and speakers of the two turns
    ("aws-channels.json", "Amazon Transcribe", 2, [(0, ""), (1, "")]),
    ("aws-speakers.json", "Amazon Transcribe", 0, [(None, "spk_0"), (None, "spk_1")]),
    ("whisper.json", "Whisper", 0, [(None, ""), (None, "")]),
    ("faster-whisper.json", "Whisper", 0, [(None, ""), (None, "")]),
    ("deepgram-channels.json", "Deepgram", 2, [(0, ""), (1, "")]),
    ("deepgram-speakers.json", "Deepgram", 1, [(0, "0"), (0, "1")]),
    ("assemblyai-channels.json", "AssemblyAI", 2, [(0, "1"), (1, "2")]),
    ("assemblyai-speakers.json", "AssemblyAI", 0, [(None, "A"), (None, "B")]),
    ("google-channels.json", "Google Speech-to-Text", 2, [(0, ""), (1, "")]),
    ("google-speakers.json", "Google Speech-to-Text", 1, [(None, "1"), (None, "2")]),
    ("google-v2.json", "Google Speech-to-Text", 1, [(None, "1"), (None, "2")]),
    ("vcon-ours.json", "Sourdine", 2, [(0, "agent"), (1, "customer")]),
    ("vcon-deepgram.json", "Deepgram", 0, [(None, "0"), (None, "1")]),
    ("vcon-wtf.json", "World Transcription Format", 0, [(None, "0"), (None, "1")]),
]
CAPTIONS = [
    ("whisper-segments.json", "Whisper", ["", ""]),
    ("deepgram-utterances.json", "Deepgram", ["0", "0"]),
    ("google-untimed.json", "Google Speech-to-Text", ["", ""]),
    ("call.vtt", "WebVTT", ["Agent", "Customer"]),
    ("call.srt", "SubRip", ["Agent", "Client"]),
]


@pytest.mark.parametrize(("name", "kind", "channels", "turns"), TIMED)
def test_words_with_times(name: str, kind: str, channels: int, turns: list[tuple[int | None, str]]) -> None:
    found = read(name)
    assert (found.kind, max(found.channels, 1)) == (kind, max(channels, 1))
    assert [plain(one.text) for one in found.passages] == [AGENT, CUSTOMER]
    assert [(one.channel, one.speaker) for one in found.passages] == turns
    words = [(plain(word.text), word.start, word.end) for word in found.passages[1].words]
    assert words[:4] == [pytest.approx(word) for word in WORD_TIMES]
    assert found.language[:2] in ("fr", "")


@pytest.mark.parametrize(("name", "kind", "speakers"), CAPTIONS)
def test_passages_with_times(name: str, kind: str, speakers: list[str]) -> None:
    found = read(name)
    assert found.kind == kind
    assert [plain(one.text) for one in found.passages] == [AGENT, CUSTOMER]
    assert [one.speaker for one in found.passages] == speakers
    assert [one.end for one in found.passages] == [2.1, 5.1]
    assert not any(word.timed for one in found.passages for word in one.words)


def test_openai_words_stand_beside_their_segments() -> None:
    words = [word for one in read("openai.json").passages for word in one.words]
    assert [(word.text, word.start) for word in (words[0], words[5])] == [("Bonjour", 0.5), ("Bonjour", 3.0)]


def test_whisperx_leaves_figures_without_times() -> None:
    words = read("whisperx.json").passages[2].words
    assert [(word.text, word.start) for word in words][2:4] == [("est", 6.5), ("4821", None)]


def test_a_start_of_zero_that_google_leaves_out() -> None:
    word = read("google-v2.json").passages[0].words[0]
    assert (word.start, word.end) == (None, 0.9)


def test_plain_text_has_turns_and_no_times() -> None:
    found = read("call.txt")
    assert [plain(one.text) for one in found.passages] == [AGENT, CUSTOMER]
    assert [turn.speaker for turn in turns_of(found, ())] == ["agent", "customer"]
    assert not any(word.timed for one in found.passages for word in one.words)


def test_channels_name_the_speaker_where_labels_do_not() -> None:
    turns = turns_of(read("aws-channels.json"), ("customer", "agent"))
    assert [turn.speaker for turn in turns] == ["customer", "agent"]
    assert [turn.speaker for turn in turns_of(read("aws-speakers.json"), ("agent",))] == ["unknown"] * 2


def test_words_that_the_segment_has_and_the_list_has_not_leave_its_time_alone() -> None:
    data = json.loads((PAYLOADS / "whisper.json").read_text())
    del data["segments"][1]["words"][3]
    words = read_transcript(json.dumps(data).encode()).passages[1].words
    assert [word.text for word in words][3:] == ["Julien", "Mercadier."]
    assert not any(word.timed for word in words)


@pytest.mark.parametrize("mark", ["﻿", "utf-16"])
def test_byte_order_marks(mark: str) -> None:
    text = (PAYLOADS / "call.srt").read_text()
    data = text.encode("utf-16") if mark == "utf-16" else (mark + text).encode()
    assert read_transcript(data).kind == "SubRip"


SEGMENT = {"start": 0, "end": 1, "text": CANARY}
BROKEN = [
    (b"", "empty"),
    (b"\xff\xfe\x00\xd8", "not UTF-8"),
    (b"caf\xe9", "not UTF-8"),
    (b"RIFF\0\0", "not text"),
    (b'{"segments": [', "not valid JSON in line 1, column 15"),
    (b"[" * 200_000, "not JSON that a transcript can be"),
    (b'{"segments": [{"start": NaN}]}', "a number is NaN"),
    (b'{"segments": [{"start": ' + b"9" * 5000 + b"}]}", "not JSON that a transcript can be"),
    (b"{}", "no kind that is known"),
    (b'{"foo": 1}', "no kind that is known"),
    (b"[[]]", "no kind that is known|is not an object"),
    (json.dumps({"segments": {"a": 1}, "words": [CANARY]}).encode(), "segments is not a list"),
    (json.dumps({"segments": [{**SEGMENT, "start": -1}]}).encode(), r"segments\[0\].start is not a time"),
    (json.dumps({"segments": [{**SEGMENT, "end": CANARY}]}).encode(), r"segments\[0\].end is not a time"),
    (json.dumps({"segments": [{**SEGMENT, "end": 1e300}]}).encode(), r"segments\[0\].end is not a time"),
    (json.dumps({"segments": [{**SEGMENT, "end": True}]}).encode(), r"segments\[0\].end is not a time"),
    (json.dumps({"segments": [{**SEGMENT, "text": [CANARY]}]}).encode(), r"segments\[0\].text is not text"),
    (json.dumps({"results": {"items": CANARY}}).encode(), "results.items is not a list"),
    (json.dumps({"results": {f"gs://{CANARY}": {}, "b": {}}}).encode(), "more than one recording"),
    (json.dumps({"vcon": "0.4.0", "analysis": []}).encode(), "no transcripts"),
    (json.dumps({"vcon": "0.4.0", "payload": "…"}).encode(), "signed or encrypted"),
    (f"WEBVTT\n\n00:01.000 -> 00:02.000\n{CANARY}\n\n00:01 --> 00:02\n{CANARY}".encode(), "WebVTT"),
    (f"WEBVTT\n\n00:01.000 --> 00:02.000\n{CANARY}\n00:03.000 --> 00:04.000\nx".encode(), "WebVTT"),
    (f"1\n00:00:01,000 --> 00:00:02,000\n{CANARY}\n\n2\n00:00:03,000 --> soon\nx\n".encode(), "SubRip"),
    (
        f"1\n00:00:01,000 --> 00:00:02,000\n{CANARY}\n\n2\n00:00:03,000 -> 00:00:04,000\nx\n".encode(),
        "a time",
    ),
]


@pytest.mark.parametrize(("data", "message"), BROKEN)
def test_what_cannot_be_read_is_one_line_that_quotes_nothing(data: bytes, message: str) -> None:
    with pytest.raises(Quarantine, match=message) as caught:
        read_transcript(data)
    assert caught.value.reason is Reason.TRANSCRIPT_UNREADABLE
    assert "Canari" not in str(caught.value) and "\n" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_too_large() -> None:
    with pytest.raises(Quarantine) as caught:
        read_transcript(b" " * (MAX_BYTES + 1))
    assert caught.value.reason is Reason.OVER_LIMIT


def test_nothing_of_it_shows_in_a_repr() -> None:
    assert "Mercadier" not in repr(read("aws-channels.json"))
    assert "Agent" not in repr(read("call.vtt"))


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
NAMES = st.sampled_from(
    words(
        "vcon analysis dialog type body results channels items alternatives words segments utterances text "
        "word start end start_time end_time startTime channel channel_labels channelTag speaker turns "
        "transcript response content audio_url language punctuated_word transcripts"
    )
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=20,
)


def only_quarantines(data: bytes) -> None:
    try:
        turns_of(read_transcript(data), ("agent", "customer"))
    except Quarantine as error:
        assert "\n" not in error.message


@settings(max_examples=300)
@given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=6) | st.lists(VALUES, max_size=3))
def test_no_json_is_an_exception(value: Any) -> None:
    only_quarantines(json.dumps(value).encode())


@settings(max_examples=100)
@given(
    st.text() | st.text("0123456789:.,-> \n\rWEBVTab"),
    st.sampled_from(["", "WEBVTT\n\n", "1\n00:00:01,0 --> "]),
)
def test_no_text_is_an_exception(text: str, start: str) -> None:
    only_quarantines((start + text).encode("utf-8", "surrogatepass"))


@settings(max_examples=200)
@given(st.data())
def test_no_change_to_a_payload_is_an_exception(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(PAYLOADS.glob("*.json"))))
    top = json.loads(path.read_text())
    node, places = top, []
    while isinstance(node, dict | list) and node:
        key = data.draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
        places.append((node, key))
        node = node[key]
    inner, key = data.draw(st.sampled_from(places))
    inner[key] = data.draw(VALUES)
    only_quarantines(json.dumps(top).encode())


@given(st.binary(max_size=60))
def test_no_bytes_are_an_exception(data: bytes) -> None:
    only_quarantines(data)
