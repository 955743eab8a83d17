"""Differences look by look → the verdict of an experiment, what else was measured, and why."""
