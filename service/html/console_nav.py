"""The console's sections: what each is called, where it is, and which one is shown."""

from __future__ import annotations

from service.texts import text

EXPERIMENTS, TOUCHPOINTS = "/console/experiments", "/console/touchpoints"
INTERVENTIONS, APPROVALS = "/console/interventions", "/console/approvals"
CUSTOMER = "/console/customer"
SECTIONS = {
    "touchpoint.title": TOUCHPOINTS,
    "goodwill.title": INTERVENTIONS,
    "console.approvals.title": APPROVALS,
    "console.customer.title": CUSTOMER,
    "experiment.title": EXPERIMENTS,
}


def nav(here: str, language: str) -> list[tuple[str, str, bool]]:
    """For the layout."""
    return [
        (text(language, title), f"{address}?locale={language}", address == here)
        for title, address in SECTIONS.items()
    ]
