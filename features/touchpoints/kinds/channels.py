"""Two channels should tell a customer the same: what another one said about it within a day is compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from features.clock import DAY
from features.touchpoints.known import COLUMNS, WHO, Known, Said, as_gaps

WITHIN = DAY
TOUCHPOINTS = {
    "web": "homepage",
    "app": "homepage",
    "store": "store",
    "phone": "service_contact",
    "chat": "service_contact",
    "email": "email",
    "social": "social",
    "review_site": "social",
}
_NAMES = (*WHO, "touchpoint", "at", "subject", "expectation", "experience", "met")
_Topic = tuple[int, str, str | None, str | None]


def of(known: Known) -> pl.DataFrame:
    """A row each time that a channel told what another one had told: 1 expected, 1 where it is the same."""
    shown = known.of("answer_shown").drop_nulls(["answer_id", "channel"]).sort("at", "channel", "answer_id")
    rows = list(_compared(shown.select(*WHO, "at", "answer_id").iter_rows(), known))
    said = pl.DataFrame(rows, {name: COLUMNS[name] for name in _NAMES}, orient="row")
    return as_gaps(said, "channels", "result", higher_is_worse=False)


def _compared(shown: Iterator[tuple[Any, ...]], known: Known) -> Iterator[tuple[Any, ...]]:
    """Against the last that any other channel said."""
    last: dict[_Topic, dict[str, tuple[int, Said]]] = {}
    for person, customer, device, channel, at, answer_id in shown:
        if (said := known.content_of(answer_id)) is None:
            continue
        told = last.setdefault((person, said.answer, said.item_id, said.order_id), {})
        others = [one for name, one in told.items() if name != channel and at - one[0] <= WITHIN]
        if others:
            same = max(others, key=lambda one: one[0])[1].facts == said.facts
            about = said.order_id or said.item_id
            yield person, customer, device, channel, TOUCHPOINTS.get(channel), at, about, 1, same, same
        told[channel] = at, said
