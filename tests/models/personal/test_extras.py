from importlib.util import find_spec
from pathlib import Path

import pytest
import spacy
from sourdine.models.personal import DetectorSettings, PersonalDataDetector
from sourdine.pipeline.records import Turn

TURNS = [Turn("agent", "bonjour"), Turn("customer", "c'est pour le dossier de Zyxwara à Oslo")]


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A spaCy pipeline that knows one name and one town."""
    made = spacy.blank("fr")
    ruler = made.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "PER", "pattern": "Zyxwara"}, {"label": "LOC", "pattern": "Oslo"}])  # type: ignore[attr-defined]
    folder = tmp_path_factory.mktemp("pipeline")
    made.to_disk(folder)
    return str(folder)


def test_a_spacy_pipeline_adds_the_people_it_knows(pipeline: str) -> None:
    found = PersonalDataDetector(DetectorSettings(tagger=False, spacy={"fr": pipeline})).detect(TURNS, "fr")
    spans = [span for span in found if span.rule == "extra.spacy"]
    assert [(span.turn, span.entity) for span in spans] == [(1, "PERSON")]
    assert TURNS[1].text[spans[0].start : spans[0].end] == "Zyxwara"


def test_a_pipeline_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match=r"spacy\.fr: no pipeline 'xx_none_lg'"):
        PersonalDataDetector(DetectorSettings(spacy={"fr": "xx_none_lg"})).warm_up()


def test_a_language_that_is_not_read_is_named() -> None:
    with pytest.raises(ValueError, match="neither fr nor en"):
        DetectorSettings(spacy={"de": "de_core_news_md"})


def test_gliner_without_its_package_or_model_says_so(tmp_path: Path) -> None:
    wanted = "cannot be opened" if find_spec("gliner") else "the package is missing"
    with pytest.raises(ValueError, match=f"gliner: .*{wanted}"):
        PersonalDataDetector(DetectorSettings(gliner=str(tmp_path))).warm_up()
