"""The structs of the event language → hypothesis strategies of messages that they accept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from typing import Any

from hypothesis import strategies as st
from msgspec import Struct, inspect

from features.events import KINDS, SCALES

Message = dict[str, Any]
Drawn = st.SearchStrategy[Any]

EARLIEST, LATEST = datetime(1990, 1, 2), datetime(2026, 11, 21)  # noqa: DTZ001  drawn with an offset
LONGEST = 20  # of texts and lists, where the language allows more
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
SIGNS = st.characters(exclude_categories=["Cs", "Cc"])


@st.composite
def messages(draw: st.DrawFn, kind: str | None = None) -> Message:
    """One event that is accepted: a kind's fields, and what the door asks beyond their types."""
    name = kind or draw(st.sampled_from(sorted(KINDS)))
    message: Message = {"event": name} | draw(of(KINDS[name]))
    needed = {"sign_out": ["anonymous_id"], "identify": ["anonymous_id", "customer_id"]}
    if not (message.get("customer_id") or message.get("anonymous_id")) or name in needed:
        message |= {
            field: draw(st.text(SIGNS, min_size=1, max_size=LONGEST))
            for field in needed.get(name, ["customer_id"])
        }
    if name == "not_interested" and not message.get("item_id"):
        message["category"] = "tea"
    if name == "experience_rated":
        message["score"] = draw(st.floats(*SCALES[message["metric"]]))
    return message


@cache
def of(struct: type[Struct]) -> Drawn:
    """Messages of a struct: what it requires, and any of the rest."""
    fields = inspect.type_info(struct).fields  # type: ignore[attr-defined]
    return st.fixed_dictionaries(
        {field.encode_name: value(field.type) for field in fields if field.required},
        optional={field.encode_name: value(field.type) for field in fields if not field.required},
    )


def value(kind: inspect.Type) -> Drawn:
    """JSON values of one type."""
    return MAKERS[type(kind)](kind)


def text(kind: inspect.StrType) -> Drawn:
    """Texts of the length and pattern asked for."""
    if kind.pattern and "A-Z" in kind.pattern:
        return st.from_regex(kind.pattern)
    signs = SIGNS if kind.pattern else st.characters(exclude_categories=["Cs"])
    return st.text(signs, min_size=kind.min_length or 0, max_size=LONGEST)


def moment(kind: inspect.DateTimeType) -> Drawn:
    """RFC 3339 with any offset."""
    return st.datetimes(EARLIEST, LATEST, timezones=OFFSETS | st.just(UTC)).map(datetime.isoformat)


def listed(kind: inspect.ListType) -> Drawn:
    """A few."""
    most = min(kind.max_length or LONGEST, 3)
    return st.lists(value(kind.item_type), min_size=kind.min_length or 0, max_size=most)


MAKERS: dict[type[inspect.Type], Callable[[Any], Drawn]] = {
    inspect.UnionType: lambda kind: st.one_of([value(one) for one in kind.types]),
    inspect.StrType: text,
    inspect.IntType: lambda kind: st.integers(-(2**53) if kind.ge is None else kind.ge, kind.le or 2**53),
    inspect.FloatType: lambda kind: st.floats(kind.ge, kind.le, allow_nan=False, allow_infinity=False),
    inspect.LiteralType: lambda kind: st.sampled_from(kind.values),
    inspect.DateTimeType: moment,
    inspect.ListType: listed,
    inspect.DictType: lambda kind: st.dictionaries(value(kind.key_type), value(kind.value_type), max_size=3),
    inspect.StructType: lambda kind: of(kind.cls),
    inspect.NoneType: lambda kind: st.none(),
    inspect.BoolType: lambda kind: st.booleans(),
}
