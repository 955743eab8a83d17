"""What one person's looks and carts may say to everybody else."""

from __future__ import annotations

import numpy as np
import pytest

from features.artifact import Model
from features.history import KeptEvent, read
from features.interactions import age_days
from tests.service.engine.small_shop import NOW, kept, learned
from training.models.sample import MOST_OF_ITEM, MOST_OF_PERSON, Sample

LOOK = kept("view_item", 2, "green fan 1", item_id="pump")


def sample(*events: KeptEvent) -> Sample:
    history = read([events], consent_granted=True)
    rows = history.interactions
    age = age_days(rows, NOW) / 7
    return Sample(rows, age, history.items, history.persons, 7.0, history.searches, history.said, 1)


def popularity(model: Model, item: str) -> float:
    return float(model.arrays["popularity_mid"][model.texts["items"].index(item)])


def carts(times: int, who: str = "Ann", item: str = "pump", days: float = 1) -> list[KeptEvent]:
    return [kept("add_to_cart", days, who, item_id=item, quantity=99) for _ in range(times)]


def test_nine_hundred_carts_count_like_one_purchase_just_now() -> None:
    bought = kept("purchase", 0, "Ann", items=[{"item_id": "pump", "quantity": 1, "price": 9}])
    many, one = learned(LOOK, *carts(900)), learned(LOOK, bought)
    assert popularity(many, "pump") == pytest.approx(popularity(one, "pump"))


def test_what_few_looks_say_is_left_as_it_is() -> None:
    assert sample(LOOK, *carts(1)).votes(1.0) == pytest.approx([2 ** (-2 / 7), 3 * 2 ** (-1 / 7)])


def test_purchases_count_in_full() -> None:
    order = [{"item_id": "pump", "quantity": 1, "price": 9}]
    votes = sample(*[kept("purchase", 0, "Ann", items=order) for _ in range(90)], *carts(90, days=0)).votes(
        1.0
    )
    assert votes.sum() == pytest.approx(90 * 5 + MOST_OF_ITEM)


def test_who_looks_at_everything_lifts_nothing_much() -> None:
    looks = [kept("view_item", 0, "Ann", item_id=f"thing {n}") for n in range(900)]
    assert sample(*looks, *carts(3, "Bob", days=0)).votes(1.0).sum() == pytest.approx(
        MOST_OF_PERSON + MOST_OF_ITEM
    )


def test_what_one_person_alone_likes_is_popular_with_nobody_and_has_no_factors() -> None:
    alone, two = learned(*carts(9)), learned(LOOK, *carts(9))
    item = alone.texts["items"].index("pump")
    assert (popularity(alone, "pump"), popularity(two, "pump") > 0) == (0, True)
    assert not np.any(alone.arrays["factors"][item])


def test_waving_away_takes_nothing_from_what_others_want() -> None:
    away = [kept("not_interested", 1, "Ann", item_id="green") for _ in range(900)]
    assert popularity(learned(*away), "green") == popularity(learned(), "green")
