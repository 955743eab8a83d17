"""Decisions with what came after them → the columns that learning and proof are computed over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from features.clock import DAY
from features.interactions import Floats, Ints, Mask
from features.interventions.course import After
from features.interventions.encoding import Encoding, encoding_of
from features.interventions.outcomes import WINDOW, Outcomes
from features.interventions.proof import Finished
from features.interventions.traits import Edges, edges_of, kind_of
from training.interventions.ledger import Decision, propensities


class Season(NamedTuple):
    """One row per decision, in order of time; times in days since 1970, see Finished and After.

    `could`: was there a choice at all; `bands`: how much its customer spends, as a kind says it.
    """

    gestures: tuple[str, ...]
    edges: Edges
    encoding: Encoding
    at: Floats
    rows: Floats
    bands: list[str]
    gesture: Ints
    propensities: Floats
    held: Mask
    could: Mask
    customer: Ints
    cost: Floats
    repeat: Floats
    complaint: Floats
    spent: Floats
    stars: Floats
    followed: Mask


def season_of(decisions: Sequence[Decision], after: Sequence[After], gestures: tuple[str, ...]) -> Season:
    """`gestures`: `nothing` first."""
    traits = [one.known.traits for one in decisions]
    edges = edges_of(traits)
    kinds = [kind_of(one, edges) for one in traits]
    encoding = encoding_of(kinds)
    place = {name: n for n, name in enumerate(gestures)}
    names = [one.line.customer_id for one in decisions]
    told = np.array([(a.repeat, a.complaint, a.spent, a.stars) for a in after]).reshape(-1, 4)
    return Season(
        gestures,
        edges,
        encoding,
        np.array([one.line.decided_at / DAY for one in decisions]),
        encoding.rows(kinds),
        [kind["value"] for kind in kinds],
        np.array([place[one.line.gesture] for one in decisions], dtype=np.int64),
        propensities(decisions, gestures),
        np.array([one.line.holdout for one in decisions], dtype=bool),
        np.array([one.could for one in decisions], dtype=bool),
        np.unique(names, return_inverse=True)[1] if names else np.zeros(0, dtype=np.int64),
        np.array([one.cost for one in decisions]),
        told[:, 0],
        told[:, 1],
        told[:, 2],
        told[:, 3],
        np.array([a.followed for a in after], dtype=bool),
    )


def some(season: Season, which: Mask) -> Season:
    """Its decisions of a mask."""
    kept: dict[str, Any] = {
        name: [band for band, keep in zip(column, which, strict=True) if keep]
        if isinstance(column, list)
        else column[which]
        for name, column in season._asdict().items()
        if name not in ("gestures", "edges", "encoding")
    }
    return season._replace(**kept)


def outcomes_of(season: Season, now: float) -> Outcomes:
    """What is learned from: who buys again within WINDOW stayed; `now` in days since 1970."""
    stayed = season.followed & (season.repeat <= WINDOW)
    return Outcomes(
        now,
        season.at,
        season.rows,
        season.gesture,
        stayed,
        np.where(stayed, season.repeat, np.nan),
        season.followed,
        np.where(season.followed, season.stars, np.nan),
    )


def finished(season: Season, outcome: Floats) -> Finished:
    """What is proven with."""
    return Finished(outcome, season.gesture, season.propensities, season.held, season.customer, season.rows)
