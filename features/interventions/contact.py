"""What reached a customer lately, and one more wish → allowed, or why not. One budget over everything.

What is owed waits for nobody: no cap and no quiet hours hold it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Literal, NamedTuple

from msgspec import Meta, Struct

from features.clock import DAY, parse_duration
from features.errors import BadInput
from features.events import Channel

Purpose = Literal["owed", "goodwill", "survey", "reminder", "review"]
Way = Channel | Literal["any"]
Why = Literal["no_consent", "quiet_hours", "cap_of_channel", "cap_of_all"]
ClockTime = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z")]
Most = Annotated[int, Meta(ge=0, le=1_000)]

# Who may speak first where the budget has room for one only.
PRIORITY: tuple[Purpose, ...] = ("owed", "goodwill", "survey", "reminder", "review")
# The page and the app wake nobody, whatever the hour.
WAKES_NOBODY = frozenset({"web", "app", "store"})


def check_duration(field: str, said: str) -> None:
    """Raises ValueError, which a decoder tells as its own, where it is no duration."""
    try:
        parse_duration(said)
    except BadInput as error:
        raise ValueError(f"`{field}` must be a duration: {error}") from None


class Cap(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """At most so many contacts over a channel (`any`: over all together) within a stretch of time."""

    channel: Way = "any"
    most: Most
    within: str = "7d"

    def __post_init__(self) -> None:
        check_duration("within", self.within)


class ContactRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The shop's one rule for everything that reaches out; quiet hours by the customer's clock."""

    caps: tuple[Cap, ...] = (Cap(most=2), Cap(channel="phone", most=1, within="28d"))
    quiet_from: ClockTime = "20:00"
    quiet_until: ClockTime = "08:00"


class Contact(NamedTuple):
    """Something that reached a customer at a moment (microseconds)."""

    at: int
    channel: Channel
    purpose: Purpose


class Refusal(NamedTuple):
    """Why not now; `until`: from when on it may be asked again, None where only a decision changes it."""

    why: Why
    until: int | None


def in_order(wishes: Iterable[tuple[Purpose, str]]) -> list[tuple[Purpose, str]]:
    """Wishes of one moment, the most important first; equals by name, so that every worker agrees."""
    return sorted(wishes, key=lambda wish: (PRIORITY.index(wish[0]), wish[1]))


def refused(
    rule: ContactRule, lately: Sequence[Contact], wish: Contact, *, zone: str, consented: bool
) -> Refusal | None:
    """None: it may go out now. `consented`: to marketing; `zone`: the customer's.

    What is owed is contract: it needs no consent to marketing and counts against nobody's cap.
    """
    if wish.purpose == "owed":
        return None
    if not consented:
        return Refusal("no_consent", None)
    counted = [contact for contact in lately if contact.purpose != "owed" and contact.at <= wish.at]
    for cap in rule.caps:
        if (until := _full_until(cap, counted, wish)) is not None:
            return Refusal("cap_of_all" if cap.channel == "any" else "cap_of_channel", until)
    quiet = quiet_until(rule, wish.at, zone) if wish.channel not in WAKES_NOBODY else None
    return None if quiet is None else Refusal("quiet_hours", quiet)


def _full_until(cap: Cap, lately: list[Contact], wish: Contact) -> int | None:
    """When the cap has room again, None where it has now."""
    if cap.channel not in ("any", wish.channel):
        return None
    span = parse_duration(cap.within)
    within = sorted(c.at for c in lately if c.at > wish.at - span and cap.channel in ("any", c.channel))
    if len(within) < cap.most:
        return None
    return within[-cap.most] + span if cap.most else wish.at + span


def quiet_until(rule: ContactRule, at: int, zone: str) -> int | None:
    """The end of the quiet hours that a moment lies in, None outside of them; they may go over midnight."""
    from features.localdays import local_date, moment_at  # numpy: who only defines rules does without

    today = local_date(at, zone)
    for day in (today - 1, today):
        begins = moment_at(day, rule.quiet_from, zone)
        ends = moment_at(day + (rule.quiet_until <= rule.quiet_from), rule.quiet_until, zone)
        if rule.quiet_from != rule.quiet_until and begins <= at < ends:
            return ends
    return None


def remembered(rule: ContactRule) -> int:
    """For how long contacts have to be remembered, microseconds."""
    return max((parse_duration(cap.within) for cap in rule.caps), default=DAY)
