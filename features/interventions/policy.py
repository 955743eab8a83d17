"""What was learned of gestures, as it is stored: draws of effects, what a customer is worth, a price."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
from msgspec import Struct

from features.interactions import Floats
from features.interventions.encoding import Encoding, Kind

WORTH_BY = "value"  # the factor by which customers who stay are worth more or less


class Change(Struct, frozen=True):
    """From a moment on (days since 1970) a gesture does something else than it did before."""

    gesture: str
    since: float
    found: float


class Policy(Struct, frozen=True, kw_only=True):
    """`draws`: (draws, gestures, columns), effects on the share who stay; the first gesture is to do nothing.

    `mean`: (gestures, columns), around which they were drawn. `worth`: money of who stays, by level of
    WORTH_BY, `""` of anybody. `price`: what each unit of budget has to bring on top of itself.
    """

    gestures: tuple[str, ...]
    encoding: Encoding
    mean: Floats
    draws: Floats
    worth: dict[str, float]
    price: float = 0.0
    changes: tuple[Change, ...] = ()
    learned_from: int = 0

    def worth_of(self, kind: Kind) -> float:
        """Money if this customer stays."""
        return self.worth.get(kind.get(WORTH_BY, ""), self.worth[""])

    def values(self, row: Floats, worth: float) -> Floats:
        """(draws, gestures): money that each brings beyond doing nothing, before its cost."""
        return worth * (self.draws @ row)


def as_json(policy: Policy) -> bytes:
    """Some tens of kilobytes; arrays as 32-bit floats in base64."""
    return msgspec.json.encode(policy, enc_hook=_array_out)


def from_json(raw: bytes) -> Policy:
    """Raises msgspec.ValidationError where it isn't one."""
    return msgspec.json.decode(raw, type=Policy, dec_hook=_array_in)


def _array_out(array: Any) -> dict[str, Any]:
    if not isinstance(array, np.ndarray):
        raise NotImplementedError(f"a policy holds no {type(array).__name__}")
    return {"shape": array.shape, "data": array.astype("<f4").tobytes()}


class _Array(Struct, frozen=True):
    shape: tuple[int, ...]
    data: bytes


def _array_in(_: Any, raw: Any) -> Floats:
    array = msgspec.convert(raw, _Array)
    return np.frombuffer(array.data, dtype="<f4").astype(np.float64).reshape(array.shape)
