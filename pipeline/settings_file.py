"""Reading settings: a YAML profile by name, or a file. A key that no field knows is an error naming it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from importlib.resources import files
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import yaml
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.settings import Settings

T = TypeVar("T")


def profiles() -> tuple[str, ...]:
    """Names of the profiles that ship with the package."""
    found = (Path(entry.name) for entry in files("sourdine.configs").iterdir())
    return tuple(sorted(path.stem for path in found if path.suffix == ".yaml"))


def load_settings(profile: str) -> Settings:
    """Read a profile that ships with the package by name, or a YAML file by path.

    Raises `StopJob` for an unknown profile, bad YAML, an unknown key or a value of the wrong type.
    """
    if profile in profiles():
        text = files("sourdine.configs").joinpath(f"{profile}.yaml").read_text(encoding="utf-8")
        return _parse(text, profile, Path())
    path = Path(profile)
    if not path.is_file():
        raise StopJob(f"no profile or settings file {profile!r}; profiles: {', '.join(profiles())}")
    try:
        return _parse(path.read_text(encoding="utf-8"), path.stem, path.parent)
    except (OSError, UnicodeDecodeError):
        raise StopJob(f"settings {profile!r} cannot be read") from None


def _parse(text: str, name: str, folder: Path) -> Settings:
    try:
        data = yaml.safe_load(text) or {}
        if isinstance(data, dict):
            data.setdefault("name", name)
        return _section(Settings, data, "", folder)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise StopJob(f"settings {name!r}: bad YAML in line {mark.line + 1 if mark else '?'}") from None
    except ValueError as error:
        raise StopJob(f"settings {name!r}: {error}") from None


def _section(kind: type[T], data: object, where: str, folder: Path) -> T:
    """A dataclass from a mapping. Raises `ValueError` naming the key."""
    if not isinstance(data, dict):
        raise ValueError(f"{where or 'the file'}: not a mapping")
    hints = get_type_hints(kind)
    known = [one.name for one in fields(kind)]  # type: ignore[arg-type]  # every kind here is a dataclass
    prefix = f"{where}." if where else ""
    for key in data:
        if key not in known:
            raise ValueError(f"unknown key {prefix}{key}; known: {', '.join(known)}")
    values = {key: _value(hints[key], value, prefix + key, folder) for key, value in data.items()}
    try:
        return kind(**values)
    except ValueError as error:
        raise ValueError(f"{prefix}{error}") from None


def _value(hint: Any, data: object, where: str, folder: Path) -> Any:
    """One value, checked against the type of its field."""
    origin, options = get_origin(hint), get_args(hint)
    if is_dataclass(hint) and isinstance(hint, type):
        return _section(hint, data, where, folder)
    if origin in (Union, UnionType) and NoneType in options:
        rest = next(option for option in options if option is not NoneType)
        return None if data is None else _value(rest, data, where, folder)
    if origin is Literal and isinstance(data, str) and data in options:
        return data
    if origin is tuple and isinstance(data, list):
        return tuple(_value(options[0], one, where, folder) for one in data)
    if origin is Mapping and isinstance(data, dict):
        return data
    if hint is float and isinstance(data, int | float) and not isinstance(data, bool):
        return float(data)
    if hint is Path and isinstance(data, str):
        return folder / data
    if isinstance(hint, type) and type(data) is hint:
        return data
    raise ValueError(f"{where}: must be {_name(hint)}")


def _name(hint: Any) -> str:
    names = {int: "a whole number", float: "a number", bool: "true or false", str: "text", Path: "a path"}
    if get_origin(hint) is Literal:
        return "one of " + ", ".join(get_args(hint))
    if get_origin(hint) is tuple:
        return "a list"
    return names.get(hint, "a mapping")
