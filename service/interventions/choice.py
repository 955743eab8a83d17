"""Which gesture: by what was learned, evenly while nothing is."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from time import monotonic
from typing import NamedTuple

import msgspec
import numpy as np

from features.analyses import POLICY
from features.clock import to_text
from features.errors import BadInput
from features.interactions import Floats
from features.interventions.choosing import likely
from features.interventions.definition import NOTHING, Gesture
from features.interventions.policy import Policy, from_json
from features.interventions.pricing import price_now
from features.interventions.report import decode_learned
from features.interventions.traits import Edges, Traits, kind_of
from service.interventions.budget import Purse
from service.store.protocol import Reader

EVERY = 30.0  # seconds


class Even:
    """Nothing was learned yet: all are as good as each other, and as doing nothing."""

    version: str | None = None

    def shares(self, traits: Traits, gestures: Sequence[Gesture], floor: float, purse: Purse) -> list[float]:
        """In step with `nothing` and the gestures."""
        return [1 / (len(gestures) + 1)] * (len(gestures) + 1)


class Best(NamedTuple):
    """By one learned policy: each as often as it is the best in a draw of what is known."""

    version: str | None
    policy: Policy
    edges: Edges

    def shares(self, traits: Traits, gestures: Sequence[Gesture], floor: float, purse: Purse) -> list[float]:
        """In step with `nothing` and the gestures; the price is that of the day's budget at this moment."""
        kind = kind_of(traits, self.edges)
        values = self.policy.values(self.policy.encoding.row(kind), self.policy.worth_of(kind))
        price = price_now(self.policy.price, purse.spent, purse.budget, purse.elapsed)
        names, costs = [NOTHING, *(g.name for g in gestures)], np.array([0.0, *(g.cost for g in gestures)])
        told = likely(self._of(names, values), costs, np.ones(len(names), dtype=bool), price, floor)
        return [float(share) for share in told]

    def _of(self, names: Sequence[str], values: Floats) -> Floats:
        """(draws, names); a gesture that is new is worth nothing yet and lives by the floor."""
        place = {name: n for n, name in enumerate(self.policy.gestures)}
        found = np.zeros((len(values), len(names)))
        for n, name in enumerate(names):
            if name in place:
                found[:, n] = values[:, place[name]]
        return found


class Newest:
    """By the policy that was stored last, looked for every EVERY seconds; one worker's.

    Blocking at times: `shares` reads the store. Raises StoreDown.
    """

    def __init__(self, store: Reader) -> None:
        self._store = store
        self._found: Even | Best = Even()
        self._looked_at = -EVERY

    @property
    def version(self) -> str | None:
        """When it was learned, None: nothing yet."""
        return self._found.version

    def shares(self, traits: Traits, gestures: Sequence[Gesture], floor: float, purse: Purse) -> list[float]:
        """In step with `nothing` and the gestures."""
        if monotonic() - self._looked_at >= EVERY:
            self._found, self._looked_at = newest(self._store), monotonic()
        return self._found.shares(traits, gestures, floor, purse)


def newest(store: Reader) -> Even | Best:
    """The stored policy; evenly where there is none, or another release wrote it."""
    kept = store.analysis(POLICY)
    with suppress(BadInput, msgspec.MsgspecError):
        if kept is not None:
            learned = decode_learned(kept.body)
            return Best(to_text(kept.computed_at), from_json(learned.policy), learned.edges)
    return Even()
