"""People in an experiment and what they did → a store full of them.

Simulated: half of them strangers; pages quoted by impressions and clicks, orders before and after, refunds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import numpy as np

from features.clock import DAY
from features.experiments.arms import encode_arms
from features.experiments.definition import KIND, encode_experiment
from features.interactions import Ints
from service.store import Store, open_store
from service.store.records import Row, Served
from tests.training.experiments.shop import ARMS, START, defined

AT_ONCE = 50_000
ENROLS, WINDOW, BEFORE = 28, 14, 28  # days
ITEMS = ",".join(f'{{"item_id":"item-{n}","shelf":"for_you","position":{n}}}' for n in range(1, 6))
FIELDS: dict[str, Any] = {
    "metric": "revenue",
    "guardrails": ["contacts"],
    "secondary": ["orders", "conversion", "clicks_per_page"],
    "window": f"{WINDOW}d",
    "pre_period": f"{BEFORE}d",
}


def fill(url: str, count: int) -> tuple[int, int]:
    """A store with the experiment and what `count` people did; how many pages and events."""
    draw = np.random.default_rng(1)
    since = START + draw.integers(0, ENROLS * DAY, count)
    who, at = _visits(draw, since)
    told = _told(draw, since, who, at)
    with closing(open_store(url)) as store:
        with store.write() as transaction:
            body = encode_experiment(defined(**FIELDS))
            transaction.put_definition(KIND, "homepage", body, START - DAY, "benchmark")
        _write(store, who, at, told)
    return len(who), len(told[0])


def _visits(draw: np.random.Generator, since: Ints) -> tuple[Ints, Ints]:
    """Person and moment of each page, in order of time; `since`: of each person's first one."""
    who = np.repeat(np.arange(len(since)), 1 + draw.poisson(0.3, len(since)))
    opening = np.append(True, who[1:] != who[:-1])
    at = since[who] + np.where(opening, 0, draw.integers(0, WINDOW * DAY, len(who)))
    order = np.argsort(at)
    return who[order], np.minimum(at[order], START + ENROLS * DAY - 1)


def _write(store: Store, who: Ints, at: Ints, told: tuple[Ints, ...]) -> None:
    arms = [encode_arms({"homepage": (1, arm)}) for arm in ARMS]
    for some in pieces(len(who)):
        with store.write() as transaction:
            transaction.log_served([_page(n, int(who[n]), int(at[n]), arms) for n in some])
    for some in pieces(len(told[0])):
        with store.write() as transaction:
            transaction.insert([_event(n, *(int(one[n]) for one in told)) for n in some])


def pieces(count: int) -> Iterator[range]:
    """So many at once."""
    yield from (range(start, min(start + AT_ONCE, count)) for start in range(0, count, AT_ONCE))


def _told(draw: np.random.Generator, since: Ints, who: Ints, at: Ints) -> tuple[Ints, ...]:
    """Kind, moment, person, page (or -1), in order of time."""
    people, window = np.arange(len(since)), WINDOW * DAY
    clicked = np.flatnonzero(draw.random(len(who)) < 0.4)
    bought = np.flatnonzero(draw.random(len(people)) < 0.1 * (1 + 0.05 * (people % 2)))
    ordered = since[bought] + draw.integers(0, window - 5 * DAY, len(bought))
    back = np.flatnonzero(draw.random(len(bought)) < 0.1)
    nobody = np.int64(-1)
    parts: list[tuple[Any, ...]] = [
        (0, at + 1, who, np.arange(len(who))),
        (1, at[clicked] + 2, who[clicked], clicked),
        *(
            (kind, since[some] - draw.integers(1, BEFORE * DAY, len(some)), some, nobody)
            for kind, share in ((2, 0.5), (3, 0.1))
            for some in [np.flatnonzero(draw.random(len(people)) < share)]
        ),
        (4, ordered, bought, nobody),
        (5, ordered[back] + 3 * DAY, bought[back], nobody),
        *((6, since[some] + DAY, some, nobody) for some in [people[draw.random(len(people)) < 0.02]]),
    ]
    columns = [np.concatenate([np.broadcast_to(part[n], len(part[1])) for part in parts]) for n in range(4)]
    order = np.argsort(columns[1], kind="stable")
    return tuple(column[order] for column in columns)


BODIES: list[tuple[str, Callable[[int, int], str]]] = [
    ("view_item_list", lambda who, page: f'{{"placement":"home",{_quoted(page)},"items":[{ITEMS}]}}'),
    ("select_item", lambda who, page: f'{{"item_id":"item-1","shelf":"for_you",{_quoted(page)}}}'),
    ("view_item", lambda who, page: f'{{"item_id":"item-{who % 500}","country":"{_country(who)}"}}'),
    ("purchase", lambda who, page: f'{{"order_id":"before-{who}","items":[{_line(who)}],"currency":"EUR"}}'),
    ("purchase", lambda who, page: f'{{"order_id":"order-{who}","items":[{_line(who)}],"currency":"EUR"}}'),
    ("refund", lambda who, page: f'{{"order_id":"order-{who}"}}'),
    ("contact_started", lambda who, page: f'{{"contact_id":"contact-{who}","touchpoint":"service"}}'),
]


def _event(number: int, kind: int, at: int, who: int, page: int) -> Row:
    name, body = BODIES[kind]
    return Row(f"event-{number:08}", name, at, at, *_ids(who), body(who, page).encode())


def _page(number: int, who: int, at: int, arms: list[bytes]) -> Served:
    customer, device = _ids(who)
    return Served(_id(number), at, customer, device, "home", customer or str(device), arms[who % 2])


def _ids(who: int) -> tuple[str | None, str | None]:
    return (f"customer-{who:07}", None) if who % 4 < 2 else (None, f"6ba7b810-9dad-11d1-80b4-{who:012}")


def _id(page: int) -> str:
    return f"{page * 2654435761 % 2**64:024x}"


def _quoted(page: int) -> str:
    return f'"recommendation_id":"{_id(page)}"'


def _line(who: int) -> str:
    return f'{{"item_id":"item-{who % 500}","quantity":1,"price":{5 + who % 97}.9}}'


def _country(who: int) -> str:
    return "DE" if who % 3 else "AT"
