"""The ledger and all customers' events → the policy that chooses next and the report of what gestures did."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from features.analyses import INTERVENTIONS, POLICY, takes_over
from features.clock import DAY
from features.errors import BadInput
from features.interventions.course import After, Course, after
from features.interventions.definition import (
    INTERVENTION,
    RULE,
    Gesture,
    GoodwillRule,
    decode_gesture,
    decode_rule,
)
from features.interventions.policy import Change, Policy, as_json, from_json
from features.interventions.report import Changed, Day, Learned, Report, decode_learned, decode_report
from features.localdays import as_date, local_date
from service.store.protocol import Reader, Store
from training.interventions.after import courses
from training.interventions.charts import pictures
from training.interventions.learning import Money, learned
from training.interventions.ledger import Decision, Ledger, gestures_of, read_ledger
from training.interventions.moves import better
from training.interventions.proven import effects, lines, per_kept
from training.interventions.season import Season, season_of
from training.touchpoints.job import Shop

Progress = Callable[[str], None]


class Found(NamedTuple):
    """`policy` None: not enough yet, all are drawn evenly. `kept`: not where what is kept is of later."""

    report: Report
    policy: Policy | None
    kept: bool


def analyse(store: Store, shop: Shop, *, as_of: int, now: int, progress: Progress) -> Found:
    """As of a moment, kept for service, routes and pages unless what is kept is newer. Raises StoreDown.

    `now`: when it is computed.
    """
    progress("reading what was decided")
    ledger = read_ledger(store, as_of)
    progress("reading what came of it")
    did = courses(store, ledger, as_of, consent_granted=shop.consent_granted, currency=shop.currency)
    moved = better(store, ledger.decisions, shop, as_of)
    came = [
        _after(one, did[one.line.customer_id])._replace(better=move)
        for one, move in zip(ledger.decisions, moved, strict=True)
    ]
    money = _money(store, ledger)
    season = season_of(ledger.decisions, came, gestures_of(ledger.decisions, money.costs))
    progress("learning what gestures do")
    policy = learned(season, money, _changes(store), as_of / DAY)
    progress("comparing with doing nothing")
    report = _report(ledger, season, did, money.rule, policy, came, shop, (as_of, now))
    progress("drawing")
    report = replace(report, pictures=pictures(report))
    kept = takes_over(as_of, lambda: _before(store), now)
    if kept:
        _keep(store, report, policy, season)
    return Found(report, policy, kept)


def _before(store: Store) -> int:
    """As of when what is kept is. Raises BadInput where it can't be read."""
    found = store.analysis(INTERVENTIONS)
    return decode_report(found.body).as_of if found else 0


def _after(decision: Decision, course: Course) -> After:
    line = decision.line
    return after(course, line.intervention_id, line.subject, line.decided_at)


def _report(
    ledger: Ledger,
    season: Season,
    did: Mapping[str, Course],
    rule: GoodwillRule,
    policy: Policy | None,
    came: Sequence[After],
    shop: Shop,
    when: tuple[int, int],
) -> Report:
    as_of, now = when
    found = effects(season, as_of / DAY)
    refused = Counter(why for one in ledger.decisions for why in one.known.not_now.values())
    answered = {name for course in did.values() for name in course.answers}
    return Report(
        as_of=as_of,
        computed_at=now,
        decided=len(ledger.decisions),
        held=int(season.held.sum()),
        currency=shop.currency,
        cost=round(float(season.cost.sum()), 2),
        daily_budget=rule.daily_budget,
        holdout=rule.holdout,
        days=days_of(ledger.decisions, shop.zone),
        lines=list(lines(season, came, as_of / DAY)),
        effects=found,
        per_kept=per_kept(season, as_of / DAY, found["repeat_30d"]),
        refused=dict(sorted(refused.items())),
        unknown=len(answered - ledger.made),
        unreadable=ledger.unreadable,
        learned_from=policy.learned_from if policy else 0,
        changes=[_changed(one) for one in policy.changes] if policy else [],
    )


def days_of(decisions: Iterable[Decision], zone: str) -> list[Day]:
    """Per day of the shop, as its budget counts them, and gesture, in order."""
    counted: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0, 0, 0.0])
    for one in decisions:
        day = as_date(local_date(one.line.decided_at, zone)).isoformat()
        own = counted[day, one.line.gesture]
        own[0] += 1
        own[1] += one.line.holdout
        own[2] += one.cost
    return [
        Day(day=day, gesture=gesture, decided=int(many), held=int(held), cost=round(cost, 2))
        for (day, gesture), (many, held, cost) in sorted(counted.items())
    ]


def _money(store: Reader, ledger: Ledger) -> Money:
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


def _changes(store: Reader) -> tuple[Change, ...]:
    """That the last policy knew: what a gesture did before isn't learned from any more."""
    kept = store.analysis(POLICY)
    with suppress(BadInput, msgspec.MsgspecError):
        if kept is not None:
            return from_json(decode_learned(kept.body).policy).changes
    return ()


def _changed(change: Change) -> Changed:
    return Changed(gesture=change.gesture, since=int(change.since * DAY), found=int(change.found * DAY))


def _keep(store: Store, report: Report, policy: Policy | None, season: Season) -> None:
    with store.write() as transaction:
        transaction.put_analysis(INTERVENTIONS, report.computed_at, msgspec.json.encode(report))
        if policy is not None:
            kept = Learned(as_of=report.as_of, edges=season.edges, policy=msgspec.Raw(as_json(policy)))
            transaction.put_analysis(POLICY, report.computed_at, msgspec.json.encode(kept))
