"""Files → events: the flat form, idempotence, what is rejected and why."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import polars as pl
import pytest

from features.errors import BadInput
from service.ingest.files import Report, import_files
from service.store import Store
from tests.service.ingest.world import NOW

AT = "2026-01-02T10:00:00Z"
PURCHASE = {
    "event": "purchase",
    "event_id": "order 1",
    "order_id": "1",
    "occurred_at": AT,
    "customer_id": "Ann",
    "item_id": "cup",
    "quantity": 1,
    "price": 4.0,
    "currency": "EUR",
}


class Shop:
    """Imports rows and tells what the store then has."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self.folder = folder

    def rows(self, *rows: dict[str, Any], **options: Any) -> Report:
        """Rows as a Parquet file; columns that differ are filled with nulls."""
        path = self.folder / "rows.parquet"
        pl.DataFrame(rows, infer_schema_length=None).write_parquet(path)
        return self.files([path], **options)

    def files(self, paths: Sequence[Path], *, granted: bool = True, **options: Any) -> Report:
        return import_files(self._store, paths, now=NOW, consent_granted=granted, **options)

    def text(self, name: str, text: str, **options: Any) -> Report:
        path = self.folder / name
        path.write_text(text)
        return self.files([path], **options)

    def events(self) -> list[Any]:
        bodies = [row.body for batch in self._store.history(0, NOW) for row in batch]
        return [msgspec.json.decode(body) for body in bodies]


@pytest.fixture
def shop(store: Store, tmp_path: Path) -> Shop:
    return Shop(store, tmp_path)


def test_rows_that_share_an_event_id_are_one_event(shop: Shop) -> None:
    report = shop.rows(PURCHASE, PURCHASE | {"item_id": "pot", "occurred_at": "2026-01-02T09:00:00Z"})
    (event,) = shop.events()
    assert (report.rows, report.accepted, event["occurred_at"]) == (2, 1, "2026-01-02T09:00:00Z")
    assert [line["item_id"] for line in event["items"]] == ["cup", "pot"]


def test_the_same_item_twice_adds_up_at_its_mean_price(shop: Shop) -> None:
    shop.rows(PURCHASE | {"quantity": 3}, PURCHASE | {"price": 8.0})
    assert shop.events()[0]["items"] == [{"item_id": "cup", "quantity": 4, "price": 5.0}]


def test_a_price_of_nothing_is_a_price(shop: Shop) -> None:
    shop.rows(PURCHASE | {"price": 0.0})
    assert shop.events()[0]["items"][0]["price"] == 0


def test_one_price_stays_exactly_that_price(shop: Shop) -> None:
    shop.rows(PURCHASE | {"price": 2.1, "quantity": 3}, PURCHASE | {"price": 2.1, "quantity": 4})
    assert shop.events()[0]["items"][0]["price"] == 2.1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"item_id": None}, "item_id is missing"),
        ({"quantity": None}, "quantity is missing"),
        ({"quantity": 0}, "quantity is not positive"),
        ({"quantity": -2}, "quantity is not positive"),
        ({"quantity": 2_000_000}, "quantity is too large"),
        ({"price": None}, "price is missing"),
        ({"price": float("nan")}, "price is not finite"),
        ({"price": float("inf")}, "price is not finite"),
        ({"price": -1.0}, "price is negative"),
        ({"customer_id": None}, "customer_id and anonymous_id are missing"),
        ({"occurred_at": None}, "occurred_at is missing"),
        ({"occurred_at": "yesterday"}, "occurred_at is no time"),
        ({"event": "buy"}, "event is unknown"),
        ({"event": None}, "event is missing"),
        ({"item_id": "x" * 129}, "item_id is longer than 128 characters"),
        ({"customer_id": "Ben"}, "customer_id differs within one event_id"),
    ],
)
def test_a_bad_row_is_rejected_and_the_others_of_its_event_remain(
    shop: Shop, change: dict[str, Any], reason: str
) -> None:
    report = shop.rows(PURCHASE, PURCHASE | {"item_id": "pot"} | change)
    assert (report.rejected_rows, report.accepted) == ({reason: 1}, 1)
    assert [line["item_id"] for line in shop.events()[0]["items"]] == ["cup"]


def test_a_refund_may_be_about_a_whole_order_but_a_line_needs_its_item(shop: Shop) -> None:
    whole = {"event": "refund", "occurred_at": AT, "customer_id": "Ann", "order_id": "1"}
    report = shop.rows(whole, whole | {"order_id": "2", "quantity": 1})
    assert (report.accepted, report.rejected_rows) == (1, {"item_id is missing": 1})


def test_an_event_that_the_door_rejects_takes_its_rows_along(shop: Shop) -> None:
    report = shop.rows(*[PURCHASE | {"currency": None, "item_id": item} for item in ("cup", "pot")])
    assert (report.rejected, report.rejected_rows) == (1, {"currency is missing": 2})


def test_what_only_one_row_of_an_event_says_holds_for_the_event(shop: Shop) -> None:
    shop.rows(PURCHASE, PURCHASE | {"currency": None, "item_id": "pot"})
    assert (shop.events()[0]["currency"], len(shop.events()[0]["items"])) == ("EUR", 2)


def test_a_number_that_the_kind_does_not_use_does_no_harm(shop: Shop) -> None:
    shop.rows(PURCHASE | {"event": "view_item", "price": float("nan"), "quantity": 0})
    assert shop.events()[0]["event"] == "view_item"


def test_a_repeated_import_adds_nothing(shop: Shop) -> None:
    without_id = {name: value for name, value in PURCHASE.items() if name != "event_id"}
    view = {"event": "view_item", "item_id": "cup", "occurred_at": AT, "anonymous_id": "phone"}
    assert shop.rows(without_id, view).accepted == 2
    assert shop.rows(without_id, view).duplicate == 2


def test_ids_that_are_numbers_become_text(shop: Shop) -> None:
    shop.rows(PURCHASE | {"customer_id": 17850.0, "item_id": 7, "order_id": 536365})
    (event,) = shop.events()
    assert (event["customer_id"], event["items"][0]["item_id"], event["order_id"]) == ("17850", "7", "536365")


@pytest.mark.parametrize("gap", [float("nan"), float("inf")])
def test_a_gap_in_a_column_of_numbers_is_nobodys_id(shop: Shop, gap: float) -> None:
    report = shop.rows(PURCHASE | {"customer_id": 17850.0}, PURCHASE | {"event_id": "2", "customer_id": gap})
    assert report.rejected_rows == {"customer_id and anonymous_id are missing": 1}


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-02", "2026-01-02T00:00:00Z"),
        ("2026-01-02 10:30", "2026-01-02T10:30:00Z"),
        ("2026-01-02T10:30:15.5", "2026-01-02T10:30:15.500000Z"),
        ("2026-01-02T10:30:00+02:00", "2026-01-02T08:30:00Z"),
        ("2026-01-02T10:30:00Z", "2026-01-02T10:30:00Z"),
    ],
)
def test_times_without_an_offset_are_utc(shop: Shop, text: str, moment: str) -> None:
    shop.rows(PURCHASE | {"occurred_at": text})
    assert shop.events()[0]["occurred_at"] == moment


def test_dates_and_times_of_parquet_are_times(shop: Shop) -> None:
    naive = pl.DataFrame([PURCHASE]).with_columns(occurred_at=pl.datetime(2026, 1, 2, 10))
    naive.write_parquet(shop.folder / "naive.parquet")
    naive.with_columns(pl.col("occurred_at").dt.date(), event_id=pl.lit("2")).write_parquet(
        shop.folder / "date.parquet"
    )
    assert shop.files([shop.folder / "naive.parquet", shop.folder / "date.parquet"]).accepted == 2
    assert [e["occurred_at"] for e in shop.events()] == ["2026-01-02T00:00:00Z", "2026-01-02T10:00:00Z"]


def test_csv_keeps_the_zeros_of_codes(shop: Shop) -> None:
    head, row = "event,event_id,occurred_at,customer_id,item_id,postcode", f"view_item,1,{AT},007,0815,01067"
    shop.text("views.csv", f"{head}\n{row}\n")
    (event,) = shop.events()
    assert [event[name] for name in ("customer_id", "item_id", "postcode")] == ["007", "0815", "01067"]


def test_packed_text_is_read(shop: Shop) -> None:
    path = shop.folder / "views.csv.gz"
    path.write_bytes(
        gzip.compress(f"event,occurred_at,customer_id,item_id\nview_item,{AT},Ann,cup\n".encode())
    )
    assert shop.files([path]).accepted == 1


def test_events_as_sent_over_http_can_be_imported(shop: Shop) -> None:
    sent = [
        {"event": "purchase", "event_id": "1", "occurred_at": AT, "customer_id": "Ann", "order_id": "1"}
        | {"items": [{"item_id": "cup", "quantity": 2, "price": 1.5}], "currency": "EUR"},
        {"event": "customer_updated", "event_id": "2", "occurred_at": AT, "customer_id": "Ann"}
        | {"attributes": {"tea": True, "cups": 3}},
        {"event": "consent_updated", "event_id": "3", "occurred_at": AT, "customer_id": "Ann"}
        | {"purposes": {"marketing": "denied"}},
    ]
    shop.text("sent.jsonl", "\n".join(msgspec.json.encode(event).decode() for event in sent))
    assert sorted(shop.events(), key=lambda event: str(event["event_id"])) == sent


def test_nested_columns_of_parquet_lose_the_nulls_of_other_rows(shop: Shop) -> None:
    update = {"event": "customer_updated", "occurred_at": AT, "customer_id": "Ann"}
    shop.rows(update | {"attributes": {"a": 1, "b": None}}, update | {"attributes": {"a": None, "b": "x"}})
    assert sorted(map(str, (e["attributes"] for e in shop.events()))) == ["{'a': 1}", "{'b': 'x'}"]


def test_flat_consent_columns_are_purposes(shop: Shop) -> None:
    shop.rows(
        {"event": "consent_updated", "occurred_at": AT, "customer_id": "Ann"}
        | {"personalisation": "granted", "marketing": "denied"}
    )
    assert shop.events()[0]["purposes"] == {"personalisation": "granted", "marketing": "denied"}


def test_what_was_visible_comes_in_the_order_of_positions(shop: Shop) -> None:
    seen = {"event": "view_item_list", "event_id": "1", "occurred_at": AT, "anonymous_id": "phone"} | {
        "placement": "home",
        "shelf": "for_you",
    }
    shop.rows(seen | {"item_id": "cup", "position": 2}, seen | {"item_id": "pot", "position": 1})
    assert [(i["item_id"], i["position"]) for i in shop.events()[0]["items"]] == [("pot", 1), ("cup", 2)]


def test_decisions_count_wherever_they_stand_in_the_file(shop: Shop) -> None:
    view = {"event": "view_item", "item_id": "cup", "occurred_at": AT, "anonymous_id": "phone"}
    identify = view | {"event": "identify", "customer_id": "Ann", "occurred_at": "2026-01-03"}
    denial = {"event": "consent_updated", "customer_id": "Ann", "occurred_at": "2026-01-01"}
    report = shop.rows(view, identify, denial | {"personalisation": "denied"})
    assert (report.accepted, report.withheld) == (2, 1)


def test_columns_nobody_knows_are_named_once_and_left_out(shop: Shop) -> None:
    report = shop.rows(PURCHASE | {"colour": "red"}, PURCHASE | {"colour": "blue"})
    assert report.unknown_columns == ("colour",)
    assert "colour" not in shop.events()[0]


def test_a_select_maps_foreign_columns(shop: Shop) -> None:
    sql = "SELECT 'view_item' AS event, at AS occurred_at, who AS customer_id, what AS item_id "
    sql += "FROM source WHERE n > 1"
    report = shop.text("log.csv", f"at,who,what,n\n{AT},1,2,1\n{AT},1,2,2\n", sql=sql)
    assert (report.rows, report.accepted) == (1, 1)


def test_a_select_sees_all_sources_as_one_table(shop: Shop) -> None:
    for name in ("a", "b"):
        pl.DataFrame([PURCHASE]).write_parquet(shop.folder / f"{name}.parquet")
    sql = "SELECT *, COUNT(*) OVER () AS quantity FROM (SELECT * EXCLUDE quantity FROM source)"
    assert shop.files([shop.folder / "a.parquet", shop.folder / "b.parquet"], sql=sql).rows == 2
    assert shop.events()[0]["items"][0]["quantity"] == 4


def test_rejected_rows_are_written_as_they_were_with_the_reason(shop: Shop) -> None:
    rejects = shop.folder / "rejects.ndjson"
    shop.rows(PURCHASE | {"occurred_at": "soon"}, PURCHASE | {"currency": "euro"}, rejects=rejects)
    rows = [msgspec.json.decode(line) for line in rejects.read_bytes().splitlines()]
    assert (rows[0]["occurred_at"], rows[0]["reason"]) == ("soon", "occurred_at is no time")
    assert rows[1]["currency"] == "euro"
    assert rows[1]["reason"].startswith("currency: ")


@pytest.mark.parametrize("place", ["/dev/full", "missing/rejects.ndjson"])
def test_where_rejected_rows_cannot_be_written_it_says_so(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    # the unfinished file is the place itself, so that a full disk is one
    monkeypatch.setattr(Path, "with_name", lambda self, name: self)
    monkeypatch.setattr(Path, "unlink", lambda self, missing_ok: None)
    with pytest.raises(BadInput, match="can't be written to"):
        shop.rows(PURCHASE | {"event": "buy"}, rejects=shop.folder / place)


def test_json_nested_too_deeply_costs_only_its_row(shop: Shop) -> None:
    head = "event,event_id,occurred_at,customer_id,attributes"
    rows = [f"customer_updated,{n},{AT},Ann,{cell}" for n, cell in enumerate(["{}", "[" * 5_000])]
    report = shop.text("people.csv", "\n".join([head, *rows]))
    assert (report.accepted, sum(report.rejected_rows.values())) == (1, 1)


def test_progress_ends_with_all_rows(shop: Shop) -> None:
    heard: list[tuple[int, int]] = []
    shop.rows(PURCHASE, progress=lambda done, rows: heard.append((done, rows)))
    assert heard[-1] == (1, 1)


def test_big_sources_are_cut_so_that_an_event_stays_whole(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.ingest.spool.ROWS_AT_ONCE", 50)
    rows = [PURCHASE | {"event_id": f"{n}", "item_id": item} for item in ("cup", "pot") for n in range(200)]
    assert shop.rows(*rows).accepted == 200
    assert all(len(event["items"]) == 2 for event in shop.events())
