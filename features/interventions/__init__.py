"""Gestures that make good: which there are, who may get one, which is chosen, what it did."""
