"""What the store keeps of gestures → what learning goes on from; what was found → kept in its place."""

from __future__ import annotations

from contextlib import suppress

import msgspec

from features.analyses import INTERVENTIONS, POLICY
from features.errors import BadInput
from features.interventions.definition import (
    INTERVENTION,
    RULE,
    Gesture,
    GoodwillRule,
    decode_gesture,
    decode_rule,
)
from features.interventions.policy import Change, Policy, as_json, from_json
from features.interventions.report import Learned, Report, decode_learned, decode_report
from service.store.protocol import Reader, Store
from training.interventions.learning import Money
from training.interventions.ledger import Ledger
from training.interventions.season import Season


def reported_of(store: Reader) -> int:
    """As of when the report is that is kept; 0: none. Raises BadInput where it can't be read."""
    found = store.analysis(INTERVENTIONS)
    return decode_report(found.body).as_of if found else 0


def money_of(store: Reader, ledger: Ledger) -> Money:
    """The rule in force; what gestures cost now, or did last. What can't be read is left out."""
    gestures: list[Gesture] = []
    for one in store.definitions(INTERVENTION):
        with suppress(BadInput):
            gestures.append(decode_gesture(one.body))
    rule, kept = GoodwillRule(), store.definition(RULE, "goodwill")
    with suppress(BadInput):
        found = decode_rule("goodwill", kept.body) if kept else rule
        rule = found if isinstance(found, GoodwillRule) else rule
    before = {one.line.gesture: one.line.cost for one in ledger.decisions}
    return Money(rule, before | {one.name: one.cost for one in gestures if not one.owed and not one.stopped})


def changes_known(store: Reader) -> tuple[Change, ...]:
    """That the last policy knew: what a gesture did before isn't learned from any more."""
    kept = store.analysis(POLICY)
    with suppress(BadInput, msgspec.MsgspecError):
        if kept is not None:
            return from_json(decode_learned(kept.body).policy).changes
    return ()


def keep(store: Store, report: Report, policy: Policy | None, season: Season) -> None:
    """In place of what was kept, all or nothing. Raises StoreDown."""
    with store.write() as transaction:
        transaction.put_analysis(INTERVENTIONS, report.computed_at, msgspec.json.encode(report))
        if policy is not None:
            kept = Learned(as_of=report.as_of, edges=season.edges, policy=msgspec.Raw(as_json(policy)))
            transaction.put_analysis(POLICY, report.computed_at, msgspec.json.encode(kept))
