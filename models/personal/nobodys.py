"""Figures that are nobody's although a number is waited for: service lines, years, days of history, goods."""

from __future__ import annotations

from itertools import pairwise

from sourdine.models.personal.dates import OLDEST
from sourdine.models.personal.expectation import Window
from sourdine.models.personal.plain import is_quantity
from sourdine.models.personal.runs import Run
from sourdine.models.personal.tokens import Conversation
from sourdine.models.personal.word_sets import word_set

SERVICE = "08"  # French numbers that begin so are companies' alone (Arcep, décision 2018-0881)
PHONE = 10  # figures
DATED = ("DATE_OF_BIRTH", "CARD_EXPIRY")
# What is always dictated figure by figure, or may itself be a year.
_ANY_FIGURES = (*DATED, "CREDIT_CARD", "CARD_CVV", "IBAN_CODE", "PASSWORD", "AGE", "EMAIL_ADDRESS")
_YEARS = range(1000, 2041)
_BEFORE_YEARS = word_set("en in depuis since annee an year impot exercice avant apres before after fin debut")
# What else happens on a date, said before it.
_EVENTS = word_set(
    "decede decedee deces mort morte enterre obseques marie mariee maries mariage divorce divorcee separes "
    "achete achetee signe signee emmenage emmenagee demenage opere operee hospitalise arrive arrivee parti "
    "partie accident rendez vous died passed married divorced bought signed moved"
) - {"vous"}
_SHOPS = word_set(
    "site magasin magasins remise promo promotion promotions offre reduction panier soldes cadeau boutique"
)
PARTED = 6  # figures with a stroke between them
LIST = 3  # numbers of a list
CLAUSE = 4  # words before a date that say what happened on it
_GOODS = word_set(
    "stock rupture rayon modele modeles catalogue gamme coloris catalog aisle ht remise occasion pieces "
    "volt volts ampere amperes watt watts litre litres millimetre millimetres centimetre centimetres mm cm "
    "pouces largeur hauteur profondeur diametre teinte pointure blanc noir gris rouge bleu"
)
SHORTEST = 4  # figures of an answer to "the number"
NEAR = 2  # turns around a number in which goods are spoken of


def is_service_line(conversation: Conversation, run: Run) -> bool:
    """Tell "0 806 700 112", "zéro huit cents …": a number that companies are called at."""
    return (
        conversation.language == "fr"
        and run.digits.startswith(SERVICE)
        and not run.letters
        and 3 < len(run.digits) <= PHONE
        and len(run.numbers) > 1
    )


def is_year(conversation: Conversation, run: Run) -> bool:
    """Tell a year: "en 2017", "mille neuf cent trente trois"."""
    numbers = run.numbers
    if len(numbers) != 1 or run.letters or len(run.digits) != 4 or int(run.digits) not in _YEARS:
        return False
    first, last = numbers[0].first, numbers[0].last
    tokens = conversation.tokens
    if is_led_year(conversation, run):
        return True
    return last > first and tokens[first].key in ("mille", "deux", "dix", "nineteen", "two")


def is_led_year(conversation: Conversation, run: Run) -> bool:
    """Tell "en 2017", "depuis mille neuf cent douze"."""
    if not _is_one(run) or len(run.digits) != 4 or int(run.digits) not in _YEARS:
        return False
    first, tokens = run.numbers[0].first, conversation.tokens
    return first > conversation.bounds[run.turn][0] and tokens[first - 1].key in _BEFORE_YEARS


def is_no_birthday(conversation: Conversation, run: Run, year: int | None) -> bool:
    """Tell a year that nobody living was born in, and hundreds that are no part of a date."""
    if year is not None:
        return year < OLDEST
    return _is_one(run) and len(run.digits) == 3 and is_quantity(conversation, run)


def is_no_answer(conversation: Conversation, run: Run, window: Window, answers: bool) -> bool:
    """Tell figures too few or too round for "the number" of what nobody said: "number four in the queue".

    ``answers``: they are most of what is said, or the first of it.
    """
    if not window.bare or window.seen or not run.value.isdecimal():
        return False
    short = len(run.value) < SHORTEST
    if window.entity == "ACCOUNT_ID":
        return short or (_is_one(run) and len(run.digits) == SHORTEST and is_quantity(conversation, run))
    return window.entity == "PHONE_NUMBER" and short and not answers and not run.digits.startswith("0")


def _is_one(run: Run) -> bool:
    return len(run.numbers) == 1 and not run.letters and not run.month


def is_of_goods(conversation: Conversation, run: Run, window: Window) -> bool:
    """Tell the reference of something on sale: stock, models, measures are spoken of around it."""
    if not window.reference:
        return False
    first = conversation.bounds[max(0, run.turn - NEAR)][0]
    last = conversation.bounds[min(run.turn + NEAR, len(conversation.bounds) - 1)][1]
    words = {token.key for token in conversation.tokens[first:last]}
    return not words.isdisjoint(_GOODS)


def is_of_shop(conversation: Conversation, run: Run, window: Window) -> bool:
    """Tell "the code" that takes something off a price: a word and its figures ("HIVER10")."""
    if not window.bare or not conversation.written or len(run.letters) < 3 or not run.digits:
        return False
    first = conversation.bounds[max(0, run.turn - 1)][0]
    last = conversation.bounds[run.turn][1]
    return any(token.key in _SHOPS for token in conversation.tokens[first:last])


def is_model(conversation: Conversation, run: Run) -> bool:
    """Tell a car's model where its plate was asked for: "une 3008", "ma 208"."""
    first = run.numbers[0].first if run.numbers else 0
    if not _is_one(run) or first == conversation.bounds[run.turn][0]:
        return False
    return conversation.tokens[first - 1].key in ("un", "une", "ma", "sa", "votre", "my", "your")


def is_of_event(conversation: Conversation, run: Run) -> bool:
    """Tell the date of something else than a birth: "elle est décédée le deux janvier"."""
    first = max(conversation.bounds[run.turn][0], run.start - CLAUSE)
    before = conversation.tokens[first : run.start]
    said = [token.key for token in before]
    return not _EVENTS.isdisjoint(said) and not any(
        mark in token.gap for token in before[1:] for mark in ".?!;"
    )


def is_list(conversation: Conversation, run: Run) -> bool:
    """Tell numbers named one by one: "le quatre le douze le trente trois"."""
    tokens, numbers = conversation.tokens, run.numbers
    named = sum(unit.first > 0 and tokens[unit.first - 1].key in ("le", "les") for unit in numbers[1:])
    return len(numbers) >= LIST and named == len(numbers) - 1


def is_parted(conversation: Conversation, run: Run) -> bool:
    """Tell "deux mille vingt cinq barre huit cent deux": no amount has a stroke in it."""
    numbers, tokens = run.numbers, conversation.tokens
    if len(run.digits) < PARTED or run.month:
        return False
    return any(
        one.key in ("barre", "slash")
        for before, after in pairwise(numbers)
        for one in tokens[before.last + 1 : after.first]
    )


def others(conversation: Conversation, run: Run, window: Window | None, year: int | None) -> bool:
    """Tell that a run is not what its window waits for."""
    if window is None:
        return False
    entity = window.entity
    if entity == "PHONE_NUMBER" and is_service_line(conversation, run):
        return True
    if entity == "DATE_OF_BIRTH":
        return is_no_birthday(conversation, run, year)
    if entity not in _ANY_FIGURES and is_year(conversation, run):
        return True
    if entity not in (*DATED, "PASSWORD", "EMAIL_ADDRESS") and is_led_year(conversation, run):
        return True
    if entity == "LICENSE_PLATE" and is_model(conversation, run):
        return True
    if entity == "PASSWORD" and is_of_shop(conversation, run, window):
        return True
    return entity == "ACCOUNT_ID" and is_of_goods(conversation, run, window)
