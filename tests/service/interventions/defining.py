"""What a shop does of its own accord → in force in its store, past the doors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from features.interventions.definition import INTERVENTION, RULE
from features.interventions.reminder import REMINDER
from features.touchpoints.definition import TOUCHPOINT
from service.store.protocol import Store

Body = dict[str, Any]


def define(
    store: Store,
    *gestures: Body,
    reminders: Iterable[Body] = (),
    touchpoints: Iterable[Body] = (),
    **rules: Body,
) -> None:
    """Each by the `name` in its body; rules by theirs."""
    named = {INTERVENTION: gestures, REMINDER: reminders, TOUCHPOINT: touchpoints}
    wanted = [(kind, one["name"], one) for kind, bodies in named.items() for one in bodies]
    wanted += [(RULE, name, rule) for name, rule in rules.items()]
    with store.write() as transaction:
        for kind, name, body in wanted:
            transaction.put_definition(kind, name, msgspec.json.encode(body), 1, "Eve")
