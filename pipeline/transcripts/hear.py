"""The step that takes the place of listening where a transcript is given."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sourdine.pipeline.listen import Samples, voice_activity
from sourdine.pipeline.records import Language
from sourdine.pipeline.transcripts.fit import fitted
from sourdine.pipeline.transcripts.language import language_of
from sourdine.pipeline.transcripts.place import Given, place
from sourdine.pipeline.transcripts.read import read_transcript
from sourdine.pipeline.unheard import Unheard


def hear_transcript(
    data: bytes,
    channels: Sequence[Samples],
    language: Language | None,
    names: Sequence[str],
    rule: Unheard = Unheard(),  # noqa: B008 - frozen
) -> Given:
    """Words from a transcript for a recording's channels (float32, 16 kHz); no recogniser is needed.

    ``language`` None: the transcript tells. ``names``: who talks on the first, the second … channel.
    Raises `Quarantine` where the transcript cannot be read, or does not fit the recording.
    """
    transcript = read_transcript(data)
    speech = [one for number, samples in enumerate(channels) for one in voice_activity(samples, number)]
    source = f"given transcript, {transcript.kind}, sha256 {hashlib.sha256(data).hexdigest()[:16]}"
    given = place(transcript, channels, speech, language_of(transcript, language), names, source)
    return fitted(given, transcript, rule)
