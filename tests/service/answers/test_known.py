"""What answers rest on is the same, whether it was read with the rest of somebody's past or on its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from service.answers.kinds.buy_again import BUY_AGAIN
from service.answers.known import Known, known_of
from service.engine.past import Past, past_of
from service.store.kinds import OWED, SHOWN
from service.store.sqlite import SqliteStore
from tests.service.answers.counter import MEMORY, Counter
from tests.service.engine.shop_floor import Floor


class Counted(SqliteStore):
    """Counts how often it was asked for events."""

    reads = 0

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        self.reads += "FROM events WHERE" in sql
        return super().rows(sql, values)


@pytest.fixture
def store(counter: Counter, tmp_path: Path) -> Iterator[Counted]:
    """Ann ordered tea three times, was told that it is time again, and looked at a lamp at that moment."""
    for n in range(3):
        counter.order(f"{n}", "green")
        counter.happen("view_item", "lamp")
        counter.pass_days(30)
    (answer,) = counter.answers(BUY_AGAIN)
    counter.happen("answer_shown", answer_id=answer.answer_id)
    store = Counted(tmp_path / "shop.db")
    yield store
    store.close()


def past(store: Counted, floor: Floor) -> Past:
    return past_of(store, "Ann", None, floor.now, default=True)


def known(store: Counted, past: Past, floor: Floor) -> Known:
    return known_of(store, MEMORY, past, floor.now, default=True)


def test_what_was_read_is_not_read_again(store: Counted, counter: Counter) -> None:
    whole = past(store, counter.floor)
    store.reads = 0
    known(store, whole, counter.floor)
    assert store.reads == 0


def test_read_with_everything_it_is_what_is_read_on_its_own(store: Counted, counter: Counter) -> None:
    whole = past(store, counter.floor)
    together = known(store, whole, counter.floor)
    alone = known(store, whole._replace(consented=False, facts=[]), counter.floor)
    assert len(together.told) == 1
    assert together.told == alone.told
    assert len(alone.facts) == 3
    assert [fact for fact in together.facts if fact.kind in OWED - SHOWN] == alone.facts
