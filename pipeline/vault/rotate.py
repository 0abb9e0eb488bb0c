"""Turning a tenant's key: every data key is wrapped anew, and no original is touched.

May be killed at any point and started again: until the end the old key still opens what it wrapped.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.vault.keepers import Keeper, open_keeper
from sourdine.pipeline.vault.local import add_key, drop_old_keys
from sourdine.pipeline.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class _Turning:
    """Opens with the new key or the old one, and wraps with the new one."""

    new: Keeper
    old: Keeper

    @property
    def name(self) -> str:
        return self.new.name

    @property
    def reads(self) -> bool:
        return self.new.reads

    def wrap(self, data_key: bytes, about: bytes) -> bytes:
        return self.new.wrap(data_key, about)

    def unwrap(self, wrapped: bytes, about: bytes) -> bytes:
        try:
            return self.new.unwrap(wrapped, about)
        except StopJob:
            return self.old.unwrap(wrapped, about)


def rotate(vault: Vault, key: str, before: str | None = None, private_key: Path | None = None) -> int:
    """Wrap every data key of a tenant anew; gives how many. Raises `StopJob` or `Retry`.

    With a local ``key`` a new one is made, and the old ones stay: a job that is at work may still wrap with
    them (`forget_old_keys`). With ``before``, another address, the key of the settings takes over from that
    one, which ``private_key`` opens if it is RSA. Otherwise the service's newest version wraps.
    """
    if before is not None:
        old = open_keeper(before, vault.tenant, private_key)
        vault = replace(vault, keeper=_Turning(vault.keeper, old))
    elif key == "local":
        vault = replace(vault, keeper=add_key(vault.tenant))
    return sum(vault.rewrap(call) for call in list(vault.calls()))


def forget_old_keys(vault: Vault) -> int:
    """Wrap what an old local key still wraps, then forget those keys; gives how many data keys that were.

    No job may be at work on this tenant's vault meanwhile: what it seals with an old key could not be opened.
    """
    done = sum(vault.rewrap(call) for call in list(vault.calls()))
    drop_old_keys(vault.tenant)
    return done
