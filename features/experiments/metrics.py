"""The one table of metrics: of what a unit did, what is counted, and whether more of it is better."""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["mean", "proportion", "ratio"]


class Metric(NamedTuple):
    """`numerator` and `denominator` are measures: what a unit did, summed over its time in the experiment.

    mean: numerator per unit; proportion: the share of units with any of it; ratio: all numerators over all
    denominators. `money`: large values are capped. `reported_by`: the kinds of events it needs.
    """

    name: str
    kind: Kind
    numerator: str
    denominator: str | None
    reported_by: tuple[str, ...]
    better: Literal["up", "down"] = "up"
    money: bool = False

    @property
    def measures(self) -> tuple[str, ...]:
        """What has to be counted for it."""
        return (self.numerator,) if self.denominator is None else (self.numerator, self.denominator)

    def good(self, difference: float) -> bool:
        """Is a difference from the control, not zero, one for the better."""
        return (difference > 0) == (self.better == "up")


TABLE = (
    Metric("conversion", "proportion", "orders", None, ("purchase",)),
    Metric(
        "revenue", "mean", "revenue", None, ("purchase",), money=True
    ),  # net of refunds, in the shop's money
    Metric("orders", "mean", "orders", None, ("purchase",)),
    Metric("clicks_per_page", "ratio", "clicks", "pages", ("select_item",)),
    Metric("returns", "ratio", "returns", "orders", ("refund",), better="down"),
    Metric(
        "satisfaction", "ratio", "rating_sum", "ratings", ("experience_rated",)
    ),  # each rating from 0 to 1
    Metric("contacts", "mean", "contacts", None, ("contact_started",), better="down"),
    Metric("promises_kept", "ratio", "promises_kept", "promises_due", ("purchase", "shipment_delivered")),
)
METRICS = {metric.name: metric for metric in TABLE}
