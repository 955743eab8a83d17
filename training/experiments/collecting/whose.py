"""Events as they are kept → whose each is: of the unit served the page it quotes, or of its person's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from operator import attrgetter
from typing import NamedTuple

import msgspec
import numpy as np
from msgspec import Struct

from features.consent import BEHAVIOUR, CART
from features.interactions import Ints
from features.orders import KINDS as OF_ORDERS
from service.store.records import HistoryRow
from training.experiments.collecting.exposures import NOBODY, Exposed, Name

ACTS = BEHAVIOUR | CART
OTHER = "other"
KINDS = (OTHER, *sorted(ACTS | OF_ORDERS | {"view_item_list", "experience_rated", "contact_started"}))
CODES = {kind: code for code, kind in enumerate(KINDS)}
IS_ACT, IS_OF_ORDERS = (np.array([kind in some for kind in KINDS]) for some in (ACTS, OF_ORDERS))


class Body(Struct, gc=False):
    """What is read of an event."""

    recommendation_id: str | None = None
    order_id: str | None = None
    metric: str | None = None
    score: float = 0.0
    country: str | None = None
    age_band: str | None = None
    segment: str | None = None


_decode_all = msgspec.json.Decoder(list[Body]).decode
_page_of = attrgetter("recommendation_id")


class Events(NamedTuple):
    """Columns: `kind` is a code, `at` microseconds, `unit` whose it is, `quoted` whose page, or NOBODY."""

    rows: Sequence[HistoryRow]
    bodies: Sequence[Body]
    kind: Ints
    at: Ints
    unit: Ints
    quoted: Ints


class Whose:
    """Takes events in order of time, when all pages were taken."""

    def __init__(self, exposed: Exposed) -> None:
        self._exposed = exposed
        self._quoting: dict[str, int] = {}  # order → the unit whose page it quoted

    def events(self, rows: Sequence[HistoryRow]) -> Events:
        """An event that quotes another unit's page is of its person's unit, too.

        What becomes of an order stays with whom the order counts for: a parcel quotes no page.
        """
        customers, devices, names, moments, raw = zip(*rows, strict=True)
        bodies = _decode_all(b"[%b]" % b",".join(raw))
        kind = np.array([*map(CODES.get, names, repeat(CODES[OTHER]))])
        of = self._exposed
        known = np.fromiter(map(bool, customers), dtype=bool)
        own = np.where(known, _found(of.of_customer, customers), _found(of.of_device, devices))
        page = _found(of.of_page, map(_page_of, bodies))
        quoted = np.where((own == NOBODY) | (own == page), page, NOBODY)
        unit = np.where(quoted == NOBODY, own, quoted)
        found = Events(rows, bodies, kind, np.array(moments), unit, quoted)
        self._follow_orders(found)
        return found

    def _follow_orders(self, events: Events) -> None:
        for place in np.flatnonzero(IS_OF_ORDERS[events.kind]).tolist():
            order, quoted = events.bodies[place].order_id, int(events.quoted[place])
            if quoted == NOBODY:
                events.unit[place] = self._quoting.get(order or "", events.unit[place])
            elif order is not None and events.rows[place].kind == "purchase":
                self._quoting.setdefault(order, quoted)


def _found(units: Mapping[Name, int], names: Iterable[Name]) -> Ints:
    return np.fromiter(map(units.get, names, repeat(NOBODY)), dtype=np.int64)
