"""A cart that follows to another device, a late order that says so first: the real service, two browsers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from features.clock import DAY, parse_moment, to_text
from tests.running import Service
from tests.service.console.browser import chromium, needs_browser, opened
from tests.service.console.stub_shop import PERSONAS, products, write_folder

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_browser]

ANNA = PERSONAS[0]["customer_id"]
ORDER = "D-17"
MONDAY = parse_moment("2026-03-02T09:00:00Z")  # the service's clock starts here


def sold(**changed: float) -> dict[str, list[dict[str, Any]]]:
    """The catalogue: all of it takes two working days; prices by item."""
    items = [
        {
            **one,
            "lead_time_days": 2,
            "origins": [{"origin": "lager"}],
            "price": changed.get(one["item_id"], one["price"]),
        }
        for one in products()
    ]
    return {"items": items}


def event(kind: str, days: float, **fields: object) -> dict[str, object]:
    """Something of Anna's, so many days ago."""
    at = MONDAY - round(days * DAY)
    return {
        "event": kind,
        "event_id": f"{kind}-{days}",
        "occurred_at": to_text(at),
        "customer_id": ANNA,
        **fields,
    }


STOREHOUSE = {"origin": "lager", "country": "DE", "postcode": "04158", "cut_off": "15:00"}
LATE = event(
    "purchase", 9, order_id=ORDER, currency="EUR", promised_latest=to_text(MONDAY - 2 * DAY),
    country="DE", items=[{"item_id": "tea-1", "quantity": 1, "price": 12.4}],
)  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    folder = write_folder(tmp_path / "demo")
    service = Service(
        tmp_path, f"--demo={folder}", "--links=cart=/shop", f"--as-of={to_text(MONDAY)}", "--workers=1"
    )
    assert service("PUT", "/v1/origins", {"origins": [STOREHOUSE]})[0] == 200
    assert service("PUT", "/v1/items", sold())[0] == 200
    yield service
    service.kill()


def enter(page: Page, service: Service, language: str = "de") -> None:
    page.goto(f"http://127.0.0.1:{service.port}/shop?locale={language}")
    expect(page.locator("#personal .product").first).to_be_visible()


def sign_in(page: Page) -> None:
    page.locator("#sign").click()
    page.locator("#sign-in .acts button").first.click()
    expect(page.locator("#log [data-event=identify][data-status=accepted]")).to_be_attached()
    expect(page.locator("#personal h2")).to_contain_text("Anna")


def told(page: Page, kind: str) -> None:
    """Wait until the service knows that it was seen."""
    page.locator(f"[data-answer={kind}]").scroll_into_view_if_needed()
    reported = page.locator("#log [data-event=answer_shown][data-status=accepted]", has_text=f"{kind}.")
    expect(reported).to_be_attached()


def put_into_cart(page: Page, title: str) -> None:
    page.locator("#query").fill(title)
    page.locator("#query").press("Enter")
    page.locator("#results [data-act^=cart]").click()
    expect(page.locator("#log [data-event=add_to_cart][data-status=accepted]").first).to_be_attached()


def test_a_cart_follows_to_another_device_with_what_changed(browser: Browser, service: Service) -> None:
    with opened(browser, "phone") as phone:
        enter(phone, service)
        expect(phone.locator(".product .delivery").first).to_contain_text(
            "Werktagen bei Ihnen (Angabe des Shops)"
        )
        expect(phone.locator(".product .countdown").first).to_contain_text("bestellen Sie in den nächsten")
        put_into_cart(phone, "Teekanne")
        sign_in(phone)
    assert service("PUT", "/v1/items", sold(**{"tea-0": 3.9}))[0] == 200
    with opened(browser, "desk", "dark") as desk:
        enter(desk, service, "en")
        put_into_cart(desk, "Tea glass")
        sign_in(desk)
        expect(desk.locator("[data-answer=cart]")).to_contain_text("now costs €3.90 instead of €4.90")
        expect(desk.locator("#pieces")).to_have_text("2")
        desk.get_by_role("button", name="Go to cart").click()
        expect(desk.locator("#cart .changed")).to_contain_text("€3.90")
        expect(desk.locator("#cart .total")).to_contain_text("€31.30")


def test_a_late_order_is_said_first_and_once(browser: Browser, service: Service) -> None:
    assert service("POST", "/v1/events", LATE)[0] == 202
    with opened(browser, "phone", "dark") as page:
        enter(page, service)
        sign_in(page)
        expect(page.locator(".answer").first).to_have_class("answer late")
        expect(page.locator(".answer").first).to_contain_text(f"Ihre Bestellung {ORDER} ist leider verspätet")
        told(page, "order_status")
        for language in ("de", "en"):
            enter(page, service, language)
            expect(page.locator("[data-answer=order_status]")).to_have_count(0)
        page.locator(".before summary").click()
        expect(page.locator(".before")).to_contain_text(ORDER)
