"""Whatever the door lets in, gaps come out of it and nothing breaks."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.clock import to_micros
from features.events import KINDS, decode, encode
from features.history import KeptEvent
from features.touchpoints.gaps import gaps_of
from features.touchpoints.names import KINDS as READ
from tests.features.drawn import Message, messages
from tests.features.touchpoints.world import NOW, known

JUDGED = sorted(READ & set(KINDS))
PEOPLE = st.sampled_from(["anna", "berta"])


@st.composite
def kept(draw: st.DrawFn) -> KeptEvent:
    """An event of one of two people about one of two orders, as the store keeps it."""
    message: Message = draw(messages(draw(st.sampled_from(JUDGED))))
    few = {name: draw(st.sampled_from(["x", "y"])) for name in message if name.endswith("_id")}
    customer = draw(PEOPLE)
    event = decode(msgspec.json.encode(message | few | {"customer_id": customer}))
    return customer, None, event.kind, to_micros(event.occurred_at), encode(event)


@pytest.mark.slow
@settings(max_examples=60)
@given(st.lists(kept(), max_size=30))
def test_whatever_came_in_is_judged_or_set_aside(events: list[KeptEvent]) -> None:
    found = gaps_of(known(events)._replace(as_of=NOW))
    assert found.rows["at"].max() is None or found.rows["at"].max() <= NOW  # type: ignore[operator]
    assert found.rows.null_count().select("touchpoint", "at", "gap", "met").row(0) == (0, 0, 0, 0)
