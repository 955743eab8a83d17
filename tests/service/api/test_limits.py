"""How often: per key, per address, and not at all where no keys are needed."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from litestar import Litestar
from litestar.middleware.rate_limit import CacheObject, RateLimitConfig

from features.settings import Settings
from service.api.limits import Counts, Limit, neighbourhood
from tests.service.api.conftest import Client, Serve, made

PAGE = "https://shop.example"
NOW = 1_000_000


@pytest.fixture(autouse=True)
def _one_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the limits stands: every test happens within one second."""
    monkeypatch.setattr("litestar.middleware.rate_limit.time", lambda: NOW)


def answers(shop: Client, times: int, header: dict[str, str], path: str = "/v1/homepage") -> Counter[int]:
    return Counter(shop.get(path, headers=header).status_code for _ in range(times))


def test_without_keys_nothing_is_limited(serve: Serve) -> None:
    assert answers(serve(address_limit=1, key_limit=1), 3, {}) == {200: 3}


def test_a_key_has_its_limit_and_other_keys_have_theirs(serve: Serve, settings: Settings) -> None:
    first, second = made(settings, "read"), made(settings, "read")
    shop = serve(key_limit=2)
    assert [answers(shop, 3, header) for header in (first, second)] == [{200: 2, 429: 1}] * 2


def test_whoever_has_no_key_is_limited_by_address(serve: Serve, settings: Settings) -> None:
    header = made(settings, "read")
    shop = serve(address_limit=2)
    assert answers(shop, 3, {"Authorization": "Bearer guessed"}) == {401: 2, 429: 1}
    assert answers(shop, 1, {}, "/v1/items/tea/related") == {429: 1}
    assert answers(shop, 3, header) == {200: 3}


def test_a_publish_key_is_limited_by_address_as_all_browsers_share_it(
    serve: Serve, settings: Settings
) -> None:
    header = made(settings, "publish", PAGE)
    shop = serve(address_limit=2, key_limit=1)
    sent = [shop.post("/v1/events", json={"events": []}, headers=header).status_code for _ in range(3)]
    assert sent == [202, 202, 429]


def test_who_is_limited_is_told_how_long_to_wait(serve: Serve, settings: Settings) -> None:
    header = made(settings, "read")
    shop = serve(key_limit=1)
    told, refused = shop.get("/v1/homepage", headers=header), shop.get("/v1/homepage", headers=header)
    assert [told.headers[f"ratelimit-{name}"] for name in ("policy", "limit", "remaining")] == [
        "1; w=1",
        "1",
        "0",
    ]
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["ratelimit-remaining"] == "0"


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
    ],
)
def test_an_ipv6_network_counts_as_one_address(host: str, counted: str) -> None:
    assert neighbourhood(host) == counted


def test_a_slow_answer_does_not_tell_of_a_time_that_is_over() -> None:
    limit = Limit(app=Litestar(), config=RateLimitConfig(("second", 5)))
    told = [limit.create_response_headers(CacheObject([], NOW + left)) for left in (-4, 1)]
    assert [headers["RateLimit-Reset"] for headers in told] == ["0", "1"]


def test_the_counts_are_bounded_and_forget_who_was_not_seen_for_longest() -> None:
    counts = Counts(most=2)

    async def seen() -> list[bool]:
        for name in ("old", "busy", "busy", "new"):
            await counts.set(name, "1")
        return [await counts.exists(name) for name in ("old", "busy", "new")]

    assert asyncio.run(seen()) == [False, True, True]


def test_who_is_turned_away_keeps_no_probe_away(serve: Serve, settings: Settings) -> None:
    made(settings, "read")
    shop = serve(address_limit=1)
    assert answers(shop, 2, {}) == {401: 1, 429: 1}
    assert [answers(shop, 2, {}, path) for path in ("/health/live", "/health/ready")] == [
        {200: 1, 429: 1}
    ] * 2
