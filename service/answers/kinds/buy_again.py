"""Is it time again: somebody's usual time between two orders of an item is over, with the usual pieces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

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
    days = sorted({one.at // DAY for one in bought})
    gaps = [float(later - earlier) for earlier, later in pairwise(days)]
    if len(gaps) < 2:
        if learned is None:
            return None
        gaps.append(learned)
    return Habit(median(gaps), int(median(_pieces(bought)) + 0.5), bought[-1].at, len(days) > 1)


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
    found = []
    for item_id, bought in _bought(asked).items() if asked.question.order_id is None else ():
        habit = habit_of(bought, _learned(asked, item_id))
        if habit is None or not due(habit, asked.now) or item_id in asked.cart:
            continue
        item = offered(asked, item_id)
        if item is not None and item.repeat_purchase is not False:
            found.append(((asked.now - habit.last) / habit.gap, item, habit))
    for _, item, habit in sorted(found, key=lambda one: -one[0]):
        yield _answered(asked, item, habit)


def _bought(asked: Asked) -> dict[str, list[Bought]]:
    """Item → what of it was bought and kept."""
    found: dict[str, list[Bought]] = {}
    for order in asked.orders:
        for line in () if order.cancelled_at is not None else order.kept:
            pieces = line.quantity - order.returned[line.item_id]
            found.setdefault(line.item_id, []).append(Bought(order.ordered_at, pieces))
    return found


def _learned(asked: Asked, item_id: str) -> float | None:
    """Days after which others buy it again; None where they don't, or nobody knows."""
    world, code = asked.world, asked.world.index.get(item_id)
    gaps = world.model.arrays.get("rebuy_gaps")
    if code is None or gaps is None or code >= len(gaps) or world.repeats[code] < REBOUGHT:
        return None
    return float(gaps[code]) * world.horizon or None


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
