"""One visitor against the whole shop: whatever one browser sends, the others see what they saw before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from features.clock import DAY, MINUTE, to_text
from service.ingest.door import admit
from tests.service.engine.shop_floor import Floor
from tests.service.engine.small_shop import BIKE, NOW, TEA, catalogue, fans, item, kept
from tests.service.page.asking import ids, on, page, service
from training import job

pytestmark = pytest.mark.slow

COLD = item("pump", "bike")
SEEN_BY = ("black fan 1", "bell fan 2", "somebody new")
Story = Callable[[int], dict[str, Any]]  # number of the event → what it says


def open_shop(folder: Path, story: Story | None = None, times: int = 10_000) -> Floor:
    """The small shop with things nobody looks at, trained after one visitor's browser told its story."""
    floor = Floor(folder)
    floor.sell(catalogue(pump=COLD, basket=item("basket", "bike"), sugar=item("sugar", "tea")).values())
    searches = [kept("search", 6 - n / 100, f"green fan {n}", query="warm drink") for n in range(9)]
    late = [
        kept("view_item", day - n / 100, f"{of[0]} fan {n}", item_id=of[n % 3])
        for of in (TEA, BIKE)
        for n in range(6)
        for day in (3, 1)
    ]
    floor.keep([*fans(TEA, 9), *fans(BIKE, 6), *searches, *late])
    if story:
        tell(floor, story, times)
    train(floor)
    floor.live.refresh_model()
    return floor


def train(floor: Floor) -> None:
    recipe = floor.folder / "recipe.toml"
    recipe.write_text("enough_persons = 5\nfactors = 4\nhorizon_days = 2\n")
    job.train(floor.store, floor.settings, as_of=NOW, recipe=recipe, progress=lambda said: None)


def tell(floor: Floor, story: Story, times: int) -> None:
    """One browser, an event every few seconds until now."""
    step = 2 * DAY // times
    said = [
        {
            "event_id": f"{n}",
            "occurred_at": to_text(NOW - 10 * MINUTE - n * step),
            "anonymous_id": "one browser",
        }
        | story(n)
        for n in range(times)
    ]
    with floor.store.write() as transaction:
        raws = [msgspec.json.encode(event) for event in said]
        results = admit(transaction, raws, now=NOW, consent_granted=True, browser=True)
    assert {result.status for result in results} == {"accepted"}


def seen(floor: Floor) -> dict[str, list[str]]:
    """Everything that others are shown: three pages and what goes with every product."""
    pages = {who: ids(page(floor, who)) for who in SEEN_BY}
    for kind in ("similar", "together"):
        for product in (*TEA, *BIKE):
            near = service(floor).related(product, kind, "en", 10, None)
            pages[f"{kind} to {product}"] = [one.item_id for one in near.items] if near else []
    return pages


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Floor]:
    """The shop as it is without that visitor."""
    floor = open_shop(tmp_path_factory.mktemp("quiet"))
    yield floor
    floor.store.close()


STORIES: dict[str, Story] = {
    "views of what nobody wants": lambda n: {"event": "view_item", "item_id": "pump"},
    "carts of what nobody wants": lambda n: {"event": "add_to_cart", "item_id": "pump", "quantity": 999},
    "looks at everything": lambda n: {"event": "view_item", "item_id": (*TEA, *BIKE, "pump")[n % 7]},
    "two things as if they went together": lambda n: {
        "event": "add_to_cart",
        "item_id": ("pump", "green")[n % 2],
        "quantity": 1,
    },
    "a search, and then something else": lambda n: (
        {"event": "select_item", "item_id": "bell"} if n % 2 else {"event": "search", "query": "warm drink"}
    ),
    "no interest in what all others like": lambda n: {"event": "not_interested", "item_id": "green"},
}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_ten_thousand_events_of_one_visitor_move_nothing_others_see(
    tmp_path: Path, quiet: Floor, story: Story
) -> None:
    loud = open_shop(tmp_path, story)
    assert seen(loud) == seen(quiet)
    loud.store.close()


def test_a_slow_one_alone_brings_nothing_into_trending(tmp_path: Path, quiet: Floor) -> None:
    loud = open_shop(tmp_path, STORIES["views of what nobody wants"], 900)
    assert "pump" not in on(page(loud, "somebody new"), "trending")
    assert on(page(loud, "somebody new"), "trending") == on(page(quiet, "somebody new"), "trending")
    loud.store.close()
