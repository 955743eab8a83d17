"""Stored analyses of experiments → results, and which of them another release wrote in a form of its own."""

from __future__ import annotations

from typing import Protocol

from features.analyses import of_phase
from features.errors import BadInput
from features.experiments.results import UNREADABLE, Results, Stored, decode_results, encode_results
from service.store.records import Analysis


class Kept(Protocol):
    """Where analyses are kept."""

    def analysis(self, name: str) -> Analysis | None:
        """The last one of that name."""


class Keeping(Kept, Protocol):
    """The same in a transaction."""

    def put_analysis(self, name: str, computed_at: int, body: bytes) -> None:
        """In place of the last one of that name."""


def stored(analysis: Analysis | None) -> Stored:
    """What was kept, as far as it can be read."""
    if analysis is None:
        return None
    try:
        found: Results = decode_results(analysis.body)
    except BadInput:
        return UNREADABLE
    return found


def readable(analysis: Analysis | None) -> Results | None:
    """The same; none, also where it can't be read."""
    found = stored(analysis)
    return found if isinstance(found, Results) else None


def of(kept: Kept, name: str, phase: int | None = None) -> Analysis | None:
    """The last analysis of an experiment, or that of one of its phases."""
    last = kept.analysis(name)
    if phase is None or last is None or _phase(last) == phase:
        return last
    return kept.analysis(of_phase(name, phase))


def former(kept: Kept, name: str, last: int) -> list[int]:
    """Phases before the last one whose analyses are kept."""
    return [phase for phase in range(1, last) if of(kept, name, phase) is not None]


def keep(kept: Keeping, results: Results) -> None:
    """In place of the last one of its phase; a later phase's stays the experiment's last one."""
    last = kept.analysis(results.name)
    before = None if last is None else _phase(last)
    place = (
        results.name if before is None or before <= results.phase else of_phase(results.name, results.phase)
    )
    if last is not None and before is not None and before < results.phase:
        kept.put_analysis(of_phase(results.name, before), last.computed_at, last.body)
    kept.put_analysis(place, results.computed_at, encode_results(results))


def _phase(analysis: Analysis) -> int | None:
    found = readable(analysis)
    return found.phase if found else None
