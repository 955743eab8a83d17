"""What gestures did, as it is stored: what was done, what it cost, and the effect against doing nothing."""

from __future__ import annotations

from typing import Literal, TypeVar

import msgspec
from msgspec import Struct

from features.errors import BadInput
from features.interventions.traits import Edges

T = TypeVar("T")

Outcome = Literal["repeat_30d", "repeat_90d", "complaint"]
OUTCOMES: tuple[Outcome, ...] = ("repeat_30d", "repeat_90d", "complaint")


class Estimate(Struct, frozen=True, kw_only=True):
    """Per trigger, in shares (0.05: 5 points), with its 95 % interval; `effective`: so many even triggers."""

    effect: float
    low: float
    high: float
    triggers: int
    effective: float


class Day(Struct, frozen=True, kw_only=True, array_like=True):
    """How often a gesture (or `nothing`) was decided upon on a day of the shop (as 2026-11-22).

    `held`: of these, held out.

    `cost` of what wasn't declined, failed or cancelled.
    """

    day: str
    gesture: str
    decided: int
    held: int
    cost: float


class Line(Struct, frozen=True, kw_only=True):
    """A gesture: how often, what it cost, what customers did with it and after it.

    `old`: of how many the 30 days are over and can be followed; `repeats` and `complaints` are among these.
    `stars`: mean next rating of `rated`. `better`: of `states`, those who came into a better state.
    `effect` against nothing, `per_kept`: money for each customer kept by it, of the interval's ends; None:
    not enough yet, or not certain to keep anybody.
    """

    gesture: str
    decided: int
    cost: float
    accepted: int
    declined: int
    old: int
    repeats: int
    complaints: int
    rated: int
    stars: float | None = None
    states: int = 0
    better: int = 0
    effect: Estimate | None = None
    per_kept: tuple[float, float] | None = None


class Changed(Struct, frozen=True, kw_only=True):
    """A gesture does something else since a moment (microseconds); `found` when."""

    gesture: str
    since: int
    found: int


class Report(Struct, frozen=True, kw_only=True):
    """By what was known at `as_of`; no person is in it. Moments in microseconds, money in `currency`.

    `effects`: outcome → all goodwill against the holdout. `refused`: reason → how often a gesture wasn't
    possible. `unknown`: answers to interventions nobody made. `learned_from`: decisions, 0: drawn evenly.
    `pictures`: name → language → SVG.
    """

    as_of: int
    computed_at: int
    decided: int
    held: int
    currency: str
    cost: float
    daily_budget: float
    holdout: float
    days: list[Day]
    lines: list[Line]
    effects: dict[Outcome, Estimate | None]
    per_kept: tuple[float, float] | None
    refused: dict[str, int]
    unknown: int
    unreadable: int
    learned_from: int
    changes: list[Changed]
    pictures: dict[str, dict[str, str]] = {}


class Learned(Struct, frozen=True, kw_only=True):
    """A policy (see its as_json) with the edges of the kinds that it was learned over."""

    as_of: int
    edges: Edges
    policy: msgspec.Raw


def decode_report(raw: bytes) -> Report:
    """Raises BadInput where another release wrote it."""
    return _decoded(raw, Report)


def decode_learned(raw: bytes) -> Learned:
    """Raises BadInput where another release wrote it."""
    return _decoded(raw, Learned)


def _decoded(raw: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.DecodeError as error:
        mend = "run `zuvor interventions` again"
        raise BadInput(f"what was learned of gestures can't be read ({error}): {mend}") from None
