"""Touchpoints: gaps, ratings, bursts, words and states of small worlds."""
