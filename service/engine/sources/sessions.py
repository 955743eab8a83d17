"""Past visits that resemble what this visitor does → what else was liked in them (VMIS-kNN).

Kersbergen, Sprangers, Schelter 2022 (Serenade): an index of every item's last sessions, the most similar of
which vote. What fewer sessions hold than have to agree is not voted for.
"""

from __future__ import annotations

import numpy as np

from features.artifact import Model
from features.interactions import Floats, Ints, decay
from service.engine.sources.base import Scores, Sparse, listed, news, numbered, strongest
from service.engine.visitor import Visitor

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
        usual = self._votes(*visitor.query(self._learned, QUERY_ITEMS))
        last = self._votes(*visitor.last_query(self._learned, QUERY_ITEMS))
        items, number = numbered(np.concatenate([usual[0], last[0]]), self._learned)
        parts = (usual[1], number[: len(usual[0])]), (last[1], number[len(usual[0]) :])
        columns = np.stack([self._agreed(*part, len(items)) for part in parts], axis=1)
        return Sparse(items, columns, news(items, columns[:, 0], visitor, PROPOSED))

    def _votes(self, query: Ints, weights: Floats) -> tuple[Ints, Floats]:
        """What the sessions most like the query hold, item by item, and how much each of these votes says."""
        sessions, alike = self._similar(query, weights)
        at, lengths = listed(self._ends, sessions)
        return self._items[at], np.repeat(alike, lengths)

    def _agreed(self, votes: Floats, number: Ints, size: int) -> Floats:
        """The sum of votes by number, the highest is 1; 0 where too few agree."""
        total = np.bincount(number, votes, size)
        total = total * (np.bincount(number, minlength=size) >= self._agree)
        return (total / max(float(total.max(initial=0)), 1e-9)).astype(np.float32)

    def _similar(self, query: Ints, weights: Floats) -> tuple[Ints, Floats]:
        """The sessions most like the query, and how much; one that holds nothing else has nothing to say."""
        at, lengths = listed(self._held_ends, query)
        sessions, number = numbered(self._held_by[at], len(self._lengths))
        shared = np.bincount(number, np.repeat(weights * self._rareness[query], lengths), len(sessions))
        more = np.bincount(number, minlength=len(sessions)) < self._lengths[sessions]
        alike = shared * self._nearness[sessions] * more
        best = strongest(alike, SIMILAR)
        return sessions[best], alike[best]
