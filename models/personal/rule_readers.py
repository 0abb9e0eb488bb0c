"""What rules find in a conversation, read once, whoever asks."""

from __future__ import annotations

from collections.abc import Callable

from sourdine.models.personal.addresses import find_addresses
from sourdine.models.personal.ages import find_ages
from sourdine.models.personal.cards import retype_cards
from sourdine.models.personal.cues import Cue, find_cues
from sourdine.models.personal.emails import find_emails
from sourdine.models.personal.figures import FigureReader
from sourdine.models.personal.health import find_health
from sourdine.models.personal.merge import Finding
from sourdine.models.personal.names import NameReader
from sourdine.models.personal.places import find_places
from sourdine.models.personal.secret_words import find_secrets
from sourdine.models.personal.tokens import Conversation

# Why a number was left audible: announced as nobody's, an amount or the like, or nobody's by its form.
NOBODYS, PLAIN, SURELY = "other", "plain", "surely"
Find = Callable[[Conversation, list[list[Cue]]], list[Finding]]


def find_figures(conversation: Conversation, cues: list[list[Cue]]) -> list[Finding]:
    """Give personal numbers, spelled letters and birthdays; note the numbers that rules left audible."""
    reader = FigureReader(conversation)
    found = retype_cards(conversation, cues, reader.read())
    left = {"unsaid": reader.skipped, NOBODYS: reader.others, PLAIN: reader.plain, SURELY: reader.surely}
    for why, runs in left.items():
        numbers = [one for run in runs for one in run.items]
        conversation.left += [(one.first, one.last, why) for one in numbers]
    return found


def find_names(conversation: Conversation, cues: list[list[Cue]]) -> list[Finding]:
    """Give people's names by rules alone."""
    return NameReader(conversation, cues).read()


READERS: dict[str, Find] = {
    "Figures": find_figures,
    "Emails": find_emails,
    "Addresses": find_addresses,
    "Places": find_places,
    "Secrets": find_secrets,
    "Health": find_health,
    "Ages": find_ages,
    "Names": find_names,
}


def cues_of(conversation: Conversation) -> list[list[Cue]]:
    """Give what is announced and asked for in a conversation."""
    if conversation.cues is None:
        conversation.cues = find_cues(conversation)
    return conversation.cues


def read_rules(conversation: Conversation) -> dict[str, list[Finding]]:
    """Give what each reader finds."""
    for name, find in READERS.items():
        if name not in conversation.found:
            conversation.found[name] = find(conversation, cues_of(conversation))
    return conversation.found
