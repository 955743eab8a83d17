"""A definition beside the one it replaces → may it: what runs isn't redefined, a change is a new phase."""

from __future__ import annotations

from features.clock import to_text
from features.errors import Rejected
from features.experiments.definition import Experiment

# What may change while an experiment runs: neither who is in which arm nor what is judged, and how.
FREE = ("stopped", "forced", "internal", "internal_segments")


def redefined(before: Experiment, after: Experiment, now: int) -> Rejected | None:
    """Before its start everything may change; later only in a new phase, but for what is free."""
    if after.phase == before.phase:
        return _changed(before, after, now) if before.starts_at <= now else None
    if after.phase != before.phase + 1:
        return Rejected("/phase", f"this is phase {before.phase}; write {before.phase} or {before.phase + 1}")
    if after.starts_at <= before.starts_at:
        began = to_text(before.starts_at)
        return Rejected(
            "/start", f"phase {before.phase} began {began}; write a later start for phase {after.phase}"
        )
    return None


def _changed(before: Experiment, after: Experiment, now: int) -> Rejected | None:
    same = all(
        getattr(before, field) == getattr(after, field)
        for field in Experiment.__struct_fields__
        if field not in FREE and not (field == "end" and _only_longer(before, after))
    )
    anew = f"write phase = {before.phase + 1} to start anew, or choose another name"
    if before.ended(now):
        return Rejected("/name", f"{before.name!r} is over since {to_text(before.ends_at or now)}; {anew}")
    if not same:
        began = to_text(before.starts_at)
        return Rejected(
            "/phase",
            f"{before.name!r} is running since {began} and isn't redefined; {anew}; `stopped` ends it",
        )
    return None


def _only_longer(before: Experiment, after: Experiment) -> bool:
    """Bounds rest on the planned size alone, and no error is used up sooner than was planned.

    An end that is moved by whoever has seen results lets more than 5 % of experiments without effect pass.
    """
    if before.planned_size is None or before.end is None:
        return before.end == after.end
    return after.end is None or after.end >= before.end
