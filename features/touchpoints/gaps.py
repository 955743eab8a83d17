"""Events → every gap there is; what can't be judged is set aside, and counted by reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from features.events import SCALES
from features.touchpoints.bursts import in_burst
from features.touchpoints.kinds import KINDS
from features.touchpoints.known import Known

OUT_OF_RANGE, BURST, CLOCKS, UNKNOWN = "score_out_of_range", "burst", "clocks_disagree", "unknown_touchpoint"


class Gaps(NamedTuple):
    """`rows`: columns as in `known.COLUMNS`, by time. `events`: what they were derived from.

    `aside`: reason → how many; `unknown`: touchpoints that nobody defined → how many events.
    """

    rows: pl.DataFrame
    events: pl.DataFrame
    aside: Mapping[str, int]
    unknown: Mapping[str, int]


def gaps_of(known: Known) -> Gaps:
    """All kinds, as of `known.as_of`."""
    past = known._replace(events=known.events.filter(pl.col("at") <= known.as_of))
    sound = past._replace(events=_in_range(past.events))
    burst = in_burst(sound)
    honest = sound._replace(events=_without(sound.events, burst))
    rows = pl.concat([of(honest) for of in KINDS.values()])
    judged = rows.filter(~pl.col("odd") & pl.col("touchpoint").is_in(list(known.touchpoints)))
    aside = {
        OUT_OF_RANGE: past.events.height - sound.events.height,
        BURST: sound.events.height - honest.events.height,
        CLOCKS: rows.filter("odd").height,
    }
    return Gaps(judged.sort("at", "kind", "person", "subject"), honest.events, aside, _unknown(honest))


def _in_range(events: pl.DataFrame) -> pl.DataFrame:
    """Without ratings that lie outside of their scale or have none."""
    fits = pl.lit(value=False)
    for metric, (low, high) in SCALES.items():
        fits |= (pl.col("metric") == metric) & pl.col("score").is_between(low, high)
    return events.filter((pl.col("kind") != "experience_rated") | fits.fill_null(value=False))


def _without(events: pl.DataFrame, burst: pl.DataFrame) -> pl.DataFrame:
    rated = (pl.col("kind") == "experience_rated") & (pl.col("metric") == "stars").fill_null(value=False)
    stars = events.filter(rated)
    kept = stars.join(burst, on=["person", "item_id", "at"], how="anti", nulls_equal=False)
    if kept.height == stars.height:
        return events
    rest = events.filter(~rated)
    return pl.concat([rest, kept]).sort("person", "at", "kind")


def _unknown(known: Known) -> dict[str, int]:
    named = known.events["touchpoint"].drop_nulls()
    strange = named.filter(~named.is_in(list(known.touchpoints)))
    return dict(strange.value_counts(sort=True).iter_rows())
