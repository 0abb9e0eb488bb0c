"""Hear clips of a safe copy: what `sourdine.pipeline.verify` asks of a recogniser, all in one go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sourdine.models.speech import RATE, Recogniser, Transcription
from sourdine.pipeline.audio import channel_16k
from sourdine.pipeline.listen import SEAM, Samples, cut
from sourdine.pipeline.records import Language, Sound, Word
from sourdine.pipeline.verify import Clip, Listen

OVER = 0.05
"""Seconds of a clip from which on a word counts as heard in it, though most of it is told to be elsewhere."""


@dataclass(frozen=True, slots=True)
class Strip:
    """Clips of any channels of a call, heard as one window with `SEAM` seconds of silence between them."""

    clips: tuple[Clip, ...]

    @property
    def starts(self) -> list[float]:
        """Where in the strip each clip begins, and where one more would."""
        return [0.0, *np.cumsum([one.end - one.start + SEAM for one in self.clips]).tolist()]

    def sound(self, channels: dict[int, Samples]) -> NDArray[np.float32]:
        """Its sound (float32, 16 kHz)."""
        found = np.zeros(round((self.starts[-1] - SEAM) * RATE), np.float32)
        for start, one in zip(self.starts, self.clips, strict=False):
            part = cut(channels[one.channel], one.start, one.end)
            first = round(start * RATE)
            room = found[first : first + len(part)]
            room[:] = part[: len(room)]
        return found

    def words(self, result: Transcription) -> Iterator[Word]:
        """What was heard, with times of the recording; a word over a seam counts for both of its sides."""
        for start, clip in zip(self.starts, self.clips, strict=False):
            length = clip.end - clip.start
            for word in result.words:
                first, last = word.start - start, word.end - start
                mine = min(last, length + SEAM / 2) - max(first, -SEAM / 2)  # half of a seam is its clip's
                if mine >= min(OVER, (last - first) / 2):
                    begins, ends = (min(max(time, 0.0), length) for time in (first, last))
                    yield Word(
                        word.text, clip.start + begins, clip.start + ends, clip.channel, word.probability
                    )


def strips(clips: Sequence[Clip], recogniser: Recogniser) -> list[Strip]:
    """Each clip by itself, or for recognisers that pad every window as many together as fit into one."""
    found: list[list[Clip]] = []
    used = 0.0
    for one in clips:
        length = one.end - one.start
        if found and recogniser.pads and used + SEAM + length <= recogniser.max_window:
            found[-1].append(one)
            used += SEAM + length
        else:
            found.append([one])
            used = length
    return [Strip(tuple(one)) for one in found]


def hearing_again(recogniser: Recogniser, language: Language) -> Listen:
    """Gives the words of clips, with times of the recording."""

    def listen(safe: Sound, clips: Sequence[Clip]) -> list[list[Word]]:
        channels: dict[int, Samples] = {one.channel: channel_16k(safe, one.channel) for one in clips}
        wanted = strips(clips, recogniser)
        results = recogniser.transcribe([one.sound(channels) for one in wanted], language)
        return [list(one.words(result)) for one, result in zip(wanted, results, strict=True)]

    return listen
