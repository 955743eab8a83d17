"""The parameters that several routes share, each with what it means."""

from __future__ import annotations

from typing import Annotated

from litestar.params import PathParameter, QueryParameter

Customer = Annotated[
    str | None, QueryParameter(description="The shop's id of a known customer.", max_length=128)
]
Anonymous = Annotated[
    str | None, QueryParameter(description="The id of a device or browser.", max_length=128)
]
Locale = Annotated[
    str | None,
    QueryParameter(description="Language of texts, e.g. `de-AT`; else the shop's own.", max_length=35),
]
Country = Annotated[
    str | None, QueryParameter(description="Where to: ISO 3166, e.g. `DE`.", pattern=r"^[A-Z]{2}$")
]
Postcode = Annotated[str | None, QueryParameter(description="Where to.", max_length=16)]
Size = Annotated[int, QueryParameter(description="Products on the whole page.", ge=1, le=100)]
Exclude = Annotated[
    list[str] | None,
    QueryParameter(description="Item ids already shown, for “more”: repeated, or separated by commas."),
]
ExperimentName = Annotated[str, PathParameter(description="The name of the experiment.", max_length=64)]
Phase = Annotated[
    int | None,
    QueryParameter(
        description="Of this phase; of the last one that was computed without it.", ge=1, le=1_000
    ),
]
At = Annotated[
    str | None,
    QueryParameter(description="As of this moment (RFC 3339); only where the service runs with `--as-of`."),
]


def split(values: list[str] | None) -> frozenset[str]:
    """Ids, however they were sent."""
    return frozenset(part for value in values or () for part in value.split(",") if part)
