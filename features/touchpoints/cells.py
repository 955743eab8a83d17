"""What is kept of touchpoints: counts and sums per month and segment, from which any span adds up."""

from __future__ import annotations

from typing import Final, Literal, get_args

from msgspec import Struct

By = Literal["all", "customer", "channel", "country", "age_band", "voice", "asked"]
BYS: tuple[By, ...] = get_args(By)
ALL: Final = "all"
UNSAID = ""  # a segment that isn't known


class Word(Struct, frozen=True, kw_only=True):
    """In how many good and bad comments; `log_odds` above 0: said by the satisfied; `z`: its deviations."""

    word: str
    good: int
    bad: int
    log_odds: float
    z: float


class GapCell(Struct, frozen=True, kw_only=True, array_like=True):
    """Gaps of one kind; `month` as `2026-03`; `sum` and `squares` of the gaps in their unit.

    `gestures`: of how many that weren't met a gesture followed.
    """

    touchpoint: str
    kind: str
    unit: str
    month: str
    by: By
    segment: str
    n: int
    met: int
    sum: float
    squares: float
    gestures: int


class AnswerCell(Struct, frozen=True, kw_only=True, array_like=True):
    """Answers of one metric; `scores`: how often each was given."""

    touchpoint: str
    metric: str
    month: str
    by: By
    segment: str
    scores: dict[float, int]


class Point(Struct, frozen=True, kw_only=True):
    """Answers to gaps from `gap` on, up to the next point: how many, their mean, its 95 % interval.

    With few answers there is no mean.
    """

    gap: float
    n: int
    mean: float | None = None
    low: float | None = None
    high: float | None = None


class Cliff(Struct, frozen=True, kw_only=True):
    """Where answers fall most: from this gap on. `low`, `high`: 95 % of where it may lie; both means.

    `chance`: how often answers that don't depend on the gap at all would fall as much somewhere.
    """

    gap: float
    low: float
    high: float
    before: float
    after: float
    n_before: int
    n_after: int
    chance: float


class Curve(Struct, frozen=True, kw_only=True):
    """Answers of one metric by the gap that they followed; `cliff` None: they fall nowhere for certain.

    `met`, `unmet`: the mean answer where the expectation was met and where it wasn't, with few of one: None.
    """

    touchpoint: str
    kind: str
    unit: str
    metric: str
    points: list[Point]
    cliff: Cliff | None
    met: Point
    unmet: Point

    @property
    def name(self) -> str:
        """The same in every analysis."""
        return f"{self.touchpoint}.{self.kind}.{self.metric}"


class Move(Struct, frozen=True, kw_only=True):
    """So many customers went from one state to another within a month."""

    before: str
    now: str
    customers: int


class Analysis(Struct, frozen=True, kw_only=True):
    """Everything about touchpoints as of a moment (RFC 3339); no person is in it.

    `aside`: reason → events that weren't judged; `unknown`: touchpoints nobody defined → events;
    `running`: the month (`2026-03`) that wasn't over then.
    """

    as_of: str
    gaps: list[GapCell]
    answers: list[AnswerCell]
    words: dict[str, list[Word]]
    curves: list[Curve]
    moves: list[Move]
    aside: dict[str, int]
    unknown: dict[str, int]
    running: str = ""
