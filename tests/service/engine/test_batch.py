"""Batch ranking: a table that the page's own code path filled."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import polars as pl
import pytest

from features.clock import DAY
from features.errors import ArtifactRefused, BadInput
from service.engine.batch import read_ids, recommend
from tests.service.engine.shop_floor import Floor
from tests.service.engine.small_shop import BIKE, NOW, TEA


def ranked(
    floor: Floor,
    *ids: str,
    targets: Literal["all", "new"] = "all",
    size: int = 20,
    as_of: int = NOW,
) -> pl.DataFrame:
    """The table for these customers, all there are where none is named."""
    out, chosen = floor.folder / "out.parquet", None
    if ids:
        chosen = floor.folder / "ids.txt"
        chosen.write_text("\n".join(ids))
    rows = recommend(
        floor.store,
        floor.settings,
        customers=chosen,
        targets=targets,
        size=size,
        as_of=as_of,
        out=out,
        progress=None,
    )
    table = pl.read_parquet(out)
    assert table.height == rows
    return table


def items(table: pl.DataFrame, who: str) -> list[str]:
    return table.filter(pl.col("customer_id") == who)["item_id"].to_list()


@pytest.fixture
def open_floor(floor: Floor) -> Floor:
    floor.open().buy(3, "green")
    floor.happen("view_item", 1, item_id="black")
    return floor


def test_the_table_has_the_promised_columns(open_floor: Floor) -> None:
    table = ranked(open_floor)
    assert table.schema == {
        "customer_id": pl.String,
        "rank": pl.Int32,
        "item_id": pl.String,
        "score": pl.Float32,
        "source": pl.String,
    }
    assert table["rank"].to_list() == [1, 2, 3, 4, 5, 6]
    assert table["score"].is_sorted(descending=True)


def test_all_keeps_the_own_items_and_new_leaves_them_out(open_floor: Floor) -> None:
    assert set(items(ranked(open_floor), "Ann")) == {*TEA, *BIKE}
    assert items(ranked(open_floor, targets="new"), "Ann")[0] == "mint"
    assert set(items(ranked(open_floor, targets="new"), "Ann")) == {"mint", *BIKE}


def test_what_can_not_be_bought_or_was_waved_away_is_left_out(open_floor: Floor) -> None:
    open_floor.delete("mint")
    open_floor.happen("not_interested", 0.5, item_id="lamp")
    assert set(items(ranked(open_floor), "Ann")) == {*TEA, *BIKE} - {"mint", "lamp"}


def test_a_customer_nobody_knows_gets_what_is_popular(open_floor: Floor) -> None:
    assert set(items(ranked(open_floor, "Nobody", size=3), "Nobody")) == set(TEA)


def test_who_denied_gets_what_is_popular_whatever_was_bought(open_floor: Floor) -> None:
    for _ in range(3):
        open_floor.buy(2, "bell", who="Bob")
    before = items(ranked(open_floor, "Bob", size=2), "Bob")
    open_floor.happen("consent_updated", 0.1, "Bob", purposes={"personalisation": "denied"})
    assert (
        items(ranked(open_floor, "Bob", size=2), "Bob")
        == items(ranked(open_floor, "x", size=2), "x")
        != before
    )


def test_all_are_all_customers_up_to_the_moment(open_floor: Floor) -> None:
    open_floor.happen("view_item", 0.1, None, anonymous_id="phone", item_id="green")
    open_floor.buy(0.5, "bell", who="Late")
    assert set(ranked(open_floor)["customer_id"]) == {"Ann", "Late"}
    assert set(ranked(open_floor, as_of=NOW - DAY)["customer_id"]) == {"Ann"}


def test_what_happens_after_the_moment_changes_nothing(open_floor: Floor) -> None:
    moment = NOW - 2 * DAY
    before = ranked(open_floor, as_of=moment)
    open_floor.happen("view_item", 1.5, item_id="bell")
    assert ranked(open_floor, as_of=moment).equals(before)


def test_no_customers_make_an_empty_table(open_floor: Floor) -> None:
    table = ranked(open_floor, " ")
    assert (table.height, table.width) == (0, 5)


def test_ids_are_read_once_each_without_blanks(tmp_path: Path) -> None:
    (tmp_path / "ids").write_bytes("\ufeffAnn\n\n  Bob \r\nÄnne\nAnn\n".encode())
    assert read_ids(tmp_path / "ids") == ["Ann", "Bob", "Änne"]


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00", None])
def test_ids_that_are_no_text_are_refused(tmp_path: Path, raw: bytes | None) -> None:
    if raw:
        (tmp_path / "ids").write_bytes(raw)
    with pytest.raises(BadInput, match="one customer id per line"):
        read_ids(tmp_path / "ids")


def test_nothing_but_the_table_is_left(open_floor: Floor) -> None:
    before = {path.name for path in open_floor.folder.iterdir()}
    ranked(open_floor)
    assert {path.name for path in open_floor.folder.iterdir()} == {*before, "out.parquet"}


def test_where_nothing_can_be_written_one_sentence_says_so(open_floor: Floor) -> None:
    out = open_floor.folder / "out.parquet"
    (out / "in the way").mkdir(parents=True)
    with pytest.raises(BadInput, match=r"out\.parquet can't be written"):
        ranked(open_floor)
    assert not list(open_floor.folder.glob(".*"))


def test_without_a_model_there_is_nothing_to_rank_with(floor: Floor) -> None:
    with pytest.raises(ArtifactRefused, match="run zuvor train first"):
        ranked(floor)


def test_a_model_that_knows_the_future_is_refused(floor: Floor) -> None:
    with pytest.raises(ArtifactRefused, match="train with --as-of"):
        ranked(floor.open(), as_of=NOW - 20 * DAY)
