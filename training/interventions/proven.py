"""A season of decisions → what gestures did against doing nothing, and what it cost to keep a customer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from features.interactions import Floats
from features.interventions.course import LATER, After
from features.interventions.outcomes import WHOLE, WINDOW
from features.interventions.proof import Effect, against_holdout, of_gesture
from features.interventions.report import OUTCOMES, Estimate, Line, Outcome
from training.interventions.season import Season, finished, some

HEARD_LATE = WHOLE - WINDOW  # days after which the shop has heard of what happened in a window
SPANS: dict[Outcome, float] = {"repeat_30d": WINDOW, "repeat_90d": LATER, "complaint": WINDOW}


def effects(season: Season, now: float) -> dict[Outcome, Estimate | None]:
    """All goodwill against the holdout; also where no gesture was possible, which is part of what it does."""
    told = {}
    for outcome in OUTCOMES:
        old = whole(season, now, SPANS[outcome])
        told[outcome] = estimate(against_holdout(finished(old, happened(old, outcome))))
    return told


def whole(season: Season, now: float, span: float = WINDOW) -> Season:
    """Decisions whose time is up, of customers who can be followed."""
    return some(season, season.followed & (now - season.at >= span + HEARD_LATE))


def happened(season: Season, outcome: Outcome) -> Floats:
    """1 or 0 for each."""
    days = season.complaint if outcome == "complaint" else season.repeat
    return (days <= SPANS[outcome]).astype(np.float64)


def per_kept(season: Season, now: float, effect: Estimate | None) -> tuple[float, float] | None:
    """Money per customer kept, at both ends of the interval; None: it isn't certain that any was."""
    old = whole(season, now)
    given = ~old.held
    if effect is None or effect.low <= 0 or not given.any():
        return None
    cost = float(old.cost[given].mean())
    return cost / effect.high, cost / effect.low


def lines(season: Season, came: Sequence[After], now: float) -> Iterator[Line]:
    """One for each gesture that was ever decided upon, and for doing nothing."""
    old = whole(season, now)
    chosen, said = some(old, old.could), np.array([one.answer for one in came])
    moved = np.array([-1 if one.better is None else int(one.better) for one in came])
    for n, name in enumerate(season.gestures):
        own = season.gesture == n
        if not own.any():
            continue
        mine = some(old, old.gesture == n)
        stars = season.stars[own & season.followed]
        rated = stars[~np.isnan(stars)]
        effect = None
        if n and len(chosen.at):
            effect = estimate(of_gesture(finished(chosen, happened(chosen, "repeat_30d")), n))
        yield Line(
            gesture=name,
            decided=int(own.sum()),
            cost=round(float(season.cost[own].sum()), 2),
            accepted=int((said[own] == "accepted").sum()),
            declined=int((said[own] == "declined").sum()),
            old=len(mine.at),
            repeats=int(happened(mine, "repeat_30d").sum()),
            complaints=int(happened(mine, "complaint").sum()),
            rated=len(rated),
            stars=float(rated.mean()) if len(rated) else None,
            states=int((moved[own] >= 0).sum()),
            better=int((moved[own] == 1).sum()),
            effect=effect,
            per_kept=per_kept(mine, now, effect),
        )


def estimate(effect: Effect | None) -> Estimate | None:
    """As it is stored."""
    if effect is None:
        return None
    return Estimate(**effect._asdict())
