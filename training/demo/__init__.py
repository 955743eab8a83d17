"""The seeded simulator behind `zuvor demo`: a seed and a moment become a small shop with a past.

It writes items.parquet, origins.parquet, shop.json and pictures; truth.json, and only then events.parquet,
experiment.toml, served.parquet (the ranking log) and touchpoints.toml.
"""

from training.demo.simulation import Summary, simulate

__all__ = ["Summary", "simulate"]
