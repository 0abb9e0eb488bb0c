from __future__ import annotations

import numpy as np
import pytest
from sourdine.pipeline.outputs.peaks import peaks_json
from sourdine.pipeline.records import Sound, SoundFormat


@pytest.mark.parametrize("dtype", ["int16", "int32", "float32"])
def test_peaks(dtype: str) -> None:
    scale = 1.0 if dtype == "float32" else -float(np.iinfo(np.dtype(dtype)).min)
    samples = np.zeros((1000, 2))
    samples[10, 0], samples[20, 0] = 0.5 * scale, -0.25 * scale
    samples[450, 1] = -1.0 * scale
    sound = Sound(samples.astype(dtype), SoundFormat("WAV", "PCM_16", 8000, 2, 1000, ".wav"))
    peaks = peaks_json(sound)
    assert peaks["samples_per_pixel"] == 400
    assert peaks["length"] == 3
    assert (peaks["version"], peaks["bits"], peaks["channels"], peaks["sample_rate"]) == (2, 8, 2, 8000)
    assert peaks["data"] == [-32, 64, 0, 0, 0, 0, -127, 0, 0, 0, 0, 0]


def test_one_sample() -> None:
    sound = Sound(np.ones((1, 1), np.float32), SoundFormat("WAV", "FLOAT", 8000, 1, 1, ".wav"))
    assert peaks_json(sound)["data"] == [127, 127]
