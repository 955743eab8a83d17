"""Late warnings on Olist against the shop's promised day: precision at each recall, days before it passes.

Learned up to the cut, asked by the path that serves, each from what was known at its moment.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np

from features.clock import DAY
from features.interactions import Floats
from features.localdays import local_date
from features.orders import Order, Parcel
from service.engine.warning import LATE, warns
from tests.benchmarks.promises import ZONE, Olist

AHEAD = (1, 3, 5, 7, 10)  # days before the promised one has passed
LOOKED = (1, 3, *range(5, 16))
THRESHOLDS = (0.4, LATE, 0.5, 0.6)  # LATE: from which the service says so
EARLY = 5
RECALLS = (0.4, 0.5, 0.6, 0.7, 0.8)


class Looked(NamedTuple):
    """At an open order, so many days before: how likely it was to be late, and was it."""

    order_id: str
    ahead: int
    likely: float
    late: bool

    @property
    def warned(self) -> bool:
        """Does the service say so then."""
        return warns(self.likely, self.ahead * DAY)


def run() -> None:
    """A line per day ahead."""
    shop = Olist()
    looked = looks(shop)
    orders = shop.asked.select("delivered", "promised").to_numpy()
    late = int((orders[:, 0] >= orders[:, 1]).sum())
    print(f"Olist: {len(orders)} orders, {late} late; precision at recall {', '.join(map(str, RECALLS))}")
    for ahead in AHEAD:
        mine = [look for look in looked if look.ahead == ahead]
        print(line(ahead, np.array([x.likely for x in mine]), np.array([x.late for x in mine]), late))
    early = {look.order_id: look.late for look in looked if look.ahead >= EARLY and look.warned}
    right, found = sum(early.values()) / len(early), sum(early.values()) / late
    print(
        f"said by the service {EARLY} to {LOOKED[-1]} days before: {right:.3f} right, {found:.3f} of the late"
    )


def looks(shop: Olist) -> list[Looked]:
    """In order of time; only orders that were open then."""
    columns = ("ordered", "sent", "delivered", "promised", "order_id", "origin", "postcode")
    rows = shop.asked.select(*columns).rows()
    asked = sorted((row[3] - ahead * DAY, ahead, row) for row in rows for ahead in LOOKED)
    shop.rolling, facts = shop.begun()
    told, promises, found = next(facts, None), shop.promises, list[Looked]()
    for at, ahead, (ordered, sent, delivered, promised, order_id, origin, postcode) in asked:
        while told is not None and told.occurred_at < at:
            shop.rolling.take(*told)
            told = next(facts, None)
        if not ordered < at <= delivered:
            continue
        shop.rolling.until(local_date(at, ZONE))
        parcel = Parcel(origin, None, sent if sent is not None and sent < at else None, None)
        order = Order(order_id, ordered, (), (parcel,), promised, None, Counter(), "BR", None, postcode, ZONE)
        found.append(Looked(order_id, ahead, promises.order(order, at).late, delivered >= promised))
    return found


def line(ahead: int, likely: Floats, late: Floats, all_late: int) -> str:
    """Beside warning of everything that is not there yet."""
    order = np.argsort(-likely, kind="stable")
    hits = np.cumsum(late[order])
    precision, recall = hits / np.arange(1, len(hits) + 1), hits / all_late
    at = [
        f"{precision[np.searchsorted(recall, wanted)]:.3f}" if recall[-1] >= wanted else "–"
        for wanted in RECALLS
    ]
    good = recall[precision >= 0.6].max(initial=0)
    said = " ".join(at_threshold(likely, late, all_late, share) for share in THRESHOLDS)
    return (
        f"{ahead:>2} days before: not there yet {late.mean():.3f} at {recall[-1]:.3f}; ours {' '.join(at)}; "
        f"recall at precision 0.6: {good:.3f}\n{'':15}warning from {said}"
    )


def at_threshold(likely: Floats, late: Floats, all_late: int, share: float) -> str:
    """What comes of warning from a probability on."""
    warned = likely >= share
    return f"{share}: {late[warned].mean():.3f} at {late[warned].sum() / all_late:.3f},"
