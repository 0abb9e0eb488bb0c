"""Tables of what leaks: per language and entity, and per language as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.intervals import bootstrap_share, wilson
from benchmarks.leak_measure import CallLeak, EntityLeak

Share = dict[str, float]


def as_json(
    leaks: Sequence[CallLeak], faults: Mapping[str, Sequence[str]], missing: Sequence[str]
) -> dict[str, Any]:
    """Give all numbers, shares with their 95 % intervals."""
    return {
        "results": _languages(leaks),
        "faults": {k: list(v) for k, v in faults.items()},
        "missing": list(missing),
    }


def texts_as_json(texts: Mapping[str, Sequence[CallLeak]]) -> dict[str, Any]:
    """Give the same numbers of detectors that were given the true words, by detector and language."""
    return {name: _languages(leaks) for name, leaks in texts.items()}


def _languages(leaks: Sequence[CallLeak]) -> dict[str, Any]:
    languages = sorted({leak.language for leak in leaks})
    results: dict[str, Any] = {language: _language(_of(leaks, language)) for language in languages}
    return results | ({"all": _language(leaks)} if len(languages) > 1 else {})


def show_texts(texts: Mapping[str, Sequence[CallLeak]]) -> None:
    """Print the tables of detectors that were given the true words."""
    console = Console(width=max(96, Console().width))
    for detector, languages in texts_as_json(texts).items():
        for language, numbers in languages.items():
            console.print(_entity_table(f"{detector}, true words, {language}", numbers["entities"]))
            console.print(f"{detector}, true words, {language}: {_summary(numbers)}\n")


def show(leaks: Sequence[CallLeak], faults: Mapping[str, Sequence[str]], missing: Sequence[str]) -> None:
    """Print the tables; shares are in percent with their 95 % intervals."""
    console = Console(width=max(96, Console().width))
    for language, numbers in as_json(leaks, faults, missing)["results"].items():
        console.print(_entity_table(language, numbers["entities"]))
        console.print(f"{language}: {_summary(numbers)}\n")
    for name, wrong in faults.items():
        console.print(f"{name}: {', '.join(wrong)}")
    if missing:
        console.print(f"not published: {len(missing)} ({', '.join(missing)})")
    if leaks and not faults:
        console.print(
            "channels, rate, frames and codec unchanged; muted regions do not sound like the source"
        )


def _language(leaks: Sequence[CallLeak]) -> dict[str, Any]:
    found = [entity for leak in leaks for entity in leak.entities]
    leaking_calls = sum(leak.direct_left for leak in leaks)
    return {
        "calls": len(leaks),
        "calls_leaking": _counted(leaking_calls, len(leaks)),
        "personal_s": round(sum(entity.seconds for entity in found), 3),
        "personal_audible": _summed(leaks, _personal_audible, _personal),
        "entities_leaking": _counted(sum(entity.leaking for entity in found), len(found)),
        "other_muted": _summed(leaks, lambda leak: leak.other_muted_s, lambda leak: leak.other_s),
        "entities": {
            name: _entity([entity for entity in found if entity.entity == name])
            for name in sorted({entity.entity for entity in found})
        },
    }


def _entity(found: Sequence[EntityLeak]) -> dict[str, Any]:
    return {
        "count": len(found),
        "seconds": round(sum(one.seconds for one in found), 3),
        "audible_s": round(sum(one.audible_s for one in found), 3),
        "audible": _share([one.audible_s for one in found], [one.seconds for one in found]),
        "covered": _counted(sum(one.covered for one in found), len(found)),
        "touched": _counted(sum(one.touched for one in found), len(found)),
        "leaking": _counted(sum(one.leaking for one in found), len(found)),
    }


def _summary(numbers: Mapping[str, Any]) -> str:
    return (
        f"{numbers['calls']} calls, with a direct identifier left {_said(numbers['calls_leaking'])}\n"
        f"    of {numbers['personal_s']:.0f} s personal data audible {_said(numbers['personal_audible'])}\n"
        f"    mentions with an audible digit or name {_said(numbers['entities_leaking'])}\n"
        f"    other speech muted {_said(numbers['other_muted'])}"
    )


def _entity_table(language: str, entities: Mapping[str, Any]) -> Table:
    table = Table(title=f"{language}: what can still be heard", title_justify="left", box=box.SIMPLE)
    table.add_column("entity", no_wrap=True)
    for heading in ("said", "seconds", "audible s", "covered", "touched", "leaking"):
        table.add_column(heading, justify="right", no_wrap=True)
    for name, row in entities.items():
        counts = (str(row[column]["count"]) for column in ("covered", "touched"))
        seconds = (f"{row['seconds']:.1f}", f"{row['audible_s']:.2f}")
        table.add_row(name, str(row["count"]), *seconds, *counts, _said(row["leaking"]))
    return table


def _of(leaks: Sequence[CallLeak], language: str) -> list[CallLeak]:
    return [leak for leak in leaks if leak.language == language]


def _personal(leak: CallLeak) -> float:
    return sum(entity.seconds for entity in leak.entities)


def _personal_audible(leak: CallLeak) -> float:
    return sum(entity.audible_s for entity in leak.entities)


def _counted(hits: int, trials: int) -> Share:
    low, high = wilson(hits, trials)
    return {"count": hits, "share": hits / trials if trials else 0.0, "low": low, "high": high}


def _summed(
    leaks: Sequence[CallLeak], part: Callable[[CallLeak], float], whole: Callable[[CallLeak], float]
) -> Share:
    return _share([part(leak) for leak in leaks], [whole(leak) for leak in leaks])


def _share(parts: Sequence[float], wholes: Sequence[float]) -> Share:
    low, high = bootstrap_share(parts, wholes)
    return {"share": sum(parts) / sum(wholes) if sum(wholes) else 0.0, "low": low, "high": high}


def _said(share: Share) -> str:
    count = f"{share['count']} = " if "count" in share else ""
    return f"{count}{share['share']:.1%} [{100 * share['low']:.1f}–{100 * share['high']:.1f}]"
