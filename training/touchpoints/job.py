"""A whole history → the analysis of touchpoints with pictures, and what is usual; kept for all readers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from features.analyses import TOUCHPOINTS, USUAL, takes_over
from features.clock import parse_moment
from features.touchpoints.definition import Touchpoint
from features.touchpoints.earlier import usual_of
from features.touchpoints.gaps import gaps_of
from features.touchpoints.known import Known, Said
from features.touchpoints.reading import read_events
from features.touchpoints.stored import Stored, decode, encode
from features.touchpoints.usual import Usual
from service.engine.carts import offers_of
from service.engine.catalogue import categories_of, items_at
from service.store.protocol import Store
from training.touchpoints.analysis import analysis_of
from training.touchpoints.charts import pictures

Progress = Callable[[str], None]


class Shop(NamedTuple):
    """What a shop laid down: its touchpoints, time zone, currency, consent where nothing was decided.

    `content_of`: answer_id → what it said.
    """

    touchpoints: Mapping[str, Touchpoint]
    zone: str
    currency: str
    consent_granted: bool
    content_of: Callable[[str], Said | None] = lambda answer_id: None


class Found(NamedTuple):
    """`kept`: not where what is kept is of later."""

    stored: Stored
    kept: bool


def analyse(store: Store, shop: Shop, *, as_of: int, now: int, progress: Progress) -> Found:
    """As of a moment; `now`: when it is computed (both microseconds). Raises StoreDown."""
    progress("reading what was told")
    known = known_of(store, shop, as_of)
    progress("setting experience against expectation")
    judged = gaps_of(known)
    found = analysis_of(known, judged)
    progress("drawing")
    stored = Stored(analysis=found, pictures=pictures(found, shop.touchpoints, shop.zone))
    kept = takes_over(as_of, lambda: _before(store), now)
    if kept:
        _keep(store, stored, usual_of(judged.events, known.categories), now)
    return Found(stored, kept)


def _before(store: Store) -> int:
    """As of when what is kept is. Raises BadInput where it can't be read."""
    found = store.analysis(TOUCHPOINTS)
    return parse_moment(decode(found.body, Stored).analysis.as_of) if found else 0


def known_of(store: Store, shop: Shop, as_of: int) -> Known:
    """Everything up to a moment, of those who allow analytics."""
    events = read_events(store.history(0, as_of), consent_granted=shop.consent_granted)
    return Known(
        events,
        as_of,
        shop.touchpoints,
        shop.zone,
        offers_of(store, events, as_of),
        categories_of(items_at(store, as_of)),
        shop.content_of,
    )


def _keep(store: Store, stored: Stored, usual: Usual, now: int) -> None:
    with store.write() as transaction:
        transaction.put_analysis(TOUCHPOINTS, now, encode(stored))
        transaction.put_analysis(USUAL, now, encode(usual))
