"""What the demo shop says before it is asked: dates and countdowns, answers with one click, told once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.service.console.browser import chromium, free_port, needs_browser, opened
from tests.service.console.stub_shop import World, served, stub_app, write_folder

pytestmark = [pytest.mark.browser, needs_browser]

DELIVERY = {
    "earliest": "2026-03-02T23:00:00Z",
    "most_likely": "2026-03-03T22:59:59Z",
    "latest": "2026-03-03T22:59:59Z",
    "confidence": 0.93,
    "order_before": "2026-03-02T11:14:30Z",
    "learned": True,
    "text": "Bis morgen Abend bei Ihnen",
    "countdown": "bestellen Sie in den nächsten 2 Std. 14 Min.",
}
BUY_AGAIN = {
    "event": "add_to_cart",
    "item_id": "tea-5",
    "quantity": 2,
}


def answer(kind: str, text: str, priority: int, **more: Any) -> dict[str, Any]:
    data = {"priority": priority, "correction": False, **more.pop("data", {})}
    return {"answer_id": f"{kind}.{len(text)}", "answer": kind, "text": text, "data": data, **more}


LATE = answer("order_status", "Ihre Bestellung 7 verspätet sich.", 100, order_id="7", data={"late": 0.8})
OPEN = answer("order_status", "Ihre Bestellung 8 ist unterwegs.", 60, order_id="8", data={"late": 0.1})
AGAIN = answer(
    "buy_again",
    "Wieder Zeit für Nachschub? „Sencha“.",
    35,
    item_id="tea-5",
    data={"action": {"label": "2 Stück in den Warenkorb", "url": None, "body": BUY_AGAIN}},
)
MOVED = answer(
    "delivery_promise", "Anders als gesagt: Mittwoch.", 70, item_id="tea-0", data={"correction": True}
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def url(world: World, tmp_path: Path) -> Iterator[str]:
    with served(stub_app(write_folder(tmp_path / "shop"), world), free_port()) as url:
        yield f"{url}/shop?locale=de"


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    """Closed before what it asks ends."""
    with opened(browser, "small") as page:
        yield page


def enter(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.locator("#personal .product").first).to_be_visible()


def told(page: Page, *answers: dict[str, Any]) -> None:
    """Scrolled to, these were seen: wait until the service was told so."""
    page.locator(".answer").last.scroll_into_view_if_needed()
    expect(page.locator("#log [data-event=answer_shown][data-status=accepted]")).to_have_count(len(answers))


def test_a_date_counts_down_by_the_minute_and_is_asked_for_anew_at_its_cut_off(
    page: Page, url: str, world: World
) -> None:
    world.delivery = DELIVERY
    page.clock.install()
    enter(page, url)
    time = page.locator("#personal .countdown").first
    expect(time).to_have_text("bestellen Sie in den nächsten 2 Std. 14 Min.")
    page.clock.run_for(31_000)
    expect(time).to_have_text("bestellen Sie in den nächsten 2 Std. 13 Min.")
    page.clock.fast_forward(3_600_000)
    expect(time).to_have_text("bestellen Sie in den nächsten 73 Min.")
    asked = world.asked
    world.delivery = {**DELIVERY, "text": "Bis Mittwoch bei Ihnen", "order_before": None, "countdown": None}
    page.clock.fast_forward(4_440_000)
    expect(page.locator("#personal .delivery").first).to_have_text("Bis Mittwoch bei Ihnen")
    expect(time).to_have_count(0)
    assert world.asked == asked + 1


def test_a_date_whose_cut_off_has_passed_is_not_said_when_nobody_answers(
    browser: Browser, url: str, world: World
) -> None:
    world.delivery = DELIVERY
    with opened(browser, "desk", errors=True) as page:
        page.clock.install()
        enter(page, url)
        world.down = True
        page.clock.fast_forward(9_000_000)
        expect(page.locator("#personal .delivery")).to_have_count(0)
        expect(page.locator("#personal .product").first).to_be_visible()


def test_minutes_are_no_news_for_a_screen_reader(page: Page, url: str, world: World) -> None:
    world.delivery = DELIVERY
    enter(page, url)
    assert page.locator(":is([aria-live], [role=status], [role=timer], [role=alert]) .countdown").count() == 0


def test_where_the_service_is_silent_nothing_is_there(page: Page, url: str) -> None:
    enter(page, url)
    assert page.locator("#personal :is(.delivery, .countdown, .answer)").count() == 0


def test_a_late_order_is_said_first_and_marked_and_nothing_is_told_twice(
    page: Page, url: str, world: World
) -> None:
    world.answers = [OPEN, AGAIN, LATE]
    page.set_viewport_size({"width": 1280, "height": 1600})
    enter(page, url)
    assert page.locator(".answer .what p").all_inner_texts() == [a["text"] for a in (LATE, OPEN, AGAIN)]
    expect(page.locator(".answer").first).to_contain_text("Verspätet")
    told(page, LATE, OPEN, AGAIN)
    page.locator("#personal .open").first.click()
    expect(page.locator("#changes")).to_be_visible()
    page.keyboard.press("Escape")
    assert page.locator(".answer").count() == 3  # for as long as the page is open
    expect(page.locator("#log [data-event=view_item_list][data-status=accepted]").nth(1)).to_be_attached()
    assert world.kinds().count("answer_shown") == 3
    page.reload()
    expect(page.locator("#personal .product").first).to_be_visible()
    assert page.locator(".answer").count() == 0


def test_there_are_at_most_as_many_as_the_setting_says(page: Page, url: str, world: World) -> None:
    world.answers = [LATE, OPEN, AGAIN, MOVED]
    enter(page, url)
    assert page.locator(".answer").count() == 3


def test_one_click_buys_again_with_the_usual_pieces(page: Page, url: str, world: World) -> None:
    world.answers = [AGAIN]
    enter(page, url)
    page.get_by_role("button", name="2 Stück in den Warenkorb").click()
    expect(page.locator("#pieces")).to_have_text("2")
    expect(page.locator("#changes")).to_be_visible()
    assert page.locator(".answer").count() == 0
    done = [event for event in world.events if event["event"] in ("answer_selected", "add_to_cart")]
    assert done[0]["answer_id"] == AGAIN["answer_id"]
    assert {key: done[1][key] for key in BUY_AGAIN} == BUY_AGAIN
    assert world.kinds().count("answer_shown") == 1


def test_a_correction_looks_like_one_on_the_page_and_on_the_product(
    page: Page, url: str, world: World
) -> None:
    world.answers = [MOVED]
    enter(page, url)
    expect(page.locator(".answer.corrected")).to_contain_text("Geändert")
    page.locator("[data-item=tea-0] .open").first.click()
    expect(page.locator("#product .promises")).to_contain_text("Geändert Anders als gesagt: Mittwoch.")


def test_what_was_told_can_be_read_again(page: Page, url: str, world: World) -> None:
    world.answers = [LATE]
    enter(page, url)
    told(page, LATE)
    page.reload()
    page.get_by_text("Schon gesagt").click()
    expect(page.locator(".before li")).to_contain_text(LATE["text"])


def test_an_answer_can_be_put_away_by_keyboard(page: Page, url: str, world: World) -> None:
    world.answers = [LATE, OPEN]
    enter(page, url)
    page.get_by_role("button", name=f"Ausblenden: {LATE['text']}").press("Enter")
    assert page.locator(".answer .what p").all_inner_texts() == [OPEN["text"]]
    expect(page.locator(".answer .tool")).to_be_focused()
