"""Stored analyses of experiments → results, and which of them another release wrote in a form of its own."""

from __future__ import annotations

from features.errors import BadInput
from features.experiments.results import UNREADABLE, Results, Stored, decode_results
from service.store.records import Analysis


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
