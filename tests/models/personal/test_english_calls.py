"""How English callers and agents put things, as rows: what must be found, and what must stay audible."""

from __future__ import annotations

import pytest
from sourdine.models.personal import PersonalDataDetector
from sourdine.pipeline.records import Turn

FOUND: list[tuple[list[str], set[tuple[str, str]]]] = [
    (
        ["a: What's the password on the account?", "c: Erm, the password's gingerbread."],
        {("PASSWORD", "gingerbread")},
    ),
    (
        ["a: and the security word", "c: is it walnut or pistachio"],
        {("PASSWORD", "walnut"), ("PASSWORD", "pistachio")},
    ),
    (
        ["a: The second and fourth letters of your memorable word?", "c: L and, er, P."],
        {("PASSWORD", "L and, er, P")},
    ),
    (
        ["a: and your security word", "c: lobster", "a: no that's an old one", "c: teapot"],
        {("PASSWORD", "teapot")},
    ),
    (["a: How will the carer get in?", "c: There's a key safe, it's 4471."], {("PASSWORD", "4471")}),
    (["a: What's your mother's name?", "c: Edna Pugh. 31 Larch Hey."], {("ADDRESS", "31 Larch Hey")}),
    (["a: And the address?", "c: 7 The Spinneys, Dorking."], {("ADDRESS", "7 The Spinneys")}),
    (
        ["a: where does she live", "c: the basement flat under the chemist's"],
        {("ADDRESS", "the basement flat")},
    ),
    (["c: i'm calling about the damp in flat fourteen c"], {("ADDRESS", "flat fourteen c")}),
    (
        ["c: my son has burnt his hand and he's vomiting"],
        {("HEALTH", "burnt his hand"), ("HEALTH", "vomiting")},
    ),
    (["a: And how's her hip?"], {("HEALTH", "hip")}),
    (["a: Policy number?", "c: HK-VAN-33-80217."], {("ACCOUNT_ID", "HK-VAN-33-80217")}),
    (
        [
            "c: the iban begins nine four six nine five four six six",
            "a: and the last part",
            "c: the last part is one nine five eight eight one",
            "a: thank you so at the end i have one nine five eight one",
        ],
        {
            ("IBAN_CODE", "nine four six nine five four six six"),
            ("IBAN_CODE", "one nine five eight eight one"),
            ("IBAN_CODE", "one nine five eight one"),
        },
    ),
    (["c: Is that Gareth's sister?"], {("PERSON", "Gareth's")}),
    (
        ["a: good afternoon you're through to bernard how can i help", "c: hello bernard"],
        {("PERSON", "bernard")},
    ),
    (
        [
            "a: can i have your phone number",
            "c: yes it's eight double oh double eight eight oh four eight two",
            "a: eight double oh double eight eight oh four eight two is that right",
        ],
        {("PHONE_NUMBER", "eight double oh double eight eight oh four eight two")},
    ),
    (
        [
            "a: what is your number",
            "c: so eight eight eight",
            "a: yes",
            "c: two one one",
            "a: mhm",
            "c: nine three oh three",
            "a: the whole code is eight eight eight two one one nine three oh three",
        ],
        {("PHONE_NUMBER", "eight eight eight two one one nine three oh three")},
    ),
    (["a: billing department georgia speaking", "c: thanks georgia bye"], {("PERSON", "georgia")}),
    (
        [
            "a: go ahead whenever you are ready",
            "c: g b thirty three b u k b",
            "a: yes",
            "c: two oh two oh one five five five",
            "c: five five five double five five",
        ],
        {
            ("IBAN_CODE", "g b thirty three b u k b"),
            ("IBAN_CODE", "two oh two oh one five five five"),
            ("IBAN_CODE", "five five five double five five"),
        },
    ),
]
AUDIBLE = [
    ["a: What's the part number?", "c: It says 4471 0092.", "a: 4471 0092, that's in stock."],
    ["a: What's the part number?", "c: the part is four four seven one zero zero nine two", "a: in stock"],
    ["a: You can ring us on 0345 600 7711 or 0800 123 4567."],
    ["a: What's the rainfall?", "c: 112.4 and then 31.6."],
    ["c: My numbers are 4, 11, 19, 23, 38, 41."],
    ["c: I'd like to book a French lesson."],
    ["a: Is she allergic to anything?"],
    ["c: It came at 10:52, in a safe place."],
    ["c: my flight was f r seventy six forty four on the ninth"],
    ["c: do you ship to georgia and india or only in the states"],
]


def _turns(said: list[str]) -> list[Turn]:
    return [Turn("agent" if one.startswith("a:") else "customer", one[3:]) for one in said]


@pytest.mark.parametrize(("said", "expected"), FOUND)
def test_finds(detector: PersonalDataDetector, said: list[str], expected: set[tuple[str, str]]) -> None:
    turns = _turns(said)
    found = {(one.entity, turns[one.turn].text[one.start : one.end]) for one in detector.detect(turns, "en")}
    assert expected <= found


@pytest.mark.parametrize("said", AUDIBLE)
def test_leaves_audible(detector: PersonalDataDetector, said: list[str]) -> None:
    assert detector.detect(_turns(said), "en") == []
