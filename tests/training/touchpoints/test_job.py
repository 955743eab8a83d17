"""A store's history → what is kept for readers, as of a moment; and what the command prints of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from features.analyses import TOUCHPOINTS, USUAL
from features.clock import DAY, to_text
from features.history import KeptEvent
from features.touchpoints.cells import ALL
from features.touchpoints.definition import DEFAULTS, TOUCHPOINT
from features.touchpoints.stored import Stored, decode
from features.touchpoints.usual import Usual
from service import cli
from service.store.protocol import Store
from service.store.records import Row
from tests.features.touchpoints.world import NOW, arrived, bought, event, rated
from tests.stores import new_store
from training.touchpoints.job import Shop, analyse

Captured = pytest.CaptureFixture[str]
SHOP = Shop(DEFAULTS, "Europe/Berlin", "EUR", consent_granted=True)


def late(number: int) -> list[KeptEvent]:
    """Every other parcel comes three days late, and costs stars."""
    name, wait = f"o{number}", 3 * (number % 2)
    said = rated(9 - wait, 5 - wait, f"c{number}", touchpoint="delivery", order_id=name)
    return [bought(15, name, f"c{number}", due=13), arrived(13 - wait, name, f"c{number}"), said]


HISTORY = [
    *(told for number in range(80) for told in late(number)),
    event("add_to_cart", 20, item_id="tea", quantity=1),
    event("view_cart", 10, items=[{"item_id": "tea"}]),
]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/shop.db"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with closing(new_store(url)) as store, store.write() as transaction:
        transaction.insert(
            [
                Row(f"e{number}", kind, at, at, customer, device, body)
                for number, (customer, device, kind, at, body) in enumerate(HISTORY)
            ]
        )
        for days, price in ((40, 5.0), (15, 6.5)):
            item = {"item_id": "tea", "title": "Tea", "price": price, "currency": "EUR", "category": "drinks"}
            transaction.put_items([("tea", NOW - days * DAY, msgspec.json.encode(item))], NOW)
    with closing(new_store(url)) as store:
        yield store


def analysed(store: Store, days: float = 0) -> Stored:
    as_of = NOW - round(days * DAY)
    return analyse(store, SHOP, as_of=as_of, now=NOW, progress=lambda stage: None).stored


def kinds(found: Stored) -> set[str]:
    return {cell.kind for cell in found.analysis.gaps if cell.by == ALL}


@pytest.mark.slow
def test_a_look_back_replaces_nothing_that_is_newer(store: Store) -> None:
    def kept(days: float) -> bool:
        as_of = NOW - round(days * DAY)
        return analyse(store, SHOP, as_of=as_of, now=NOW, progress=lambda stage: None).kept

    assert [kept(days) for days in (9, 0, 9)] == [True, True, False]
    found = store.analysis(TOUCHPOINTS)
    assert found is not None
    assert decode(found.body, Stored).analysis.as_of == to_text(NOW)


@pytest.mark.slow
def test_what_is_computed_is_kept_with_pictures_in_every_language(store: Store) -> None:
    analysed(store)
    kept = store.analysis(TOUCHPOINTS)
    assert kept is not None
    assert kept.computed_at == NOW
    found = decode(kept.body, Stored)
    assert kinds(found) >= {"delivery", "cart_price"}
    assert found.pictures["curve.delivery.delivery.stars"].keys() == {"de", "en"}
    assert found.pictures["met"]["en"].startswith("<svg")


@pytest.mark.slow
def test_what_is_usual_is_kept_for_who_sees_a_few(store: Store) -> None:
    analysed(store)
    kept = store.analysis(USUAL)
    assert kept is not None
    usual = decode(kept.body, Usual)
    assert (usual.buys, usual.shop, usual.kinds) == (True, (80, 280.0), {"tea": "drinks"})


@pytest.mark.slow
def test_nothing_later_than_the_moment_is_known(store: Store) -> None:
    assert kinds(analysed(store, 14)) == set()


def test_an_empty_shop_has_an_analysis_and_no_pictures(url: str) -> None:
    with closing(new_store(url)) as store:
        assert analysed(store).pictures == {}


@pytest.mark.slow
def test_the_command_prints_standing_and_cliff_and_keeps_them(
    store: Store, url: str, capsys: Captured
) -> None:
    given = ["--store", url, "--locale", "en", "--as-of", "2026-03-01T12:00:00Z"]
    assert cli.run(["touchpoints", *given]) == 0
    printed = capsys.readouterr().out
    assert "Delivery" in printed
    assert "It falls most from 3 on" in printed
    assert store.analysis(TOUCHPOINTS) is not None


@pytest.mark.slow
def test_the_command_knows_the_shops_own_touchpoints(store: Store, url: str, capsys: Captured) -> None:
    kiosk = {"name": "kiosk", "owner": "the station", "title": {"en": "Kiosk"}}
    with store.write() as transaction:
        transaction.put_definition(TOUCHPOINT, "kiosk", msgspec.json.encode(kiosk), NOW, "Eve")
    cli.run(["touchpoints", "--store", url, "--locale", "en"])
    assert "the station" in capsys.readouterr().out


@pytest.mark.slow
def test_machines_get_the_analysis_as_json(store: Store, url: str, capsys: Captured) -> None:
    cli.run(["touchpoints", "--store", url, "--json"])
    assert msgspec.json.decode(capsys.readouterr().out)["curves"][0]["touchpoint"] == "delivery"
