"""Asking the small shop for a page, and what one may say about the answer."""

from __future__ import annotations

from typing import Any

from service.page.model import Page, PageItem, PageRequest
from service.page.serve import PageService
from tests.service.engine.shop_floor import Floor
from tests.service.engine.small_shop import item

MANY = [item(f"thing {n}", f"things/{n % 7}", price=float(n)) for n in range(130)]


def service(floor: Floor) -> PageService:
    def failed(shelf: str, error: Exception) -> None:
        floor.failures.append(shelf)

    return PageService(floor.store, floor.live, floor.settings, lambda: floor.now, failed)


def page(floor: Floor, customer_id: str | None = "Ann", **fields: Any) -> Page:
    pages, request = service(floor), PageRequest(customer_id=customer_id, **fields)
    return pages.homepage(request, pages.read(request))


def items(page: Page) -> list[PageItem]:
    return [one for shelf in page.shelves for one in shelf.items]


def ids(page: Page) -> list[str]:
    return [one.item_id for one in items(page)]


def on(page: Page, shelf: str) -> list[str]:
    """What stands on a shelf, nothing where it isn't there."""
    return [one.item_id for row in page.shelves if row.shelf == shelf for one in row.items]


def reasons(page: Page, shelf: str) -> dict[str, str]:
    """Item → why, on one shelf."""
    return {one.item_id: one.reason.text for row in page.shelves if row.shelf == shelf for one in row.items}


def shelves(page: Page) -> list[str]:
    return [row.shelf for row in page.shelves]
