"""What a page asks for is found by an index, however much else is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from service.store.kinds import LASTING, OWED, SHOWN, WISHES
from service.store.sqlite import SqliteStore
from tests.service.store.world import NOW, keep, row
from tests.stores import new_store


class Explained(SqliteStore):
    """Notes how each question is answered."""

    plan = ""

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        self.plan = "; ".join(step[3] for step in super().rows(f"EXPLAIN QUERY PLAN {sql}", values))
        return super().rows(sql, values)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Explained]:
    """Ann's laptop is hers, the phone is nobody's."""
    new_store(f"sqlite:///{tmp_path}/shop.db").close()
    store = Explained(tmp_path / "shop.db")
    keep(store, row("identify", customer="Ann", device="laptop"), row(customer="Ann"), row(device="phone"))
    yield store
    store.close()


@pytest.mark.parametrize(
    ("kinds", "index"),
    [(None, "events"), (LASTING, "lasting"), (OWED, "owed"), (SHOWN, "owed"), (WISHES, "wishes")],
    ids=["any", "lasting", "owed", "shown", "wishes"],
)
@pytest.mark.parametrize(("who", "by"), [(("Bob", None), "customer"), ((None, "phone"), "device")])
def test_events_of_a_kind_are_found_by_the_index_of_that_kind(
    store: Explained, kinds: frozenset[str] | None, index: str, who: tuple[str | None, str | None], by: str
) -> None:
    store.facts(store.person(*who, NOW), NOW, 500, kinds)
    assert f"USING INDEX {index}_by_{by}" in store.plan
    assert "TEMP B-TREE" not in store.plan


@pytest.mark.parametrize(("who", "by"), [(("Bob", None), "customer"), ((None, "phone"), "device")])
def test_decisions_are_found_by_their_index(
    store: Explained, who: tuple[str | None, str | None], by: str
) -> None:
    store.decisions(store.person(*who, NOW), NOW)
    assert f"USING INDEX consent_by_{by}" in store.plan


def test_parcels_are_found_by_their_time_and_late_news_by_their_number(store: Explained) -> None:
    list(store.parcels(0, NOW, NOW))
    assert "USING INDEX parcels_by_time" in store.plan
    assert "TEMP B-TREE" not in store.plan
    store.parcels_told_late(NOW, 0, NOW)
    assert "USING INTEGER PRIMARY KEY" in store.plan


@pytest.mark.parametrize(("who", "by"), [(("Bob", None), "customer"), ((None, "phone"), "device")])
def test_the_first_unit_is_found_by_the_index_of_pages_served(
    store: Explained, who: tuple[str | None, str | None], by: str
) -> None:
    store.first_unit(store.person(*who, NOW), NOW)
    assert f"USING INDEX served_by_{by}" in store.plan
    assert "TEMP B-TREE" not in store.plan


def test_whether_anything_was_defined_anew_is_seen_without_reading_definitions(store: Explained) -> None:
    store.definitions_revision()
    assert "SCAN definitions" not in store.plan


def test_what_waits_to_be_sent_is_counted_by_its_index_alone(store: Explained) -> None:
    for owed in (None, True):
        store.unsent(owed=owed)
        assert "USING COVERING INDEX messages_due" in store.plan
