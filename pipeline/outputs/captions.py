"""Captions in WebVTT."""

from __future__ import annotations

from collections.abc import Sequence

from sourdine.pipeline.outputs.transcript import SafeTurn


def captions_vtt(turns: Sequence[SafeTurn]) -> str:
    """``transcript.vtt`` (W3C WebVTT), with the speaker as voice span."""
    raise NotImplementedError
