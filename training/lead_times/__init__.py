"""Purchases and news of shipments up to a moment → what promises of delivery roll on from, as arrays."""

from training.lead_times.fit import fit_lead_times
from training.lead_times.watched import Watched, replayed, watched

__all__ = ["Watched", "fit_lead_times", "replayed", "watched"]
