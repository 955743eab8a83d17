"""`zuvor promise`: a file of orders in, a file of promises out, each from what was known at its time."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
import polars as pl
import pytest

from features.clock import DAY, HOUR, to_datetime, to_text
from service import cli
from tests.service.engine.lead_times.shop import CUT, every_day

Captured = pytest.CaptureFixture[str]
AFTER = every_day(10, 4, until=CUT + 10 * DAY)


@pytest.fixture(scope="module")
def events() -> list[dict[str, object]]:
    """Half a year of parcels that take two days, then ten days of parcels that take four."""
    facts = every_day(180, 2) + AFTER
    return [
        {
            **msgspec.json.decode(told.body),
            "event_id": f"e{number}",
            "occurred_at": to_text(told.occurred_at),
            "customer_id": f"c{number % 50}",
            **({"currency": "EUR"} if told.kind == "purchase" else {}),
        }
        for number, told in enumerate(facts)
    ]


@pytest.fixture
def orders(here: Path) -> Path:
    """One a day, at noon."""
    rows = [
        {
            "order_id": f"asked {day}",
            "customer_id": "c1",
            "ordered_at": to_datetime(CUT + day * DAY + 12 * HOUR).replace(tzinfo=None),
            "item_id": "tea",
            "origin": "berlin",
            "country": "DE",
            "postcode": "10115",
        }
        for day in range(10)
    ]
    pl.DataFrame(rows).write_parquet(here / "orders.parquet")
    return here / "orders.parquet"


def imported(here: Path, events: list[dict[str, object]], until: int) -> None:
    """The shop as it was known at a moment, learned from at the cut."""
    known = [event for event in events if str(event["occurred_at"]) < to_text(until)]
    (here / "events.ndjson").write_bytes(b"\n".join(map(msgspec.json.encode, known)))
    origin = {"origin": "berlin", "country": "DE", "postcode": "10999"}
    (here / "origins.ndjson").write_bytes(msgspec.json.encode(origin))
    assert cli.run(["import", str(here / "origins.ndjson"), "--kind", "origins"]) == 0
    assert cli.run(["import", str(here / "events.ndjson")]) == 0
    assert cli.run(["train", "--as-of", to_text(CUT), "--force"]) == 0


def promised(orders: Path, as_of: str, *more: str) -> pl.DataFrame:
    out = orders.with_name("promises.parquet")
    assert cli.run(["promise", "--orders", str(orders), "--as-of", as_of, "--out", str(out), *more]) == 0
    return pl.read_parquet(out)


@pytest.mark.slow
def test_orders_get_the_promise_of_their_time_but_none_that_knows_what_came_after(
    here: Path, orders: Path, events: list[dict[str, object]], capsys: Captured
) -> None:
    imported(here, events, CUT + 20 * DAY)
    found = promised(orders, "order-time")
    assert found.columns == ["order_id", "earliest", "most_likely", "latest", "confidence"]
    assert found["latest"].dtype == pl.Datetime("us", "UTC")
    assert "10 of 10 orders got a promise" in capsys.readouterr().err
    takes = (found["latest"] - pl.read_parquet(orders)["ordered_at"].dt.replace_time_zone("UTC")).to_list()
    assert takes[0] < timedelta(days=3)
    assert takes[-1] > takes[0]
    assert promised(orders, "order-time", "--timezone", "UTC").equals(found)  # days of the customer's country
    asked = pl.read_parquet(orders)
    pl.concat([asked, asked.with_columns(pl.col("ordered_at") + timedelta(days=1))]).write_parquet(orders)
    assert promised(orders, "order-time").equals(found)  # placed when its first line was
    asked.write_parquet(orders)
    frozen = promised(orders, to_text(CUT))
    assert frozen["latest"][0] == found["latest"][0]
    assert frozen["latest"][-1] < found["latest"][-1]
    before = pl.read_parquet(orders).with_columns(pl.col("ordered_at") - timedelta(days=30))
    before.write_parquet(orders)
    flags = ["--orders", str(orders), "--as-of", "order-time", "--out", str(here / "out.parquet")]
    assert cli.run(["promise", *flags]) == 1
    assert "train with --as-of that moment" in capsys.readouterr().err


@pytest.mark.slow
def test_what_happens_later_moves_no_promise(
    here: Path, orders: Path, events: list[dict[str, object]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    imported(here, events, CUT + 6 * DAY)
    early = promised(orders, "order-time")
    imported(here, events, CUT + 20 * DAY)
    assert promised(orders, "order-time").head(6).equals(early.head(6))


def test_wrong_use_is_named(here: Path, orders: Path, capsys: Captured) -> None:
    flags = ["--as-of", "order-time", "--out", str(here / "out.parquet")]
    assert cli.run(["promise", "--orders", "nowhere.csv", *flags]) == 2
    assert cli.run(["promise", "--orders", str(orders), "--as-of", "soon", *flags[2:]]) == 2
    capsys.readouterr()
    pl.read_parquet(orders).drop("ordered_at").write_csv(here / "bad.csv")
    assert cli.run(["promise", "--orders", str(here / "bad.csv"), *flags]) == 1
    assert "has no column `ordered_at`" in capsys.readouterr().err
    pl.read_parquet(orders).with_columns(ordered_at=pl.lit("tomorrow")).write_csv(here / "bad.csv")
    assert cli.run(["promise", "--orders", str(here / "bad.csv"), *flags]) == 1
    assert "row 1 has no ordered_at" in capsys.readouterr().err
