"""Is it time again: somebody's usual time between two orders of an item is over, with the usual pieces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import numpy as np

from features.catalogue import Item
from features.clock import DAY
from service.answers.asked import Asked
from service.answers.kind import Answered, Kind
from service.answers.suggesting import into_cart, money_of, offered
from service.answers.wording import ago

EARLY, LATE = 0.9, 2.0  # of the usual time; who is later has another habit by now
REBOUGHT = 0.15  # from this share of buyers on, an item is one that is bought again


class Bought(NamedTuple):
    """So many pieces of an item in one order: when (microseconds)."""

    at: int
    pieces: int


class Habit(NamedTuple):
    """`gap`: the usual days between two orders, `own`: by this person's own ones; `pieces` of one order."""

    gap: float
    pieces: int
    last: int
    own: bool


def habit_of(bought: Sequence[Bought], learned: float | None) -> Habit | None:
    """`bought`: in order of time, at least one; `learned`: days after which others buy it again, if they do.

    One gap of somebody's own is no habit yet, so what others do counts as much; two are.
    """
    gap = _gap(list(dict.fromkeys(one.at // DAY for one in bought)), learned)
    if gap is None:
        return None
    pieces = _pieces(bought)
    return Habit(gap, int(median(pieces) + 0.5), bought[-1].at, len(pieces) > 1)


def _gap(days: Sequence[int], learned: float | None) -> float | None:
    """The usual days between two orders; `days` on which there were any, in order of time."""
    if len(days) > 2:
        return median([float(later - earlier) for earlier, later in pairwise(days)])
    return learned if learned is None or len(days) == 1 else (days[1] - days[0] + learned) / 2


def _pieces(bought: Sequence[Bought]) -> list[int]:
    """Pieces of each day."""
    by_day: dict[int, int] = {}
    for at, pieces in bought:
        by_day[at // DAY] = by_day.get(at // DAY, 0) + pieces
    return list(by_day.values())


def due(habit: Habit, now: int) -> bool:
    """Is the usual time over, and not for long."""
    return EARLY * habit.gap * DAY <= now - habit.last <= LATE * habit.gap * DAY


def of(asked: Asked) -> Iterator[Answered]:
    """What is latest by its own habit first."""
    if asked.question.order_id is not None:
        return
    days, last = _days(asked)
    found, cart, now = [], asked.cart, asked.now
    for (item_id, on), learned in zip(days.items(), _learned(asked, list(days)), strict=True):
        gap, late = _gap(on, learned), now - last[item_id]
        if gap is None or not EARLY * gap * DAY <= late <= LATE * gap * DAY or item_id in cart:
            continue
        item = offered(asked, item_id)
        if item is not None and item.repeat_purchase is not False:
            found.append((late / gap, item, learned))  # hundreds may be due, of few the pieces matter
    for _, item, learned in sorted(found, key=lambda one: -one[0]):
        if (habit := habit_of(_bought(asked, item.item_id), learned)) is not None:
            yield _answered(asked, item, habit)


def _days(asked: Asked) -> tuple[dict[str, list[int]], dict[str, int]]:
    """Item → the days on which it was bought and kept, and the last moment."""
    days: dict[str, list[int]] = {}
    last: dict[str, int] = {}
    for order in asked.orders:
        day = order.ordered_at // DAY
        kept = () if order.cancelled_at is not None else order.kept
        for item_id in [line.item_id for line in kept]:
            if (on := days.get(item_id)) is None:
                days[item_id] = [day]
            elif on[-1] != day:
                on.append(day)
            last[item_id] = order.ordered_at
    return days, last


def _bought(asked: Asked, item_id: str) -> list[Bought]:
    """What of it was kept."""
    return [
        Bought(order.ordered_at, line.quantity - order.returned[item_id])
        for order in asked.orders
        for line in (() if order.cancelled_at is not None else order.kept)
        if line.item_id == item_id
    ]


def _learned(asked: Asked, item_ids: list[str]) -> list[float | None]:
    """Days after which others buy each again; None where they don't, or nobody knows."""
    world, gaps = asked.world, asked.world.model.arrays.get("rebuy_gaps")
    if gaps is None or len(gaps) == 0:
        return [None] * len(item_ids)
    codes = np.array([world.index.get(item_id, len(gaps)) for item_id in item_ids], int)
    known = codes < len(gaps)
    codes[~known] = 0
    again = known & (world.repeats[codes] >= REBOUGHT)
    days = np.where(again, gaps[codes].astype(float) * world.horizon, 0)
    return [one or None for one in days.tolist()]


def _answered(asked: Asked, item: Item, habit: Habit) -> Answered:
    return Answered(
        "own" if habit.own else "others",
        {"last": habit.last},
        values={"title": asked.title(item.item_id), "ago": ago(asked, habit.last)},
        item_id=item.item_id,
        data={**money_of(asked, item), "quantity": habit.pieces, "usual_days": round(habit.gap)},
        action=into_cart(asked, item, habit.pieces),
    )


BUY_AGAIN = Kind("buy_again", "Is it time to buy it again?", "personalisation", 35, 14 * DAY, of, most=1)
