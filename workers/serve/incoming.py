"""Recordings that are brought to us: uploads wait in the inbox, the worker takes them out of the web's reach.

The web process only ever adds to the inbox. Give each process an account of its own, and the inbox and the
originals to the worker's (docs/serve.md), and originals cannot be read from the web at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sourdine.pipeline.keyset import keyset_path
from sourdine.pipeline.scratch import working_folder
from sourdine.pipeline.storage import Content, Storage, is_s3, open_storage

_FOLDER = "incoming"


@dataclass(frozen=True, slots=True)
class Incoming:
    """``root`` is a folder or s3:// prefix; below it ``inbox/`` and ``originals/``, by tenant."""

    root: str

    @classmethod
    def at(cls, setting: str | None) -> Incoming:
        """As the settings say, or else beside the keyset."""
        root = setting or str(keyset_path().with_name(_FOLDER))
        return cls(root.rstrip("/") if is_s3(root) else str(Path(root).expanduser().absolute()))

    def place(self, tenant: str, name: str) -> str:
        """Where the worker keeps an original: a path, or s3://…"""
        return f"{self.root}/originals/{tenant}/{name}"

    def inbox(self, tenant: str) -> Storage:
        """Where uploads wait. Raises `StopJob`."""
        return open_storage(f"{self.root}/inbox/{tenant}")

    def exports(self, tenant: str) -> Storage:
        """Where answers to requests for a copy lie until they are fetched. Raises `StopJob`."""
        return open_storage(f"{self.root}/exports/{tenant}")

    def originals(self, tenant: str) -> Storage:
        """Where the worker keeps them. Raises `StopJob`."""
        return open_storage(f"{self.root}/originals/{tenant}")


def take_out(incoming: Incoming, tenant: str, name: str) -> bool:
    """Move an upload from the inbox to the originals, by the worker; False if it is nowhere."""
    inbox, originals = incoming.inbox(tenant), incoming.originals(tenant)
    if originals.head(name) is None:
        try:
            _copy(inbox, originals, name)
        except FileNotFoundError:
            return False
    inbox.delete(name)
    return True


def _copy(start: Storage, end: Storage, name: str) -> None:
    import shutil

    with working_folder() as folder:
        path = folder / "recording"
        with start.open(name) as stream, path.open("wb") as target:
            shutil.copyfileobj(stream, target, 1 << 20)
        end.put(name, Content.of(path, "application/octet-stream"))
