"""Does this machine, model and storage keep the promises that the product relies on?

Every check gives findings and raises nothing: a check that fails is a finding too. The storage check writes
a few scratch objects and removes them; stores exist that call themselves compatible and let every writer
of a race win, and no test on another store can tell.
"""

from __future__ import annotations

import platform
import secrets
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from sourdine.pipeline.errors import SourdineError
from sourdine.pipeline.keyset import keyset_path, load_keyset
from sourdine.pipeline.lifecycle import LOOK, UNREAD, Concern, concerns, vault_concerns
from sourdine.pipeline.storage import Content, Storage, open_storage

if TYPE_CHECKING:
    from sourdine.pipeline.storage.lifecycle import StoreRule

    Judge = Callable[[Iterable[StoreRule]], Iterator[Concern]]

_RACERS = 20
_ROUNDS = 3
_WANTED_FREE = 2 * 1024**3  # bytes: an hour of decoded stereo and its safe copy, several times over


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``advice`` says what to do, and is empty where nothing is to be done."""

    name: str
    ok: bool
    detail: str
    advice: str = ""


def examine(
    storage: Storage | None = None,
    load_model: Callable[[], str] | None = None,
    folder: Path | None = None,
    kept: int = 180,
) -> list[Finding]:
    """All checks: Python, packages, keyset, space (temporary files and ``folder``), model, storage.

    ``load_model`` loads the recogniser and returns its name and version; ``kept`` as for `check_storage`.
    """
    findings = [check_python(), check_packages(), check_keyset()]
    findings.append(check_space("temporary files", Path(tempfile.gettempdir())))
    if folder is not None:
        findings.append(check_space("destination", folder))
    if load_model is not None:
        findings.append(check_model(load_model))
    if storage is not None:
        findings.extend(check_storage(storage, kept))
    return findings


def check_python() -> Finding:
    """The interpreter and the system."""
    supported = sys.version_info >= (3, 11) and platform.system() == "Linux"
    detail = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    return Finding("python", supported, detail, "" if supported else "use Python 3.11 or newer on Linux")


def check_packages(distribution: str = "sourdine") -> Finding:
    """Whether everything the installed package requires is there, in a version it accepts."""
    from packaging.requirements import Requirement

    wrong = []
    requirements = [Requirement(line) for line in metadata.requires(distribution) or ()]
    wanted = [item for item in requirements if item.marker is None or item.marker.evaluate({"extra": ""})]
    for item in wanted:
        try:
            version = metadata.version(item.name)
        except metadata.PackageNotFoundError:
            wrong.append(f"{item.name} is missing")
            continue
        if not item.specifier.contains(version, prereleases=True):
            wrong.append(f"{item.name} {version} is not {item.specifier}")
    if wrong:
        return Finding(
            "packages", False, "; ".join(wrong), "install the package again in a fresh environment"
        )
    return Finding("packages", True, f"{len(wanted)} required packages are there")


def check_keyset(path: Path | None = None) -> Finding:
    """The keyset can be read, and by nobody else. It is made if there is none yet."""
    path = path or keyset_path()
    try:
        load_keyset(path)
        others = stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO)
    except SourdineError as error:
        return Finding("keyset", False, str(error), "see SOURDINE_HOME")
    if others:
        return Finding("keyset", False, "other users of this machine can use the keyset", f"chmod 600 {path}")
    return Finding("keyset", True, "readable by its owner alone", f"keep a copy of {path}")


def check_space(what: str, folder: Path, wanted: int = _WANTED_FREE) -> Finding:
    """Free space where ``folder`` is or will be; ``wanted`` in bytes."""
    name = f"space for {what}"
    there = next((path for path in (folder, *folder.absolute().parents) if path.is_dir()), Path("/"))
    try:
        free = shutil.disk_usage(there).free
    except OSError as error:
        return Finding(name, False, f"cannot be told ({type(error).__name__})", "check the folder's rights")
    advice = "" if free >= wanted else f"have at least {wanted / 1e9:.1f} GB free"
    return Finding(name, free >= wanted, f"{free / 1e9:.1f} GB free", advice)


def check_model(load: Callable[[], str]) -> Finding:
    """Whether the recogniser loads."""
    try:
        return Finding("model", True, load())
    except SourdineError as error:
        return Finding("model", False, str(error), "give --model a Whisper name or a folder that holds one")
    except Exception as error:  # whatever a damaged model makes the libraries raise
        return Finding(
            "model", False, f"loading it failed ({type(error).__name__})", "is the model complete?"
        )


def check_storage(storage: Storage, kept: int = 180) -> list[Finding]:
    """Whether the store keeps what publishing relies on, tried out on scratch objects that are removed.

    ``kept``: for how many days copies are kept there.
    """
    scratch = f"doctor-{secrets.token_hex(8)}"
    findings: list[Finding] = []
    try:
        findings.extend(_storage_findings(storage, scratch))
        findings.extend(_lifecycle_findings("storage", storage, lambda rules: concerns(rules, kept)))
    except (SourdineError, OSError) as error:
        text = str(error) if isinstance(error, SourdineError) else type(error).__name__
        findings.append(Finding("storage", False, text, "see the message; then run doctor again"))
    finally:
        with suppress(SourdineError):
            storage.erase(f"{scratch}/")
    return findings


def check_vault(place: str) -> list[Finding]:
    """Whether the bucket of a vault lets keys be destroyed, and leaves originals alone; writes nothing."""
    try:
        storage = open_storage(place)
        return [_lock_finding("vault", storage), *_lifecycle_findings("vault", storage, vault_concerns)]
    except SourdineError as error:
        return [Finding("vault", False, str(error), "see the message; then run doctor again")]


def _storage_findings(storage: Storage, scratch: str) -> Iterator[Finding]:
    key, one, two = f"{scratch}/a.json", _content(b'{"writer": 1}'), _content(b'{"writer": 2}')
    storage.put(key, one)
    same = storage.read(key, 1024) == one.data and storage.digest(key) == one.sha256
    yield _promise("storage reads back what was written", same, "the store damages objects")
    facts = storage.head(key)
    kept = facts is not None and facts.size == one.size and facts.type == one.type
    yield _promise("storage tells size and type", kept, "the store loses metadata")

    refused = not storage.put_if_absent(key, two) and storage.digest(key) == one.sha256
    unsafe = "do not run two jobs on this store at once: they may overwrite each other's calls"
    yield _promise("storage refuses to overwrite when asked", refused, unsafe)
    wins = [_race(storage, f"{scratch}/race-{number}.json") for number in range(_ROUNDS)]
    yield _promise(f"storage lets one of {_RACERS} writers win", wins == [1] * _ROUNDS, unsafe)

    listed = any(stored.key == key for stored in storage.list(f"{scratch}/"))
    yield _promise("storage lists what is new at once", listed, "the store's listings lag behind")
    yield _lock_finding("storage", storage)
    erased = storage.erase(f"{scratch}/race-")
    unmade = "a version stays: erasure needs the right to delete versions, and no lock"
    yield _promise("storage erases every version", not erased.locked, unmade)
    storage.delete(key)
    gone = storage.head(key) is None
    yield _promise("storage deletes", gone, "erasure is not possible here: check rights and locks")


def _lock_finding(what: str, storage: Storage) -> Finding:
    lock = storage.lock()
    waits = "what is written there cannot be erased before: take another bucket, or shorten the lock"
    return Finding(f"{what} lets erase", lock is None, lock or "no lock forbids it", waits if lock else "")


def _lifecycle_findings(what: str, storage: Storage, judge: Judge) -> Iterator[Finding]:
    name, rules = f"{what} deletes and moves nothing by itself", storage.lifecycle()
    if rules is None:
        yield Finding(name, True, UNREAD, LOOK)
        return
    found = list(judge(rules))
    for one in found:
        yield Finding(name, not one.broken, one.text, one.advice)
    if not found:
        yield Finding(name, True, "no lifecycle rule reaches what lies here")


def _race(storage: Storage, key: str) -> int:
    """How many of several writers of different bytes were told that they were first."""
    contents = [_content(f'{{"writer": {number}}}'.encode()) for number in range(_RACERS)]
    with ThreadPoolExecutor(_RACERS) as pool:
        won = list(pool.map(lambda content: storage.put_if_absent(key, content), contents))
    winners = [content.sha256 for content, first in zip(contents, won, strict=True) if first]
    return len(winners) if storage.digest(key) in winners else 0


def _content(data: bytes) -> Content:
    return Content.of(data, "application/json")


def _promise(name: str, kept: bool, otherwise: str) -> Finding:
    return Finding(name, kept, "kept" if kept else "not kept", "" if kept else otherwise)
