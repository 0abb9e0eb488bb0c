"""From consent to erasure by the installed command, on demo calls whose transcripts are given.

Whatever a caller says stands in the originals and nowhere else; after their erasure it stands nowhere.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

DEMO = Path(__file__).parents[3] / "pipeline" / "demo" / "calls"
CALLS = {"fr-card": "fr-card.wav", "en-claim": "en-claim.flac"}
pytestmark = pytest.mark.timeout(900)  # some twenty commands, one process each

PHONE, EMAIL, CUSTOMER = "+33612345678", "julie.canari@example.org", "=CANARY-1042"
CANARIES = (b"0612345678", b"33612345678", b"12 34 56 78", b"julie.canari", b"canary-1042", b"CANARY-1042")


def transcript(name: str) -> bytes:
    """The truth of a demo call, as Deepgram would have written it."""
    truth = json.loads((DEMO / f"{name}.truth.json").read_bytes())
    channels = []
    for channel in range(truth["channels"]):
        said = [word for word in truth["words"] if word["channel"] == channel]
        words = [
            {"word": one["text"], "start": one["start"], "end": one["end"], "confidence": 0.99}
            for one in said
        ]
        text = " ".join(one["text"] for one in said)
        alternative = {"transcript": text, "confidence": 0.99, "words": words}
        channels.append({"alternatives": [alternative], "detected_language": truth["language"]})
    made = {"metadata": {"duration": truth["frames"] / truth["rate"], "channels": truth["channels"]}}
    return json.dumps(made | {"results": {"channels": channels}}).encode()


class House:
    """A folder with recordings, their consent records, transcripts, and a keyset of its own."""

    def __init__(self, root: Path) -> None:
        self.root, self.calls, self.safe = root, root / "calls", root / "safe"
        self.environment = os.environ | {"SOURDINE_HOME": str(root / "home"), "SOURDINE_ACTOR": "dpo"}
        self.calls.mkdir()
        (root / "texts").mkdir()
        for name, file in CALLS.items():
            shutil.copy(DEMO / file, self.calls / f"0612345678_{file}")
            record = json.loads((DEMO / f"{file}.consent.json").read_bytes())
            record["subject"] = {"phone": PHONE, "email": EMAIL, "customer": CUSTOMER}
            (self.calls / f"0612345678_{file}.consent.json").write_text(json.dumps(record))
            (root / "texts" / f"0612345678_{name}.json").write_bytes(transcript(name))

    def run(self, *words: str, code: int = 0) -> str:
        """One command; what it told."""
        command = Path(sys.executable).with_name("sourdine")
        done = subprocess.run(  # noqa: S603 - our own command
            [command, *words],
            env=self.environment,
            cwd=self.root,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def redact(self, code: int = 0) -> str:
        return self.run("redact", "calls", "--out", "safe", "--transcript", "texts", code=code)

    def found(self) -> list[str]:
        """Canaries on the disk, but where the command line itself was given them."""
        return [
            f"{path.relative_to(self.root)}: {word!r}"
            for path in self.root.rglob("*")
            if path.is_file()
            for word in CANARIES
            if word in path.read_bytes() or word in str(path.relative_to(self.root)).encode()
        ]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    made = House(tmp_path_factory.mktemp("house"))
    made.redact()
    shutil.copytree(made.safe, made.root.parent / "backup-safe")
    shutil.copytree(made.root / "home", made.root.parent / "backup-home")
    shutil.copytree(made.calls, made.root.parent / "backup-calls")
    return made


def test_consent_in_export_withdraw_erase_restore_purge_nothing_comes_back(house: House) -> None:
    backup = house.root.parent
    assert "2 calls" not in house.run("subject", "find", "--phone", "07 00 00 00 00", code=1)
    told = house.run("subject", "find", "--phone", "06 12 34 56 78")
    assert told.count("quality published; original kept") == 2

    # export: the caller's own voice, and nothing that a spreadsheet would run
    house.run(
        "subject", "link", "--customer", CUSTOMER, "--keep-values", *re.findall(r"call +([a-z2-7]{32})", told)
    )
    out = house.run("subject", "export", "--email", EMAIL, "--out", "pack", "--language", "fr")
    assert "2 calls: 2 with their own voice and words" in out
    pack = house.root / "pack"
    assert (pack / "answer.pdf").read_bytes().startswith(b"%PDF")
    data = json.loads((pack / "data.json").read_bytes())
    assert {one["given"] for one in data["calls"]} == {"own"}
    assert {one["value"] for one in data["identifiers"]} == {None, CUSTOMER}
    assert [one["what"] for one in data["acts"]].count("call.publish") == 2
    sheet = openpyxl.load_workbook(pack / "data.xlsx")["identifiers"]
    values = [cell.value for row in sheet.iter_rows() for cell in row]
    assert f"'{CUSTOMER}" in values
    assert f'"\'{CUSTOMER}"' in (pack / "identifiers.csv").read_text("utf-8-sig")
    shutil.rmtree(pack)

    # restriction freezes, and is lifted again; objection and withdrawal take copies away
    house.run("subject", "restrict", "--phone", PHONE)
    house.run("subject", "restrict", "--phone", PHONE, "--lift")
    assert "2 published copies removed" in house.run("consent", "withdraw", "--phone", PHONE)
    assert not list(house.safe.glob("*/manifest.json"))
    assert "2 refused" in house.redact(code=1)

    # erasure: nothing of the caller is left on the disk, but the request and tombstones
    assert "2 of 2 calls erased" in house.run("subject", "erase", "--customer", CUSTOMER)
    shutil.rmtree(house.root / "texts")  # the operator's own transcripts
    assert house.found() == []
    assert "Nothing is kept." in house.run("subject", "find", "--phone", PHONE, code=1)
    stones = [one.stem for one in (house.safe / "tombstones").iterdir()]
    assert len([one for one in stones if re.fullmatch("[a-z2-7]{32}", one)]) == 2  # of the calls,
    assert len(stones) == 4  # and of what was decided: one restriction, one withdrawal
    assert "erasure" in house.run("subject", "requests")

    # an old backup of the destination, and of the recordings
    for one in backup.joinpath("backup-safe").iterdir():
        if one.is_dir() and re.fullmatch("[a-z2-7]{32}", one.name):
            shutil.copytree(one, house.safe / one.name)
    shutil.rmtree(house.calls)
    shutil.copytree(backup / "backup-calls", house.calls)
    (house.root / "texts").mkdir()
    assert house.run("verify", "safe", code=1).count("must not be here any more") == 2
    assert "2 refused" in house.redact(code=1)
    assert not list(house.safe.glob("*/manifest.json"))
    house.run("retention", "purge", "--sources", "calls")
    assert not list(house.safe.glob("*/manifest.json"))
    assert [path.name for path in house.calls.iterdir()] == []
    assert house.found() == []
    house.run("retention", "purge", "--sources", "calls")

    # the record of it all
    house.run("journal", "verify", "safe")
    house.run("journal", "verify", "home/office")
    acts = house.run("journal", "show", "home/office")
    assert acts.count("subject.erase") == 2
    assert "consent.withdraw" in acts


def test_a_backup_of_catalogue_and_store_together_is_cleaned_by_the_tombstones_that_are_left(
    tmp_path: Path, house: House
) -> None:
    """After the test above: a catalogue that forgot the erasure meets a store that remembers it."""
    shutil.rmtree(house.root / "home")
    shutil.copytree(house.root.parent / "backup-home", house.root / "home")
    for one in house.root.parent.joinpath("backup-safe").iterdir():
        if one.is_dir() and re.fullmatch("[a-z2-7]{32}", one.name):
            shutil.copytree(one, house.safe / one.name)
    house.run("retention", "purge")
    assert not list(house.safe.glob("*/manifest.json"))
