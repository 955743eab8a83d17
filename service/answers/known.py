"""What the store says of whoever asks, as far as answers may use it. Blocks, so off the event loop."""

from __future__ import annotations

from operator import attrgetter
from typing import get_args

import msgspec
from msgspec import Struct

from features.clock import DAY
from features.consent import CART, Purpose, granted
from service.answers.gestures import Reached, reached_of
from service.answers.memory import Memory, Told
from service.answers.wanted import Wanted, wanted_of
from service.engine.past import LAST_EVENTS, Past
from service.interventions.catalogue import Catalogue
from service.store.kinds import OWED, SHOWN
from service.store.offers import OFFERS_KEPT
from service.store.protocol import Reader
from service.store.records import Fact, Offer

MOST = 500  # of orders and carts, and as many of what was told
REMEMBERED = 90 * DAY  # what was told longer ago is no longer known to the customer either


class Known(Struct, frozen=True):
    """`facts`: events in order of time that answers may rest on; `told`: what was shown, oldest first.

    `wanted`: latest first; `offers`: what of it cost how much and could be bought, as far back as it is kept.
    `reached`: what was decided for a customer, and what reached them.
    """

    customer_id: str | None
    granted: frozenset[Purpose]
    facts: list[Fact]
    told: list[Told]
    wanted: list[Wanted] = []
    offers: dict[str, list[Offer]] = {}
    reached: Reached = Reached()


NOBODY = Known(None, frozenset(), [], [])


class _Shown(Struct):
    answer_id: str
    channel: str | None = None


_shown = msgspec.json.Decoder(_Shown).decode


def known_of(
    store: Reader,
    memory: Memory,
    past: Past,
    now: int,
    *,
    default: bool,
    catalogue: Catalogue = Catalogue(),  # noqa: B008  # nothing in it ever changes
) -> Known:
    """`default`: what holds without a decision about consent. Raises StoreDown."""
    person, behaviour = past.person, past.facts
    purposes = frozenset(p for p in get_args(Purpose) if granted(past.decisions, p, default=default))
    owed, shown = _owed(store, past, now)
    if person.customer_id is None and not behaviour:  # a stranger's cart is behaviour
        owed = [fact for fact in owed if fact.kind not in CART]
    facts = sorted(dict.fromkeys([*owed, *behaviour]), key=attrgetter("occurred_at")) if behaviour else owed
    told = told_of(shown, memory, now)
    wanted = wanted_of(facts)
    offers = store.offers([one.item_id for one in wanted], now - OFFERS_KEPT, now)
    reached = reached_of(store, past, shown, catalogue, now)
    return Known(person.customer_id, purposes, facts, told, wanted, offers, reached)


def _owed(store: Reader, past: Past, now: int) -> tuple[list[Fact], list[Fact]]:
    """What answers about orders and carts rest on, and what was shown; not read twice where all was read."""
    if past.consented and len(past.facts) < min(LAST_EVENTS, MOST):
        owed = [fact for fact in past.facts if fact.kind in OWED]
        return [f for f in owed if f.kind not in SHOWN], [f for f in owed if f.kind in SHOWN]
    parts = OWED - SHOWN, SHOWN
    return store.facts(past.person, now, MOST, parts[0]), store.facts(past.person, now, MOST, parts[1])


def told_of(facts: list[Fact], memory: Memory, now: int) -> list[Told]:
    """What these events say was shown; what this store never made was never told."""
    told = []
    for fact in facts:
        if now - fact.occurred_at < REMEMBERED:
            shown = _shown(fact.body)
            if (content := memory.content(shown.answer_id)) is not None:
                told.append(Told(content, fact.occurred_at, shown.channel, shown.answer_id))
    return told
