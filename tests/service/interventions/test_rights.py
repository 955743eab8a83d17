"""Decisions and messages are the customer's: exported, erased, retained; asked for again before sending."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import msgspec
import pytest

from features.clock import DAY, HOUR, MINUTE
from service.ingest.erasing import Subject, erase, erase_again
from service.ingest.exporting import write_zip
from service.ingest.retaining import retain_decisions
from service.interventions.cases import Case, settle
from service.interventions.catalogue import catalogue_of
from service.interventions.webhook.permission import STALE, may_go
from service.interventions.webhook.sending import due
from tests.service.interventions.counter import GIFT, SORRY, Counter, opened
from tests.service.interventions.test_acting import customers

ANN = Subject("Ann")


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    """A late order of Ann's, decided upon."""
    with opened(tmp_path) as counter:
        counter.define(SORRY)
        counter.late_order()
        assert len(counter.rounds()) == 1
        yield counter


def gone(counter: Counter, subject: Subject = ANN) -> dict[str, int]:
    with counter.store.write() as transaction:
        return erase(transaction, subject, now=counter.now).deleted


def exported(counter: Counter) -> list[str]:
    """Which kinds of events there are, in order."""
    person = ANN.person(counter.store)
    return [msgspec.json.decode(body)["event"] for body in counter.store.bodies(person)]


def goes(counter: Counter) -> int:
    """How many messages may go now."""
    with counter.store.write() as transaction:
        now = counter.now
        claimed = [one for owed in (True, False) for one in due(transaction, now, owed=owed)]
        return len(may_go(transaction, claimed, now, default=True))


def test_an_erasure_takes_decisions_and_messages_and_says_so(counter: Counter) -> None:
    assert gone(counter)["intervention_decided"] == 1
    assert (counter.rounds(), counter.store.unsent()) == ([], (0, 0))


def test_others_keep_what_was_decided_for_them(counter: Counter) -> None:
    counter.late_order("1002", "Ben")
    counter.rounds()
    gone(counter)
    assert [one.customer_id for one in counter.rounds()] == ["Ben"]
    assert counter.store.unsent()[0] == 1


def test_who_is_erased_while_somebody_decides_gets_no_decision(counter: Counter) -> None:
    counter.define({**SORRY, "name": "call"})
    catalogue, acting = catalogue_of(counter.store), counter.acting
    looked = acting._senses.looking.look(["Ann"], catalogue.touchpoints, counter.now)
    gone(counter)
    with counter.store.write() as transaction:
        case = Case("Ann", looked.triggers, [], looked)
        made = settle(case, acting._shop, catalogue, counter.now, transaction)
    assert looked.triggers
    assert made == []


def test_somebody_new_of_the_same_id_is_decided_for_again(counter: Counter) -> None:
    gone(counter)
    counter.now += HOUR
    counter.late_order("1002")
    assert [one.subject for one in counter.rounds()] == ["1002"]


def test_an_export_shows_each_decision_once_and_describes_its_fields(
    counter: Counter, tmp_path: Path
) -> None:
    counter.rounds()
    assert exported(counter) == ["purchase", "intervention_decided"]
    assert write_zip(tmp_path / "ann.zip", counter.store, ANN, now=counter.now, default=True)
    with ZipFile(tmp_path / "ann.zip") as archive:
        described = msgspec.json.decode(archive.read("fields.json"))["intervention_decided"]
    assert {"gesture", "trigger", "facts", "state"} <= set(described["fields"])
    assert not [name for name, said in described["fields"].items() if f"field.{name}" in said.values()]


def test_who_of_the_shop_approved_it_is_not_the_customers(counter: Counter) -> None:
    assert b"changed_by" not in b"".join(counter.store.bodies(ANN.person(counter.store)))


def test_old_decisions_go_with_their_messages(counter: Counter) -> None:
    assert retain_decisions(counter.store, counter.now) == 0
    assert retain_decisions(counter.store, counter.now + 1) == 1
    assert counter.store.unsent() == (0, 0)


def test_what_a_backup_brings_back_is_erased_again(counter: Counter) -> None:
    (kept,) = counter.rounds()
    gone(counter)
    with counter.store.write() as transaction:
        transaction.put_intervention(kept)  # the events of that time were retained away before the backup
    erase_again(counter.store)
    assert list(counter.store.interventions(0, counter.now + DAY)) == []


def test_goodwill_is_not_sent_once_marketing_is_denied_and_what_is_owed_is(tmp_path: Path) -> None:
    with opened(tmp_path) as counter:
        counter.define(SORRY, {**GIFT, "cost": 0}, contact={"caps": []})
        for n, name in enumerate(customers(held=False, many=12)):
            counter.late_order(f"o{n}", name)
        given = [one.customer_id for one in counter.rounds() if one.gesture == "voucher"]
        for name in given[1:]:
            counter.tell("consent_updated", counter.now, name, purposes={"marketing": "denied"})
        counter.now += MINUTE
        assert sum(goes(counter) for _ in range(4)) == 12 + 1
        states = [one.state for one in counter.rounds() if one.gesture == "voucher"]
        assert sorted(states) == ["cancelled"] * (len(given) - 1) + ["ready"]
        assert len(given) > 2


def test_what_was_cancelled_costs_nothing_any_more(counter: Counter) -> None:
    (line,) = counter.rounds()
    with counter.store.write() as transaction:
        transaction.put_intervention(
            line._replace(intervention_id="g", purpose="goodwill", cost=5.0, state="ready")
        )
        assert transaction.spent(0, counter.now + 1) == 5
        transaction.move_intervention("g", "ready", "cancelled", counter.now, "no_consent")
        assert transaction.spent(0, counter.now + 1) == 0


def test_a_week_later_nobody_wants_to_hear_of_it(counter: Counter) -> None:
    counter.now += STALE + 1
    assert (goes(counter), counter.store.unsent()) == (0, (0, 0))


def test_a_shop_that_was_set_back_decides_once_more_by_the_same_ids(counter: Counter, tmp_path: Path) -> None:
    (before,) = counter.rounds()
    (tmp_path / "again").mkdir()
    with opened(tmp_path / "again") as again:
        again.define(SORRY)
        again.late_order()
        again.now += 2 * HOUR
        assert [one.intervention_id for one in again.rounds()] == [before.intervention_id]
        with again.store.write() as transaction:
            (message,) = due(transaction, again.now, owed=True)
        assert message.message_id == before.intervention_id
