"""Analysis of an experiment ↔ JSON as it is stored: figures and kinds of sentences; texts are elsewhere.

A difference above zero is more of the metric, in its own unit, not "better".
"""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import Struct

from features.errors import BadInput
from features.experiments.expecting import Forecast

State = Literal["before_start", "not_yet", "better", "worse", "no_difference", "withheld"]
Role = Literal["primary", "guardrail", "secondary"]
DIFFERENCE = ("difference", "low", "high")
RELATIVE = ("relative", "relative_low", "relative_high")


class Sentence(Struct, kw_only=True, frozen=True):
    """Kind, the variant and metric it speaks of, and the figures that its text names.

    The first says the state: `before_start`, `first_day`, `few`, `not_yet`, `better`, `worse`,
    `better_faded` and `worse_faded` (the last look's interval says it no longer), `no_difference_shown`,
    `no_difference_that_matters`, `stopped_undecided`, `withheld_srm`, `withheld_unreported`,
    `withheld_unvarying`. Others follow: `guardrail_worse`, one each.
    """

    kind: str
    variant: str | None = None
    metric: str | None = None
    figures: dict[str, float] = {}


class Variant(Struct, kw_only=True, frozen=True):
    """`expected`: the share of units it was to get, 0 to 1."""

    name: str
    units: int
    expected: float


class Effect(Struct, kw_only=True, frozen=True):
    """A variant against the control at the last look; `low` to `high` holds the true difference in 95 %.

    Primary metric and guardrails: also when somebody looks every day, therefore wider before the end.
    Secondary ones: of one look, with `p` and `p_adjusted` (false discoveries among them at most 5 %).
    `narrowed`: by how much what units did before made the interval smaller, 0 to 1; `capped`: what is above
    counts as it.
    """

    variant: str
    metric: str
    role: Role
    control: float
    treated: float
    difference: float
    low: float
    high: float
    relative: float | None = None
    relative_low: float | None = None
    relative_high: float | None = None
    p: float | None = None
    p_adjusted: float | None = None
    narrowed: float | None = None
    capped: float | None = None

    @property
    def figures(self) -> dict[str, float]:
        """What sentences name: the difference and its interval, also relative where that is known."""
        known = {name: getattr(self, name) for name in (*DIFFERENCE, *RELATIVE)}
        return {name: value for name, value in known.items() if value is not None}


class Look(Struct, kw_only=True, frozen=True):
    """A look at the primary metric after `day` complete days.

    `low`, `high`: the sequence that holds the true difference at all looks in 95 %; an effect outside of
    `lower` to `upper` decides. `information`: of what is planned, 0 to 1; `control`: makes them relative.
    """

    day: int
    variant: str
    units: int
    control: float
    effect: float
    low: float
    high: float
    lower: float
    upper: float
    information: float


class Check(Struct, kw_only=True, frozen=True):
    """Something that was looked after: its kind, whether it is as it should be, and figures."""

    kind: str
    ok: bool
    metric: str | None = None
    figures: dict[str, float] = {}


class Segment(Struct, kw_only=True, frozen=True):
    """Exploratory: the primary metric among units of one value of a column; the interval is of one look."""

    column: str
    value: str
    variant: str
    units: int
    control: float
    treated: float
    difference: float
    low: float
    high: float


class Results(Struct, kw_only=True, frozen=True):
    """An analysis; moments are microseconds, `planned` counts units, `pictures` are SVG by name and locale.

    `decided_day`: complete days until the look whose bound was crossed, or that was the last one planned;
    `expected`: before the start.
    """

    name: str
    phase: int
    version: int
    unit: str
    metric: str
    computed_at: int
    data_until: int
    start: int
    state: State
    sentences: list[Sentence]
    days_to_go: float | None = None
    decided_day: int | None = None
    planned: int | None = None
    variants: list[Variant] = []
    effects: list[Effect] = []
    path: list[Look] = []
    checks: list[Check] = []
    segments: list[Segment] = []
    expected: Forecast | None = None
    pictures: dict[str, dict[str, str]] = {}


Unreadable = Literal["unreadable"]
UNREADABLE: Unreadable = "unreadable"  # an analysis of another release
Stored = Results | Unreadable | None  # None: nothing was computed yet


_DECODER = msgspec.json.Decoder(Results)


def encode_results(results: Results) -> bytes:
    """What is stored."""
    return msgspec.json.encode(results)


def decode_results(body: bytes | str) -> Results:
    """What was stored, fields of a later release left out. Raises BadInput."""
    try:
        return _DECODER.decode(body)
    except msgspec.DecodeError as error:
        raise BadInput(
            f"the stored analysis can't be read ({error}): run `zuvor experiment results`"
        ) from error
