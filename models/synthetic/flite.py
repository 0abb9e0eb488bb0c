"""flite through its C library, which keeps segments and words with their times.

Interface: cst_synth.h, cst_item.h and cst_utterance.h of flite 2.2. Segment ends are in seconds;
``R:SylStructure.parent.parent`` leads from a segment to its word.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sourdine.models.synthetic.warping import resample


class _Wave(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_char_p),
        ("sample_rate", ctypes.c_int),
        ("num_samples", ctypes.c_int),
        ("num_channels", ctypes.c_int),
        ("samples", ctypes.POINTER(ctypes.c_short)),
    )


class _Voice(ctypes.Structure):
    _fields_ = (("name", ctypes.c_char_p), ("features", ctypes.c_void_p))


class _Engine:
    def __init__(self) -> None:
        try:
            for part in ("libflite.so.1", "libflite_usenglish.so.1", "libflite_cmulex.so.1"):
                self.lib: Any = ctypes.CDLL(part, ctypes.RTLD_GLOBAL)
        except OSError:
            raise RuntimeError("libflite is missing: apt-get install flite") from None
        self.lib = ctypes.CDLL("libflite.so.1", ctypes.RTLD_GLOBAL)
        pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_float
        for name, result, takes in (
            ("flite_synth_text", pointer, (text, pointer)),
            ("utt_relation", pointer, (pointer, text)),
            ("relation_head", pointer, (pointer,)),
            ("item_next", pointer, (pointer,)),
            ("item_feat_string", text, (pointer, text)),
            ("item_feat_float", number, (pointer, text)),
            ("path_to_item", pointer, (pointer, text)),
            ("utt_wave", ctypes.POINTER(_Wave), (pointer,)),
            ("delete_utterance", None, (pointer,)),
            ("feat_set_float", None, (pointer, text, number)),
            ("get_param_float", number, (pointer, text, number)),
        ):
            function = getattr(self.lib, name)
            function.restype, function.argtypes = result, list(takes)
        self.lib.flite_init()
        self.voices: dict[str, tuple[Any, float]] = {}

    def voice(self, name: str) -> tuple[Any, float]:
        if name not in self.voices:
            library = ctypes.CDLL(f"libflite_cmu_us_{name}.so.1", ctypes.RTLD_GLOBAL)
            register = getattr(library, f"register_cmu_us_{name}")
            register.restype, register.argtypes = ctypes.POINTER(_Voice), [ctypes.c_void_p]
            voice = register(None)
            stretch = self.lib.get_param_float(voice.contents.features, b"duration_stretch", 1.0)
            self.voices[name] = (voice, stretch)
        return self.voices[name]


@cache
def library() -> _Engine:
    """The engine, one a process. Raises ``RuntimeError`` where the library is missing."""
    return _Engine()


def say(
    voice: str, words: Sequence[str], rate: float, pitch: float
) -> tuple[NDArray[np.float32], list[tuple[float, float]], list[tuple[str, float, float]]]:
    """Samples at 16 kHz, a (start, end) for each word, and the phones, in seconds."""
    engine = library()
    model, stretch = engine.voice(voice)
    features = model.contents.features
    engine.lib.feat_set_float(features, b"duration_stretch", stretch / rate)
    engine.lib.feat_set_float(features, b"f0_shift", pitch)
    utterance = engine.lib.flite_synth_text(" ".join(words).encode(), model)
    try:
        wave = engine.lib.utt_wave(utterance).contents
        sound = np.ctypeslib.as_array(wave.samples, shape=(wave.num_samples,)).astype(
            np.float32
        ) / np.float32(32768)
        own_rate = int(wave.sample_rate)  # before the utterance takes its wave away
        phones, tokens = _segments(engine.lib, utterance)
    finally:
        engine.lib.delete_utterance(utterance)
    return resample(sound, own_rate, 16_000), _word_times(words, tokens), phones


def _segments(
    lib: Any, utterance: Any
) -> tuple[list[tuple[str, float, float]], list[tuple[str, float, float]]]:
    """Phones, and flite's own words (which may be parts of the words given to it)."""
    phones: list[tuple[str, float, float]] = []
    tokens: list[tuple[str, float, float]] = []
    last, start = None, 0.0
    item = lib.relation_head(lib.utt_relation(utterance, b"Segment"))
    while item:
        end = lib.item_feat_float(item, b"end")
        phones.append((lib.item_feat_string(item, b"name").decode(), start, end))
        word = lib.path_to_item(item, b"R:SylStructure.parent.parent")
        if word:
            if word == last:
                text, begin, _ = tokens[-1]
                tokens[-1] = (text, begin, end)
            else:
                tokens.append((lib.item_feat_string(word, b"name").decode(), start, end))
            last = word
        start = end
        item = lib.item_next(item)
    return phones, tokens


def _word_times(
    words: Sequence[str], tokens: Sequence[tuple[str, float, float]]
) -> list[tuple[float, float]]:
    """Join flite's parts ("don" + "'t") until they spell the word they came from."""
    spans: list[tuple[float, float]] = []
    at = 0
    for position, word in enumerate(words):
        target, got, first = _letters(word), "", at
        following = _letters(words[position + 1]) if position + 1 < len(words) else None
        while at < len(tokens) and len(got) < len(target):
            piece = _letters(tokens[at][0])
            if got and following is not None and piece == following and not target.startswith(got + piece):
                break
            got += piece
            at += 1
        if at == first:
            raise RuntimeError("flite said fewer words than it was given")
        spans.append((tokens[first][1], tokens[at - 1][2]))
    if at != len(tokens):
        raise RuntimeError("flite said more words than it was given")
    return spans


def _letters(word: str) -> str:
    return "".join(letter for letter in word.lower() if letter.isalnum())
