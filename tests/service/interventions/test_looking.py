"""What a look at a few customers sees: what the whole shop says is usual, and what carts cost."""

from __future__ import annotations

from pathlib import Path

import msgspec

from features.analyses import USUAL
from features.clock import DAY, HOUR, to_text
from features.touchpoints.definition import DEFAULTS
from features.touchpoints.stored import encode
from features.touchpoints.usual import Usual
from service.interventions.looking import Looking
from tests.service.interventions.counter import BERLIN, NOW, Counter, opened


def kinds(counter: Counter) -> list[str]:
    looked = Looking(counter.store, BERLIN, lambda answer_id: None).look(["Ann"], DEFAULTS, NOW)
    return [trigger.kind for trigger in looked.triggers]


def usual(counter: Counter, told: Usual) -> None:
    with counter.store.write() as transaction:
        transaction.put_analysis(USUAL, NOW - DAY, encode(told))


def rate(counter: Counter, stars: int) -> None:
    rated = NOW - HOUR
    counter.tell(
        "experience_rated", rated, touchpoint="product_page", metric="stars", score=stars, item_id="kettle"
    )


def fill_cart(counter: Counter, at: int) -> None:
    counter.tell("add_to_cart", at, item_id="kettle", quantity=1)


def test_two_stars_disappoint_where_the_shop_usually_gets_five(tmp_path: Path) -> None:
    with opened(tmp_path) as counter:
        rate(counter, 2)
        assert "stars" not in kinds(counter)
        usual(counter, Usual(shop=(50, 250.0)))
        assert "stars" in kinds(counter)


def test_two_stars_are_usual_for_an_item_nobody_likes(tmp_path: Path) -> None:
    with opened(tmp_path) as counter:
        rate(counter, 2)
        usual(counter, Usual(shop=(50, 250.0), items={"kettle": (90, 180.0)}))
        assert "stars" not in kinds(counter)


def test_a_cart_is_lost_also_where_the_customer_never_bought(tmp_path: Path) -> None:
    with opened(tmp_path) as counter:
        fill_cart(counter, NOW - 9 * DAY)
        assert "cart_lost" not in kinds(counter)
        usual(counter, Usual(buys=True))
        assert "cart_lost" in kinds(counter)


def test_a_price_that_rose_in_the_cart_is_seen(tmp_path: Path) -> None:
    with opened(tmp_path) as counter:
        for at, price in ((NOW - 30 * DAY, 39.0), (NOW - DAY, 49.0)):
            item = {"item_id": "kettle", "title": "Kettle", "price": price, "currency": "EUR"}
            body = msgspec.json.encode({**item, "valid_from": to_text(at)})
            with counter.store.write() as transaction:
                transaction.put_items([("kettle", at, body)], NOW)
        fill_cart(counter, NOW - 3 * DAY)
        counter.tell("view_cart", NOW - HOUR, items=[{"item_id": "kettle", "quantity": 1}])
        assert "cart_price" in kinds(counter)


def test_an_analysis_of_another_release_costs_nobody_the_look(tmp_path: Path) -> None:
    with opened(tmp_path) as counter:
        with counter.store.write() as transaction:
            transaction.put_analysis(USUAL, NOW, b'{"shop": "many"}')
        rate(counter, 2)
        assert kinds(counter) == ["at_risk"]
