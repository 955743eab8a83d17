"""A definition → an experiment prepared for quick answers: may somebody take part, and in which arm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from features.experiments.assignment import bucket, chosen, ranges
from features.experiments.definition import HOLDOUT, Experiment, Variant
from service.experiments.unit import Units


class Asker(NamedTuple):
    """Who asks for a page. `units`: None without consent to analytics; `attributes`: country, segment …"""

    customer_id: str | None
    anonymous_id: str | None
    placement: str
    attributes: Mapping[str, str]
    units: Units | None


class Trial:
    """One experiment; moments are microseconds."""

    def __init__(self, experiment: Experiment) -> None:
        self.name = experiment.name
        self.phase = experiment.phase
        self.holdout = experiment.name == HOLDOUT
        self.recipes = frozenset(v.recipe for v in experiment.variants if v.recipe)
        self._of_customers = experiment.unit == "customer"
        self._variants = experiment.variants
        self._ranges = ranges(experiment.coverage, experiment.weights)
        self._seed = experiment.hash_seed
        self._starts, self._ends = experiment.starts_at, experiment.ends_at
        self._audience = experiment.audience
        self._internal = experiment.internal
        self._internal_segments = experiment.internal_segments
        self._forced = {
            who: next(variant for variant in experiment.variants if variant.name == name)
            for who, name in experiment.forced.items()
        }

    def running(self, now: int) -> bool:
        """Has it started, and isn't it over."""
        return self._starts <= now and not self.over(now)

    def over(self, now: int) -> bool:
        """Is nobody shown it any more."""
        return self._ends is not None and self._ends <= now

    def forced(self, asker: Asker) -> Variant | None:
        """What a tester is shown, also before the start."""
        if not self._forced:
            return None
        return self._forced.get(asker.customer_id or "") or self._forced.get(asker.anonymous_id or "")

    def admits(self, asker: Asker) -> bool:
        """Is it somebody of the audience, and not of the shop's own people."""
        ids = {asker.customer_id, asker.anonymous_id}
        if not self._internal.isdisjoint(ids) or asker.attributes.get("segment") in self._internal_segments:
            return False
        return self._meant(asker)

    def _meant(self, asker: Asker) -> bool:
        audience = self._audience
        return (
            audience.known in (None, asker.customer_id is not None)
            and (not audience.placements or asker.placement in audience.placements)
            and audience.fits(asker.attributes)
        )

    def arm(self, units: Units) -> Variant | None:
        """By nothing but the unit; None: outside of what is covered, or not signed in where it takes that."""
        unit = units.customer if self._of_customers else units.visitor
        if unit is None:
            return None
        n = chosen(bucket(self._seed, unit), self._ranges)
        return None if n is None else self._variants[n]
