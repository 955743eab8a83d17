"""A store with a million people in an experiment → how long reading it takes, and the whole analysis.

Simulated: half of them strangers; pages quoted by impressions and clicks, orders before and after, refunds.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from features.clock import DAY
from features.experiments.arms import encode_arms
from features.experiments.definition import KIND, encode_experiment
from features.interactions import Ints
from service.store import open_store
from service.store.records import Row, Served
from tests.training.experiments.shop import ARMS, START, defined
from training.experiments.analysis import results_of
from training.experiments.collecting.collect import collect

MILLION, AT_ONCE = 1_000_000, 50_000
ENROLS, WINDOW, BEFORE = 28, 14, 28  # days
ITEMS = ",".join(f'{{"item_id":"item-{n}","shelf":"for_you","position":{n}}}' for n in range(1, 6))
FIELDS: dict[str, Any] = {
    "metric": "revenue",
    "guardrails": ["contacts"],
    "secondary": ["orders", "conversion", "clicks_per_page"],
    "window": f"{WINDOW}d",
    "pre_period": f"{BEFORE}d",
}


def run() -> None:
    """`stored 20000` makes as many people as that."""
    count = next((int(word) for word in sys.argv if word.isdecimal()), MILLION)
    with TemporaryDirectory() as folder:
        url, started = f"sqlite:///{folder}/shop.db", time.monotonic()
        pages, events = fill(url, count)
        size = (Path(folder) / "shop.db").stat().st_size / 1e6
        print(
            f"{count} people, {pages} pages, {events} events, {size:.0f} MB, "
            f"filled in {time.monotonic() - started:.0f} s",
            flush=True,
        )
        with get_context("spawn").Pool(1) as pool:  # a process of its own, whose memory is measured
            read, judged, worked, peak, said = pool.apply(analysed, (url,))
    took = f"read in {read:.1f} s, judged in {judged:.1f} s, in all {read + judged:.1f} s"
    print(f"{took} ({worked:.1f} s of the processor's time), peak {peak:.0f} MB")
    print(said)


def analysed(url: str) -> tuple[float, float, float, float, str]:
    """Seconds for reading, for judging, of the processor; the peak of memory in MB, and what was found."""
    asked, as_of = defined(**FIELDS), START + (ENROLS + WINDOW + 1) * DAY
    with closing(open_store(url)) as store:
        started, before = time.monotonic(), time.process_time()
        outcomes = collect(store, asked, as_of)
        read = time.monotonic()
        found = results_of(asked, 1, outcomes, as_of=as_of, now=as_of)
        judged, worked = time.monotonic(), time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    said = f"{found.state}, {[one.units for one in found.variants]}, {len(found.effects)} metrics"
    return read - started, judged - read, worked, peak, f"{said}, {len(found.path)} looks"


def fill(url: str, count: int) -> tuple[int, int]:
    """A store with the experiment and what `count` people did; how many pages and events."""
    draw = np.random.default_rng(1)
    since = START + draw.integers(0, ENROLS * DAY, count)
    visits = 1 + draw.poisson(0.3, count)
    who = np.repeat(np.arange(count), visits)
    opening = np.append(True, who[1:] != who[:-1])
    at = since[who] + np.where(opening, 0, draw.integers(0, WINDOW * DAY, len(who)))
    order = np.argsort(at)
    who, at = who[order], np.minimum(at[order], START + ENROLS * DAY - 1)
    with closing(open_store(url)) as store:
        with store.write() as transaction:
            body = encode_experiment(defined(**FIELDS))
            transaction.put_definition(KIND, "homepage", body, START - DAY, "benchmark")
        arms = [encode_arms({"homepage": (1, arm)}) for arm in ARMS]
        for some in pieces(len(who)):
            with store.write() as transaction:
                transaction.log_served([_page(n, int(who[n]), int(at[n]), arms) for n in some])
        told = _told(draw, since, who, at)
        for some in pieces(len(told[0])):
            with store.write() as transaction:
                transaction.insert([_event(n, *(int(one[n]) for one in told)) for n in some])
    return len(who), len(told[0])


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
