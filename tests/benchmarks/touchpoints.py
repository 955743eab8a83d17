"""A million events into the gap view; and where stars fall with the days a delivery is late (Olist)."""

from __future__ import annotations

import resource
import time

import msgspec
import polars as pl

from features.clock import DAY, parse_moment
from features.touchpoints.cells import Analysis, Cliff, Curve, Point
from features.touchpoints.definition import DEFAULTS
from features.touchpoints.known import OFFERS, Known
from features.touchpoints.reading import read_events
from features.touchpoints.stored import Stored, decode, encode
from service.html.touchpoints.chosen import Chosen, Shown
from service.html.touchpoints.pages import list_page
from tests.benchmarks import touchpoint_olist as olist
from tests.benchmarks import touchpoint_stories as stories
from training.touchpoints.analysis import analysis_of
from training.touchpoints.charts import pictures

NOW, EVENTS = parse_moment("2026-03-01T12:00:00Z"), 1_000_000
OLIST_UNTIL = parse_moment("2018-04-01T00:00:00Z")


def run() -> None:
    """Both."""
    million()
    late_deliveries()


def million() -> None:
    """Simulated; from kept events to what is stored, and from there to what is shown."""
    told = stories.batches(7, NOW, EVENTS)
    items = [f"i{n}" for n in range(stories.ITEMS)]
    prices = [(item, NOW - days * DAY, 9 - days / 100, "EUR", True) for item in items for days in (400, 60)]
    offers = pl.DataFrame(prices, OFFERS, orient="row")
    started, worked = time.monotonic(), time.process_time()
    events = read_events(told, consent_granted=True)
    read = time.monotonic() - started
    categories = {item: f"category {n % 20}" for n, item in enumerate(items)}
    found = analysis_of(Known(events, NOW, DEFAULTS, "Europe/Berlin", offers, categories))
    took, stored = time.monotonic() - started, len(msgspec.json.encode(found)) / 1e6
    gaps = sum(cell.n for cell in found.gaps if cell.by == "all")
    print(f"simulated: {EVENTS:,} events, {gaps:,} gaps in {took:.1f} s, {read:.1f} s of it reading")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{time.process_time() - worked:.1f} s of processor time; {peak:,.0f} MB at most")
    print(f"{stored:.1f} MB are stored; two years by country: {_shown(found) * 1e3:.0f} ms a page")


def _shown(found: Analysis) -> float:
    """Seconds from what is stored to the page, the slowest of three."""
    body = encode(Stored(analysis=found, pictures=pictures(found, DEFAULTS, "Europe/Berlin")))
    return max(_page(body) for _ in range(3))


def _page(body: bytes) -> float:
    started = time.monotonic()
    shown = Shown(decode(body, Stored), DEFAULTS, NOW, NOW, "Europe/Berlin")
    list_page(shown, Chosen(24, "country", "en"))
    return time.monotonic() - started


def late_deliveries() -> None:
    """Nobody says where stars fall, nor that it is with a delivery."""
    events = read_events([olist.events()], consent_granted=True)
    found = analysis_of(Known(events, OLIST_UNTIL, DEFAULTS, olist.ZONE))
    for curve in found.curves:
        print("\n".join(_curve(curve)))
    print(f"set aside: {found.aside}")
    for name, words in found.words.items():
        print(name, [(word.word, word.good, word.bad, round(word.z, 1)) for word in words])


def _curve(curve: Curve) -> list[str]:
    whole = f"Olist, {curve.touchpoint}: {curve.metric} by {curve.kind}, {curve.unit} beyond the promise"
    kept = f"kept {_mean(curve.met)}, broken {_mean(curve.unmet)}"
    return [
        whole,
        kept,
        _fall(curve.cliff),
        *(f"{point.gap:+6.0f}  {_mean(point)}" for point in curve.points),
    ]


def _mean(point: Point) -> str:
    if point.mean is None:
        return f"few answers ({point.n})"
    return f"{point.mean:.2f} ({point.low:.2f}–{point.high:.2f}, n {point.n})"


def _fall(cliff: Cliff | None) -> str:
    if cliff is None:
        return "falls nowhere for certain"
    place = f"falls most from {cliff.gap:+.0f} on (95 %: {cliff.low:+.0f} to {cliff.high:+.0f})"
    sides = (
        f"{cliff.before:.2f} before (n {cliff.n_before}), {cliff.after:.2f} from there (n {cliff.n_after})"
    )
    return f"{place}: {sides}; by chance {cliff.chance:.4f}"
