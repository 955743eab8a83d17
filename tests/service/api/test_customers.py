from __future__ import annotations

from tests.service.api.conftest import Client, view

DENIED = {"purposes": {"personalisation": "denied"}}


def known(number: str) -> dict[str, object]:
    return view(number, customer_id="c", anonymous_id=None)


def test_the_export_has_every_event_once_those_of_the_device_too(shop: Client) -> None:
    identify = view("3", event="identify", customer_id="c")
    for event in (view("1"), known("2"), known("2"), identify):
        shop.post("/v1/events", json=event)
    export = shop.get("/v1/customers/c/export").json()
    assert sorted(event["event_id"] for event in export["events"]) == ["1", "2", "3"]


def test_the_export_says_what_holds(shop: Client) -> None:
    shop.put("/v1/customers/c/consent", json=DENIED)
    consent = shop.get("/v1/customers/c/export").json()["consent"]
    assert consent == {"personalisation": "denied", "analytics": "granted", "marketing": "granted"}


def test_somebody_nobody_knows_has_no_export(shop: Client) -> None:
    assert shop.get("/v1/customers/nobody/export").status_code == 404


def test_purposes_not_named_stay_as_they_are(shop: Client) -> None:
    shop.put("/v1/customers/c/consent", json=DENIED)
    holds = shop.put("/v1/customers/c/consent", json={"purposes": {"marketing": "denied"}}).json()
    assert holds == {"personalisation": "denied", "analytics": "granted", "marketing": "denied"}


def test_a_denial_deletes_what_was_kept_for_personalisation(shop: Client) -> None:
    shop.post("/v1/events", json=known("1"))
    shop.put("/v1/customers/c/consent", json=DENIED)
    kinds = [event["event"] for event in shop.get("/v1/customers/c/export").json()["events"]]
    assert kinds == ["consent_updated"]


def test_a_decision_about_nothing_is_a_422(shop: Client) -> None:
    answer = shop.put("/v1/customers/c/consent", json={"purposes": {}})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/purposes")


def test_a_decision_we_do_not_know_is_a_422(shop: Client) -> None:
    answer = shop.put("/v1/customers/c/consent", json={"purposes": {"analytics": "maybe"}})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/purposes/analytics")


def test_an_id_may_have_a_slash(shop: Client) -> None:
    answer = shop.put("/v1/customers/a%2Fb%20%C3%BC/consent", json=DENIED)
    export = shop.get("/v1/customers/a%2Fb%20%C3%BC/export")
    assert (answer.status_code, export.status_code) == (200, 200)
    assert export.json()["customer_id"] == "a/b ü"


def test_an_id_is_decoded_once(shop: Client) -> None:
    shop.put("/v1/customers/a%252Fb/consent", json=DENIED)
    assert shop.get("/v1/customers/a%252Fb/export").json()["customer_id"] == "a%2Fb"
