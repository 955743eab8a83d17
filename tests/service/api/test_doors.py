"""Who may ask what: keys, their scopes, and the pages that publish keys are for."""

from __future__ import annotations

import pytest

from features.settings import Settings
from service.api.pressure import BROWSER_EVENTS
from tests.service.api.conftest import Client, Serve, made, view
from tests.stores import new_store

PAGE = "https://shop.example"


def look(shop: Client) -> Client:
    """What a worker does again and again, now."""
    shop.app.state.worker.keys.refresh()
    return shop


def revoke_all(settings: Settings) -> None:
    store = new_store(settings.store)
    with store.write() as transaction:
        for key in store.door_keys():
            transaction.revoke_key(key.key_id, 1)
    store.close()


def test_on_loopback_no_key_is_needed_until_there_is_one(shop: Client, settings: Settings) -> None:
    assert shop.get("/v1/homepage").status_code == 200
    header = made(settings, "read")
    look(shop)
    assert shop.get("/v1/homepage").status_code == 401
    assert shop.get("/v1/homepage", headers=header).status_code == 200


def test_beyond_loopback_a_key_is_always_needed(serve: Serve) -> None:
    assert serve(strict=True).get("/v1/homepage").status_code == 401


def test_when_the_last_key_is_revoked_the_doors_stay_shut(serve: Serve, settings: Settings) -> None:
    header = made(settings, "read")
    shop = serve()
    assert shop.get("/v1/homepage", headers=header).status_code == 200
    revoke_all(settings)
    look(shop)
    assert [shop.get("/v1/homepage", headers=h).status_code for h in (header, {})] == [401, 401]


def test_whatever_is_wrong_with_a_key_the_answer_is_the_same(serve: Serve, settings: Settings) -> None:
    revoked = made(settings, "read")
    revoke_all(settings)
    shop = serve()
    unknown = {"Authorization": "Bearer zuvor_" + "0" * 16 + "_" + "0" * 48}
    sent = [{}, unknown, revoked, {"Authorization": "Basic YTpi"}, {"Authorization": "Bearer"}]
    answers = [shop.get("/v1/homepage", headers=headers) for headers in sent]
    assert {answer.status_code for answer in answers} == {401}
    assert {answer.headers["www-authenticate"] for answer in answers} == {"Bearer"}
    assert len({answer.text for answer in answers}) == 1


def test_a_wrong_scope_is_told_which_one_is_needed(serve: Serve, settings: Settings) -> None:
    header = made(settings, "admin")
    answer = serve().get("/v1/homepage", headers=header)
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
    assert "scope read" in answer.json()["detail"]


def test_what_comes_with_a_publish_key_is_what_a_browser_may_tell(serve: Serve, settings: Settings) -> None:
    header = made(settings, "publish", PAGE)
    told = {"events": [view("1"), view("2", customer_id="c-1042")]}
    answer = serve().post("/v1/events", json=told, headers=header)
    assert [result["status"] for result in answer.json()["results"]] == ["accepted", "rejected"]
    assert answer.json()["results"][1]["pointer"] == "/events/1/customer_id"


@pytest.mark.parametrize(("origin", "status"), [(PAGE, 202), ("https://evil.example", 403), ("null", 403)])
def test_a_publish_key_is_for_its_pages(serve: Serve, settings: Settings, origin: str, status: int) -> None:
    header = made(settings, "publish", PAGE)
    answer = serve().post("/v1/events", json={"events": []}, headers={**header, "Origin": origin})
    assert answer.status_code == status
    assert answer.headers.get("access-control-allow-origin") == (origin if status == 202 else None)
    assert answer.headers["vary"] == "Origin"


def test_a_browser_sends_a_quarter_of_a_megabyte_at_most(serve: Serve, settings: Settings) -> None:
    browser, server = made(settings, "publish", PAGE), made(settings, "ingest")
    long = {"events": [view(str(n), device="x" * 128, region="x" * 128) for n in range(1_000)]}
    shop = serve()
    answers = [shop.post("/v1/events", json=long, headers=header).status_code for header in (browser, server)]
    assert answers == [413, 202]


def test_servers_keep_their_share_however_much_browsers_send(serve: Serve, settings: Settings) -> None:
    browser, server = made(settings, "publish", PAGE), made(settings, "ingest")
    shop = serve()
    with shop.app.state.worker.pressure.browser(BROWSER_EVENTS):
        refused = shop.post("/v1/events", json=view("1"), headers=browser)
        assert shop.post("/v1/events", json=view("1"), headers=server).status_code == 202
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    assert shop.post("/v1/events", json=view("1"), headers=browser).status_code == 202


def test_a_page_may_read_why_it_was_refused(serve: Serve, settings: Settings) -> None:
    made(settings, "publish", PAGE)
    answer = serve().post("/v1/events", json={"events": []}, headers={"Origin": PAGE})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (401, PAGE)


def ask(shop: Client, path: str, origin: str) -> dict[str, str]:
    """What a browser asks first, and the permissions it is given."""
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    answer = shop.options(path, headers=headers)
    assert answer.status_code == 204
    return {name: value for name, value in answer.headers.items() if name.startswith("access-control")}


def test_browsers_are_told_that_the_pages_of_a_publish_key_may_send_events(
    serve: Serve, settings: Settings
) -> None:
    made(settings, "publish", PAGE)
    given = ask(serve(), "/v1/events", PAGE)
    assert given["access-control-allow-origin"] == PAGE
    assert given["access-control-allow-methods"] == "POST"
    assert given["access-control-allow-headers"] == "authorization, content-type"


def test_nobody_elses_pages_and_no_other_route_are_permitted(serve: Serve, settings: Settings) -> None:
    made(settings, "publish", PAGE)
    made(settings, "read")
    shop = serve()
    assert ask(shop, "/v1/events", "https://evil.example") == {}
    assert ask(shop, "/v1/homepage", PAGE) == {}
    assert "access-control-allow-origin" not in shop.get("/health/live", headers={"Origin": PAGE}).headers


def test_a_revoked_publish_key_permits_nothing(serve: Serve, settings: Settings) -> None:
    made(settings, "publish", PAGE)
    revoke_all(settings)
    assert ask(serve(), "/v1/events", PAGE) == {}


def test_without_keys_no_page_of_another_site_may_ask(shop: Client) -> None:
    own = {"Origin": "http://testserver.local", "Host": "testserver.local"}
    posted = [shop.post("/v1/events", json={"events": []}, headers=h) for h in (own, {"Origin": PAGE})]
    assert [answer.status_code for answer in posted] == [202, 403]


def test_keys_that_cannot_be_read_anew_hold_as_they_are(serve: Serve, settings: Settings) -> None:
    header = made(settings, "read")
    shop = serve()
    shop.app.state.worker.store.close()
    look(shop)
    assert shop.get("/v1/homepage", headers=header).json()["fallback"] == "store_down"
    assert shop.get("/v1/homepage").status_code == 401


def test_operations_need_no_key(serve: Serve) -> None:
    shop = serve(strict=True)
    paths = ("/health/live", "/health/ready", "/metrics", "/schema", "/schema/openapi.json")
    assert [shop.get(path).status_code for path in paths] == [200] * 5
