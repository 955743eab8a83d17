"""The ledger and all customers' events → the policy that chooses next and the report of what gestures did."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from features.analyses import takes_over
from features.clock import DAY
from features.interventions.course import After, Course, after
from features.interventions.definition import GoodwillRule
from features.interventions.policy import Change, Policy
from features.interventions.report import Changed, Day, Report
from features.localdays import as_date, local_date
from service.store.protocol import Store
from training.interventions.after import courses
from training.interventions.charts import pictures
from training.interventions.kept import changes_known, keep, money_of, reported_of
from training.interventions.learning import learned
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
    money = money_of(store, ledger)
    season = season_of(ledger.decisions, came, gestures_of(ledger.decisions, money.costs))
    progress("learning what gestures do")
    policy = learned(season, money, changes_known(store), as_of / DAY)
    progress("comparing with doing nothing")
    report = _report(ledger, season, did, money.rule, policy, came, shop, (as_of, now))
    progress("drawing")
    report = replace(report, pictures=pictures(report))
    kept = takes_over(as_of, lambda: reported_of(store), now)
    if kept:
        keep(store, report, policy, season)
    return Found(report, policy, kept)


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


def _changed(change: Change) -> Changed:
    return Changed(gesture=change.gesture, since=int(change.since * DAY), found=int(change.found * DAY))
