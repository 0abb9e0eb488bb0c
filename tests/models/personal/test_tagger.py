from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sourdine.models.personal import DetectorSettings, PersonalDataDetector
from sourdine.models.personal.merge import Finding
from sourdine.models.personal.network import PIECE, REACH, load_networks
from sourdine.models.personal.tagger import find_tagged, probabilities, second_word
from sourdine.models.personal.tokens import Conversation, read_conversation
from sourdine.pipeline.records import Language, Turn

LANGUAGES: tuple[Language, ...] = ("fr", "en")


def _read(language: Language, *said: str) -> Conversation:
    return read_conversation([Turn("customer", one) for one in said], language)


def _tagged(language: Language, *said: str) -> set[tuple[str, str]]:
    conversation = _read(language, *said)
    tokens, text = conversation.tokens, conversation.text
    found = find_tagged(conversation)
    return {(one.entity, text[tokens[one.first].start : tokens[one.last].end]) for one in found}


FOUND: list[tuple[Language, str, tuple[str, str]]] = [
    ("fr", "je vais demander à karim il sait comment ça marche", ("PERSON", "karim")),
    ("fr", "votre collègue mehdi m'a dit que c'était bon", ("PERSON", "mehdi")),
    ("fr", "maintenant j'habite saint chamond", ("LOCATION", "saint chamond")),
    ("fr", "il a eu une sclérose en plaques", ("HEALTH", "sclérose en plaques")),
    ("en", "my neighbour eirlys can bring me", ("PERSON", "eirlys")),
    ("en", "i'll ask babatunde he set it up", ("PERSON", "babatunde")),
    ("en", "She moved to Luton in October.", ("LOCATION", "Luton")),
    ("en", "My son Trevon is here.", ("PERSON", "Trevon")),
]
AUDIBLE: list[tuple[Language, str]] = [
    ("fr", "je cherche un train pour lyon demain matin"),
    ("fr", "j'ai payé en avril puis en mai"),
    ("fr", "la robe rose en taille trente huit"),
    ("fr", "Je voudrais résilier mon abonnement chez Orange."),
    ("en", "may i pay by card it may be ready in may"),
    ("en", "will you mark the bill as paid please"),
    ("en", "The Bristol store opens at nine on Saturday."),
    ("en", "what time is the last train from leeds to york"),
]


def test_every_word_knows_how_sure_the_recogniser_is_of_it() -> None:
    turns = [
        Turn("agent", "hi"),
        Turn("customer", "it's  Ok-for.", (0.9, 0.4)),
        Turn("agent", "d'or", (None,)),
    ]
    conversation = read_conversation(turns, "en")
    assert [(one.text, one.probability) for one in conversation.tokens] == [
        ("hi", None),
        ("it's", 0.9),
        ("Ok", 0.4),
        ("for", 0.4),
        ("d'or", None),
    ]
    with pytest.raises(ValueError, match="zip"):
        read_conversation([Turn("agent", "one two", (0.5,))], "en")


def test_a_doubted_word_is_likelier_a_name_than_a_sure_one() -> None:
    said = "this is the booking line it's hi sinth speaking how can i help"
    sure = [0.95] * len(said.split())
    unsure = [0.45 if word in ("hi", "sinth") else 0.95 for word in said.split()]
    first, second = (
        probabilities(read_conversation([Turn("agent", said, tuple(one))], "en")) for one in (sure, unsure)
    )
    person = load_networks().labels.index("PERSON")
    assert second[7, person] > first[7, person]


@pytest.mark.parametrize(("language", "said", "expected"), FOUND)
def test_finds_without_an_announcement(language: Language, said: str, expected: tuple[str, str]) -> None:
    assert expected in _tagged(language, said)


@pytest.mark.parametrize(("language", "said"), AUDIBLE)
def test_leaves_what_is_not_personal(language: Language, said: str) -> None:
    assert _tagged(language, said) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_gives_probabilities(language: Language) -> None:
    given = probabilities(_read(language, "bonjour karim", "", "ok " * 500))
    assert given.shape == (502, len(load_networks().labels))
    np.testing.assert_allclose(given.sum(axis=1), 1, atol=1e-3)


def test_a_long_call_is_read_like_a_short_one() -> None:
    networks = load_networks()
    summed = np.random.default_rng(1).normal(size=(PIECE + 5 * REACH, networks.size)).astype(np.float32)
    whole, late = networks.probabilities(summed), networks.probabilities(summed[PIECE - REACH :])
    np.testing.assert_allclose(whole[PIECE + 1 :], late[REACH + 1 :], atol=1e-4)
    one = networks.probabilities(summed[:1])
    assert one.shape == (1, len(networks.labels))


def test_the_second_word_lets_go_what_is_no_data_but_never_what_checks_out() -> None:
    conversation = _read("en", "the train leaves at nine forty five from platform two")
    start = conversation.text.index("nine")
    weak = Finding(start, start + len("nine forty five"), "ACCOUNT_ID", 0.5, "figures.expected")
    proven = Finding(weak.start, weak.end, "CREDIT_CARD", 0.95, "figures.checksum")
    assert second_word(conversation, weak) is None
    assert second_word(conversation, proven) == proven


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(max_size=60), max_size=6), st.sampled_from(LANGUAGES))
def test_reads_any_text(said: list[str], language: Language) -> None:
    conversation = _read(language, *said)
    for one in find_tagged(conversation):
        assert 0 <= one.first <= one.last < len(conversation.tokens)
        assert conversation.tokens[one.first].turn == conversation.tokens[one.last].turn
        assert 0.3 <= one.score < 0.5


def test_reads_the_same_in_threads() -> None:
    said = ["je vais demander à karim", "votre collègue mehdi m'a dit", "j'habite saint chamond"] * 20
    with ThreadPoolExecutor(8) as pool:
        threads = list(pool.map(lambda one: _tagged("fr", one), said))
    assert threads == [_tagged("fr", one) for one in said]


def test_adds_to_the_rules(detector: PersonalDataDetector) -> None:
    turns = [
        Turn("agent", "bonjour ici sandrine quel est votre nom"),
        Turn("customer", "moi c'est luc dupont j'ai vu votre collègue yuldashova et elle fait une thrombose"),
        Turn("agent", "et votre numéro"),
        Turn("customer", "zéro six douze trente quatre cinquante six soixante dix huit"),
    ]
    without = PersonalDataDetector(DetectorSettings(tagger=False))
    covered = [
        {(span.turn, at) for span in one.detect(turns, "fr") for at in range(span.start, span.end)}
        for one in (detector, without)
    ]
    assert covered[0] > covered[1]


def test_agents_names_stay_where_wanted() -> None:
    keeps = PersonalDataDetector(DetectorSettings(keep_agent_names=True))
    spans = keeps.detect(
        [Turn("agent", "bonjour je suis sandrine"), Turn("customer", "bonjour sandrine")], "fr"
    )
    assert spans == []
