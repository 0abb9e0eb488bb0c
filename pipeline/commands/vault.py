"""``sourdine vault``: originals that are kept sealed, and hearing one again with a second person's word."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from sourdine.pipeline.commands.base import Command, Exit, config_argument
from sourdine.pipeline.errors import StopJob

if TYPE_CHECKING:
    from sourdine.pipeline.journal import Journal
    from sourdine.pipeline.settings import Settings
    from sourdine.pipeline.vault import Vault

_TEXT = """\
With `originals: {policy: vault, vault: PLACE}` in the settings, an original is
sealed into the vault once its safe copy is published, and deleted where it was.
Each has a data key of its own, wrapped by the tenant's key.

Nobody hears one alone: one person asks with a reason, another one agrees, and
who asked may open it for a while. Every step is in the vault's journal. Who you
are is your account, or $SOURDINE_ACTOR.

  list      what is in the vault, by call id
  check     read every sealed byte again; exit code 1 if something is wrong
  request   ask to hear an original
  approve   agree to somebody else's request
  open      write the original to a file that only you can read
  rotate    make a new tenant key (local) or take the one of the settings, and
            wrap every data key anew; sealed bytes stay as they are
"""
_EXAMPLES = """\
  sourdine vault list --config ours.yaml
  sourdine vault request CALL --why complaint --minutes 30 --config ours.yaml
  sourdine vault approve REQUEST --config ours.yaml
  sourdine vault open REQUEST --out original.wav --config ours.yaml
  sourdine vault rotate --config ours.yaml
"""


def _arguments(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(title="what to do", metavar="ACT", required=True)
    told = {
        "list": ("what is in the vault", _list),
        "check": ("read every sealed byte again", _check),
        "request": ("ask to hear an original", _request),
        "approve": ("agree to somebody else's request", _approve),
        "open": ("write an original to a file", _open),
        "rotate": ("wrap every data key anew", _rotate),
    }
    subs = {name: acts.add_parser(name, help=text) for name, (text, _) in told.items()}
    for name, sub in subs.items():
        config_argument(sub)
        sub.set_defaults(act=told[name][1])
    subs["request"].add_argument("call", metavar="CALL", help="its id")
    subs["request"].add_argument(
        "--why",
        required=True,
        metavar="REASON",
        help="subject-access, complaint, legal-claim, fraud, authority, security-incident or quality-dispute",
    )
    subs["request"].add_argument(
        "--minutes", type=int, default=60, help="how long it may be opened once somebody agreed (default: 60)"
    )
    for name in ("approve", "open"):
        subs[name].add_argument("request", metavar="REQUEST", help="as `request` told it")
    subs["open"].add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="where the original goes"
    )
    for name in ("open", "rotate"):
        subs[name].add_argument(
            "--private-key", type=Path, metavar="FILE", help="RSA, PEM; where the settings name a public one"
        )
    subs["rotate"].add_argument(
        "--forget-old",
        action="store_true",
        help="forget old local keys; only when no job is at work on the vault",
    )
    subs["rotate"].add_argument(
        "--from-key", metavar="KEY", help="the key of before, where the settings name another one now"
    )


def run(args: Namespace) -> int:
    """Do one of them."""
    return int(args.act(args))


def opened(settings: Settings, private_key: Path | None = None) -> tuple[Vault, Journal]:
    """The vault of the settings and its journal. Raises `StopJob`."""
    from sourdine.pipeline.journal import open_journal
    from sourdine.pipeline.keyset import load_keyset
    from sourdine.pipeline.vault import open_vault

    vault = open_vault(settings, private_key=private_key)
    return vault, open_journal(vault.sealed.address, load_keyset(), vault.sealed)


def _opened(args: Namespace) -> tuple[Vault, Journal]:
    from sourdine.pipeline.settings_file import load_settings

    return opened(load_settings(args.config), getattr(args, "private_key", None))


def _list(args: Namespace) -> int:
    for call in _opened(args)[0].calls():
        print(call)
    return Exit.OK


def _check(args: Namespace) -> int:
    from sourdine.pipeline.progress import plural

    vault, _ = _opened(args)
    checked = bad = 0
    for call in vault.calls():
        checked += 1
        problems = list(vault.problems(call))
        bad += bool(problems)
        for problem in problems:
            print(f"{call}  {problem}")
    print(f"{plural(checked, 'original')} checked, {bad} with problems.")
    return Exit.NOT_ALL if bad else Exit.OK


def _request(args: Namespace) -> int:
    from sourdine.pipeline.journal import actor
    from sourdine.pipeline.vault.reveal import ask

    made = ask(*_opened(args), args.call, actor(), args.why, args.minutes)
    print(f"{made.id}\nSomebody else must agree now: sourdine vault approve {made.id}")
    return Exit.OK


def _approve(args: Namespace) -> int:
    from sourdine.pipeline.journal import actor
    from sourdine.pipeline.vault.reveal import approve

    made = approve(*_opened(args), args.request, actor())
    print(f"Agreed. {made.who} may open it until {made.until:%Y-%m-%d %H:%M} UTC.")
    return Exit.OK


def _open(args: Namespace) -> int:
    from sourdine.pipeline.journal import actor
    from sourdine.pipeline.vault.reveal import check, note_opened

    vault, journal = _opened(args)
    request = check(vault, journal, args.request, actor())
    write_original(vault, request.call, args.out)
    note_opened(journal, request)
    print(f"{args.out} holds the original: delete it when it has been heard.")
    return Exit.OK


def write_original(vault: Vault, call: str, out: Path) -> None:
    """To a file that only this user can read; there only once all of it was checked. Raises `StopJob`."""
    part = out.with_name(f".{out.name}.part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            vault.write_clear(call, stream)
        out.hardlink_to(part)  # never over another file
    except FileExistsError:
        raise StopJob("there is a file of that name already") from None
    except OSError as error:
        raise StopJob(f"the original cannot be written ({type(error).__name__})") from None
    finally:
        part.unlink(missing_ok=True)


def _rotate(args: Namespace) -> int:
    from sourdine.pipeline.journal import Act, actor
    from sourdine.pipeline.settings_file import load_settings
    from sourdine.pipeline.vault.rotate import forget_old_keys, rotate

    settings = load_settings(args.config)
    vault, journal = opened(settings)
    if args.forget_old:
        if settings.originals.key != "local" or args.from_key:
            raise StopJob("--forget-old is for local keys, and stands alone")
        done = forget_old_keys(vault)
    else:
        done = rotate(vault, settings.originals.key, args.from_key, args.private_key)
    journal.write(Act(actor(), "vault.rotate", tenant=vault.tenant, count=done))
    print(f"{done} data keys wrapped anew.")
    return Exit.OK


COMMAND = Command(
    name="vault",
    summary="sealed originals: ask, agree, open; turn the key",
    text=_TEXT,
    examples=_EXAMPLES,
    arguments=_arguments,
    run=run,
)
