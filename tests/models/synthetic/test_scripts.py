import json
import random
import re
from pathlib import Path

import pytest
from sourdine.models.synthetic.demo_calls import DEMO, script
from sourdine.models.synthetic.lexicon import vocabulary
from sourdine.models.synthetic.scripts import (
    SCENARIOS,
    Personal,
    Script,
    Split,
    generate,
    marked_turn,
    parse_script,
    read_dialogues,
    scenes,
)
from sourdine.pipeline.records import Language

LANGUAGES: tuple[Language, ...] = ("fr", "en")
SPLITS: tuple[Split, ...] = ("train", "tune", "test")
BLOCKS = {
    name for plan in SCENARIOS.values() for step in plan.split() for name in step.rstrip("?").split("|")
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("split", SPLITS)
def test_every_split_has_a_scene_for_every_block(language: Language, split: Split) -> None:
    assert set(scenes(language, split)) >= BLOCKS


@pytest.mark.parametrize("language", LANGUAGES)
def test_splits_share_no_scene(language: Language) -> None:
    lines = {
        split: {scene for block in scenes(language, split).values() for scene in block} for split in SPLITS
    }
    assert not lines["train"] & lines["tune"]
    assert not (lines["train"] | lines["tune"]) & lines["test"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("split", SPLITS)
def test_conversations_stay_within_the_lexicon(language: Language, split: Split) -> None:
    for seed in range(60):
        said = generate(random.Random(seed), language, split)
        assert {word for turn in said.turns for word in turn.text.split()} <= vocabulary(language)
        _well_marked(said)


@pytest.mark.parametrize("name", [demo.name for demo in DEMO])
def test_demo_scripts_stay_within_the_lexicon(name: str) -> None:
    demo = script(name)
    assert {word for turn in demo.turns for word in turn.text.split()} <= vocabulary(demo.language)
    _well_marked(demo)


def _well_marked(script: Script) -> None:
    for turn in script.turns:
        end = 0
        for span in turn.personal:
            assert end <= span.start < span.end <= len(turn.text.split())
            assert re.fullmatch("[A-Z_]+", span.entity)
            end = span.end


def test_the_same_seed_gives_the_same_conversation() -> None:
    first, again, other = (generate(random.Random(seed), "fr", "test") for seed in (4, 4, 5))
    assert first == again != other


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_scenario_can_be_asked_for(scenario: str) -> None:
    assert generate(random.Random(1), "en", "tune", scenario).scenario == scenario


@pytest.mark.parametrize(
    ("text", "said", "personal"),
    [
        ("oui d'accord", "oui d'accord", ()),
        ("le [PHONE_NUMBER zéro six] oui", "le zéro six oui", (Personal("PHONE_NUMBER", 1, 3),)),
        ("[PERSON jean] [PERSON dupont]", "jean dupont", (Personal("PERSON", 0, 2),)),
        (
            "[PERSON jean] à [LOCATION lyon] [ADDRESS zéro]",
            "jean à lyon zéro",
            (Personal("PERSON", 0, 1), Personal("LOCATION", 2, 3), Personal("ADDRESS", 3, 4)),
        ),
    ],
)
def test_brackets_mark_personal_words(text: str, said: str, personal: tuple[Personal, ...]) -> None:
    turn = marked_turn("customer", False, text)
    assert (turn.text, turn.personal) == (said, personal)


def test_scripts_written_by_hand() -> None:
    turns = parse_script("# about\na: oui\nc~: [PERSON anna] ici\n", "fr", "x").turns
    assert [(turn.speaker, turn.overlaps) for turn in turns] == [("agent", False), ("customer", True)]
    with pytest.raises(ValueError, match="line 2"):
        parse_script("a: oui\nb: non\n", "fr", "x")


def test_written_dialogues_become_scripts(tmp_path: Path) -> None:
    turns = [("agent", "votre nom  s'il vous plaît"), ("customer", ""), ("customer", "julie morel m o")]
    said = [{"speaker": speaker, "text": text} for speaker, text in turns]
    spans = [
        {"turn": 2, "start": 0, "end": 11, "entity": "PERSON"},
        {"turn": 2, "start": 12, "end": 15, "entity": "PERSON"},
    ]
    spoken = {"id": "fr-1", "language": "fr", "style": "spoken", "turns": said, "spans": spans}
    path = tmp_path / "dialogues.jsonl"
    path.write_text("\n".join(map(json.dumps, [spoken, spoken | {"style": "written"}])), "utf-8")
    (script,) = read_dialogues(path)
    assert [turn.text for turn in script.turns] == ["votre nom s'il vous plaît", "julie morel m o"]
    assert script.turns[1].personal == (Personal("PERSON", 0, 2), Personal("PERSON", 2, 4))
