from __future__ import annotations

from typing import Any

import pytest

from features.clock import MINUTE, parse_moment
from features.identity import FOREVER
from service.store.records import Offer
from tests.service.api.conftest import NOON, Client

TEA: dict[str, Any] = {"item_id": "tea", "title": "Tea", "price": 7.9, "currency": "EUR"}
LEIPZIG = {"origin": "leipzig", "country": "DE", "postcode": "04103"}


def revision(shop: Client) -> int:
    return int(shop.app.state.worker.store.catalogue_revision())


def offers(shop: Client) -> list[Offer]:
    """What tea cost and whether it could be bought."""
    return list(shop.app.state.worker.store.offers(["tea"], 0, FOREVER)["tea"])


def test_items_are_in_force_before_the_answer(shop: Client) -> None:
    answer = shop.put("/v1/items", json={"items": [TEA]})
    assert (answer.status_code, answer.json(), revision(shop)) == (200, {"written": 1}, 1)


def test_fields_that_nobody_knows_are_named_and_left_out(shop: Client) -> None:
    items = [TEA | {"colour": "green"}, TEA | {"item_id": "cup", "colour": "red", "Price": 3}]
    answer = shop.put("/v1/items", json={"items": items}).json()
    assert answer == {"written": 2, "ignored": ["Price", "colour"]}
    origin = shop.put("/v1/origins", json={"origins": [LEIPZIG | {"cutoff": "14:00"}]}).json()
    assert origin == {"written": 1, "ignored": ["cutoff"]}


def test_whoever_sends_thousands_of_unknown_fields_gets_few_back(shop: Client) -> None:
    answer = shop.put("/v1/items", json={"items": [TEA | {f"field {n}": n for n in range(5_000)}]})
    assert len(answer.json()["ignored"]) == 20


@pytest.mark.parametrize("name", [b"\\ud800", b"\xff", b"a\\u0000"])
def test_whatever_a_field_nobody_knows_is_called(shop: Client, name: bytes) -> None:
    body = b'{"items": [{"item_id": "tea", "title": "Tea", "' + name + b'": 1}]}'
    assert shop.put("/v1/items", content=body).status_code in (200, 400, 422)


def test_one_bad_item_and_none_is_taken(shop: Client) -> None:
    answer = shop.put("/v1/items", json={"items": [TEA, TEA, TEA, TEA | {"price": -1}]})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/items/3/price")
    assert revision(shop) == 0


def test_every_bad_item_is_named(shop: Client) -> None:
    answer = shop.put("/v1/items", json={"items": [{"title": "x"}, TEA, TEA | {"stock": -1}]})
    assert [e["pointer"] for e in answer.json()["errors"]] == ["/items/0/item_id", "/items/2/stock"]


@pytest.mark.parametrize("name", ["items", "origins"])
def test_a_body_without_its_list_is_a_422_that_names_it(shop: Client, name: str) -> None:
    answer = shop.put(f"/v1/{name}", json={"wrong": []})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, f"/{name}")


def test_more_than_a_thousand_items_are_a_413(shop: Client) -> None:
    many = [TEA | {"item_id": str(n)} for n in range(1_001)]
    assert shop.put("/v1/items", json={"items": many}).status_code == 413


def test_a_deleted_item_is_gone_and_unknown_the_second_time(shop: Client) -> None:
    shop.put("/v1/items", json={"items": [TEA]})
    statuses = [shop.delete("/v1/items/tea").status_code for _ in range(2)]
    assert (statuses, revision(shop)) == ([200, 404], 2)


def test_an_item_whose_id_has_a_slash_is_deleted(shop: Client) -> None:
    shop.put("/v1/items", json={"items": [TEA | {"item_id": "tea/7"}]})
    assert shop.delete("/v1/items/tea%2F7").json() == {"deleted": 1}


def test_origins_are_kept(shop: Client) -> None:
    assert shop.put("/v1/origins", json={"origins": [LEIPZIG]}).json() == {"written": 1}
    assert len(shop.app.state.worker.store.origins()) == 1


def test_an_origin_nowhere_is_a_422(shop: Client) -> None:
    answer = shop.put("/v1/origins", json={"origins": [LEIPZIG | {"country": "Germany"}]})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/origins/0/country")


def test_prices_and_absences_are_kept_from_the_moment_of_the_call(shop: Client) -> None:
    shop.put("/v1/items", json={"items": [TEA]})
    (first,) = offers(shop)
    assert (first.price, first.buyable) == (7.9, True)
    assert 0 <= first.at - parse_moment(NOON) < MINUTE
    shop.delete("/v1/items/tea")
    assert [offer.buyable for offer in offers(shop)] == [True, False]
