"""espeak-ng through its C library, which tells when each word and phone starts.

Interface: speak_lib.h of espeak-ng (events of type WORD carry the place in the text, PHONEME the
phone's name, both with ``audio_position`` in milliseconds).
"""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sourdine.models.synthetic.warping import resample

_RETRIEVAL, _PHONEME_EVENTS, _DONT_EXIT = 1, 1, 0x8000
_UTF8 = 1
_RATE, _PITCH = 1, 3
_END, _WORD, _PHONEME = 0, 1, 7


class _Identity(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Identity),
    )


_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class _Engine:
    def __init__(self) -> None:
        name = ctypes.util.find_library("espeak-ng")
        if name is None:
            raise RuntimeError("libespeak-ng is missing: apt-get install espeak-ng")
        self.lib: Any = ctypes.CDLL(name)
        self.rate = self.lib.espeak_Initialize(_RETRIEVAL, 200, None, _PHONEME_EVENTS | _DONT_EXIT)
        self._chunks: list[NDArray[np.int16]] = []
        self._events: list[tuple[int, int, float, str]] = []
        self._callback = _CALLBACK(self._receive)  # kept, or it would be collected while C holds it
        self.lib.espeak_SetSynthCallback(self._callback)

    def _receive(self, wav: Any, count: int, events: Any) -> int:
        if count and wav:
            self._chunks.append(np.ctypeslib.as_array(wav, shape=(count,)).copy())
        at = 0
        while events[at].type != _END:
            event = events[at]
            if event.type in (_WORD, _PHONEME):
                phone = event.id.string.decode("utf-8", "replace") if event.type == _PHONEME else ""
                self._events.append((event.type, event.text_position, event.sample / self.rate, phone))
            at += 1
        return 0

    def run(self, voice: str, text: str, rate: float, pitch: float) -> tuple[NDArray[np.float32], Any]:
        self._chunks, self._events = [], []
        if self.lib.espeak_SetVoiceByName(voice.encode()) != 0:
            raise RuntimeError(f"espeak-ng has no voice {voice}")
        self.lib.espeak_SetParameter(_RATE, round(165 * rate), 0)
        self.lib.espeak_SetParameter(_PITCH, max(0, min(99, round(50 * pitch))), 0)
        data = text.encode()
        self.lib.espeak_Synth(data, len(data) + 1, 0, 1, 0, _UTF8, None, None)
        self.lib.espeak_Synchronize()
        if not self._chunks:
            raise RuntimeError("espeak-ng gave no sound")
        return np.concatenate(self._chunks).astype(np.float32) / np.float32(32768), list(self._events)


@cache
def library() -> _Engine:
    """The engine, one a process. Raises ``RuntimeError`` where the library is missing."""
    return _Engine()


def say(
    voice: str, words: Sequence[str], rate: float, pitch: float
) -> tuple[NDArray[np.float32], list[tuple[float, float]], list[tuple[str, float, float]]]:
    """Samples at 16 kHz, a (start, end) for each word, and the phones, in seconds."""
    engine = library()
    sound, events = engine.run(voice, " ".join(words), rate, pitch)
    total = len(sound) / engine.rate
    phones = _phones(events, total)
    return resample(sound, engine.rate, 16_000), _word_times(words, events, phones, total), phones


def _phones(events: Sequence[tuple[int, int, float, str]], total: float) -> list[tuple[str, float, float]]:
    marks = [(phone, start) for kind, _, start, phone in events if kind == _PHONEME]
    ends = [start for _, start in marks[1:]] + [total]
    return [
        (phone.strip("',;ˈˌ") or "_", start, end)
        for (phone, start), end in zip(marks, ends, strict=True)
        if end > start
    ]


def _word_times(
    words: Sequence[str],
    events: Sequence[tuple[int, int, float, str]],
    phones: Sequence[tuple[str, float, float]],
    total: float,
) -> list[tuple[float, float]]:
    """Times by place in the text; words spoken as one group share its time by their length."""
    offsets, at = [], 1  # text_position counts characters from 1
    for word in words:
        offsets.append(at)
        at += len(word) + 1
    known: dict[int, float] = {}
    for kind, position, start, _ in events:
        if kind == _WORD:
            index = max((i for i, offset in enumerate(offsets) if offset <= position), default=0)
            known.setdefault(index, start)
    known.setdefault(0, next((start for phone, start, _ in phones if phone != "_"), 0.0))
    heads = sorted(known)
    spans: list[tuple[float, float]] = []
    for head, following in zip(heads, [*heads[1:], len(words)], strict=True):
        start = known[head]
        end = known.get(following, total)
        inside = [(s, e) for phone, s, e in phones if phone != "_" and s >= start - 1e-3 and s < end - 1e-3]
        if inside:
            start, end = inside[0][0], inside[-1][1]
        group = words[head:following]
        sizes = np.cumsum([0, *(len(word) for word in group)]) / sum(len(word) for word in group)
        marks = start + sizes * (end - start)
        spans += [(float(a), float(b)) for a, b in pairwise(marks)]
    return spans
