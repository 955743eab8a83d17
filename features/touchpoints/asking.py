"""A delivery or contact → is it one of those asked at random: answers that don't choose themselves.

A pure hash, so that everybody who asks comes to the same, and nobody is asked twice about it.
"""

from __future__ import annotations

from features.experiments.assignment import bucket


def asked(touchpoint: str, subject: str, share: float) -> bool:
    """`subject`: the order or contact; `share`: of all, 0 to 1."""
    return bucket(f"asked:{touchpoint}", subject) < share
