"""The ranking log of one experiment → its units: first page, pages, variants.

A person who was served as two units, and persons who share one, are one unit here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from features.experiments.arms import decode_arms
from service.store.records import HistoryRow, Served

Key = tuple[str, str | None]


@dataclass(slots=True, eq=False)
class Unit:
    """Moments in microseconds; `joined`: the unit that this one turned out to be."""

    number: int
    placement: str
    variants: set[int] = field(default_factory=set)
    pages: list[int] = field(default_factory=list)
    confirmed: bool = False
    joined: Unit | None = None

    @property
    def since(self) -> int:
        """When the first page was served."""
        return self.pages[0]

    @property
    def last(self) -> Unit:
        """Itself, or the unit it turned out to be."""
        unit = self
        while unit.joined is not None:
            unit = unit.joined
        return unit


class Exposures:
    """Takes the log in order of time; `variants`: names in the order of the definition."""

    def __init__(self, name: str, phase: int, variants: Sequence[str]) -> None:
        self._name, self._phase = name, phase
        self._place = {variant: place for place, variant in enumerate(variants)}
        self._units: dict[Key, Unit] = {}
        self._of_page: dict[str, Unit] = {}
        self._all: list[Unit] = []

    def take(self, rows: Iterable[Served]) -> None:
        """Take pages; those of other experiments and phases are passed over."""
        for row in rows:
            phase, variant = decode_arms(row.arms).get(self._name, (0, ""))
            if phase == self._phase and variant in self._place:
                unit = self._unit(row)
                unit.variants.add(self._place[variant])
                unit.pages.append(row.served_at)
                self._of_page[row.recommendation_id] = unit

    def units(self) -> list[Unit]:
        """All, those first served first."""
        return [unit for unit in self._all if unit.joined is None]

    def of_page(self, recommendation_id: str | None) -> Unit | None:
        """Whose page it was."""
        found = self._of_page.get(recommendation_id) if recommendation_id else None
        return found.last if found else None

    def of_person(self, row: HistoryRow) -> Unit | None:
        """The unit that the person of an event belongs to."""
        found = self._units.get(_person(row))
        return found.last if found else None

    def _unit(self, row: Served) -> Unit:
        keys = (self._first(row), _person(row))
        known = list(dict.fromkeys(self._units[key].last for key in keys if key in self._units))
        unit = known[0] if known else self._new(row)
        for other in known[1:]:
            unit = _joined(unit, other)
        self._units |= dict.fromkeys(keys, unit)
        return unit

    def _first(self, row: Served) -> Key:
        """As what somebody was served first; a browser that calls itself like a customer isn't that one."""
        device: Key = ("first device", row.unit)
        of_device = row.unit == row.anonymous_id or device in self._units
        return device if of_device and row.unit != row.customer_id else ("customer", row.unit)

    def _new(self, row: Served) -> Unit:
        unit = Unit(len(self._all), row.placement)
        self._all.append(unit)
        return unit


def _person(row: Served | HistoryRow) -> Key:
    if row.customer_id is not None:
        return "customer", row.customer_id
    return "device", row.anonymous_id


def _joined(one: Unit, other: Unit) -> Unit:
    first, second = sorted((one, other), key=lambda unit: unit.number)
    first.variants |= second.variants
    first.pages = sorted(first.pages + second.pages)
    second.joined = first
    return first
