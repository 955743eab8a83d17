"""Visits become an experiment that has ended: which customers took part from when on, and in which arm."""

from importlib.resources import files

import msgspec
import numpy as np

from features.experiments.assignment import bucket, chosen, ranges
from training.demo.appeal import Flags, Floats, Ints
from training.demo.moments import as_text
from training.demo.people import People
from training.demo.rhythm import Period
from training.demo.sessions import Sessions

NAME, VARIANTS = "homepage", ("default", "personalised")
STARTED, ENDED, WINDOW = 71, 15, 14  # days before now, days before now, days in which an outcome counts


class Trial(msgspec.Struct, frozen=True):
    """Moments in seconds since the period's start; `first` (page, by person) is inf: never enrolled."""

    starts: float
    ends: float
    first: Floats
    treated: Flags  # by person

    def seen(self, sessions: Sessions) -> Flags:
        """Sessions during the experiment of whoever has been shown a page of it."""
        return (sessions.start >= self.first[sessions.person]) & (sessions.start < self.ends)


def enrolled(span: Period, people: People, sessions: Sessions, known: Flags, refused: Ints) -> Trial:
    """Every visit opens with the homepage; who is known from its start takes part, unless they refused."""
    starts, ends = (max(0.0, span.seconds - days * 86_400) for days in (STARTED, ENDED))
    asks = known & (sessions.start >= starts) & (sessions.start < ends) & ~np.isin(sessions.person, refused)
    first = np.full(len(people.age), np.inf)
    np.minimum.at(first, sessions.person[asks], sessions.start[asks])
    arms = ranges(1, [1 / len(VARIANTS)] * len(VARIANTS))
    treated = np.array([chosen(bucket(NAME, name), arms) == 1 for name in people.names])
    return Trial(starts, ends, first, treated)


def definition(span: Period, trial: Trial) -> str:
    """As a tester wrote it: TOML for `zuvor apply`."""
    text = files("training.demo").joinpath("experiment.toml").read_text(encoding="utf-8")
    start, end = as_text(span, trial.starts), as_text(span, trial.ends)
    return text.format(name=NAME, variants=VARIANTS, window=WINDOW, start=start, end=end)
