"""The words that numbers are made of, and what a recogniser writes in their place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from sourdine.pipeline.records import Language


def _table(text: str) -> dict[str, str]:
    return dict(pair.split(":") for pair in text.split())


# Folded words. "et", "and", "cent" … only join; those with a value can stand alone.
NUMBER_WORDS: dict[Language, dict[str, str]] = {
    "fr": _table(
        "zero:0 un:1 une:1 deux:2 trois:3 quatre:4 cinq:5 six:6 sept:7 huit:8 neuf:9 dix:10 onze:11 douze:12 "
        "treize:13 quatorze:14 quinze:15 seize:16 vingt:20 vingts:20 trente:30 quarante:40 cinquante:50 "
        "soixante:60 septante:70 huitante:80 octante:80 nonante:90 cent:100 cents:100 mille:1000 mil:1000 "
        "premier:1 premiere:1 deuxieme:2 troisieme:3 quatrieme:4 cinquieme:5 sixieme:6 septieme:7 huitieme:8 "
        "neuvieme:9 dixieme:10"
    ),
    "en": _table(
        "zero:0 nought:0 oh:0 one:1 two:2 three:3 four:4 five:5 six:6 seven:7 eight:8 nine:9 ten:10 "
        "eleven:11 "
        "twelve:12 thirteen:13 fourteen:14 fifteen:15 sixteen:16 seventeen:17 eighteen:18 nineteen:19 "
        "twenty:20 thirty:30 forty:40 fourty:40 fifty:50 sixty:60 seventy:70 eighty:80 ninety:90 hundred:100 "
        "thousand:1000 million:1000000 first:1 second:2 third:3 fourth:4 fifth:5 sixth:6 seventh:7 eighth:8 "
        "ninth:9 tenth:10 eleventh:11 twelfth:12 thirteenth:13 fourteenth:14 fifteenth:15 sixteenth:16 "
        "seventeenth:17 eighteenth:18 nineteenth:19 twentieth:20 thirtieth:30"
    ),
}
REPEATS: dict[Language, dict[str, int]] = {
    "fr": {"double": 2, "triple": 3, "quadruple": 4},
    "en": {"double": 2, "triple": 3, "treble": 3, "quadruple": 4},
}
# Taken for a number only between two numbers.
MISHEARD: dict[Language, dict[str, str]] = {
    "fr": _table(
        "vin:20 vins:20 vint:20 sans:100 sang:100 cens:100 set:7 cet:7 cette:7 sete:7 oui:8 nef:9 "
        "dis:10 dit:10 disse:10 cinque:5 sain:5 saint:5 sink:5 ces:6 si:6 sis:6 catre:4 quatres:4 carte:4 "
        "trentes:30 ouze:12 doux:12 mile:1000 onz:11 zeros:0 xero:0 ses:16 sez:16 hein:1 hun:1 "
        "troie:3 troi:3 toi:3 cis:6 nerf:9 vent:20 vend:20 quart:4 ouit:8 dise:10 cen:100 de:2 huite:8 "
        "uit:8 oeuf:9 oeufs:9 euro:0 euros:0 du:2 toit:3 trais:3 quatr:4 catorze:14 quinz:15 xix:6 "
        "dix-neufs:19 trante:30 carante:40 cincante:50 soissante:60 zeroo:0"
    ),
    "en": _table(
        "for:4 fore:4 fourth:4 to:2 too:2 won:1 want:1 ate:8 eighty:80 tree:3 free:3 sex:6 sick:6 sicks:6 "
        "fife:5 hive:5 live:5 line:9 mine:9 nein:9 know:0 owe:0 o:0 ore:4 fly:5 aid:8 wan:1 "
        "fine:5 nice:9 heather:7 tu:2 tin:10 sever:7 heaven:7 zeros:0 oath:0 to:2 hate:8 eighth:8 none:9 "
        "pen:10 then:10 "
        "thirsty:30 faulty:40 forte:40 fifthy:50 sixt:6"
    ),
}


@dataclass(slots=True)
class NumberToken:
    """A word as text2num wants it; punctuation between two words keeps their numbers apart."""

    key: str
    gap: str
    language: Language

    def text(self) -> str:
        """Give the word in text2num's spelling."""
        if self.key == "zero" and self.language == "fr":
            return "zéro"
        return "zero" if self.key in ("oh", "nought") else _SPELLING.get(self.key, self.key)

    def nt_separated(self, previous: Self) -> bool:
        """Tell that something else than a hyphen stands between the two words."""
        return self.gap not in ("", "-", "‑", "–")

    def not_a_number_part(self) -> bool:
        """Tell that the word may be part of a number: always."""
        return False


_SPELLING = {
    "fourty": "forty",
    "premiere": "première",
    "deuxieme": "deuxième",
    "troisieme": "troisième",
    "quatrieme": "quatrième",
    "cinquieme": "cinquième",
    "sixieme": "sixième",
    "septieme": "septième",
    "huitieme": "huitième",
    "neuvieme": "neuvième",
    "dixieme": "dixième",
    "mil": "mille",
}
