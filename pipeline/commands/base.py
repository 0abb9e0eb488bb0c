"""What a subcommand is to the command line, and how every command ends."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

PROFILES = ("default", "pci", "archive-s3", "cluster-gpu", "hook")
"""The profiles that ship; named here so that help needs no settings (a test compares the two)."""


class Exit(IntEnum):
    """Exit codes, the same for every command."""

    OK = 0
    NOT_ALL = 1  # done, but not everything is as it should be
    STOPPED = 2  # wrong use, settings or machine: nothing could go on
    INTERRUPTED = 130  # Ctrl-C, as shells count it: 128 + SIGINT


@dataclass(frozen=True, slots=True)
class Command:
    """A subcommand: its help, its arguments, and the function that runs it and gives the exit code."""

    name: str
    summary: str  # one line, in the list of commands
    text: str  # what its own help says first
    examples: str
    arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], int]


def config_argument(parser: ArgumentParser) -> None:
    """``--config``, which several commands take."""
    parser.add_argument(
        "--config",
        metavar="PROFILE|FILE",
        default="default",
        help=f"settings: a profile that ships ({', '.join(PROFILES)}) or a YAML file",
    )
