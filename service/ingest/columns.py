"""The structs of events and catalogue → the columns a file may have, and each column in its normal form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec
import polars as pl
from msgspec import Struct, inspect

from features.catalogue import Item, Origin
from features.events import KINDS, Impression, OrderLine, Purposes

Sort = Literal["text", "whole", "decimal", "truth", "time", "json"]
Columns = Mapping[str, Sort]

# What stood in a cell that can't be read as the column's sort, under the column's name with this before it.
UNREADABLE = "unreadable "

_SORTS: dict[type[inspect.Type], Sort] = {
    inspect.StrType: "text",
    inspect.LiteralType: "text",
    inspect.IntType: "whole",
    inspect.FloatType: "decimal",
    inspect.BoolType: "truth",
    inspect.DateTimeType: "time",
}
_TRUTHS = {"true": True, "1": True, "false": False, "0": False}
_TIME = (
    r"^\s*(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2})(:\d{2})?([.,]\d+)?)?"
    r"\s*(?:([Zz])|([+-]\d{2}):?(\d{2}))?\s*$"
)


def _sort(kind: inspect.Type) -> Sort:
    kinds = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
    sorts = {_SORTS.get(type(k), "json") for k in kinds if not isinstance(k, inspect.NoneType)}
    return sorts.pop() if len(sorts) == 1 else "json"


def _fields(*structs: type[Struct]) -> dict[str, Sort]:
    return {
        field.name: _sort(field.type)
        for struct in structs
        for field in inspect.type_info(struct).fields  # type: ignore[attr-defined]
    }


EVENTS: Columns = {**_fields(*KINDS.values(), OrderLine, Impression, Purposes), "event": "text"}
ITEMS: Columns = _fields(Item)
ORIGINS: Columns = _fields(Origin)


def required(struct: type[Struct]) -> set[str]:
    """The fields an object of this struct must have."""
    return {field.name for field in msgspec.structs.fields(struct) if field.required}


def normal(name: str, sort: Sort, dtype: pl.DataType) -> list[pl.Expr]:
    """The column in its normal form; where cells can be unreadable, also what stood there."""
    column = pl.col(name)
    value = {
        "text": _text,
        "whole": _whole,
        "decimal": _decimal,
        "truth": _truth,
        "time": _time,
        "json": _json,
    }[sort](column, dtype)
    if sort in ("text", "json") or not (dtype == pl.String or (dtype.is_float() and sort != "decimal")):
        return [value.alias(name)]
    raw = _text(column.cast(pl.String), pl.String())
    return [value.alias(name), pl.when(value.is_null()).then(raw).alias(UNREADABLE + name)]


def _text(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Text; a whole number in a column of floats is an id that lost its type, and no number is no id."""
    if dtype.is_nested():
        return _json(column, dtype)
    text = column.cast(pl.String, strict=False)
    if dtype.is_float():
        whole = column.cast(pl.Int64, strict=False)
        id_ = pl.when(whole.cast(dtype) == column).then(whole.cast(pl.String)).otherwise(text)
        text = pl.when(column.is_finite()).then(id_)
    return pl.when(text != "").then(text)


def _whole(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    number = _decimal(column, dtype)
    return pl.when(number == number.floor()).then(number.cast(pl.Int64, strict=False))


def _decimal(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    trimmed = column.str.strip_chars() if dtype == pl.String else column
    return trimmed.cast(pl.Float64, strict=False)


def _truth(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if dtype == pl.Boolean:
        return column
    text = _text(column, dtype).str.to_lowercase()
    return text.replace_strict(_TRUTHS, default=None, return_dtype=pl.Boolean)


def _time(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """UTC; a time without an offset is UTC already."""
    if isinstance(dtype, pl.Datetime):
        zoned = column.dt.convert_time_zone("UTC") if dtype.time_zone else column.dt.replace_time_zone("UTC")
        return zoned.dt.cast_time_unit("us")
    if dtype != pl.String:
        return column.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    part = column.str.extract_groups(_TIME).struct.field
    text = pl.concat_str(
        part("1"),
        pl.lit("T"),
        part("2").fill_null("00:00"),
        part("3").fill_null(":00"),
        part("4").str.replace(",", ".").fill_null(".0"),
        part("6").fill_null("+00"),
        part("7").fill_null("00"),
    )
    return text.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%z", time_unit="us", time_zone="UTC", strict=False)


def _json(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Nested values as JSON text; plain text stays what it is."""
    if not dtype.is_nested():
        return _text(column, dtype)
    wrapped = pl.struct(column.alias("x")).struct.json_encode()
    return pl.when(column.is_not_null()).then(wrapped.str.slice(len('{"x":')).str.head(-1))
