"""A history → what people did of it; who acts more often than anybody can is set aside as if never there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from features.clock import DAY
from features.history import History, Said, Searched
from features.interactions import BUY, CODES, Ints, Mask

T = TypeVar("T", Searched, Said)

MOST_ACTS = 1_000  # of one person on one day (UTC), or about one item in all
# Looks, carts, wishes: what any browser can send. Orders come from the shop's server, in any number.
ACTS = ~BUY & ~np.isin(np.arange(len(CODES)), (CODES["other"], CODES["refund"]))


def without_machines(history: History) -> History:
    """The history with `machines` counted and gone, items and persons numbered as if they had never been.

    Somebody with many browsers, each of them slow, can't be told from many people: that is for the limits
    of the keys.
    """
    people = ~_machines(history)
    rows = history.interactions.where(people[history.interactions.person])
    items, first = np.unique(rows.item, return_index=True)
    items = items[np.argsort(first)]
    item_number = np.zeros(len(history.items), np.int32)
    item_number[items] = np.arange(len(items))
    number = (np.cumsum(people) - 1).astype(np.int32)
    return History(
        [history.items[item] for item in items],
        {int(number[code]): name for code, name in history.customers.items() if people[code]},
        int(people.sum()),
        replace(rows, person=number[rows.person], item=item_number[rows.item]),
        _of(history.searches, people, number),
        _of(history.said, people, number),
        machines=int((~people).sum()),
    )


def _of(told: Sequence[T], people: Mask, number: Ints) -> list[T]:
    return [one._replace(person=int(number[one.person])) for one in told if people[one.person]]


def _machines(history: History) -> Mask:
    """Per person: too many acts on a day, or about an item."""
    rows = history.interactions.where(ACTS[history.interactions.kind])
    searches = np.array([(s.person, s.at) for s in history.searches], np.int64).reshape(-1, 2)
    person = np.concatenate([rows.person, searches[:, 0]])
    day = np.concatenate([rows.at, searches[:, 1]]) // DAY
    return _often(person, day, history.persons) | _often(rows.person, rows.item, history.persons)


def _often(person: Ints, what: Ints, persons: int) -> Mask:
    """Per person: is anything paired with them more than MOST_ACTS times."""
    one, pairs = np.int64(what.max(initial=0)) + 1, person.astype(np.int64)
    pairs, times = np.unique(pairs * one + what, return_counts=True)
    found = np.zeros(persons, bool)
    found[pairs[times > MOST_ACTS] // one] = True
    return found
