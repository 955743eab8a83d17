"""Past visits that resemble what this visitor does → what else was liked in them (VMIS-kNN).

Kersbergen, Sprangers, Schelter 2022 (Serenade): an index of every item's last sessions, the most similar of
which vote. What fewer sessions hold than have to agree is not voted for.
"""

from __future__ import annotations

import numpy as np

from features.artifact import Model
from features.interactions import Floats, Ints, Mask, decay
from service.engine.sources.base import Scores, Sparse, listed, news, numbered, strongest
from service.engine.visitor import Query, Visitor

PROPOSED = 100
QUERY_ITEMS = 20
SIMILAR = 50  # sessions that vote
HALF_LIFE = 2.0  # horizons


class Sessions:
    """Session neighbours: of all that was liked lately, and of the last visit alone."""

    name = "sessions"
    features: tuple[str, ...] = ("sessions", "sessions_last")

    def __init__(self, model: Model) -> None:
        self._ends, self._items = model.arrays["session_ends"], model.arrays["session_items"]
        self._held_ends, self._held_by = model.arrays["holder_ends"], model.arrays["holder_sessions"]
        self._agree = int(model.arrays["session_agree"][0])
        self._lengths = np.diff(self._ends)
        self._learned = len(self._held_ends) - 1
        self._nearness = decay(model.arrays["session_ages"], HALF_LIFE) / np.sqrt(
            np.maximum(self._lengths, 1)
        )
        held = np.bincount(self._items, minlength=self._learned)
        self._rareness = np.log(max(len(self._lengths), 1) / np.maximum(held, 1))

    def score(self, visitor: Visitor) -> Scores:
        queries = (visitor.query(self._learned, QUERY_ITEMS), visitor.last_query(self._learned, QUERY_ITEMS))
        sessions, alike, last = self._similar(queries)
        at, lengths = listed(self._ends, sessions)
        items, number = numbered(self._items[at], self._learned)
        columns = self._agreed(number + last.repeat(lengths) * len(items), alike.repeat(lengths), len(items))
        return Sparse(items, columns, news(items, columns[:, 0], visitor, PROPOSED))

    def _similar(self, queries: tuple[Query, Query]) -> tuple[Ints, Floats, Mask]:
        """The sessions most like each query, how much, and which query; what holds nothing else says nothing.

        Both are looked for in one pass: the second one's sessions are numbered behind the first one's.
        """
        (usual, weights), (last, last_weights) = queries
        items, many = np.concatenate([usual, last]), len(self._lengths)
        at, lengths = listed(self._held_ends, items)
        behind = int(lengths[: len(usual)].sum())
        held = self._held_by[at].astype(np.int64)
        held[behind:] += many
        found, number = numbered(held, 2 * many)
        says = np.concatenate([weights, last_weights]) * self._rareness[items]
        shared = np.bincount(number, says.repeat(lengths), len(found))
        split = int(found.searchsorted(many))
        sessions = found.copy()
        sessions[split:] -= many
        more = np.bincount(number, minlength=len(found)) < self._lengths[sessions]
        alike = shared * self._nearness[sessions] * more
        best = np.concatenate([strongest(alike[:split], SIMILAR), strongest(alike[split:], SIMILAR) + split])
        return sessions[best], alike[best], best >= split

    def _agreed(self, number: Ints, votes: Floats, size: int) -> Floats:
        """A column per query: the sum of votes by item, the highest is 1; 0 where too few agree."""
        total = np.bincount(number, votes, 2 * size)
        total = total * (np.bincount(number, minlength=2 * size) >= self._agree)
        columns = total.reshape(2, size)
        scaled: Floats = columns / np.maximum(columns.max(axis=1, initial=0), 1e-9)[:, None]
        return scaled.astype(np.float32).T
