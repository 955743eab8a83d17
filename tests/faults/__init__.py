"""Faults done to the real thing, and what they cost: asserted by tests, repeated by the benchmark."""
