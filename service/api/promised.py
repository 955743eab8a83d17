"""What became of delivery promises → metrics, and a log line when too few or too many of them hold."""

from __future__ import annotations

from typing import Literal

from service import observe
from service.engine.lead_times.watch import Standing, band, worst

State = Literal["in its band", "below", "above"]
MENDS = {
    "below": "promises given now are stretched already; see what holds up this lane or carrier, "
    "then zuvor train, whose report shows every lane, carrier and week",
    "above": "promises given now are shortened day by day; zuvor train learns the new pace",
    "in its band": "nothing to do",
}


def tell(standing: Standing | None, before: State) -> State:
    """One line where it changed; `before` and what comes back: where the share of promises that hold lies."""
    if standing is None:
        return before
    lately = standing.lately
    observe.promises(due=lately.due, kept=lately.coverage, days=lately.mean_days, widened=standing.longer)
    now: State = "below" if standing.below else "above" if standing.above else "in its band"
    if now != before:
        _say(standing, now)
    return now


def _say(standing: Standing, now: State) -> None:
    low, high = band(standing.share, standing.lately.due)
    line = observe.log().info if now == "in its band" else observe.log().warning
    line(
        f"delivery promises that hold: {now}",
        held=round(standing.lately.coverage, 3),
        band=[round(low, 3), round(high, 3)],
        promises=standing.lately.due,
        widened=round(standing.longer, 3),
        worst_lane=worst(standing.lanes),
        worst_carrier=worst(standing.carriers),
        mend=MENDS[now],
    )
