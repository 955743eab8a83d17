"""An experiment drawn both ways, everybody in the one arm and in the other → what the arms really do."""

import msgspec
import numpy as np
import polars as pl

from training.demo.appeal import Floats
from training.demo.experiment import NAME, VARIANTS, WINDOW, Trial
from training.demo.moments import as_text
from training.demo.people import Response, society
from training.demo.sessions import Sessions
from training.demo.world import World


class Tried(msgspec.Struct, frozen=True):
    """Lines of all visits, were everybody enrolled shown the default page, or the personalised one."""

    trial: Trial
    usual: pl.DataFrame
    moved: pl.DataFrame

    def lines(self, sessions: Sessions) -> pl.DataFrame:
        """What really happens: to each what their arm does."""
        treated = pl.Series(self.trial.treated[sessions.person])
        parts = (
            self.usual.filter(~treated.gather(self.usual["session"])),
            self.moved.filter(treated.gather(self.moved["session"])),
        )
        return pl.concat(parts).sort("session", "slot")


class Effect(msgspec.Struct, frozen=True):
    """Means over everybody enrolled, in either arm; `relative`: by how much the second is more."""

    default: float
    personalised: float
    relative: float


class TrueExperiment(msgspec.Struct, frozen=True):
    """`pays`, `opens`: what is changed; `effects`: what that comes to, per customer, by the metric's name.

    Whoever is enrolled is drawn in both arms with the same chances, so these are exact for these customers.
    """

    name: str
    variants: tuple[str, str]
    started: str
    ended: str
    window_days: int
    customers: int
    response: Response
    effects: dict[str, Effect]


def true_experiment(world: World, sessions: Sessions, tried: Tried) -> TrueExperiment:
    trial, prices = tried.trial, np.array([item.price for item in world.items])
    default, personalised = (outcomes(sessions, trial, prices, lines) for lines in (tried.usual, tried.moved))
    return TrueExperiment(
        name=NAME,
        variants=VARIANTS,
        started=as_text(world.span, trial.starts),
        ended=as_text(world.span, trial.ends),
        window_days=WINDOW,
        customers=int(np.isfinite(trial.first).sum()),
        response=society().response,
        effects={name: effect(default[name], personalised[name]) for name in default},
    )


def outcomes(sessions: Sessions, trial: Trial, prices: Floats, lines: pl.DataFrame) -> dict[str, float]:
    """Means over who is enrolled, of visits that begin within the window after the first page."""
    first = trial.first[sessions.person]
    counts = pl.Series((sessions.start >= first) & (sessions.start < first + WINDOW * 86_400))
    bought = lines.filter(pl.col("bought") & counts.gather(lines["session"]))
    person = sessions.person[bought["session"].to_numpy()]
    spent = prices[bought["item"].to_numpy()] * bought["quantity"].to_numpy()
    customers = max(1, int(np.isfinite(trial.first).sum()))
    return {
        "orders": bought["session"].n_unique() / customers,
        "conversion": len(np.unique(person)) / customers,
        "revenue": float(spent.sum()) / customers,
    }


def effect(default: float, personalised: float) -> Effect:
    relative = personalised / default - 1 if default else 0.0
    return Effect(round(default, 4), round(personalised, 4), round(relative, 4))
