"""The ranking log of one experiment → its units: first page, pages, variants.

A person who was served as two units, and persons who share one, are one unit here. Columns of numbers, as
there may be a million of them.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from sys import intern
from typing import NamedTuple, TypeVar

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from features.experiments.arms import decode_arms
from features.interactions import Ints, Mask
from service.store.records import Served

NOBODY = -1
Name = TypeVar("Name", str, str | None)


class Exposed(NamedTuple):
    """Units are numbered in order of their first pages; moments in microseconds.

    Per unit `since` (first page), `placement`, `variants` (a bit for each it saw); per page `unit` and `at`.
    By id the unit of a customer, of a stranger's device and of a page.
    """

    since: Ints
    placement: Sequence[str]
    variants: Ints
    unit: Ints
    at: Ints
    of_customer: dict[str, int]
    of_device: dict[str | None, int]
    of_page: dict[str | None, int]

    def only(self, variant: int) -> Mask:
        """Which units saw this variant and no other."""
        found: Mask = self.variants == 1 << variant
        return found


class Exposures:
    """Takes the log in order of time; `variants`: names in the order of the definition."""

    def __init__(self, name: str, phase: int, variants: Sequence[str]) -> None:
        self._name, self._phase = name, phase
        self._place = {variant: place for place, variant in enumerate(variants)}
        self._seen: dict[bytes, int] = {}  # arms as they are kept → the variant
        self._customers: dict[str, int] = {}
        self._devices: dict[str | None, int] = {}  # of strangers
        self._first_devices: dict[str, int] = {}  # as what somebody was served first
        self._keys = 0
        self._pages: list[str] = []
        self._placements: list[str] = []
        self._numbers = array("q")  # of each page: when, variant, the two keys

    def take(self, rows: Iterable[Served]) -> None:
        """Take pages; those of other experiments and phases are passed over."""
        for page, at, customer, device, placement, unit, arms in rows:
            variant = self._seen.get(arms)
            if variant is None:
                variant = self._seen[arms] = self._variant(arms)
            if variant != NOBODY:
                own = self._key(self._devices, device) if customer is None else self._customer(customer)
                first = self._first(unit, customer, device)
                self._pages.append(page)
                self._placements.append(intern(placement))
                self._numbers.extend((at, variant, first, own))

    def knows(self, customer: str | None, device: str | None) -> bool:
        """Was the person served a page yet."""
        return device in self._devices if customer is None else customer in self._customers

    def exposed(self) -> Exposed:
        """Everybody, when all pages were taken."""
        at, variant, first, own = np.frombuffer(self._numbers, dtype=np.int64).reshape(-1, 4).T
        opening, unit = _numbered(_joined(first, own, self._keys)[first])
        units = np.full(self._keys, NOBODY)
        units[first] = units[own] = unit
        of_key, seen = units.tolist(), np.zeros(len(opening), dtype=np.int64)
        np.bitwise_or.at(seen, unit, np.left_shift(1, variant))
        return Exposed(
            since=at[opening],
            placement=[self._placements[page] for page in opening],
            variants=seen,
            unit=unit,
            at=at,
            of_customer={name: of_key[key] for name, key in self._customers.items()},
            of_device={name: of_key[key] for name, key in self._devices.items()},
            of_page=dict(zip(self._pages, unit.tolist(), strict=True)),
        )

    def _variant(self, arms: bytes) -> int:
        phase, variant = decode_arms(arms).get(self._name, (0, ""))
        return self._place.get(variant, NOBODY) if phase == self._phase else NOBODY

    def _customer(self, name: str) -> int:
        return self._key(self._customers, name)

    def _first(self, unit: str, customer: str | None, device: str | None) -> int:
        """As what somebody was served first; a browser that calls itself like a customer isn't that one."""
        if unit != customer and (unit == device or unit in self._first_devices):
            return self._key(self._first_devices, unit)
        return self._customer(unit)

    def _key(self, known: dict[Name, int], name: Name) -> int:
        key = known.get(name)
        if key is None:
            key = known[name] = self._keys
            self._keys += 1
        return key


def _joined(first: Ints, own: Ints, keys: int) -> Ints:
    """Per key a number that all keys of one unit have in common."""
    if not keys:
        return np.zeros(0, dtype=np.int64)
    pairs = coo_array((np.ones(len(first), dtype=bool), (first, own)), shape=(keys, keys))
    found: Ints = connected_components(pairs, directed=False)[1].astype(np.int64)
    return found


def _numbered(units: Ints) -> tuple[Ints, Ints]:
    """Of each unit its first page, oldest first; of each page its unit by that order."""
    _, opening, unit = np.unique(units, return_index=True, return_inverse=True)
    order = np.argsort(opening)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return opening[order], place[unit]
