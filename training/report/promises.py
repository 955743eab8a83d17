"""Promises of delivery whose day has passed → whether they hold: week by week, by lane and by carrier."""

from __future__ import annotations

import msgspec

from features.artifact import Manifest
from service.engine.lead_times.watch import Tally, band
from service.html.parts import Figure, Table
from training.charts import Share, Words, within_chart
from training.lead_times.watched import OTHER, Group, Watched
from training.report.pieces import Section
from training.report.voice import Voice


def promises(manifest: Manifest, say: Voice) -> Section:
    """Also where nothing was delivered yet, or few parcels."""
    if "promises" not in manifest.metrics:
        return Section("promises", [say("promises.none")])
    found = msgspec.convert(manifest.metrics["promises"], Watched)
    whole = whole_of(found)
    if whole.few:
        return Section("promises", [say("promises.few", count=say.number(whole.due))])
    groups = {"week": found.weeks, "lane": found.lanes, "carrier": found.carriers}
    tables = [_table(kind, rows, say) for kind, rows in groups.items()]
    return Section("promises", _said(found, whole, say), _figures(found, say), tables)


def whole_of(found: Watched) -> Tally:
    """All weeks together."""
    whole = Tally()
    for week in found.weeks:
        whole = whole.and_(_tally(week))
    return whole


def _said(found: Watched, whole: Tally, say: Voice) -> list[str]:
    low, high = band(found.share, whole.due)
    held = "below" if whole.coverage < low else "above" if whole.coverage > high else "good"
    figures = {
        "count": say.number(whole.due),
        "held": say.share(whole.coverage),
        "wanted": say.share(found.share),
        "days": say.number(whole.mean_days, 1),
        "weeks": say.number(len(found.weeks)),
    }
    return [say(f"promises.{held}", **figures), say("promises.how")]


def _figures(found: Watched, say: Voice) -> list[Figure]:
    """Weeks of few parcels are left to the table."""
    weeks = [week for week in found.weeks if not _tally(week).few]
    if not weeks:
        return []
    shares = [_share(week, found.share, say) for week in weeks]
    words = Words(say("promises.axis"), say("promises.time"))
    each = [f"{share.when}: {say.share(share.value)}" for share in shares]
    told = say("told", what=say("promises.axis"), summary="; ".join(each))
    return [Figure(within_chart(shares, found.share, words, say.locale), say("promises.figure"), told)]


def _share(week: Group, wanted: float, say: Voice) -> Share:
    """With its 95 % interval (Wilson 1927)."""
    count, held, z = week.due, week.kept / week.due, 1.96
    middle, whole = held + z * z / (2 * count), 1 + z * z / count
    wide = z * (held * (1 - held) / count + z * z / (4 * count * count)) ** 0.5
    low, high = (middle - wide) / whole, (middle + wide) / whole
    return Share(say.short_day(week.name), held, low, high, *band(wanted, count))


def _table(kind: str, groups: list[Group], say: Voice) -> Table:
    names = (f"promises.{kind}", "promises.parcels", "promises.held", "promises.late", "promises.days")
    return Table(
        say(f"promises.by_{kind}"), [say(name) for name in names], [_row(kind, one, say) for one in groups]
    )


def _row(kind: str, group: Group, say: Voice) -> list[str | float | None]:
    tally = _tally(group)
    name = say.day(group.name) if kind == "week" else _named(group.name, say)
    if tally.few:
        return [name, say.number(tally.due), say("promises.few_deliveries"), None, None]
    held = tally.coverage
    return [name, say.number(tally.due), say.share(held), say.share(1 - held), say.number(tally.mean_days, 1)]


def _named(name: str, say: Voice) -> str:
    return {OTHER: say("promises.other"), "?": say("promises.unknown")}.get(name, name)


def _tally(group: Group) -> Tally:
    return Tally(group.due, group.kept, group.days)
