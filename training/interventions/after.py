"""All customers' events → what each did after each decision, as far as it is known."""

from __future__ import annotations

from features.consent import granted
from features.interventions.course import ANSWERS, KINDS, Course, course_of
from service.store.protocol import Reader
from training.interventions.ledger import Ledger, customers_of


def courses(
    store: Reader, ledger: Ledger, as_of: int, *, consent_granted: bool, currency: str
) -> dict[str, Course]:
    """Of everybody in the ledger. Who said no to analytics isn't followed. Raises StoreDown."""
    found = {}
    for customer in customers_of(store, ledger, ANSWERS, as_of):
        person = store.person(customer, None, as_of)
        may = granted(store.decisions(person, as_of), "analytics", default=consent_granted)
        facts = store.facts(person, as_of, None, KINDS)
        found[customer] = course_of(facts, followed=may, currency=currency)
    return found
