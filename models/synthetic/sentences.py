"""Training text for a small recogniser: half random sequences, half call-centre talk.

The randomness is on purpose. A decoder that can guess the next word from the last ones learns to write
without listening; what nobody can guess makes it listen.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from sourdine.models.synthetic import (
    codes,
    frames_en,
    frames_fr,
    lexicon_en,
    lexicon_fr,
    plain_values,
    spoken,
    values,
)
from sourdine.models.synthetic.lexicon import LEXICONS, Lexicon
from sourdine.models.synthetic.persona import Persona
from sourdine.models.synthetic.scripts import scenes, spoken_turns
from sourdine.models.synthetic.values import Kind
from sourdine.pipeline.records import Language

_Maker = Callable[[random.Random, Language], str]
_SLOT = re.compile(r"\{(\w+)\}")


def utterance(rng: random.Random, language: Language, max_words: int) -> str:
    """Make one utterance of 1 to ``max_words`` words in the recogniser's written form."""
    make = rng.choices((_sequence, _talk, _line), weights=(10, 7, 3))[0]
    words = make(rng, language).split()
    while len(words) < max_words and rng.random() < 0.5:
        words += make(rng, language).split()
    length = min(max_words, len(words))
    start = rng.choice((0, len(words) - length, rng.randrange(len(words) - length + 1)))
    return " ".join(words[start : start + length])


def _talk(rng: random.Random, language: Language) -> str:
    """Fill a random frame, with a hesitation or a repeated word now and then."""
    frames, fillers = (
        (frames_fr.FRAMES, frames_fr.HESITATIONS)
        if language == "fr"
        else (frames_en.FRAMES, frames_en.HESITATIONS)
    )
    text = _SLOT.sub(lambda match: _fill(match[1], rng, language), rng.choice(frames))
    words = text.split()
    if rng.random() < 0.25:
        words.insert(rng.randrange(len(words) + 1), rng.choice(fillers))
    if rng.random() < 0.05:
        at = rng.randrange(len(words))
        words.insert(at, words[at])
    return " ".join(words)


def _line(rng: random.Random, language: Language) -> str:
    """Say a line of a call of the training split."""
    scene = rng.choice(rng.choice(tuple(scenes(language, "train").values())))
    turns = tuple(spoken_turns((rng.choice(scene),), Persona(rng, language)))
    return turns[0].text


def _sequence(rng: random.Random, language: Language) -> str:
    """Draw a random sequence of one of the kinds below."""
    kind = rng.choices(_KINDS, weights=_WEIGHTS)[0]
    count = rng.randrange(2, 13)
    return " ".join(kind(rng, LEXICONS[language], language) for _ in range(count))


def _word(rng: random.Random, lexicon: Lexicon, language: Language) -> str:
    return rng.choice(lexicon.words)


def _digit(rng: random.Random, lexicon: Lexicon, language: Language) -> str:
    if language == "en" and rng.random() < 0.15:
        return rng.choice(("oh", "double", "triple"))
    return lexicon.numbers[rng.randrange(10)]


def _pair(rng: random.Random, lexicon: Lexicon, language: Language) -> str:
    if language == "fr" and rng.random() < 0.1:
        return spoken.french(rng.randrange(70, 100), northern=True)
    return rng.choice(lexicon.numbers)


def _large(rng: random.Random, lexicon: Lexicon, language: Language) -> str:
    return spoken.say(rng.randrange(100, rng.choice((1000, 1000, 100000))), language)


def _letter(rng: random.Random, lexicon: Lexicon, language: Language) -> str:
    return rng.choice(lexicon.letters)


def _code_word(rng: random.Random, lexicon: Lexicon, language: Language) -> str:
    letter = rng.choice(tuple(lexicon.spelling))
    if rng.random() < 0.5:
        return lexicon.spelling[letter]
    return f"{letter} {'comme' if language == 'fr' else 'for'} {lexicon.spelling[letter]}"


def _name(rng: random.Random, lexicon: Lexicon, language: Language) -> str:
    name = rng.choice(rng.choice((lexicon.first_names, lexicon.last_names)))
    # Addresses are said without accents, so the recogniser must know both.
    return spoken.bare(name) if rng.random() < 0.1 else name


def _place(rng: random.Random, lexicon: Lexicon, language: Language) -> str:
    return rng.choice(rng.choice((lexicon.streets, lexicon.towns, lexicon.street_kinds)))


def _calendar(rng: random.Random, lexicon: Lexicon, language: Language) -> str:
    if rng.random() < 0.3:
        return spoken.year(rng.randrange(1930, 2035), language, rng)
    if language == "en" and rng.random() < 0.4:
        return spoken.ordinal(rng.randrange(1, 32))
    return rng.choice(rng.choice((lexicon.months, lexicon.weekdays)))


def _mail(rng: random.Random, lexicon: Lexicon, language: Language) -> str:
    signs = "point arobase tiret underscore" if language == "fr" else "dot at dash hyphen underscore"
    return rng.choice(
        (rng.choice(signs.split()), rng.choice(lexicon.providers), _name(rng, lexicon, language))
    )


def _mixture(rng: random.Random, lexicon: Lexicon, language: Language) -> str:
    return rng.choice((_word, _word, _digit, _pair, _letter, _name, _place, _calendar, _code_word, _mail))(
        rng, lexicon, language
    )


_Kind = Callable[[random.Random, Lexicon, Language], str]
_KINDS: tuple[_Kind, ...] = (
    _word, _digit, _pair, _large, _letter, _code_word, _name, _place, _calendar, _mail, _mixture,
)  # fmt: skip
_WEIGHTS = (24, 11, 14, 3, 11, 3, 10, 6, 4, 4, 10)


def _det_noun(rng: random.Random, language: Language) -> str:
    if language == "en":
        article, noun = rng.choice(frames_en.ARTICLES), rng.choice(lexicon_en.NOUNS)
        return f"{'an' if article == 'a' and noun[0] in 'aeio' else article} {noun}"
    feminine = rng.random() < 0.5
    noun = rng.choice(lexicon_fr.NOUNS_F if feminine else lexicon_fr.NOUNS_M)
    article = rng.choice(frames_fr.ARTICLES_F if feminine else frames_fr.ARTICLES_M)
    if noun[0] in frames_fr.VOWELS:
        article = {"le": "votre", "la": "votre", "ce": "cet", "ma": "mon", "sa": "son", "cette": "notre"}.get(
            article, article
        )
    return f"{article} {noun}"


def _noun(rng: random.Random, language: Language) -> str:
    return rng.choice(lexicon_en.NOUNS if language == "en" else lexicon_fr.NOUNS_M + lexicon_fr.NOUNS_F)


def _service(rng: random.Random, language: Language) -> str:
    return rng.choice(frames_fr.SERVICES if language == "fr" else frames_en.SERVICES)


def _part(kind: Kind) -> _Maker:
    """Say the first chunks of a value only."""

    def make(rng: random.Random, language: Language) -> str:
        chunks = kind.say(kind.draw(rng, language), rng, language)
        return " ".join(chunks[: rng.randrange(1, len(chunks) + 1)])

    return make


def _from(french: tuple[str, ...], english: tuple[str, ...]) -> _Maker:
    return lambda rng, language: rng.choice(french if language == "fr" else english)


_FILLERS: dict[str, _Maker] = {
    **{slot: kind.text for slot, kind in (values.KINDS | codes.KINDS).items()},
    "card_part": _part(codes.KINDS["card"]),
    "iban_part": _part(codes.KINDS["iban"]),
    "amount": plain_values.amount,
    "duration": plain_values.duration,
    "clock": plain_values.clock,
    "date": plain_values.date,
    "appointment": plain_values.appointment,
    "quantity": plain_values.quantity,
    "energy": plain_values.energy,
    "data": plain_values.data,
    "number": lambda rng, language: rng.choice(LEXICONS[language].numbers),
    "det_noun": _det_noun,
    "noun": _noun,
    "service": _service,
    "inf": _from(lexicon_fr.INFINITIVES, lexicon_en.VERBS),
    "part": _from(lexicon_fr.PARTICIPLES, lexicon_en.VERBS),
    "adj": _from(lexicon_fr.ADJECTIVES, lexicon_en.ADJECTIVES),
    "adv": _from(lexicon_fr.ADVERBS, lexicon_en.ADVERBS),
}


def _fill(slot: str, rng: random.Random, language: Language) -> str:
    return _FILLERS[slot](rng, language)
