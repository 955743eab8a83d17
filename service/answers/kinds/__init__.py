"""The one table of answers, one file each; what is most useful has the highest priority."""

from __future__ import annotations

from service.answers.kind import Kind
from service.answers.kinds.delivery_promise import DELIVERY_PROMISE

KINDS: tuple[Kind, ...] = (DELIVERY_PROMISE,)
