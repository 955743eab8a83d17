"""Strange shops through the real path: events into a store, trained, served; and what was told of it."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl
import pytest

from features.catalogue import Item
from features.errors import ZuvorError
from features.history import KeptEvent
from service.engine.batch import recommend
from tests.service.engine.shop_floor import Floor
from tests.service.engine.small_shop import NOW, item, kept
from tests.service.page.asking import ids, page
from training.findings.notices import sentence
from training.job import Outcome, train

TEN = [item(f"item {n}", f"kind {n // 5}", price=9.0) for n in range(10)]


def opened(
    floor: Floor, events: Iterable[KeptEvent], items: Iterable[Item] = TEN, recipe: str = ""
) -> Outcome:
    """The shop sells, its past is kept, the job has run, and a worker serves what was learned."""
    floor.sell(items)
    floor.keep(events)
    return trained(floor, recipe)


def trained(floor: Floor, recipe: str = "") -> Outcome:
    """The job once more, with a recipe of these lines."""
    path = floor.folder / "recipe.toml"
    path.write_text(recipe)
    outcome = train(
        floor.store, floor.settings, as_of=NOW, progress=lambda stage: None, recipe=path, force=True
    )
    floor.live.refresh_model()
    return outcome


def told(outcome: Outcome) -> dict[str, str]:
    """Kind of notice → its English sentence."""
    return {notice.kind: sentence(notice, "en") for notice in outcome.notices}


def refused(floor: Floor) -> str:
    """The sentence with which the job ends."""
    with pytest.raises(ZuvorError) as error:
        trained(floor)
    return str(error.value)


def ranked(floor: Floor, *customers: str) -> dict[str, list[str]]:
    """What `zuvor recommend` writes for these customers, best first."""
    out, names = floor.folder / "ranked.parquet", floor.folder / "customers.txt"
    names.write_text("\n".join(customers))
    recommend(
        floor.store,
        floor.settings,
        customers=names,
        targets="all",
        size=10,
        as_of=NOW,
        out=out,
        progress=None,
    )
    return dict(pl.read_parquet(out).sort("rank").group_by("customer_id").agg("item_id").iter_rows())


def all_is_well(floor: Floor, *customers: str, size: int = 10) -> None:
    """Everybody's page and ranking are full, and no shelf or source had to be left out."""
    for who in (None, "Nobody", *customers):
        shown = ids(page(floor, who, size=size))
        assert len(shown) == len(set(shown)) == size, who
        assert len(ranked(floor, who or "Nobody")[who or "Nobody"]) == 10
    assert not floor.failures


def bought(days: float, who: str, *items: str) -> KeptEvent:
    """One order."""
    lines = [{"item_id": name, "quantity": 1, "price": 9} for name in items]
    return kept("purchase", days, who, items=lines)


def looked(days: float, who: str, *items: str) -> list[KeptEvent]:
    """Looks, one after the other."""
    return [kept("view_item", days - n / 10_000, who, item_id=name) for n, name in enumerate(items)]
