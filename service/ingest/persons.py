"""Events → the persons they are about, and since when each person's behaviour and pages may be kept."""

from __future__ import annotations

from features.consent import BEHAVIOUR, CART, Purpose, kept_since, needs_personalisation
from features.events import Event
from features.identity import ALWAYS, FOREVER, Span
from service.ingest.tombstones import Tombstones
from service.store.protocol import Transaction
from service.store.records import Person, Served, Window


class Persons:
    """Looks each person up once, until `forget`; for one transaction."""

    def __init__(self, transaction: Transaction, consent_granted: bool) -> None:
        self._transaction = transaction
        self._default = consent_granted
        self.forget()

    def forget(self) -> None:
        """A decision, `identify` or `sign_out` has passed: look again."""
        self._tombstones = Tombstones(self._transaction)
        self._undecided = not self._transaction.anybody_decided()
        self._devices: dict[str, Span] = {}  # where each was found last
        self._accounts: dict[str, Person] = {}
        self._since: dict[tuple[Person, Purpose], int] = {}

    def may_keep(self, event: Event, at: int) -> bool:
        """Does the person's consent allow to keep what happened at `at`, and were they not erased since."""
        if self._tombstones.cover(event, at):
            return False
        if (self._undecided and self._default) or event.kind not in BEHAVIOUR | CART:
            return True
        person = self.of(event, at)
        known = person.customer_id is not None
        return not needs_personalisation(event, known=known) or at >= self._kept_since(
            person, "personalisation"
        )

    def may_log(self, row: Served) -> bool:
        """May a page stand in the ranking log: consent to analytics holds, and nobody was erased since."""
        if self._tombstones.cover(row, row.served_at):
            return False
        if self._undecided:
            return self._default
        return row.served_at >= self._kept_since(self.of(row, row.served_at), "analytics")

    def of(self, event: Event | Served, at: int) -> Person:
        """The person an event is about: an account with its devices, or the stranger on a device then."""
        if event.anonymous_id is None:
            return self._account(event.customer_id)
        span = self._span(event.anonymous_id, at)
        person = self._account(event.customer_id or span.customer_id)
        if span.customer_id is not None:
            return person
        here = Window(event.anonymous_id, span.since, span.until)
        return Person(person.customer_id, (*person.windows, here))

    def obey_in(self, anonymous_id: str, span: Span) -> None:
        """The same for whoever a device belonged to in one of its spans."""
        if self._undecided and self._default:
            return
        stranger = Person(None, (Window(anonymous_id, span.since, span.until),))
        self.obey(stranger if span.customer_id is None else self._account(span.customer_id))

    def _span(self, anonymous_id: str, at: int) -> Span:
        span = self._devices.get(anonymous_id)
        if span is None or not span.since <= at < span.until:
            span = self._devices[anonymous_id] = self._transaction.span(anonymous_id, at)
        return span

    def _account(self, customer_id: str | None) -> Person:
        if customer_id is None:
            return Person(None, ())
        if customer_id not in self._accounts:
            self._accounts[customer_id] = self._transaction.person(customer_id, None, FOREVER)
        return self._accounts[customer_id]

    def _kept_since(self, person: Person, purpose: Purpose) -> int:
        if self._undecided:
            return ALWAYS if self._default else FOREVER
        if (person, purpose) not in self._since:
            decisions = self._transaction.decisions(person, FOREVER)
            self._since[person, purpose] = kept_since(decisions, default=self._default, purpose=purpose)
        return self._since[person, purpose]

    def obey(self, person: Person) -> None:
        """Delete what was kept of the person's behaviour and pages and may be kept no longer."""
        if (since := self._kept_since(person, "personalisation")) > ALWAYS:
            kinds = BEHAVIOUR if person.customer_id else BEHAVIOUR | CART
            self._transaction.delete(person, kinds, since)
        if (since := self._kept_since(person, "analytics")) > ALWAYS:
            self._transaction.take_served(person, since)
