"""A history → without the few events that lie more than a year before all others: some clock was wrong.

They would stretch a history of nine days to half a century, and nothing could be learned from its windows.
"""

from __future__ import annotations

import numpy as np

from features.clock import DAY
from features.history import History

GAP = 365 * DAY
MOST = 0.01  # of all events


def without_strays(history: History) -> History:
    """The history with `strays` counted and gone."""
    at = history.interactions.at
    ordered = np.sort(at)
    gaps = np.nonzero(np.diff(ordered[: max(1, int(MOST * len(at))) + 1]) > GAP)[0]
    if not len(gaps):
        return history
    strays = int(gaps[-1]) + 1
    rest = history.interactions.where(at >= ordered[strays])
    return history._replace(interactions=rest, strays=strays)
