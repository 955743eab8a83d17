"""Answers over HTTP: what a shop's server asks and what it is told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.api.conftest import NOON, Client, Serve

TEA = {"item_id": "tea", "title": {"de": "Grüntee", "en": "Green tea"}, "lead_time_days": 2}


@pytest.fixture
def tea(shop: Client) -> Client:
    shop.put("/v1/items", json={"items": [TEA]})
    return shop


def answers(shop: Client, query: str) -> list[dict[str, Any]]:
    found = shop.get(f"/v1/answers?{query}")
    assert found.status_code == 200, found.text
    return list(found.json()["answers"])


def shown(shop: Client, answer_id: str, **other: object) -> None:
    event = {"event": "answer_shown", "event_id": "s1", "occurred_at": NOON, "answer_id": answer_id}
    assert shop.post("/v1/events", json=event | other).json()["accepted"] == 1


def test_answers_are_nobody_elses_and_not_kept_on_the_way(tea: Client) -> None:
    assert tea.get("/v1/answers").headers["cache-control"] == "private, no-store"


def test_of_an_item_it_is_said_when_it_arrives(tea: Client) -> None:
    (answer,) = answers(tea, "customer_id=c&item_id=tea&country=DE")
    assert (answer["answer"], answer["item_id"]) == ("delivery_promise", "tea")
    assert answer["data"]["delivery"]["latest"] == "2026-03-04T22:59:59.999999Z"


def test_what_was_shown_on_another_channel_is_not_said_again_and_staff_sees_it(tea: Client) -> None:
    (answer,) = answers(tea, "customer_id=c&item_id=tea&country=DE")
    shown(tea, answer["answer_id"], customer_id="c", channel="phone")
    again = tea.get("/v1/answers?customer_id=c&item_id=tea&country=DE&channel=web").json()
    assert again["answers"] == []
    assert [(one["text"], one["channel"]) for one in again["told"]] == [(answer["text"], "phone")]


def test_one_kind_of_answer_can_be_asked_for(tea: Client) -> None:
    asked = "customer_id=c&item_id=tea&country=DE"
    assert len(answers(tea, f"{asked}&answer=delivery_promise")) == 1
    assert answers(tea, f"{asked}&answer=cart") == []


def test_the_homepage_says_when_its_items_arrive(tea: Client) -> None:
    page = tea.get("/v1/homepage?country=DE").json()
    (item,) = page["shelves"][0]["items"]
    assert item["delivery"]["latest"] == "2026-03-04T22:59:59.999999Z"
    assert page["answers"][0]["answer"] == "delivery_promise"


def test_of_an_item_without_a_lead_time_nothing_is_promised(shop: Client) -> None:
    shop.put("/v1/items", json={"items": [{"item_id": "tea", "title": "Tea"}]})
    (item,) = shop.get("/v1/homepage?country=DE").json()["shelves"][0]["items"]
    assert item["delivery"] is None
    assert answers(shop, "item_id=tea&country=DE") == []


@pytest.mark.parametrize(
    ("query", "name"),
    [("country=Germany", "country"), ("channel=pigeon", "channel"), (f"order_id={'o' * 129}", "order_id")],
)
def test_a_senseless_parameter_is_a_400_that_names_it(shop: Client, query: str, name: str) -> None:
    answer = shop.get(f"/v1/answers?{query}")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, f"/{name}")


def test_without_a_store_it_is_a_503(shop: Client) -> None:
    shop.app.state.worker.store.close()
    assert shop.get("/v1/answers?customer_id=c").status_code == 503


def test_in_a_replay_answers_are_of_the_moment_asked_for(serve: Serve) -> None:
    shop = serve(replay=True)
    shop.put("/v1/items", json={"items": [TEA]})
    (answer,) = answers(shop, "item_id=tea&country=DE&at=2026-03-05T08:00:00Z")
    assert answer["data"]["delivery"]["latest"] == "2026-03-07T22:59:59.999999Z"
