"""Seconds since the period's start ↔ the days and hours of the shop's clocks."""

from datetime import timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from features.clock import to_micros
from features.localdays import Days, local_dates
from training.demo.appeal import Floats
from training.demo.rhythm import LOCAL, Period


def micros(span: Period, moment: Floats) -> NDArray[np.int64]:
    """Seconds since the period's start → microseconds since 1970."""
    return np.asarray(to_micros(span.start) + (moment * 1e6).astype(np.int64))


def days_of(span: Period, moment: Floats) -> Days:
    """The local day of each, days since 1970."""
    return local_dates(micros(span, moment), LOCAL.key)


def first_day(span: Period) -> int:
    """The local day on which the period starts."""
    return int(days_of(span, np.zeros(1))[0])


def seconds(span: Period, day: Days, hour: Floats) -> Floats:
    """Local days and hours → seconds since the period's start."""
    local = pl.Series(day.astype("datetime64[D]").astype("datetime64[us]"))
    local += pl.Series((hour * 3.6e9).astype("timedelta64[us]"))
    utc = local.dt.replace_time_zone(LOCAL.key, ambiguous="earliest").dt.convert_time_zone("UTC")
    return np.asarray((utc - span.start).dt.total_microseconds().to_numpy() / 1e6, dtype=np.float64)


def as_moment(span: Period, column: str) -> pl.Expr:
    """A column of seconds since the period's start as moments."""
    return pl.lit(span.start) + pl.duration(microseconds=(pl.col(column) * 1e6).cast(pl.Int64))


def as_text(span: Period, moment: float) -> str:
    """As it stands in the truth."""
    return (span.start + timedelta(seconds=moment)).isoformat(timespec="seconds")
