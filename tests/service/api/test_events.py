from __future__ import annotations

import json

import pytest

from service.api.body import whole
from service.store import open_store
from tests.service.api.conftest import Client, view


def kept(shop: Client) -> int:
    return int(shop.app.state.worker.store.summary()["events"])


def test_an_event_is_accepted_and_kept(shop: Client) -> None:
    answer = shop.post("/v1/events", json=view("1"))
    assert (answer.status_code, answer.json()["accepted"], kept(shop)) == (202, 1, 1)


def test_an_accepted_event_is_on_disk_before_the_answer(shop: Client) -> None:
    shop.post("/v1/events", json=view("1"))
    other = open_store(shop.app.state.worker.settings.store, migrate=False)
    assert other.summary()["events"] == 1
    other.close()


def test_the_counts_of_a_batch_add_up_and_results_keep_its_order(shop: Client) -> None:
    batch = [view("1"), {"event": "view_item", "event_id": "bad"}, view("1")]
    answer = shop.post("/v1/events", json={"events": batch}).json()
    assert [answer[name] for name in ("accepted", "duplicate", "rejected", "withheld")] == [1, 1, 1, 0]
    assert [result["status"] for result in answer["results"]] == ["accepted", "rejected", "duplicate"]


def test_a_rejected_event_of_a_batch_is_pointed_at(shop: Client) -> None:
    nameless = {key: value for key, value in view("2").items() if key != "item_id"}
    result = shop.post("/v1/events", json={"events": [view("1"), nameless]}).json()["results"][1]
    assert result["pointer"] == "/events/1/item_id"


def test_an_empty_batch_is_nothing_at_all(shop: Client) -> None:
    answer = shop.post("/v1/events", json={"events": []})
    assert (answer.status_code, answer.json()["results"]) == (202, [])


def test_what_consent_forbids_is_withheld(shop: Client) -> None:
    shop.put("/v1/customers/c/consent", json={"purposes": {"personalisation": "denied"}})
    answer = shop.post("/v1/events", json=view("1", customer_id="c", anonymous_id=None))
    assert (answer.status_code, answer.json()["withheld"]) == (202, 1)


@pytest.mark.parametrize(
    ("event", "pointer"),
    [
        (view("1", event="dance"), "/event"),
        (view("1", item_id=7), "/item_id"),
        ({"event": "view_item", "event_id": "1"}, "/occurred_at"),
        ([1, 2], ""),
    ],
)
def test_a_single_bad_event_is_a_422_that_names_the_field(shop: Client, event: object, pointer: str) -> None:
    answer = shop.post("/v1/events", json=event)
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


@pytest.mark.parametrize("body", [b"{nope", b"", b'{"event": "view_item"} x', b'{"events": [' + b"[" * 5000])
def test_a_body_that_is_not_json_is_a_400(shop: Client, body: bytes) -> None:
    answer = shop.post("/v1/events", content=body)
    assert (answer.status_code, answer.json()["status"]) == (400, 400)


HALF = {"event": "search", "query": "tea \ud83c", "item_id": None}


def test_half_a_character_costs_no_batch_its_other_events(shop: Client) -> None:
    batch = [view("1", **HALF), view("2"), view("3", event="search", query="tea 🍵 \\ud83c")]
    answer = shop.post("/v1/events", content=json.dumps({"events": batch}))
    assert (answer.status_code, answer.json()["accepted"]) == (202, 3)
    bodies = [row.body for part in shop.app.state.worker.store.history(0, 2**62) for row in part]
    assert [json.loads(body).get("query") for body in bodies] == ["tea \ufffd", None, "tea 🍵 \\ud83c"]


def test_half_a_character_in_a_single_event_is_replaced(shop: Client) -> None:
    assert shop.post("/v1/events", content=json.dumps(view("1", **HALF))).status_code == 202


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (r"\ud83c\ud83c\udf75", "\ufffd🍵"),
        (r"\ud83c\udf75\udf75", "🍵\ufffd"),
        (r"\\\ud83c\\", "\\\ufffd\\"),
        (r"\\ud83c\udf75", "\\ud83c\ufffd"),
        (r"\uD83C\uDF75 \uDbFF", "🍵 \ufffd"),
    ],
)
def test_only_what_is_half_is_replaced(sent: str, read: str) -> None:
    assert json.loads(whole(f'["{sent}"]'.encode())) == [read]


def test_events_that_are_no_list_are_a_422(shop: Client) -> None:
    answer = shop.post("/v1/events", json={"events": {"a": 1}})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/events")


def test_more_than_a_thousand_are_refused_and_none_is_kept(shop: Client) -> None:
    many = [view(str(n)) for n in range(1_001)]
    assert shop.post("/v1/events", json={"events": many}).status_code == 413
    assert kept(shop) == 0
    assert shop.post("/v1/events", json={"events": many[:1_000]}).json()["accepted"] == 1_000


def test_a_body_beyond_ten_megabytes_is_a_413(shop: Client) -> None:
    answer = shop.post("/v1/events", content=b'{"a": "' + b"a" * 10_000_000 + b'"}')
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")


def test_without_a_store_events_are_a_503_that_says_when_to_come_back(shop: Client) -> None:
    shop.app.state.worker.store.close()
    answer = shop.post("/v1/events", json=view("1"))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
