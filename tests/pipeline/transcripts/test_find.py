from pathlib import Path

import pytest
from sourdine.pipeline.errors import Quarantine, Reason, StopJob
from sourdine.pipeline.sources import Source
from sourdine.pipeline.transcripts.find import transcript_place

NAME = "Canari_0612345678"


def source(path: str) -> Source:
    return Source("object" if path.startswith("s3:") else "file", path, 1)


def put(folder: Path, name: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(name)


@pytest.mark.parametrize("name", ["{}.json", "{}.wav.json", "{}.vcon.json", "{}.VTT", "{}.srt", "{}.txt"])
@pytest.mark.parametrize("where", ["/calls/{}.wav", "s3://calls/2026/{}.wav"])
def test_by_the_recordings_name(tmp_path: Path, name: str, where: str) -> None:
    put(tmp_path, name.format(NAME))
    put(tmp_path, f"{NAME}.wav")
    put(tmp_path, f"{NAME}.wav.consent.json")
    put(tmp_path, f"{NAME}2.json")
    recording = source(where.format(NAME))
    assert transcript_place(tmp_path, [recording]).read(recording).decode() == name.format(NAME)


@pytest.mark.parametrize("names", [[], [f"{NAME}.json", f"{NAME}.vtt"]])
def test_none_or_several(tmp_path: Path, names: list[str]) -> None:
    for name in names:
        put(tmp_path, name)
    recording = source(f"/calls/{NAME}.wav")
    with pytest.raises(Quarantine) as caught:
        transcript_place(tmp_path, [recording]).read(recording)
    assert caught.value.reason is Reason.TRANSCRIPT_MISSING
    assert "Canari" not in str(caught.value)


def test_recordings_of_the_same_name_need_their_folders(tmp_path: Path) -> None:
    put(tmp_path, "call.json")
    put(tmp_path, "01/call.json")
    january, february = source("/calls/01/call.wav"), source("/calls/02/call.wav")
    place = transcript_place(tmp_path, [january, february])
    assert place.read(january) == b"01/call.json"
    with pytest.raises(Quarantine, match="none of this recording's name"):
        place.read(february)
    assert transcript_place(tmp_path, [february]).read(february) == b"call.json"


def test_one_file_is_for_one_recording(tmp_path: Path) -> None:
    put(tmp_path, "any.json")
    one, two = source("/calls/1.wav"), source("/calls/2.wav")
    assert transcript_place(tmp_path / "any.json", [one]).read(one) == b"any.json"
    with pytest.raises(StopJob, match="name a folder"):
        transcript_place(tmp_path / "any.json", [one, two])


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(StopJob, match="no such file or folder"):
        transcript_place(tmp_path / NAME, [source("/calls/1.wav")])


def test_a_transcript_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "call.json")
    recording = source("/calls/call.wav")
    place = transcript_place(tmp_path, [recording])

    def refuse(*_: object) -> None:
        raise PermissionError(NAME)

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(Quarantine) as caught:
        place.read(recording)
    assert caught.value.reason is Reason.TRANSCRIPT_UNREADABLE
    assert "Canari" not in str(caught.value)
