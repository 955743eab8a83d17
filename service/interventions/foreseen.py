"""Open orders whose promised day they will likely miss → triggers, before anybody has to complain."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from features.clock import DAY
from features.interventions.definition import FORESEEN
from features.localdays import end_of_day, local_date
from features.orders import orders_of
from service.engine.promises import Promises, where_to
from service.engine.warning import warns
from service.interventions.trigger import Trigger
from service.store.records import Fact


class Foresight(NamedTuple):
    """`zone`: the shop's own."""

    promises: Promises
    zone: str

    def triggers(self, customer_id: str, facts: Iterable[Fact], now: int) -> list[Trigger]:
        """One for each order; the gap is the days by which the new day lies after the promised one."""
        found = []
        for order in orders_of(facts):
            if not order.open or order.promised_latest is None:
                continue
            zone = where_to(order, self.zone).zone
            promised = end_of_day(local_date(order.promised_latest, zone), zone)
            outlook = self.promises.order(order, now)
            if now <= promised and warns(outlook.late, promised - now):
                late = 0 if outlook.promise is None else max(outlook.promise.latest - promised, 0) / DAY
                found.append(
                    Trigger(customer_id, FORESEEN, "delivery", order.order_id, now, float(round(late)))
                )
        return found
