"""Touchpoints, gestures and rules over HTTP: in force as a whole, every version with who and when."""

from __future__ import annotations

from typing import Any

import pytest

from features.settings import Settings
from service.api import examples
from service.interventions.catalogue import catalogue_of
from tests.service.api.conftest import NOON, Client, Serve, made
from tests.stores import new_store

TOUCHPOINT, GESTURE = "/v1/touchpoints/delivery", "/v1/interventions/voucher"
REMINDER = "/v1/reminders/cart_left"
CONTACT, GOODWILL = "/v1/rules/contact", "/v1/rules/goodwill"
BODIES = {
    TOUCHPOINT: examples.TOUCHPOINT,
    GESTURE: examples.GESTURE,
    REMINDER: examples.REMINDER,
    CONTACT: examples.CONTACT,
    GOODWILL: {"daily_budget": 50.0},
}


def pointers(answer: Any) -> list[str]:
    return [fault["pointer"] for fault in answer.json()["errors"]]


@pytest.mark.parametrize("path", BODIES)
def test_what_is_laid_down_is_read_back_with_who_and_when(shop: Client, path: str) -> None:
    name = path.rpartition("/")[2]
    assert shop.put(path, json=BODIES[path]).json() == {"name": name, "version": 1, "changed": True}
    assert shop.put(path, json=BODIES[path] | {"name": name}).json()["changed"] is False
    found = shop.get(path).json()
    assert found["definition"].items() >= BODIES[path].items()
    (version,) = found["versions"]
    assert (version["changed_at"][:13], version["changed_by"]) == (NOON[:13], "loopback")


def test_it_is_in_force_for_who_decides(shop: Client, settings: Settings) -> None:
    for path, body in BODIES.items():
        shop.put(path, json=body)
    store = new_store(settings.store)
    try:
        now = catalogue_of(store)
    finally:
        store.close()
    assert [gesture.name for gesture in now.gestures] == ["voucher"]
    assert [(one.name, one.answer) for one in now.reminders] == [("cart_left", "cart")]
    assert (now.goodwill.daily_budget, now.touchpoints["delivery"].asked_share) == (50.0, 0.1)


@pytest.mark.parametrize("path", [TOUCHPOINT, CONTACT, GOODWILL])
def test_what_is_built_in_holds_until_it_is_defined(shop: Client, path: str) -> None:
    found = shop.get(path).json()
    assert (found["version"], found["versions"]) == (0, [])
    assert found["definition"]


@pytest.mark.parametrize("path", [GESTURE, REMINDER, "/v1/rules/love", "/v1/touchpoints/moon"])
def test_what_is_not_there_is_a_404(shop: Client, path: str) -> None:
    assert shop.get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        (GESTURE, {"name": "other"}, "/name"),
        (GESTURE, {"cost": -1}, "/cost"),
        (GESTURE, {"triggers": ["rain"]}, "/triggers"),
        (GESTURE, {"text": {"de": "nur deutsch"}}, "/text"),
        (GESTURE, {"cool_down": "long"}, "/cool_down"),
        (GESTURE, {"aproval": True}, "/aproval"),
        (TOUCHPOINT, {"answer_within": "soon"}, "/answer_within"),
        (TOUCHPOINT, {"asked_share": 2}, "/asked_share"),
        (CONTACT, {"quiet_from": "25:00"}, "/quiet_from"),
        (CONTACT, {"caps": [{"most": -1}]}, "/caps/0/most"),
        (GOODWILL, {"daily_budget": "much"}, "/daily_budget"),
        (REMINDER, {"answer": "weather"}, "/answer"),
        (REMINDER, {"channel": "web"}, "/channel"),
        (REMINDER, {"channel": "pigeon"}, "/channel"),
        (REMINDER, {"cool_down": "23h"}, "/cool_down"),
        (REMINDER, {"cool_down": "0d"}, "/cool_down"),
        (REMINDER, {"cool_down": "40000d"}, "/cool_down"),
        (REMINDER, {"rested": "soon"}, "/rested"),
        (REMINDER, {"priority": 1_001}, "/priority"),
        (REMINDER, {"priority": 1.5}, "/priority"),
        (REMINDER, {"text": {"de": "Hallo"}}, "/text"),
        ("/v1/rules/love", {}, "/name"),
        ("/v1/interventions/nothing", {}, "/name"),
    ],
)
def test_a_field_at_fault_is_a_422_that_names_it(
    shop: Client, path: str, body: dict[str, Any], pointer: str
) -> None:
    usual = BODIES.get(path, {} if "rules" in path else examples.GESTURE)
    answer = shop.put(path, json=usual | body)
    assert (answer.status_code, pointers(answer)) == (422, [pointer])


@pytest.mark.parametrize(("body", "status"), [(b"{", 400), (b"[]", 422), (b"", 400), (b'{"name": 3}', 422)])
@pytest.mark.parametrize("path", [GESTURE, REMINDER, CONTACT])
def test_what_is_no_definition_is_refused(shop: Client, path: str, body: bytes, status: int) -> None:
    assert shop.put(path, content=body).status_code == status


def test_one_that_can_not_be_read_any_more_is_defined_again(shop: Client, settings: Settings) -> None:
    store = new_store(settings.store)
    with store.write() as transaction:
        transaction.put_definition("intervention", "voucher", b'{"name": "voucher", "colour": 3}', 1, "eve")
    store.close()
    assert shop.put(GESTURE, json=examples.GESTURE).json()["version"] == 2


@pytest.mark.parametrize("scope", ["read", "staff", "analyst", "ingest"])
def test_only_an_admin_lays_anything_down(serve: Serve, settings: Settings, scope: Any) -> None:
    header = made(settings, scope)
    shop = serve()
    assert {shop.put(path, json=body, headers=header).status_code for path, body in BODIES.items()} == {403}


@pytest.mark.parametrize("path", BODIES)
def test_an_address_says_what_can_be_done_with_it(shop: Client, path: str) -> None:
    assert shop.options(path).headers["allow"] == "GET, OPTIONS, PUT"
