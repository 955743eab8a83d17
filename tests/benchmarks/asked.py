"""How many of anything, where the command line says so: `looking 200`."""

from __future__ import annotations

import sys


def how_many(usual: int) -> int:
    """The first number there is, else as many as usual."""
    return next((int(word) for word in sys.argv if word.isdecimal()), usual)
