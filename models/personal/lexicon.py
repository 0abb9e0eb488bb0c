"""Word lists read from ``data/``, once: names, towns, common words."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from sourdine.models.personal.vocabulary import FILLER
from sourdine.pipeline.records import Language

# In name lists, and yet said all the time as something else: never a name without a strong cue.
NOT_NAMES = frozenset(
    "aime amie beau come comment cote dieu dos durant fall fee forget garde good hope key line little loan long low "
    "may more nee noone page pages paquet parent pire porter power quartier read rich said short small smart "
    "story street strong the too travers voisin vos wall way weeks west will win case carry close clear early "
    "east north south best begin bah ball back house law glass fair field foot gene guy demi bill day major "
    "pont sang sans sur soi par per art mark max pat rob sue drew chase april june august mars avril juin juillet "
    "tout tres oui non bon bonne merci parfait juste an ans son ton min van mai lou les des une ile mer ami tom "
    "france paris chelsea florence alexa santa signe sol ville vide lot job age man men car bas son can has had "
    "mister miss madame monsieur lady sir king queen prince duke baron pope bishop abbott judge marshall "
    "dean earl bay bell black brown green grey gray white blanc noir rouge vert roux brun petit grand gros gras "
    "love joy faith grace mercy rose lily ruby amber jade pearl olive violet violette marguerite iris daisy "
    "ivy summer autumn winter spring sunday monday tuesday friday noel royal bank cook baker butler carpenter "
    "fisher hunter miller mason potter shepherd smith taylor tanner turner walker parker rivers brooks banks "
    "woods stone hill hills ford park lake marsh moore nice note person price bright sharp swift sweet "
    "gold silver hall barn church chapel castle abbey bridge tower carter cross mill mills knight page "
    "marchand boulanger boucher berger marin pages roche rocher riviere fontaine dubois dupont bois "
    "cousin mercier tessier chevalier comte leger loup lion poisson merle pinson martin vincent victor oscar "
    "charlie juliet romeo mike alpha delta echo papa lima sierra tango zoe yankee bravo golf hotel india kilo "
    "constant constance clement prosper modeste fortune florent germain".split()
) - frozenset(
    "dupont dubois smith taylor miller vincent martin zoe clement romeo juliet florent germain tanner "
    "marshall tessier mercier grace violet violette marguerite daisy iris ivy lily ruby".split()
)
PARTICLES = frozenset("de du des d' le la les da das dos do di del della van von den der ben bin el al mc mac o' saint st san".split())


@cache
def words(name: str) -> frozenset[str]:
    """Give the words of ``data/<name>.txt``."""
    text = files("sourdine.models.personal").joinpath(f"data/{name}.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.split("\n") if line)


@cache
def common(language: Language) -> frozenset[str]:
    """Words so ordinary that they are no name on their own."""
    return words(f"common_{language}")


@cache
def nouns(language: Language) -> frozenset[str]:
    """Common words that carry content: what is counted, "trois cartons"."""
    return common(language) - FILLER[language]


@cache
def everyday() -> frozenset[str]:
    """Words that are common in either language, or too common to be a name."""
    return common("fr") | common("en") | NOT_NAMES


@cache
def first_names() -> frozenset[str]:
    """First names that are nothing else, safe without a cue."""
    return words("first_names") - common("fr") - common("en") - NOT_NAMES


@cache
def last_names() -> frozenset[str]:
    """Last names that are nothing else."""
    return words("last_names") - common("fr") - common("en") - NOT_NAMES


@cache
def any_names() -> frozenset[str]:
    """Every word that is somebody's name somewhere, common words among them."""
    return words("first_names") | words("last_names") | words("foreign_names")


@cache
def towns() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Towns by their first word, longest first, as tuples of folded words."""
    table: dict[str, list[tuple[str, ...]]] = {}
    for line in sorted(words("towns") | words("towns_spoken"), key=len, reverse=True):
        parts = tuple(line.replace("-", " ").replace("'", "' ").split())
        table.setdefault(parts[0], []).append(parts)
    return {first: tuple(several) for first, several in table.items()}
