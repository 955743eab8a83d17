"""However small or strange a shop is, its page is full, sensible and personal, and the training says why."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from features.clock import DAY
from features.history import KeptEvent
from service.commands.evaluate import command as evaluate
from service.commands.train import command as train
from tests.service.engine.shop_floor import Floor
from tests.service.engine.small_shop import item, kept
from tests.service.page.asking import ids, items, on, page, shelves
from tests.strange.opened import TEN, all_is_well, bought, looked, opened, ranked, refused, told
from tests.strange.shops import HABITS, simulated
from training import job

pytestmark = pytest.mark.slow
KINDS = ("tea", "bike", "garden")
SOLD = [item(f"{kind} {n}", kind, price=9.0) for kind in KINDS for n in range(6)]


def weekly(people: int = 40) -> list[KeptEvent]:
    """Everybody buys the same two items of their kind every week, the last time a week ago, after a look."""
    events: list[KeptEvent] = []
    for n in range(people):
        two = [f"{KINDS[n % 3]} {(n + more) % 6}" for more in range(2)]
        for week in range(8):
            days = 7 * week + 6.5 + n / 100
            events += [*looked(days + 0.01, f"c{n}", *two), bought(days, f"c{n}", *two)]
            events += looked(days - 2, f"c{n}", f"{KINDS[n % 3]} {(n + week) % 6}")
    return events


def once(people: int = 60) -> list[KeptEvent]:
    """Everybody comes three times for one kind and buys one item in their life; all like number 3."""
    events: list[KeptEvent] = []
    for n in range(people):
        kind = KINDS[n % 3]
        for visit in range(3):
            events += looked(2 + 5 * visit + n / 20, f"c{n}", f"{kind} {(n // 3 + visit) % 6}", f"{kind} 3")
        events.append(bought(1.9 + n / 20, f"c{n}", f"{kind} {n // 3 % 6}"))
    return events


def kinds(floor: Floor, who: str, first: int) -> set[str | None]:
    """The categories of what stands first on somebody's page."""
    return {one.category for one in items(page(floor, who))[:first]}


def test_where_everybody_buys_the_same_each_week_what_is_due_comes_first(floor: Floor) -> None:
    outcome = opened(floor, weekly(), SOLD)
    for n in (1, 2, 3):
        answer = page(floor, f"c{n}")
        two = {f"{KINDS[n % 3]} {(n + more) % 6}" for more in range(2)}
        assert (shelves(answer)[0], set(on(answer, "buy_again"))) == ("buy_again", two)
        assert set(ranked(floor, f"c{n}")[f"c{n}"][:2]) == two
        assert kinds(floor, f"c{n}", 4) == {KINDS[n % 3]}
    assert "no_repeats" not in told(outcome)
    assert told(outcome)["few_persons"].startswith("People with events: 40. Only from 50 on")
    all_is_well(floor, "c1")


def test_where_everybody_buys_once_nothing_bought_is_shown_again(floor: Floor) -> None:
    outcome = opened(floor, once(), SOLD)
    for n in (1, 5, 9):
        answer, kind, had = page(floor, f"c{n}", size=10), KINDS[n % 3], f"{KINDS[n % 3]} {n // 3 % 6}"
        assert had not in ids(answer)
        assert "buy_again" not in shelves(answer)
        assert kinds(floor, f"c{n}", 4) == {kind}
        if had != f"{kind} 3":
            assert f"{kind} 3" in ids(answer)[:3]
    assert told(outcome)["no_repeats"].startswith("Nobody bought anything twice: what somebody has bought")
    all_is_well(floor, "c1")


def test_one_customer_gets_a_full_page_that_begins_with_their_interest(floor: Floor) -> None:
    outcome = opened(
        floor, [look for day in (9, 4, 1) for look in looked(day, "Ann", "bike 1", "bike 2")], SOLD
    )
    answer = page(floor, size=18)
    assert (answer.personalised, len(ids(answer))) == (True, 18)
    assert kinds(floor, "Ann", 6) == {"bike"}
    assert told(outcome)["few_persons"].startswith("People with events: 1. Only from 50 on")
    all_is_well(floor, "Ann")


def test_without_customers_the_job_says_so_and_the_page_is_everybodys(floor: Floor) -> None:
    floor.sell(SOLD)
    assert "there is no event with an item of anybody who allows personalisation: import some" in refused(
        floor
    )
    floor.live.refresh_model()
    answer = page(floor, "Ann", size=18)
    assert (answer.fallback, answer.personalised, len(ids(answer))) == ("no_model", False, 18)


def test_ten_items_are_all_shown_and_those_of_the_own_kind_stand_together(floor: Floor) -> None:
    visits = [
        look for n in range(60) for day in (8, 3) for look in looked(day + n / 99, f"c{n}", f"item {n % 10}")
    ]
    opened(floor, visits)
    floor.happen("view_item", 0.1, "New", item_id="item 7")
    answer = page(floor, "New")
    assert (len(ids(answer)), ids(answer)[0]) == (10, "item 7")
    assert set(on(answer, "because_you_viewed")) == {"item 5", "item 6", "item 8", "item 9"}
    all_is_well(floor, "New", "c1")


def test_nine_days_are_enough_to_be_personal_and_the_job_looks_a_day_ahead(floor: Floor) -> None:
    shop = simulated(HABITS["nine days"], 50, 40, seed=1)
    outcome = opened(floor, shop.events, shop.items)
    assert told(outcome)["short_history"] in {
        f"The history is short (days: {days}), so the ranking doesn't look far ahead (days: 1)."
        for days in ("8.9", "9")
    }
    blend = next(one for one in outcome.scores if (one.method, one.targets) == ("blend", "all"))
    popular = next(one for one in outcome.scores if (one.method, one.targets) == ("popular lately", "all"))
    assert blend.ndcg > popular.ndcg
    floor.happen("view_item", 0.1, "New", item_id="item 7")
    assert page(floor, "New").personalised
    all_is_well(floor, "New", "c1", size=20)


@pytest.mark.parametrize("habit", HABITS)
def test_fifty_customers_of_any_habit_are_foreseen_better_than_by_popularity(
    floor: Floor, habit: str
) -> None:
    shop = simulated(HABITS[habit], 50, 40, seed=3)
    outcome = opened(floor, shop.events, shop.items)
    found = {one.method: one.ndcg for one in outcome.scores if one.targets == "all"}
    assert found["blend"] > found["popular lately"]
    all_is_well(floor, "c1", "c2", size=20)


def test_the_commands_say_what_was_leaned_on(floor: Floor) -> None:
    opened(floor, [look for n in range(9) for look in looked(n, "Ann", f"item {n}")], TEN)
    place = [f"--store=sqlite:///{floor.folder}/shop.db", f"--artifacts={floor.artifacts}"]
    said = "People with events: 1. Only from 50 on"
    printed = CliRunner().invoke(train, [*place, "--locale=en", "--force"]).output
    assert said in printed
    assert said in CliRunner().invoke(evaluate, [place[0], "--locale=en"]).output
    answer = json.loads(CliRunner().invoke(train, [*place, "--json", "--force"]).stdout)
    assert {"kind": "few_persons", "figures": {"persons": 1.0, "enough": 50.0}} in answer["notices"]


def test_an_evaluation_of_a_strange_shop_tells_the_same(floor: Floor) -> None:
    outcome = opened(floor, [kept("view_item", n, f"c{n}", item_id=f"item {n}") for n in range(9)], TEN)
    found = job.evaluate(
        floor.store, floor.settings, as_of=floor.now, horizon=None, progress=lambda stage: None
    )
    assert found.notices == outcome.notices
    assert found.horizon_days * DAY > 0
