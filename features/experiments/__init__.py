"""Experiments: definition, assignment, metrics and results, as data."""
