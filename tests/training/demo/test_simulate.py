"""What the simulator writes is complete, repeatable and in the words of the interface."""

from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from service.ingest.files import import_files
from service.ingest.forms import Kind
from tests.stores import new_store
from tests.training.demo.conftest import NOW, Shop
from training.demo import simulate

TABLES = ("items", "origins", "events")


def test_same_seed_same_content(tmp_path: Path) -> None:
    for folder in (tmp_path / "one", tmp_path / "two"):
        simulate(folder, now=NOW, customers=40, days=30)
    for name in (*(f"{table}.parquet" for table in TABLES), "truth.json", "shop.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_the_time_zone_of_now_changes_nothing(tmp_path: Path) -> None:
    elsewhere = NOW.astimezone(datetime.now().astimezone().tzinfo)
    for folder, now in ((tmp_path / "one", NOW), (tmp_path / "two", elsewhere)):
        simulate(folder, now=now, customers=30, days=20)
    one, two = (pl.read_parquet(tmp_path / name / "events.parquet") for name in ("one", "two"))
    assert_frame_equal(one, two)


def test_another_seed_is_another_past(tmp_path: Path) -> None:
    for seed in (1, 2):
        simulate(tmp_path / str(seed), now=NOW, seed=seed, customers=30, days=20)
    ids = [set(pl.read_parquet(tmp_path / seed / "events.parquet")["event_id"]) for seed in ("1", "2")]
    assert not ids[0] & ids[1]


def test_a_moment_without_time_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="time zone"):
        simulate(tmp_path, now=NOW.replace(tzinfo=None))


@pytest.mark.parametrize(("customers", "days"), [(1, 1), (3, 5), (20, 400)])
def test_any_size_is_a_shop(tmp_path: Path, customers: int, days: int) -> None:
    assert simulate(tmp_path, now=NOW, customers=customers, days=days).customers == customers


def test_nothing_happens_after_now_or_before_the_window(shop: Shop) -> None:
    moments = shop.events["occurred_at"]
    assert moments.is_between(NOW - timedelta(days=100), NOW).all()
    assert moments.is_sorted()


@pytest.mark.slow
@pytest.mark.parametrize("kind", TABLES)
def test_the_import_takes_every_row_and_knows_every_column(shop: Shop, tmp_path: Path, kind: Kind) -> None:
    store = new_store(f"sqlite:///{tmp_path}/zuvor.db")
    now = int(NOW.timestamp() * 1_000_000)
    report = import_files(store, [shop.folder / f"{kind}.parquet"], kind=kind, now=now, consent_granted=True)
    store.close()
    assert (report.rejected_rows, report.unknown_columns, report.duplicate) == ({}, (), 0)


def test_every_item_of_an_event_exists_once(shop: Shop) -> None:
    items = shop.items["item_id"]
    assert items.is_unique().all()
    assert set(shop.events["item_id"].drop_nulls()) <= set(items)


def test_rows_share_an_event_only_as_lines_of_one_order_or_items_of_one_page(shop: Shop) -> None:
    shared = shop.events.filter(pl.col("event_id").is_duplicated())
    assert set(shared["event"]) == {"purchase", "view_item_list"}
    for of_one in ("order_id", "recommendation_id"):
        assert shared.group_by("event_id").agg(pl.col(of_one).n_unique())[of_one].max() == 1
    assert shared.select("event_id", "item_id").is_unique().all()


def test_every_order_is_one_event_of_a_known_customer(shop: Shop) -> None:
    orders = shop.events.filter(event="purchase")
    assert orders["customer_id"].null_count() == 0
    assert orders.group_by("order_id").agg(pl.col("event_id").n_unique())["event_id"].max() == 1


def test_parcels_leave_after_the_order_and_arrive_after_they_left(shop: Shop) -> None:
    def first(event: str) -> pl.DataFrame:
        own = shop.events.filter(event=event).select("order_id", "origin", pl.col("occurred_at").alias(event))
        return own.unique(["order_id", "origin"])

    both = first("shipment_dispatched").join(first("shipment_delivered"), on=["order_id", "origin"])
    whole = first("purchase").join(both, on=["order_id", "origin"])
    assert whole.height > 0.8 * first("purchase").height
    assert (whole["purchase"] < whole["shipment_dispatched"]).all()
    assert (whole["shipment_dispatched"] < whole["shipment_delivered"]).all()


def test_whoever_signed_out_is_nobody_until_they_identify_again(shop: Shop) -> None:
    for _, own in shop.events.drop_nulls("anonymous_id").group_by("anonymous_id"):
        known = False
        for event, customer in own.select("event", "customer_id").iter_rows():
            known = known or event == "identify"
            assert (customer is not None) == known
            known = known and event != "sign_out"


def test_the_summary_counts_what_was_written(shop: Shop) -> None:
    found, events = shop.summary, shop.events
    assert (found.rows, found.events) == (events.height, events["event_id"].n_unique())
    assert (found.items, found.orders) == (shop.items.height, events["order_id"].drop_nulls().n_unique())


def test_most_things_are_bought_in_the_evening(shop: Shop) -> None:
    hours = shop.events["occurred_at"].dt.convert_time_zone("Europe/Berlin").dt.hour()
    assert hours.is_between(18, 21).sum() > 10 * hours.is_between(1, 4).sum()
