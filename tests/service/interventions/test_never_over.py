"""Whatever happens in whatever order, nothing goes over a budget or a cap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from features.clock import DAY, HOUR, MINUTE
from features.localdays import local_date
from service.interventions.approving import Approval, settle
from service.interventions.catalogue import catalogue_of
from service.store.records import Intervention
from tests.service.interventions.counter import BERLIN, GIFT, Counter, opened

BUDGET, MOST, WITHIN = 12.3, 2, DAY
GIVEN = ("ready", "sent")
GIFTS: list[dict[str, Any]] = [
    {**GIFT, "cool_down": "0d"},
    {**GIFT, "name": "letter", "channel": "store", "cost": 0.1, "cool_down": "0d"},
    {**GIFT, "name": "call", "channel": "phone", "cost": 3.3, "approval": True, "cool_down": "0d"},
]


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    with opened(tmp_path) as counter:
        rule = {"daily_budget": BUDGET, "most": 1_000, "within": "90d"}
        counter.define(*GIFTS, goodwill=rule, contact={"caps": [{"most": MOST, "within": "1d"}]})
        yield counter


def lived(counter: Counter, seed: int) -> dict[str, int]:
    """Days of orders that come late, two workers, approvals late, a clock that jumps; id → when it went."""
    random, workers = Random(seed), [counter.acting, counter.another()]
    begins, went = counter.now, dict[str, int]()
    for step in range(40):
        counter.now += random.choice([MINUTE, HOUR, 5 * HOUR, 20 * HOUR])
        counter.now += random.choice([0, 0, 0, -2 * HOUR])
        late = 1 - (counter.now - begins) // DAY
        counter.late_order(f"{seed}-{step}", f"customer {random.randrange(3)}", days_late=late)
        for worker in workers:
            worker.round()
        if random.random() < 0.4:
            approve(counter, random)
        for line in lines(counter):
            if line.purpose == "goodwill" and line.state in GIVEN:
                went.setdefault(line.intervention_id, max(counter.now, line.decided_at))
    return went


def approve(counter: Counter, random: Random) -> None:
    waiting = counter.store.interventions_waiting(100)
    with counter.store.write() as transaction:
        for line in random.sample(waiting, len(waiting) // 2 + len(waiting) % 2):
            said = Approval(line.intervention_id, random.random() < 0.9, "Eve", BERLIN, "EUR", True)
            settle(transaction, said, catalogue_of(transaction), counter.now)


def lines(counter: Counter) -> list[Intervention]:
    return [one for batch in counter.store.interventions(0, counter.now + 30 * DAY) for one in batch]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 3])
def test_no_history_goes_over_a_budget_or_a_cap(counter: Counter, seed: int) -> None:
    went = lived(counter, seed)
    days, moments = defaultdict[int, float](float), defaultdict[str, list[int]](list)
    for line in lines(counter):
        if line.purpose == "goodwill" and line.state in (*GIVEN, "waiting"):
            days[local_date(line.decided_at, BERLIN)] += line.cost
        if line.intervention_id in went:
            moments[line.customer_id].append(went[line.intervention_id])
    assert moments
    assert max(days.values()) <= BUDGET
    for at in map(sorted, moments.values()):
        assert all(later - first >= WITHIN for first, later in zip(at, at[MOST:], strict=False))
