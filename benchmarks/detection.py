"""How much personal data the detector finds in text, beside Presidio as shipped, in one run.

    python -m benchmarks.detection [FILE…] [--errors 0.05] [--totals] [--json RESULTS]

FILE: dialogues as JSON lines in the format of ``sourdine detect`` plus "spans" (default: the
untouched test split). Per language, style and entity: entities wholly covered (with a 95 % Wilson
interval), right entity, calls with a direct identifier left, personal characters covered, other
characters covered for nothing, words a second. Characters are letters and figures. ``--errors``
substitutes that share of the words by what a recogniser confuses, in spoken style. ``--totals`` leaves
the kinds of data out: what was missed of the untouched split is not to be worked on.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path
from typing import Any

from sourdine.models.personal import PersonalDataDetector
from sourdine.models.personal.word_sets import word_set
from sourdine.pipeline.records import Language, TextSpan, Turn

HERE = Path(__file__).parent
DIRECT = word_set(
    "PERSON PHONE_NUMBER EMAIL_ADDRESS ADDRESS CREDIT_CARD CARD_CVV IBAN_CODE BANK_ACCOUNT "
    "NATIONAL_ID DATE_OF_BIRTH PASSWORD ACCOUNT_ID LICENSE_PLATE"
)
_CONFUSED = {
    "fr": """vingt:vin,vent sept:set,cette dix:dis six:si,cis cent:sans cinq:sain deux:de,du trois:toi
        huit:oui,ouit neuf:nerf,oeuf quatre:carte,quart b:p,d p:b d:t m:n point:poing,pas arobase:aro,arrobase
        numéro:numero,numéros téléphone:téléphones zéro:euro,zeros carte:quatre nom:non rue:rut,vue
        treize:seize,trois""",
    "en": """four:for two:to,too eight:ate,a one:won,want six:sex,sick nine:mine,line five:fine,fly
        oh:o,owe three:tree,free seven:heaven b:p,d p:b m:n d:t dot:dock at:add,that number:numbers,lumber
        card:car,cart street:treat road:rode name:main,names my:mine""",
}
CONFUSIONS: dict[str, dict[str, tuple[str, ...]]] = {
    language: {one.split(":")[0]: tuple(one.split(":")[1].split(",")) for one in text.split()}
    for language, text in _CONFUSED.items()
}

ONLY_DIRECT = ", direct"  # rows of direct identifiers alone: what else is hidden is nobody's loss there
Find = Callable[[Sequence[Turn], Language], list[TextSpan]]


@dataclass(slots=True)
class Tally:
    """Counts of one row of the table."""

    entities: int = 0
    covered: int = 0
    right: int = 0
    touched: int = 0
    personal: int = 0  # characters
    hidden: int = 0  # of them covered
    other: int = 0
    muted: int = 0  # of the others covered
    calls: int = 0
    leaking: int = 0  # calls with a direct identifier not wholly covered
    missed: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def wilson(hits: int, count: int) -> tuple[float, float]:
    """Give the 95 % interval of a share (Wilson 1927)."""
    if not count:
        return 0.0, 1.0
    z, p = 1.96, hits / count
    middle = (p + z * z / (2 * count)) / (1 + z * z / count)
    half = z * sqrt(p * (1 - p) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return middle - half, middle + half


def read(files: Iterable[Path]) -> list[dict[str, Any]]:
    """Read dialogues."""
    return [
        json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines() if line
    ]


def misheard(call: Mapping[str, Any], rate: float, rng: random.Random) -> dict[str, Any]:
    """Substitute words as a recogniser would and move the spans along."""
    turns, spans = [], []
    for number, turn in enumerate(call["turns"]):
        own = [dict(span) for span in call["spans"] if span["turn"] == number]
        text, at, pieces = turn["text"], 0, []
        shifts: list[tuple[int, int]] = []
        for word in text.split(" "):
            choices = CONFUSIONS[call["language"]].get(word, ())
            written = rng.choice(choices) if choices and rng.random() < rate * 4 else word
            shifts.append((at + len(word), len(written) - len(word)))
            pieces.append(written)
            at += len(word) + 1
        for span in own:
            moved_start = sum(by for end, by in shifts if end <= span["start"])
            moved_end = sum(by for end, by in shifts if end <= span["end"])
            spans.append({**span, "start": span["start"] + moved_start, "end": span["end"] + moved_end})
        turns.append({**turn, "text": " ".join(pieces)})
    return {**call, "turns": turns, "spans": spans}


def score(call: Mapping[str, Any], found: Sequence[TextSpan], tallies: Iterable[Tally]) -> None:
    """Compare what was found in a call with the truth, character by character."""
    for number, turn in enumerate(call["turns"]):
        text = turn["text"]
        truth = [span for span in call["spans"] if span["turn"] == number]
        mine = [span for span in found if span.turn == number]
        hidden = {at for span in mine for at in range(span.start, span.end)}
        private = {at for span in truth for at in range(span["start"], span["end"])}
        said = [at for at, character in enumerate(text) if character.isalnum()]
        for tally in tallies:
            tally.personal += sum(at in private for at in said)
            tally.hidden += sum(at in private and at in hidden for at in said)
            tally.other += sum(at not in private for at in said)
            tally.muted += sum(at not in private and at in hidden for at in said)
    leaks = False
    for span in call["spans"]:
        text = call["turns"][span["turn"]]["text"]
        mine = [one for one in found if one.turn == span["turn"]]
        hidden = {at for one in mine for at in range(one.start, one.end)}
        inside = [at for at in range(span["start"], span["end"]) if text[at].isalnum()]
        whole = all(at in hidden for at in inside)
        right = any(
            one.entity == span["entity"] and one.start < span["end"] and span["start"] < one.end
            for one in mine
        )
        leaks |= not whole and span["entity"] in DIRECT
        for tally in tallies:
            tally.entities += 1
            tally.covered += whole
            tally.right += right
            tally.touched += any(at in hidden for at in inside)
            tally.missed[span["entity"]] += not whole
    for tally in tallies:
        tally.calls += 1
        tally.leaking += leaks


def measure(calls: Sequence[Mapping[str, Any]], find: Find) -> dict[str, Tally]:
    """Give the tallies by row name."""
    rows: dict[str, Tally] = defaultdict(Tally)
    for call in calls:
        turns = [Turn(turn["speaker"], turn["text"]) for turn in call["turns"]]
        found = find(turns, call["language"])
        names = ["all", f"{call['language']} {call['style']}"]
        score(call, found, [rows[name] for name in names])
        direct = {**call, "spans": [span for span in call["spans"] if span["entity"] in DIRECT]}
        score(direct, found, [rows[f"{name}{ONLY_DIRECT}"] for name in names])
        for entity in {span["entity"] for span in call["spans"]}:
            part = {**call, "spans": [span for span in call["spans"] if span["entity"] == entity]}
            score(part, found, [rows[entity]])
    return rows


def shipped() -> Find:
    """Give Presidio as shipped, without a language model: its own patterns, turn by turn."""
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from sourdine.models.personal.engine import stay_offline

    stay_offline()
    from presidio_analyzer.nlp_engine import NoOpNlpEngine

    languages = ["en", "fr"]
    nlp = NoOpNlpEngine([{"lang_code": one, "model_name": "none"} for one in languages])
    nlp.load()
    registry = RecognizerRegistry(supported_languages=languages)
    registry.load_predefined_recognizers(languages=languages, nlp_engine=nlp)
    engine = AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=languages)

    def find(turns: Sequence[Turn], language: Language) -> list[TextSpan]:
        return [
            TextSpan(number, one.start, one.end, one.entity_type, one.score, "presidio")
            for number, turn in enumerate(turns)
            for one in engine.analyze(turn.text, language, score_threshold=0.3)
            if one.entity_type != "DATE_TIME"
        ]

    return find


def table(rows: Mapping[str, Tally]) -> str:
    """Write the rows as text."""
    lines = [
        f"{'':22}{'n':>5} {'covered':>8} {'95 %':>13} {'right':>7} "
        f"{'chars':>7} {'muted':>7} {'leaking calls':>14}"
    ]
    for name in sorted(rows, key=lambda name: (name.isupper(), not name.startswith("all"), name)):
        row = rows[name]
        low, high = wilson(row.covered, row.entities)
        count = max(1, row.entities)
        lines.append(
            f"{name:22}{row.entities:5} {row.covered / count:8.1%} {low:6.1%}–{high:.1%} "
            f"{row.right / count:7.1%} "
            f"{row.hidden / max(1, row.personal):7.1%} "
            + (
                ""
                if name.isupper() or name.endswith(ONLY_DIRECT)
                else f"{row.muted / max(1, row.other):7.1%} {row.leaking:7}/{row.calls}"
            )
        )
    return "\n".join(lines)


def wanted(rows: Mapping[str, Tally], totals: bool) -> dict[str, Tally]:
    """Leave the rows by kind of data out where only totals are wanted."""
    return {name: row for name, row in rows.items() if not (totals and name.isupper())}


def as_json(rows: Mapping[str, Tally]) -> dict[str, dict[str, float | list[float]]]:
    """Give the rows as numbers, shares with their 95 % intervals."""
    return {
        name: {
            "entities": row.entities,
            "covered": round(row.covered / max(1, row.entities), 4),
            "covered_95": [round(one, 4) for one in wilson(row.covered, row.entities)],
            "right": round(row.right / max(1, row.entities), 4),
            "touched": round(row.touched / max(1, row.entities), 4),
            "characters_hidden": round(row.hidden / max(1, row.personal), 4),
            "others_muted": round(row.muted / max(1, row.other), 4),
            "calls": row.calls,
            "calls_leaking": row.leaking,
            "calls_leaking_95": [round(one, 4) for one in wilson(row.leaking, row.calls)],
        }
        for name, row in rows.items()
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, default=[HERE / "dialogues" / "test.jsonl"])
    parser.add_argument("--errors", type=float, default=0.0)
    parser.add_argument("--ours-only", action="store_true")
    parser.add_argument("--totals", action="store_true", help="no rows by kind of data")
    parser.add_argument("--json", type=Path, help="write the results here as well")
    options = parser.parse_args()
    calls = read(options.files)
    if options.errors:
        rng = random.Random(7)
        calls = [misheard(call, options.errors, rng) if call["style"] == "spoken" else call for call in calls]
    detector = PersonalDataDetector()
    detector.warm_up()
    began = time.process_time()
    ours = wanted(measure(calls, detector.detect), options.totals)
    print(f"Sourdine ({detector.version})\n{table(ours)}")
    count = sum(len(turn["text"].split()) for call in calls for turn in call["turns"])
    for call in calls:
        detector.detect([Turn(turn["speaker"], turn["text"]) for turn in call["turns"]], call["language"])
    began = time.process_time()
    for call in calls:
        detector.detect([Turn(turn["speaker"], turn["text"]) for turn in call["turns"]], call["language"])
    speed = count / (time.process_time() - began)
    print(f"{speed:,.0f} words a second")
    results = {"errors": options.errors, "words_a_second": round(speed), "sourdine": as_json(ours)}
    if not options.ours_only:
        theirs = wanted(measure(calls, shipped()), options.totals)
        print(f"\nPresidio as shipped\n{table(theirs)}")
        results["presidio"] = as_json(theirs)
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
