"""The page and the pictures of the demo, made from a short call."""

import json
import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from PIL import Image
from sourdine.models.personal.settings import ENTITIES
from sourdine.pipeline.demo import names, waveform
from sourdine.pipeline.demo.page import write_page
from sourdine.pipeline.demo.shown import ShownCall
from sourdine.pipeline.manifest import FileFacts, Manifest
from sourdine.pipeline.records import Region, Sound, SoundFormat, Verdict

RATE = 8000
PAGE = Path(names.__file__).parent / "assets"


def shown(out: Path, channels: int, codec: str) -> ShownCall:
    kind = SoundFormat("WAV", codec, RATE, channels, 3 * RATE, ".wav")
    samples = np.random.default_rng(1).normal(0, 3000, (3 * RATE, channels)).astype(np.int16)
    silent = samples.copy()
    silent[RATE : 2 * RATE, 0] = 0
    entities = ("PERSON", "MEMBER_CARD")
    regions = tuple(
        Region(0, RATE + 4000 * at, RATE + 4000 * at + 4000, entity, "rule", 0.9)
        for at, entity in enumerate(entities)
    )
    facts = FileFacts("0" * 64, 1)
    manifest = Manifest(
        call="a" * 32,
        created=datetime(2026, 3, 1, tzinfo=UTC),
        source=facts,
        sound=kind,
        artefacts={"audio.wav": facts, "transcript.json": facts},
        regions=regions,
        language="fr",
        models={},
        settings_name="default",
        settings_digest="0" * 64,
        effect="silence",
        consent_reference="",
        lawful_basis="contract",
        purpose="quality",
        verdict=Verdict(True),
        retention_until=date(2026, 9, 1),
    )
    words = [{"text": "</script><b>", "start": 0.1, "end": 0.4, "redacted": False}]
    turns = ({"speaker": "agent", "channel": 0, "start": 0.1, "end": 0.4, "text": "", "words": words},)
    folder = out / "safe" / "a"
    return ShownCall(
        "fr-card", folder, "audio.wav", manifest, turns, Sound(samples, kind), Sound(silent, kind)
    )


class Elements(HTMLParser):
    """Every address that the page itself asks for, and the scripts' text."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.scripts: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.addresses += [value for name, value in attributes if name in ("src", "href") and value]

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "script":
            self.scripts.append(data)


@pytest.fixture(params=[(1, "PCM_16"), (2, "ALAW")], ids=["mono", "A-law stereo"])
def page(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return write_page([shown(tmp_path, *request.param)], tmp_path)


def data_of(page: Path) -> dict[str, Any]:
    elements = Elements()
    elements.feed(page.read_text("utf-8"))
    return dict(json.loads(elements.scripts[0]))


def test_the_page_needs_nothing_from_elsewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    elements = Elements()
    elements.feed(text)
    assert elements.addresses == ["data:,"]
    assert set(re.findall(r"https?://[^\"']+", text)) == {"http://www.w3.org/2000/svg"}
    assert "@import" not in text and "/*DATA*/" not in text


def test_what_is_played_and_linked_is_there(page: Path) -> None:
    call = data_of(page)["calls"][0]
    for version in ("before", "after"):
        info = soundfile.info(page.parent / call[version])
        assert (info.subtype, info.samplerate, info.frames) == ("PCM_16", RATE, 3 * RATE)
        assert info.channels == len(call["speakers"]) == len(call["peaks"][version])
    assert (page.parent / call["picture"]).is_file()
    assert call["files"] == ["audio.wav", "transcript.json", "manifest.json"]
    assert call["folder"] == "safe/a"


def test_text_cannot_break_out_of_the_script(page: Path) -> None:
    assert data_of(page)["calls"][0]["turns"][0]["words"][0]["text"] == "</script><b>"


def test_the_picture(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Image.open(page.parent / data_of(page)["calls"][0]["picture"]) as picture:
        assert picture.format == "PNG"
        assert picture.width == 1600
        colours = {colour for _, colour in picture.getcolors(1 << 24) or []}
    assert (124, 77, 188) in colours  # a name, where it can be heard


def test_peaks_are_those_of_the_sound() -> None:
    kind = SoundFormat("WAV", "PCM_16", RATE, 1, 4, ".wav")
    sound = Sound(np.array([[0], [-16384], [16384], [8192]], dtype=np.int16), kind)
    assert waveform.peaks(sound, 2).tolist() == [[[-0.5, 0.0], [0.25, 0.5]]]
    assert waveform.peaks(sound, 100).shape == (1, 4, 2)


def test_both_languages_say_everything() -> None:
    script = (PAGE / "player.js").read_text("utf-8")
    english, french = (script.split(f"\n  {code}: {{", 1)[1].split("\n  },", 1)[0] for code in ("en", "fr"))
    keys = re.compile(r"(?:^|, |\{ )(\w+): (?=[\"\[{(])", re.MULTILINE)
    assert sorted(keys.findall(english.replace("    ", ""))) == sorted(
        keys.findall(french.replace("    ", ""))
    )


def test_every_entity_has_a_name_and_every_family_a_colour() -> None:
    assert set(ENTITIES) == set(names.ENTITIES)
    families = {one[0] for one in names.ENTITIES.values()} | {names.OTHER[0]}
    assert families == set(waveform.COLOURS)
    style = (PAGE / "style.css").read_text("utf-8")
    for family, colour in waveform.COLOURS.items():  # the light theme's, and another in the dark one
        light, dark = re.findall(rf"--{family}: (#\w+)", style)
        assert light == colour != dark
