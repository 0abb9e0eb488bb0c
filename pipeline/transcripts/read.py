"""Tell what kind of transcript some bytes are, by their content alone, and read them."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import replace

from sourdine.pipeline.errors import Quarantine, Reason
from sourdine.pipeline.records import Turn
from sourdine.pipeline.transcripts import assemblyai, aws, captions, deepgram, google, plain, vcon, whisper
from sourdine.pipeline.transcripts.given import Passage, Transcript, broken, clean
from sourdine.pipeline.transcripts.labels import role
from sourdine.pipeline.transcripts.node import Node, parse_json

MAX_BYTES = 64 * 1024**2
"""Four hours of speech with every alternative written out are a tenth of it."""

KINDS = (
    aws.KIND,
    whisper.KIND,
    deepgram.KIND,
    assemblyai.KIND,
    google.KIND,
    "vCon",
    captions.VTT,
    captions.SRT,
    plain.KIND,
)


def read_transcript(data: bytes) -> Transcript:
    """Read a transcript of any kind. Raises `Quarantine` in one line that quotes nothing of it."""
    if len(data) > MAX_BYTES:
        raise Quarantine(Reason.OVER_LIMIT, f"the transcript has more than {MAX_BYTES} bytes")
    text = _decoded(data)
    if not text.strip():
        raise broken("it is empty")
    if re.match(r"\s*(\{|\[\s*[\]\[{\"])", text):
        return _whole(_read_json(parse_json(text)))
    if captions.is_vtt(text) or captions.is_srt(text):
        return _whole(captions.read_captions(text))
    return _whole(plain.read_plain(text))


def turns_of(transcript: Transcript, names: Sequence[str]) -> list[Turn]:
    """Every passage as a turn for text detection; ``names``: who talks on the first, the second … channel."""
    return [
        Turn(_speaker(one, transcript.channels, names), one.text, one.probabilities)
        for one in transcript.passages
    ]


def _speaker(passage: Passage, channels: int, names: Sequence[str]) -> str:
    known = role(passage.speaker)
    if known == "unknown" and channels > 1 and passage.channel is not None and passage.channel < len(names):
        return names[passage.channel]
    return known


def _decoded(data: bytes) -> str:
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise broken("it is not UTF-8 text") from None
    if "\0" in text:
        raise broken("it is not text")
    return text


def _whole(transcript: Transcript) -> Transcript:
    """Without words of nothing, and passages of none."""
    passages = (_tidy(one) for one in transcript.passages)
    return replace(transcript, passages=tuple(one for one in passages if one.words))


def _tidy(passage: Passage) -> Passage:
    words = (replace(word, text=clean(word.text)) for word in passage.words)
    return replace(passage, words=tuple(word for word in words if word.text))


def _read_json(top: Node) -> Transcript:
    if top.has("vcon"):
        body = vcon.find_body(top)
        return _read_body(body)
    return _read_known(top)


def _read_body(body: Node) -> Transcript:
    """What a vCon holds: an object of a vendor, or text."""
    if body.is_a(str):
        return plain.read_plain(body.text())
    if body["transcript"].is_a(str) and body.has("words"):
        return deepgram.read_alternative(body)
    if body["transcript"].is_a(dict) and body.has("segments"):
        return vcon.read_wtf(body)
    return _read_known(body)


def _read_known(top: Node) -> Transcript:
    results = top["results"]
    if results.is_a(dict) and (results["channels"].is_a(list) or results["utterances"].is_a(list)):
        return deepgram.read_deepgram(top)
    if results.is_a(dict) and any(results.has(name) for name in ("items", "transcripts", "channel_labels")):
        return aws.read_aws(top)
    if not results.missing or top["response"].has("results"):
        return google.read_google(top)
    if top["turns"].is_a(list):
        return vcon.read_ours(top)
    if _is_assemblyai(top):
        return assemblyai.read_assemblyai(top)
    if top["segments"].is_a(list) or top["words"].is_a(list) or _is_segments(top):
        return whisper.read_whisper(top)
    raise broken(f"it is JSON of no kind that is known ({', '.join(KINDS)})")


def _is_assemblyai(top: Node) -> bool:
    """Its words are ``text``, Whisper's are ``word``; it has no segments."""
    if top.has("segments"):
        return False
    if top["utterances"].is_a(list) or top.has("audio_url"):
        return True
    words = top["words"].objects() if top["words"].is_a(list) else []
    return bool(words) and words[0].has("text")


def _is_segments(top: Node) -> bool:
    segments = top.objects() if top.is_a(list) else []
    return bool(segments) and segments[0].has("text") and segments[0].has("start")
