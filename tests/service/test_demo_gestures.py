"""The past decisions of the demo are those of the service, and what came of them is there to see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from features import settings as settings_table
from features.clock import DAY, to_micros
from features.settings import Settings
from service.commands import demo, demo_gestures
from service.interventions.catalogue import catalogue_of
from service.interventions.deciding import held_out
from service.interventions.reminders import whom
from service.store.protocol import Store
from service.store.records import Intervention
from tests.stores import new_store
from training.demo import simulate

pytestmark = pytest.mark.slow
NOW = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)


class Past(NamedTuple):
    store: Store
    folder: Path
    settings: Settings
    lines: list[Intervention]


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Past]:
    folder, now = tmp_path_factory.mktemp("demo"), to_micros(NOW)
    simulate(folder, now=NOW, customers=250, days=80)
    settings = settings_table.read(demo.variables(folder))
    store = new_store(settings.store)
    demo.bring_in(store, folder / "events.parquet", "events", settings, now)
    demo_gestures.bring_in(store, folder, settings, now)
    yield Past(store, folder, settings, [line for batch in store.interventions(0, now) for line in batch])
    store.close()


def test_who_left_a_cart_is_reminded_as_soon_as_it_serves(past: Past) -> None:
    catalogue, now = catalogue_of(past.store), to_micros(NOW)
    assert [one.answer for one in catalogue.reminders] == ["cart"]
    assert len(whom(past.store, catalogue, now)) > 10


def goodwill(past: Past) -> list[Intervention]:
    return [line for line in past.lines if line.purpose == "goodwill"]


def test_every_late_order_was_said_and_weighed(past: Past) -> None:
    late = {line.subject for line in past.lines if line.gesture == "late_notice"}
    assert len(late) > 20
    assert late == {line.subject for line in goodwill(past) if line.trigger == "delivery"}


def test_who_is_held_out_was_never_given_anything(past: Past) -> None:
    share = catalogue_of(past.store).goodwill.holdout
    held = [line for line in goodwill(past) if held_out(line.customer_id, share)]
    assert held
    assert all(line.holdout and line.gesture == "nothing" for line in held)


def test_no_day_cost_more_than_its_budget_and_nobody_got_more_than_allowed(past: Past) -> None:
    rule = catalogue_of(past.store).goodwill
    begins = min(line.decided_at for line in past.lines)
    days = range(begins - DAY, to_micros(NOW), DAY // 4)
    assert all(past.store.spent(at, at + DAY - 1) <= 2 * rule.daily_budget for at in days)
    made = [line.customer_id for line in goodwill(past) if line.gesture != "nothing"]
    assert made
    assert max(map(made.count, made)) <= 2 * rule.most  # 80 days are less than twice its span


def test_what_was_sent_is_told_and_nothing_is_left_in_the_outbox(past: Past) -> None:
    surveys = [line for line in past.lines if line.purpose == "survey"]
    assert surveys
    sent = {line.intervention_id for line in past.lines if line.state == "sent" and line not in surveys}
    told = {
        msgspec.json.decode(row.body)["intervention_id"]
        for batch in past.store.history(0, to_micros(NOW))
        for row in batch
        if row.kind == "intervention_sent"
    }
    assert told == sent
    waiting = sum(line.state == "ready" for line in past.lines)
    assert past.store.unsent()[0] == waiting


def test_what_gestures_truly_added_stands_beside_the_truth(past: Past) -> None:
    added = msgspec.json.decode((past.folder / "responses.json").read_bytes())
    assert added[0] == {"gesture": "nothing", "triggers": added[0]["triggers"], "effect": 0.0}
    assert added[-1]["gesture"] == "all"
    assert sum(one["triggers"] for one in added[:-1]) <= len(goodwill(past))
