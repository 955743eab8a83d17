"""A touchpoint as data: who answers for it, what the shop itself promises there; the one table of defaults.

A shop's definition replaces the default of its name whole: a promise that it leaves out isn't promised.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from features.clock import parse_duration
from features.errors import BadInput
from features.events import Word, rejection

TOUCHPOINT = "touchpoint"  # kind of definition
Share = Annotated[float, Meta(ge=0, le=1)]
LANGUAGES = ("de", "en")


class Touchpoint(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """`title` by language. `answer_within`, `resolve_within`: durations (`24h`, `5d`), None: not promised.

    `asked_share`: which share of deliveries or contacts is asked at random how it was, 0 to 1.
    """

    name: Word
    owner: Word
    title: dict[Word, Word] = {}
    answer_within: str | None = None
    resolve_within: str | None = None
    asked_share: Share = 0.0

    def __post_init__(self) -> None:
        for field in ("answer_within", "resolve_within"):
            if (said := getattr(self, field)) is not None and not _lasts(said):
                raise ValueError(f"`{field}` must be a duration longer than nothing, e.g. 24h; not {said!r}")

    def promised(self, field: str) -> int | None:
        """One of its promises in microseconds."""
        said = getattr(self, field)
        return None if said is None else parse_duration(said)

    def titled(self, language: str) -> str:
        """Its title; where none was given the usual one, and its name where nobody knows it."""
        known = self.title or (DEFAULTS[self.name].title if self.name in DEFAULTS else {})
        return known.get(language) or known.get("en") or self.name


def _lasts(text: str) -> bool:
    try:
        return parse_duration(text) > 0
    except BadInput:
        return False


def _default(name: str, owner: str, de: str, en: str, **promises: str) -> Touchpoint:
    return Touchpoint(name=name, owner=owner, title=dict(zip(LANGUAGES, (de, en), strict=True)), **promises)  # type: ignore[arg-type]


# The one table of touchpoints that every shop has until it says otherwise.
DEFAULTS = {
    one.name: one
    for one in (
        _default("homepage", "shop", "Startseite", "Homepage"),
        _default("search", "shop", "Suche", "Search"),
        _default("product_page", "shop", "Produktseite", "Product page"),
        _default("cart", "shop", "Warenkorb", "Cart"),
        _default("checkout", "shop", "Kasse", "Checkout"),
        _default("delivery", "logistics", "Lieferung", "Delivery", resolve_within="5d"),
        _default("returns", "logistics", "Rückgabe", "Returns", answer_within="24h", resolve_within="5d"),
        _default(
            "service_contact", "service", "Kundendienst", "Service", answer_within="24h", resolve_within="5d"
        ),
        _default("store", "store", "Filiale", "Store", resolve_within="5d"),
        _default("email", "service", "E-Mail", "E-mail", answer_within="24h", resolve_within="5d"),
        _default(
            "social", "service", "Soziale Medien", "Social media", answer_within="24h", resolve_within="5d"
        ),
    )
}

_decode = msgspec.json.Decoder(Touchpoint).decode


def decode_touchpoint(raw: bytes | msgspec.Raw) -> Touchpoint:
    """One definition from JSON. Raises Rejected with the pointer of the field at fault."""
    try:
        return _decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise rejection(error) from None


def in_force(own: Mapping[str, Touchpoint]) -> dict[str, Touchpoint]:
    """The defaults, and over them what the shop defined."""
    return {**DEFAULTS, **own}
