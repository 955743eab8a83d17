"""What was known of open parcels before their promised day, and what came of them → calibrated warnings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from features.localdays import begin_of_day
from features.parcels import Parcel
from service.engine.lead_times.constants import BEFORE, WARM_UP
from service.engine.lead_times.days import Floats, days_of
from service.engine.lead_times.known import Learned
from service.engine.lead_times.late import Moved, signs
from service.engine.lead_times.rolling import Rolling
from training.lead_times.shop import LEAST_ARRIVED, Shop
from training.lead_times.table import NEVER, Table, table_of

REPLAYED = 182  # days before the cut
AHEAD = (3, 9)  # days before the promised day passes: later everybody knows, earlier nobody does
ENOUGH = 50  # parcels that came late, and as many in time
RIDGE, ROUNDS = 3.0, 30
Learn = Callable[[Shop, Table], Learned]


def calibrated(learn: Learn, shop: Shop, table: Table) -> Learned:
    """What was learned, with a calibration of its warnings where there was enough to learn it from."""
    learned = learn(shop, table)
    promised = any(parcel.promised_latest is not None for parcel in table.parcels)
    then = replace(shop, day=shop.day - REPLAYED)
    before = table_of(shop.told(0, begin_of_day(then.day, shop.zone) - 1), then.day, shop.zone)
    if not promised or (before.arrived < NEVER).sum() < LEAST_ARRIVED:
        return learned
    rows = np.array(list(_replayed(Rolling(learn(then, before), shop.origins, 0.9), shop, table)))
    late = rows[:, 0] if len(rows) else np.zeros(0)
    if min(late.sum(), (1 - late).sum()) < ENOUGH:
        return learned
    return replace(learned, stages=learned.stages._replace(calibration=_logistic(rows[:, 1:], late)))


def _replayed(rolling: Rolling, shop: Shop, table: Table) -> Iterator[tuple[float, ...]]:
    """Of each day and each open parcel that is soon due: did it come late, and the signs there were."""
    start = rolling.day
    since, until = begin_of_day(start - WARM_UP - BEFORE, shop.zone), begin_of_day(shop.day, shop.zone)
    due = np.array([_due(parcel, shop.zone) for parcel in table.parcels])
    facts = iter(list(shop.told(since, until - 1)))
    fact = next(facts, None)
    for day in range(start + 1, shop.day):
        midnight = begin_of_day(day, shop.zone)
        while fact is not None and fact[1] < midnight:
            rolling.take(*fact)
            fact = next(facts, None)
        rolling.until(day)
        known, ahead = rolling.known(), due - day
        soon = (ahead >= AHEAD[0]) & (ahead < AHEAD[1]) & (table.arrived < NEVER)
        for row in np.flatnonzero(soon & (table.ordered < day) & (table.arrived >= day)).tolist():
            parcel, end = table.parcels[row], float(due[row])
            sent = parcel.dispatched_at if table.sent[row] < day else None
            moved = Moved(parcel.way, parcel.ordered_at, sent)
            yield float(table.arrived[row] > end), *signs(known, moved, shop.origins, midnight, end)


def _due(parcel: Parcel, zone: str) -> float:
    """The moment that was promised, in days."""
    return NEVER if parcel.promised_latest is None else days_of(parcel.promised_latest, zone)


def _logistic(signs: Floats, late: Floats) -> Floats:
    """Intercept and weights by Newton's method, with a ridge on standardised signs."""
    mean, scale = signs.mean(0), signs.std(0) + 1e-9
    columns = np.column_stack([np.ones(len(signs)), (signs - mean) / scale])
    ridge = np.diag([1e-6, *[RIDGE] * signs.shape[1]])
    weights = np.zeros(columns.shape[1])
    for _ in range(ROUNDS):
        share = 1 / (1 + np.exp(-columns @ weights))
        bend = columns.T @ (columns * (share * (1 - share))[:, None]) + ridge
        weights = weights + np.linalg.solve(bend, columns.T @ (late - share) - ridge @ weights)
    plain = weights[1:] / scale
    return np.concatenate([[weights[0] - (plain * mean).sum()], plain])
