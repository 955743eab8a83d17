"""Approval over HTTP: money moves when somebody said so, once, and never against the customer's will."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from features.clock import DAY, HOUR, parse_moment
from features.settings import Settings
from service.interventions.deciding import held_out
from service.interventions.webhook.permission import may_go
from service.store import Store
from tests.service.api.conftest import NOON, Client, Serve, made
from tests.service.interventions.decisions import keep, line, state_of
from tests.stores import new_store

NOW = parse_moment(NOON)
ADDRESS = "/v1/interventions/v-1/approval"


@pytest.fixture
def store(serve: Serve, settings: Settings) -> Iterator[Store]:
    store = new_store(settings.store)
    yield store
    store.close()


def say(shop: Client, approved: bool = True) -> Any:
    return shop.post(ADDRESS, json={"approved": approved})


def due(store: Store) -> list[tuple[str, int]]:
    with store.write() as transaction:
        found = transaction.claim_messages(NOW + DAY, NOW + DAY, 10, owed=False)
    return [(m.message_id, hour_of(m.body)) for m in found]


def hour_of(body: bytes) -> int:
    at = parse_moment(msgspec.json.decode(body)["data"]["not_before"])
    return at - at % HOUR


def test_what_waits_is_told_with_its_cost_and_why(shop: Client, store: Store) -> None:
    keep(store, line(NOW), line(NOW, intervention_id="v-2", state="ready"))
    found = shop.get("/v1/approvals?locale=en").json()
    (waiting,) = found["waiting"]
    assert (waiting["intervention_id"], waiting["cost"], found["more"]) == ("v-1", 5.0, False)
    assert waiting["why"].startswith("The delivery was not there when promised (o-1).")


def test_what_is_approved_goes_out_and_is_asked_for_once(shop: Client, store: Store) -> None:
    keep(store, line(NOW))
    for _ in range(2):
        assert say(shop).json() == {"intervention_id": "v-1", "state": "ready"}
    assert due(store) == [("v-1", NOW)]
    assert shop.get("/v1/approvals").json()["waiting"] == []


def test_what_is_declined_never_goes_out(shop: Client, store: Store) -> None:
    keep(store, line(NOW))
    assert say(shop, approved=False).json()["state"] == "declined"
    assert due(store) == []
    assert say(shop).status_code == 409
    assert store.spent(NOW - DAY, NOW + DAY) == 0


def test_on_the_page_it_needs_no_message(serve: Serve, store: Store) -> None:
    keep(store, line(NOW, channel="web"), channel="web")
    shop = serve()
    assert say(shop).json()["state"] == "ready"
    assert due(store) == []
    (answer,) = shop.get("/v1/answers?customer_id=Ann").json()["answers"]
    assert (answer["answer"], answer["data"]["intervention_id"]) == ("gesture", "v-1")


def test_quiet_hours_hold_also_for_what_is_approved_in_them(shop: Client, store: Store) -> None:
    keep(store, line(NOW))
    body = {"quiet_from": "10:00", "quiet_until": "18:00", "caps": []}
    assert shop.put("/v1/rules/contact", json=body).status_code == 200
    say(shop)
    assert due(store) == [("v-1", NOW + 5 * HOUR)]  # 18:00 in Berlin


@pytest.mark.parametrize(
    ("decided", "fields", "consent"),
    [
        (NOW, {"stopped": True}, "granted"),
        (NOW, {}, "denied"),
    ],
)
def test_what_can_not_be_done_any_more_is_cancelled_and_said(
    shop: Client, store: Store, decided: int, fields: dict[str, Any], consent: str
) -> None:
    keep(store, line(decided), **fields)
    shop.put("/v1/customers/Ann/consent", json={"purposes": {"marketing": consent}})
    answer = say(shop)
    assert (answer.status_code, state_of(store), due(store)) == (409, "cancelled", [])
    assert "cancelled" in answer.json()["detail"]


def test_what_was_decided_is_approved_as_it_was_however_it_is_defined_since(
    shop: Client, store: Store
) -> None:
    said = msgspec.json.encode({"de": "10 Fr. für Sie", "en": "10 francs for you"})
    keep(store, line(NOW, cost=10.0, currency="CHF", text=said), cost=50.0, channel="web")
    assert say(shop).json()["state"] == "ready"
    with store.write() as transaction:
        (found,) = transaction.claim_messages(NOW + DAY, NOW + DAY, 10, owed=False)
    told = msgspec.json.decode(found.body)["data"]
    assert (told["cost"], told["currency"], told["channel"]) == (10.0, "CHF", "email")
    assert told["text"] == msgspec.json.decode(said)


def test_what_lay_for_more_than_a_week_has_lapsed_and_no_word_changes_it(shop: Client, store: Store) -> None:
    keep(store, line(NOW - 8 * DAY))
    for _ in range(2):
        answer = say(shop)
        assert (answer.status_code, state_of(store), due(store)) == (409, "lapsed", [])
        assert "lapsed" in answer.json()["detail"]
    assert say(shop, approved=False).status_code == 409


def test_what_is_owed_waits_for_its_approval_however_long(shop: Client, store: Store) -> None:
    keep(store, line(NOW - 8 * DAY, purpose="owed"))
    assert say(shop).json()["state"] == "ready"
    with store.write() as transaction:
        claimed = transaction.claim_messages(NOW + DAY, NOW + DAY, 10, owed=True)
        assert may_go(transaction, claimed, NOW + DAY, default=True) == claimed != []


def test_who_is_held_out_since_the_holdout_was_raised_gets_nothing(shop: Client, store: Store) -> None:
    names = [name for name in map("customer {}".format, range(40)) if not held_out(name, 0.1)]
    name = next(name for name in names if held_out(name, 0.5))
    owed = line(NOW, intervention_id="owed", customer_id=name, purpose="owed")
    keep(store, line(NOW, customer_id=name), owed)
    shop.put("/v1/rules/goodwill", json={"holdout": 0.5})
    assert (say(shop).status_code, state_of(store)) == (409, "cancelled")
    approved = shop.post("/v1/interventions/owed/approval", json={"approved": True})
    assert approved.json()["state"] == "ready"


def test_nothing_of_that_name_is_a_404(shop: Client) -> None:
    assert say(shop).status_code == 404


@pytest.mark.parametrize("body", [{}, {"approved": "yes"}, {"approved": True, "why": "x"}])
def test_a_word_is_yes_or_no(shop: Client, body: dict[str, Any]) -> None:
    assert shop.post(ADDRESS, json=body).status_code == 422


def test_the_ledger_says_who_approved_it(serve: Serve, settings: Settings) -> None:
    header = made(settings, "admin")
    shop, store = serve(), new_store(settings.store)
    keep(store, line(NOW))
    assert shop.post(ADDRESS, json={"approved": True}, headers=header).status_code == 200
    found = store.intervention("v-1")
    store.close()
    assert found is not None
    assert found.changed_by == header["Authorization"].split("_")[1]


@pytest.mark.parametrize("scope", ["read", "staff", "analyst", "ingest"])
def test_only_an_admin_approves(serve: Serve, settings: Settings, scope: Any) -> None:
    header = made(settings, scope)
    shop = serve()
    assert shop.post(ADDRESS, json={"approved": True}, headers=header).status_code == 403
    assert shop.get("/v1/approvals", headers=header).status_code == 403
