"""An experiment as a shop writes it, in TOML or JSON: who takes part, what the arms do, what is judged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from features.clock import parse_duration, to_micros
from features.events import Country, Id, Moment, Placement, Word, rejection
from features.names import NAME

KIND = "experiment"  # of definitions
HOLDOUT = "personalisation_holdout"  # built in; a setting turns it on

Name = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}\Z")]
Units = Annotated[int, Meta(ge=2, le=1_000_000_000)]


class _Part(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A part that knows all its fields: a misspelt one must not be passed over."""


class Variant(_Part, frozen=True):
    """An arm: its share of the units, and their page: all shelves and the serving recipe unless named."""

    name: Name
    weight: Annotated[float, Meta(ge=0)]
    page: Literal["personalised", "default"] = "personalised"
    shelves: tuple[Word, ...] = ()
    recipe: Annotated[str, Meta(pattern=rf"^{NAME}\Z")] | None = None

    @property
    def does(self) -> tuple[str, frozenset[str], str | None]:
        """What tells its page from another variant's; the order of shelves doesn't."""
        return self.page, frozenset(self.shelves), self.recipe


class Audience(_Part, frozen=True):
    """Who may take part; what isn't named doesn't matter. `known`: signed in, or not."""

    countries: frozenset[Country] = frozenset()
    placements: frozenset[Placement] = frozenset()
    segments: frozenset[Word] = frozenset()
    age_bands: frozenset[Word] = frozenset()
    known: bool | None = None

    def fits(self, attributes: Mapping[str, str]) -> bool:
        """Is it somebody of these countries, segments and age bands."""
        return (
            (not self.countries or attributes.get("country") in self.countries)
            and (not self.segments or attributes.get("segment") in self.segments)
            and (not self.age_bands or attributes.get("age_band") in self.age_bands)
        )


class Experiment(_Part, frozen=True):
    """The first variant is the control. `smallest_effect` is relative; durations as text, `14d`.

    `window`: for so long after the first exposure what a unit does counts. `winsorise`: the quantile at which
    money is capped, 1: not at all. `forced` (id → variant) and `internal` are served but never take part.
    `same_pages`: variants may be alike, to try the split itself.
    """

    name: Name
    variants: Annotated[tuple[Variant, ...], Meta(max_length=50)]
    start: Moment
    metric: str
    smallest_effect: Annotated[float, Meta(gt=0, le=10)]
    end: Moment | None = None
    planned_size: Units | None = None
    unit: Literal["visitor", "customer"] = "visitor"
    coverage: Annotated[float, Meta(gt=0, le=1)] = 1.0
    seed: Word | None = None
    audience: Audience = Audience()
    guardrails: tuple[str, ...] = ()
    secondary: tuple[str, ...] = ()
    window: str = "14d"
    pre_period: str = "28d"
    winsorise: Annotated[float, Meta(gt=0.5, le=1)] = 0.999
    forced: dict[Id, str] = {}
    internal: frozenset[Id] = frozenset()
    internal_segments: frozenset[Word] = frozenset()
    stopped: Moment | None = None
    same_pages: bool = False
    phase: Annotated[int, Meta(ge=1, le=1_000)] = 1

    @property
    def control(self) -> Variant:
        """What all others are compared with."""
        return self.variants[0]

    @property
    def weights(self) -> tuple[float, ...]:
        """Shares of the variants, adding up to 1."""
        return tuple(variant.weight for variant in self.variants)

    @property
    def hash_seed(self) -> str:
        """What units are hashed with: the seed, and in later phases `seed/phase`."""
        seed = self.seed or self.name
        return seed if self.phase == 1 else f"{seed}/{self.phase}"

    @property
    def metrics(self) -> tuple[str, ...]:
        """All that are judged: the primary one, guardrails, secondary ones."""
        return (self.metric, *self.guardrails, *self.secondary)

    @property
    def starts_at(self) -> int:
        """Microseconds since 1970."""
        return to_micros(self.start)

    @property
    def ends_at(self) -> int | None:
        """Microseconds since 1970 at which it is over, if that is known: its end, or when it was stopped."""
        ends = [to_micros(moment) for moment in (self.end, self.stopped) if moment is not None]
        return min(ends, default=None)

    @property
    def window_length(self) -> int:
        """Microseconds."""
        return parse_duration(self.window)

    @property
    def pre_period_length(self) -> int:
        """Microseconds before a unit's first exposure, from which its usual behaviour is known."""
        return parse_duration(self.pre_period)

    def running(self, now: int) -> bool:
        """Has it started, and isn't it over."""
        return self.starts_at <= now and not self.ended(now)

    def ended(self, now: int) -> bool:
        """Is it over: nobody is enrolled any more."""
        ends_at = self.ends_at
        return ends_at is not None and ends_at <= now


_decoder = msgspec.json.Decoder(Experiment)


def decode_experiment(raw: bytes | msgspec.Raw) -> Experiment:
    """One experiment from JSON. Raises Rejected with the pointer of the field at fault."""
    try:
        return _decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise rejection(error) from None


def from_table(table: dict[str, Any]) -> Experiment:
    """One experiment from a table of TOML. Raises Rejected with the pointer of the field at fault."""
    return decode_experiment(msgspec.json.encode(table))  # so that `nan` is no number here either


def encode_experiment(experiment: Experiment) -> bytes:
    """The JSON in which a definition is kept: the same definition is always the same bytes."""
    return msgspec.json.encode(experiment, order="deterministic")
