"""An analysis of an experiment as a job would have stored it."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from features.clock import HOUR, parse_moment
from features.experiments.results import Check, Effect, Look, Results, Segment, Sentence, Variant

NOW = parse_moment("2026-03-01T12:00:00Z")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="#0b6355" d="M0 0h9v9"/></svg>'
FIGURES = {
    "difference": 0.006,
    "low": 0.002,
    "high": 0.01,
    "relative": 0.12,
    "relative_low": 0.041,
    "relative_high": 0.205,
}
PRIMARY = Effect(
    variant="personalised", metric="conversion", role="primary", control=0.05, treated=0.056, **FIGURES
)
RETURNS = replace(PRIMARY, metric="returns", role="guardrail")
DOUBTFUL = replace(PRIMARY, metric="revenue", role="secondary", p=0.03, p_adjusted=0.09)


def said(kind: str, **figures: float) -> Sentence:
    return Sentence(kind=kind, variant="personalised", metric="conversion", figures=FIGURES | figures)


def analysis(**fields: Any) -> Results:
    """Personalised is better, three hours ago."""
    usual: dict[str, Any] = {
        "name": "homepage",
        "phase": 1,
        "version": 2,
        "unit": "visitor",
        "metric": "conversion",
        "computed_at": NOW - 3 * HOUR,
        "data_until": NOW - 12 * HOUR,
        "start": NOW - 500 * HOUR,
        "state": "better",
        "sentences": [said("better", day=14)],
        "decided_day": 14,
        "planned": 60_000,
        "variants": [
            Variant(name="default", units=29_950, expected=0.5),
            Variant(name="personalised", units=30_050, expected=0.5),
        ],
        "effects": [PRIMARY, RETURNS, DOUBTFUL],
        "path": [
            Look(
                day=14,
                variant="personalised",
                units=60_000,
                control=0.05,
                effect=0.006,
                low=0.001,
                high=0.011,
                lower=-0.004,
                upper=0.004,
                information=1.0,
            )
        ],
        "checks": [
            Check(kind="srm", ok=True, figures={"p": 0.68}),
            Check(kind="two_arms", ok=False, figures={"count": 3}),
        ],
        "segments": [
            Segment(
                column="country",
                value="=cmd()",
                variant="personalised",
                units=900,
                control=0.05,
                treated=0.06,
                difference=0.01,
                low=-0.01,
                high=0.03,
            )
        ],
        "pictures": {"effects": {"de": SVG, "en": SVG}, "path.personalised": {"de": SVG, "en": SVG}},
    }
    return Results(**usual | fields)
