from __future__ import annotations

import pytest

from tests.service.api.conftest import Client, Serve


def test_a_page_is_nobody_elses_and_not_kept_on_the_way(shop: Client) -> None:
    answer = shop.get("/v1/homepage?customer_id=c")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store")


def test_a_page_has_all_its_keys_also_where_they_are_null(shop: Client) -> None:
    page = shop.get("/v1/homepage").json()
    assert (page["customer_id"], page["experiments"], page["answers"]) == (None, [], [])


def test_an_id_sent_empty_is_a_stranger(shop: Client) -> None:
    assert shop.get("/v1/homepage?customer_id=&anonymous_id=").json()["customer_id"] is None


@pytest.mark.parametrize(
    "query", ["exclude=a,b&exclude=c", "exclude=a&exclude=b&exclude=c", "exclude=a,b,,c"]
)
def test_what_was_shown_can_be_repeated_or_separated_by_commas(shop: Client, query: str) -> None:
    items = [{"item_id": name, "title": name} for name in "abcd"]
    shop.put("/v1/items", json={"items": items})
    (shelf,) = shop.get(f"/v1/homepage?{query}").json()["shelves"]
    assert [item["item_id"] for item in shelf["items"]] == ["d"]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("size=0", "size"),
        ("size=101", "size"),
        ("size=-3", "size"),
        ("size=many", "size"),
        ("placement=moon", "placement"),
        ("country=Germany", "country"),
        (f"customer_id={'c' * 129}", "customer_id"),
        ("at=2026-01-01T00:00:00Z", "at"),
    ],
)
def test_a_senseless_parameter_is_a_400_that_names_it(shop: Client, query: str, name: str) -> None:
    answer = shop.get(f"/v1/homepage?{query}")
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, f"/{name}")


def test_in_a_replay_a_moment_that_is_none_is_a_400(serve: Serve) -> None:
    answer = serve(replay=True).get("/v1/homepage?at=yesterday")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/at")


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00%2B14:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "9999-12-31"]
)
def test_in_a_replay_a_moment_before_or_after_all_events_is_a_400(serve: Serve, at: str) -> None:
    shop, purposes = serve(replay=True), {"purposes": {"analytics": "denied"}}
    decided = shop.put(f"/v1/customers/c/consent?at={at}", json=purposes)
    for answer in (shop.get(f"/v1/homepage?at={at}"), decided):
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/at")


def test_without_a_store_there_is_still_a_page_and_it_says_so(shop: Client) -> None:
    shop.app.state.worker.store.close()
    answer = shop.get("/v1/homepage?customer_id=c")
    assert (answer.status_code, answer.json()["fallback"]) == (200, "store_down")


def test_what_goes_with_an_item(shop: Client) -> None:
    items = [{"item_id": name, "title": name, "category": "hot"} for name in ("tea", "coffee")]
    shop.put("/v1/items", json={"items": items})
    related = shop.get("/v1/items/tea/related?kind=similar").json()
    assert [item["item_id"] for item in related["items"]] == ["coffee"]


def test_what_goes_with_an_item_whose_id_has_a_slash(shop: Client) -> None:
    shop.put("/v1/items", json={"items": [{"item_id": "tea/7", "title": "Tea"}]})
    assert shop.get("/v1/items/tea%2F7/related").status_code == 200


def test_what_goes_with_an_item_nobody_knows_is_a_404(shop: Client) -> None:
    assert shop.get("/v1/items/unknown/related").status_code == 404


def test_a_kind_of_relation_we_do_not_have_is_a_400(shop: Client) -> None:
    assert shop.get("/v1/items/tea/related?kind=opposite").status_code == 400
