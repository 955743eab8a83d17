"""Purchases and news of shipments up to a moment → what promises of delivery roll on from, as arrays."""

from training.lead_times.fit import fit_lead_times

__all__ = ["fit_lead_times"]
