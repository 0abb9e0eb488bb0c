from __future__ import annotations

import json
import logging
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from presidio_analyzer import EntityRecognizer, PatternRecognizer
from sourdine.models.personal import DetectorSettings, PersonalDataDetector
from sourdine.models.personal.engine import ConversationArtifacts
from sourdine.models.personal.settings import UNREADABLE
from sourdine.pipeline.records import Language, TextSpan, Turn

DIALOGUES = Path(__file__).parents[3] / "benchmarks" / "dialogues"


def _turns(*said: str) -> list[Turn]:
    """Write a conversation as "a: …", "c: …"."""
    return [Turn({"a": "agent", "c": "customer"}[one[0]], one[3:]) for one in said]


def _texts(turns: list[Turn], spans: list[TextSpan]) -> set[tuple[str, str]]:
    return {(span.entity, turns[span.turn].text[span.start : span.end]) for span in spans}


CASES: list[tuple[Language, list[str], set[tuple[str, str]]]] = [
    (
        "fr",
        ["a: à quel numéro peut-on vous joindre",
         "c: c'est le zéro six douze trente quatre cinquante six soixante dix huit"],
        {("PHONE_NUMBER", "zéro six douze trente quatre cinquante six soixante dix huit")},
    ),
    (
        "en",
        ["a: the card number please", "c: four one one one", "a: go ahead",
         "c: double two three three", "a: so double two three three"],
        {("CREDIT_CARD", "four one one one"), ("CREDIT_CARD", "double two three three")},
    ),
    (
        "fr",
        ["a: le numéro de carte", "c: quarante neuf soixante dix", "a: oui",
         "c: euh non pardon quarante neuf soixante onze"],
        {("CREDIT_CARD", "quarante neuf soixante dix"), ("CREDIT_CARD", "quarante neuf soixante onze")},
    ),
    (
        "fr",
        ["a: vous avez votre numéro client",
         "c: oui c'est le zéro quatre-vingt-trois trois cent vingt douze six",
         "a: zéro huit trois trois deux zéro douze six c'est bien ça"],
        {("ACCOUNT_ID", "zéro quatre-vingt-trois trois cent vingt douze six")},
    ),
    (
        "fr",
        ["a: c'est à quel nom s'il vous plaît", "c: le faivre je vous épelle f e v r e",
         "a: merci madame le faivre"],
        {("PERSON", "le faivre")},
    ),
    ("fr", ["c: jean point dupont arobase gmail point com"],
     {("EMAIL_ADDRESS", "jean point dupont arobase gmail point com")}),
    ("en", ["c: it's mark dot evans at hotmail dot co dot uk"],
     {("EMAIL_ADDRESS", "mark dot evans at hotmail dot co dot uk")}),
    ("fr", ["c: Mon adresse : Jean.Dupont@gmail.com."], {("EMAIL_ADDRESS", "Jean.Dupont@gmail.com")}),
    ("fr", ["c: Le 06 12 34 56 78, merci."], {("PHONE_NUMBER", "06 12 34 56 78")}),
    ("fr", ["c: Ma carte, c'est 4970 1012 3456 7890."], {("CREDIT_CARD", "4970 1012 3456 7890")}),
    (
        "en",
        ["a: and your card", "c: four nine seven oh one two one two", "a: mm",
         "c: three four five six seven eight nine nine", "a: until when is it good",
         "c: april two thousand twenty eight", "a: and the little ones", "c: that's three one two",
         "c: i waited for two hours in april"],
        {("CREDIT_CARD", "four nine seven oh one two one two"),
         ("CREDIT_CARD", "three four five six seven eight nine nine"),
         ("CARD_EXPIRY", "april two thousand twenty eight"), ("CARD_CVV", "three one two")},
    ),
    ("fr", ["c: je m'appelle karim benali"], {("PERSON", "karim benali")}),
    ("en", ["c: my name is grace hopper"], {("PERSON", "grace hopper")}),
    ("fr", ["a: votre nom", "c: petit"], {("PERSON", "petit")}),
    ("fr", ["c: oui l e f e v r e"], {("PERSON", "l e f e v r e")}),
    ("fr", ["c: m comme marcel a r t i n"], {("PERSON", "m comme marcel a r t i n")}),
    ("fr", ["a: votre date de naissance", "c: quatorze juillet mille neuf cent soixante dix neuf"],
     {("DATE_OF_BIRTH", "quatorze juillet mille neuf cent soixante dix neuf")}),
    ("en", ["a: what's your registration", "c: a b one two c d e"], {("LICENSE_PLATE", "a b one two c d e")}),
    ("en", ["c: the password is bluebird seven"], {("PASSWORD", "bluebird seven")}),
    ("en", ["c: I have diabetes"], {("HEALTH", "diabetes")}),
    ("fr", ["c: ma fille a sept ans"], {("AGE", "sept ans")}),
    ("fr", ["a: C'est toujours le 07 81 33 09 66 ?", "c: Non, les deux derniers chiffres c'est 67."],
     {("PHONE_NUMBER", "07 81 33 09 66"), ("PHONE_NUMBER", "67")}),
    ("en", ["a: and a landline", "c: oh two oh seven nine four six hang on nine four six oh one two three"],
     {("PHONE_NUMBER", "oh two oh seven nine four six"), ("PHONE_NUMBER", "nine four six oh one two three")}),
    ("fr", ["c: le code RIO c'est zéro un p a b c un deux trois d e f"],
     {("ACCOUNT_ID", "zéro un p a b c un deux trois d e f")}),
    ("en", ["a: what's the MPAN on the bill", "c: 20 0001 2345 678"], {("ACCOUNT_ID", "20 0001 2345 678")}),
    ("en", ["a: reference please", "c: alpha x-ray four four nine bravo"],
     {("ACCOUNT_ID", "alpha x-ray four four nine bravo")}),
    ("fr", ["c: Ma voiture, une 208, EX 904 LM, est au garage."], {("LICENSE_PLATE", "EX 904 LM")}),
    ("en", ["a: and the reg of the car", "c: yankee delta six eight", "a: yes", "c: hotel papa oscar"],
     {("LICENSE_PLATE", "yankee delta six eight"), ("LICENSE_PLATE", "hotel papa oscar")}),
    ("fr",
     ["a: votre numéro de sécu", "c: deux soixante quinze zéro huit", "a: oui", "c: et la clé trente huit"],
     {("NATIONAL_ID", "deux soixante quinze zéro huit"), ("NATIONAL_ID", "trente huit")}),
    ("en", ["c: Visa: 4000 0566 5566 5556, 12/28."],
     {("CREDIT_CARD", "4000 0566 5566 5556"), ("CARD_EXPIRY", "12/28")}),
    ("en", ["a: the card number", "c: 4929 0112 8400 7719", "c: and do you want the one on the back, 266"],
     {("CREDIT_CARD", "4929 0112 8400 7719"), ("CARD_CVV", "266")}),
    ("en", ["c: the card it was bought on ended in 3384, expiry 02/25"],
     {("CREDIT_CARD", "3384"), ("CARD_EXPIRY", "02/25")}),
    ("fr", ["a: vos dates de naissance", "c: moi le cinq du onze soixante dix neuf"],
     {("DATE_OF_BIRTH", "le cinq du onze soixante dix neuf")}),
    ("fr", ["c: Née le 30 janvier de l'an 2000."], {("DATE_OF_BIRTH", "le 30 janvier de l'an 2000")}),
    ("en", ["a: Date of birth?", "c: 17th of November '56."], {("DATE_OF_BIRTH", "17th of November '56")}),
    ("en", ["a: and where were you born", "c: in swindon on new year's day nineteen eighty three"],
     {("DATE_OF_BIRTH", "new year's day nineteen eighty three")}),
    ("fr", ["c: Je suis du 15 avril 34."], {("DATE_OF_BIRTH", "15 avril 34")}),
    ("fr", ["a: vous êtes né quand", "c: en soixante douze"], {("DATE_OF_BIRTH", "soixante douze")}),
    ("fr", ["a: votre mot de passe vocal", "c: je crois que c'est gaufrette septante sept"],
     {("PASSWORD", "gaufrette septante sept")}),
    ("en", ["c: I set the password to Pepper!2020 but it fails"],
     {("PASSWORD", "Pepper"), ("PASSWORD", "2020")}),
    ("fr", ["a: bonjour claire à votre écoute", "c: parfait merci beaucoup lair au revoir"],
     {("PERSON", "lair")}),
    ("fr", ["c: le digicode c'est b douze quarante sept"], {("PASSWORD", "b douze quarante sept")}),
    ("en", ["c: c.nwosu@fastmail.com", "a: Is that C dot Nwosu?"], {("EMAIL_ADDRESS", "C dot Nwosu")}),
    ("fr", ["a: votre mail", "c: k a c i tiret du bas samia arobase hotmail point fr"],
     {("EMAIL_ADDRESS", "k a c i tiret du bas samia arobase hotmail point fr")}),
    ("fr", ["a: L'immatriculation ?", "c: C'est DT, 650, CV."], {("LICENSE_PLATE", "DT, 650, CV")}),
    ("fr", ["a: laquelle de voiture", "c: la grise d x cent trente-neuf"],
     {("LICENSE_PLATE", "d x cent trente-neuf")}),
    ("fr", ["c: f r soixante-trois", "a: oui", "c: vingt mille quarante et un"],
     {("IBAN_CODE", "f r soixante-trois"), ("IBAN_CODE", "vingt mille quarante et un")}),
    ("fr", ["a: Vous êtes monsieur Silva ?", "c: Non. Monsieur Da Costa."], {("PERSON", "Da Costa")}),
    ("fr", ["a: Bonjour monsieur Le Floc'h."], {("PERSON", "Le Floc'h")}),
    ("fr", ["a: Comptoir serrures, bonjour, Moïse."], {("PERSON", "Moïse")}),
    ("fr", ["a: Votre nom ?", "c: Weber, avec un W."], {("PERSON", "W")}),
    ("fr", ["a: votre mot de passe", "c: le chat botté", "a: ce n'est pas celui que j'ai",
            "c: ah oui c'est mamie bretonne"], {("PASSWORD", "mamie bretonne")}),
    ("fr", ["a: Votre code secret ?", "c: C'est 6103 ou 6130."], {("PASSWORD", "6103 ou 6130")}),
    ("fr", ["c: et puis j'ai mal au dos je souffre de l'épaule"], {("HEALTH", "l'épaule")}),
    ("fr", ["c: on fête les soixante-dix ans de mon père"], {("AGE", "soixante-dix ans")}),
    ("fr", ["c: ce matin plainte deux mille vingt-cinq barre huit cent deux"],
     {("ACCOUNT_ID", "deux mille vingt-cinq barre huit cent deux")}),
    ("en", ["a: what's the first line of your address", "c: six the paddocks"],
     {("ADDRESS", "six the paddocks")}),
    ("fr", ["c: j'habite place de l'église numéro trois"], {("ADDRESS", "place de l'église numéro trois")}),
    ("fr", ["a: numéro de dossier", "c: c'est le quatre deux sept euro zéro un neuf"],
     {("ACCOUNT_ID", "quatre deux sept euro zéro un neuf")}),
    ("en", ["a: can i take a mobile", "c: oh seven nine one line triple three owe four to"],
     {("PHONE_NUMBER", "oh seven nine one line triple three owe four to")}),
]  # fmt: skip


@pytest.mark.parametrize(("language", "said", "expected"), CASES)
def test_finds(
    detector: PersonalDataDetector, language: Language, said: list[str], expected: set[tuple[str, str]]
) -> None:
    turns = _turns(*said)
    assert expected <= _texts(turns, detector.detect(turns, language))


AUDIBLE: list[tuple[Language, str]] = [
    ("fr", "ça fait cent vingt trois euros cinquante par mois pendant deux ans"),
    ("fr", "le rendez-vous est le douze mars entre quatorze heures et seize heures trente"),
    ("fr", "votre relevé est de quarante cinq mille deux cent douze kilowattheures"),
    ("fr", "douze cartons de papier et trois cartouches noires"),
    ("fr", "Votre commande de 3 articles, 129,90 €, arrive le 12 mars entre 14h et 16h30."),
    ("en", "you've used twelve gigabytes out of twenty and three hundred and forty minutes"),
    ("en", "we're open from eight to six and until half past three on saturday"),
    ("en", "My bill went from £84.20 to £129.75 for 312 kWh."),
    ("en", "the sofa is 210 cm wide and costs $1,299 with a 5 year warranty"),
    ("en", "I will mark the two boxes and you may pay the bill in may"),
    ("fr", "Nous avions 61 398 et 38 890 le 11, votre compteur affiche 61 422."),
    ("fr", "la référence de la pièce c'est quatre cent six f zéro deux"),
    ("fr", "Référence 77 410 220, 58,50 € pièce."),
    ("fr", "quatre pneus en deux cent cinq cinquante cinq r seize"),
    ("fr", "je cherche la visseuse référence quatre-vingt-deux zéro six trente-quatre en dix-huit volts"),
    ("fr", "le service pro c'est toujours le zéro huit cent six zéro zéro douze treize"),
    ("fr", "Le numéro vert, c'est le 0 800 11 22 33."),
    ("fr", "et le quatorze juillet mille sept cent quatre-vingt-neuf c'était un mardi"),
    ("fr", "le tirage c'est le quatre le douze le dix-neuf le trente-trois le quarante-sept"),
    ("fr", "la prévoyance est à un virgule dix-huit depuis janvier"),
    ("fr", "Versement sous 72 heures, 1 104,12."),
    ("fr", "il vous reste quatre cent vingt points soit dix euros"),
    ("fr", "Le quai 4 est en travaux, prenez le quai trois."),
    ("en", "There's the 8:01, the 8:32 and the 9:02, open from 7:30 to 6."),
    ("en", "three ninety two plus four three eight so eight hundred and thirty plus the vat"),
    ("en", "they're thirty two ninety nine each or two for fifty five"),
    ("en", "the model number is WMB714-6 and the part number is C00288114"),
    ("en", "House is €17.80 a kilo, decaf €19.20."),
]


def test_a_products_code_stays_where_products_are_spoken_of(detector: PersonalDataDetector) -> None:
    turns = _turns(
        "a: Pharmacie Pasteur, quel produit ?", "c: Le code CIP 34009 300 123 4, j'en voudrais 40."
    )
    assert detector.detect(turns, "fr") == []


def test_a_tariff_is_nobodys(detector: PersonalDataDetector) -> None:
    turns = _turns(
        "a: what would you like to know",
        "c: the price of the big plan",
        "a: it's nineteen ninety nine a month for eighteen months then twenty four fifty a month",
        "c: okay",
    )
    assert detector.detect(turns, "en") == []


@pytest.mark.parametrize(("language", "text"), AUDIBLE)
def test_leaves_audible(detector: PersonalDataDetector, language: Language, text: str) -> None:
    assert detector.detect([Turn("customer", text)], language) == []


def test_a_name_found_once_is_found_everywhere(detector: PersonalDataDetector) -> None:
    turns = _turns(
        "c: je m'appelle karim benalli", "a: merci", "a: monsieur benali c'est noté", "c: karim avec un k"
    )
    found = _texts(turns, detector.detect(turns, "fr"))
    assert {("PERSON", "benali"), ("PERSON", "karim")} <= found


def test_agents_may_keep_their_names() -> None:
    keeping = PersonalDataDetector(DetectorSettings(keep_agent_names=True))
    turns = _turns("a: bonjour sandrine à votre écoute", "c: bonjour je m'appelle karim benali")
    assert _texts(turns, keeping.detect(turns, "fr")) == {("PERSON", "karim benali")}


def test_users_choose_entities_thresholds_allowed_words_and_patterns() -> None:
    turns = _turns("c: je m'appelle karim benali mon contrat c'est ZX-12")
    only = PersonalDataDetector(DetectorSettings(entities=("PHONE_NUMBER",)))
    assert only.detect(turns, "fr") == []
    strict = PersonalDataDetector(DetectorSettings(threshold=0.99))
    assert strict.detect(turns, "fr") == []
    allowing = PersonalDataDetector(DetectorSettings(allow=("karim benali",)))
    assert not any(entity == "PERSON" for entity, _ in _texts(turns, allowing.detect(turns, "fr")))
    shape = {
        "name": "ours",
        "supported_entity": "CONTRACT",
        "patterns": [{"name": "zx", "regex": r"ZX-\d\d", "score": 0.99}],
    }
    own = PersonalDataDetector(DetectorSettings(recognizers=(shape,)))
    assert ("CONTRACT", "ZX-12") in _texts(turns, own.detect(turns, "fr"))


def test_a_presidio_yaml_adds_recognisers(tmp_path: Path) -> None:
    file = tmp_path / "more.yaml"
    file.write_text(
        "recognizers:\n  - name: Badges\n    supported_entity: BADGE\n    supported_language: en\n"
        "    patterns:\n      - name: badge\n        regex: 'badge \\w+'\n        score: 0.95\n"
    )
    turns = _turns("c: here is badge blue")
    detector = PersonalDataDetector(DetectorSettings(recognizers_file=file))
    assert ("BADGE", "badge blue") in _texts(turns, detector.detect(turns, "en"))


class _Failing(EntityRecognizer):
    def load(self) -> None: ...

    def analyze(self, text: str, entities: list[str], nlp_artifacts: object = None) -> list[object]:  # type: ignore[override]
        if "boom" in text:
            raise RuntimeError("secret words")
        return []


def test_an_error_masks_the_turn_and_asks_for_review() -> None:
    detector = PersonalDataDetector()
    detector.warm_up()
    assert detector._engine is not None
    failing = _Failing(["PERSON"], supported_language="en")
    detector._engine.analyzer.registry.add_recognizer(failing)
    turns = _turns("a: hello", "c: boom goes the call", "c: my name is john smith")
    found = detector.detect_with_review(turns, "en")
    texts = _texts(turns, list(found.spans))
    assert (UNREADABLE, "boom goes the call") in texts
    assert ("PERSON", "john smith") in texts
    assert found.review_reasons
    assert "secret" not in " ".join(found.review_reasons)


class _Slow:
    """A compiled pattern that takes too long."""

    def finditer(self, text: str, timeout: float) -> None:
        raise TimeoutError


def test_a_pattern_that_times_out_fails_closed() -> None:
    pattern = {"name": "slow", "regex": "zx", "score": 0.9}
    shape = {"name": "slow", "supported_entity": "SLOW", "patterns": [pattern]}
    detector = PersonalDataDetector(DetectorSettings(recognizers=(shape,)))
    detector.warm_up()
    assert detector._engine is not None
    for recognizer in detector._engine.analyzer.registry.recognizers:
        if isinstance(recognizer, PatternRecognizer):
            slow: Any = recognizer
            slow.patterns[0].compiled_regex = _Slow()
    found = detector.detect_with_review(_turns("c: hello there"), "en")
    assert found.review_reasons
    assert [(span.entity, span.start) for span in found.spans] == [(UNREADABLE, 0)]


@given(
    texts=st.lists(st.text(max_size=60)
        | st.sampled_from(["zéro six " * 4, "👍🏽 \x00 ‏مرحبا", "at dot com", ""]), max_size=6),
    language=st.sampled_from(["fr", "en"]),
)  # fmt: skip
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_raises_and_spans_are_sound(
    detector: PersonalDataDetector, texts: list[str], language: Language
) -> None:
    turns = [Turn("customer" if number % 2 else "agent", text) for number, text in enumerate(texts)]
    found = detector.detect_with_review(turns, language)
    assert found.review_reasons == ()
    last = (0, 0)
    for span in found.spans:
        assert 0 <= span.start < span.end <= len(turns[span.turn].text)
        assert (span.turn, span.start) >= last
        last = (span.turn, span.end)


@pytest.mark.parametrize(
    "text", ["zéro six ", "rue ", "a.", "arobase gmail point com ", "je m'appelle jean "]
)
def test_long_calls_take_linear_time(detector: PersonalDataDetector, text: str) -> None:
    def took(count: int) -> float:
        began = time.process_time()
        detector.detect([Turn("customer", text * count)], "fr")
        return time.process_time() - began

    assert took(8000) < 12 * took(2000) + 0.5


def test_threads_agree(detector: PersonalDataDetector) -> None:
    turns = _turns("a: votre numéro de carte", "c: quatre neuf sept zéro", "c: je m'appelle karim benali")
    expected = detector.detect(turns, "fr")
    with ThreadPoolExecutor(8) as pool:
        assert all(found == expected for found in pool.map(lambda _: detector.detect(turns, "fr"), range(32)))


def test_no_network_and_no_personal_word_in_any_log(
    detector: PersonalDataDetector, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*arguments: object, **named: object) -> None:
        raise AssertionError("a network connection was tried")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    with caplog.at_level(logging.DEBUG):
        turns = _turns(
            "c: zebulon.quetzal@gmail.com GB29 NWBK 6016 1331 9268 19 je m'appelle zebulon quetzal"
        )
        assert detector.detect(turns, "en")
        assert detector.detect(turns, "fr")
    assert "zebulon" not in caplog.text.lower()
    assert "1331" not in caplog.text


def test_presidios_own_context_words_work(detector: PersonalDataDetector) -> None:
    assert detector._engine is not None
    artifacts = detector._engine.nlp.process_text("my Card number", "en")
    assert isinstance(artifacts, ConversationArtifacts)
    assert artifacts.lemmas == ["my", "card", "number"]


@pytest.mark.parametrize(("split", "floor"), [("tune", 0.94), ("test", 0.86)])
def test_written_dialogues_hold_up(detector: PersonalDataDetector, split: str, floor: float) -> None:
    """The floor under which no change may bring the hand-written dialogues."""
    whole = count = 0
    for line in (DIALOGUES / f"{split}.jsonl").read_text(encoding="utf-8").splitlines():
        call = json.loads(line)
        turns = [Turn(turn["speaker"], turn["text"]) for turn in call["turns"]]
        spans = detector.detect(turns, call["language"])
        for truth in call["spans"]:
            text = turns[truth["turn"]].text
            hidden = {at for s in spans if s.turn == truth["turn"] for at in range(s.start, s.end)}
            inside = [at for at in range(truth["start"], truth["end"]) if text[at].isalnum()]
            whole += all(at in hidden for at in inside)
            count += 1
    assert whole / count >= floor
