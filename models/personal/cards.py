"""Numbers that turn out to have been a card's: the security code on its back is asked for soon after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sourdine.models.personal.cues import Cue
from sourdine.models.personal.merge import Finding
from sourdine.models.personal.tokens import Conversation

REACH = 20  # turns before the security code in which its card was said
FEWEST, MOST = 12, 48  # figures of a card, corrected and read back perhaps
OTHER_KINDS = ("ACCOUNT_ID", "PHONE_NUMBER")


def retype_cards(
    conversation: Conversation, cues: Sequence[Sequence[Cue]], findings: list[Finding]
) -> list[Finding]:
    """Give the findings, with long numbers that nothing named as cards where a card's code follows them."""
    for turn, found in enumerate(cues):
        if not any(cue.entity == "CARD_CVV" for cue in found):
            continue
        first = conversation.starts[max(0, turn - REACH)]
        before = [one for one in findings if first <= one.start < conversation.starts[turn]]
        if any(one.entity == "CREDIT_CARD" for one in before):
            continue
        pieces = [one for one in before if one.entity in OTHER_KINDS and one.rule.startswith("figures")]
        if FEWEST <= sum(_figures(conversation, one) for one in pieces) <= MOST:
            findings = [replace(one, entity="CREDIT_CARD") if one in pieces else one for one in findings]
    return findings


def _figures(conversation: Conversation, one: Finding) -> int:
    tokens = conversation.tokens
    return sum(
        len(unit.value)
        for units in conversation.units
        for unit in units
        if unit.kind == "number"
        and one.start <= tokens[unit.first].start
        and tokens[unit.last].end <= one.end
    )
