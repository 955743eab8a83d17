"""Nobody is pursued: one budget over everything that reaches out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.clock import DAY, HOUR, parse_moment
from features.events import Channel
from features.interventions.contact import (
    PRIORITY,
    Cap,
    Contact,
    ContactRule,
    Purpose,
    in_order,
    quiet_until,
    refused,
    remembered,
)

BERLIN = "Europe/Berlin"
NOON = parse_moment("2026-11-24T11:00:00Z")
TWICE_A_WEEK = ContactRule(caps=(Cap(most=2), Cap(channel="email", most=1)))


def contact(days_ago: float, channel: Channel = "email", purpose: Purpose = "goodwill") -> Contact:
    return Contact(NOON - int(days_ago * DAY), channel, purpose)


NOW = contact(0)


def asked(
    *lately: Contact,
    wish: Contact = NOW,
    consented: bool = True,
    rule: ContactRule = TWICE_A_WEEK,
    zone: str = BERLIN,
) -> str | None:
    found = refused(rule, lately, wish, zone=zone, consented=consented)
    return found and found.why


def test_who_was_left_alone_may_be_approached() -> None:
    assert asked() is None


def test_one_mail_a_week_is_enough() -> None:
    assert asked(contact(3)) == "cap_of_channel"
    assert asked(contact(8)) is None


def test_all_channels_share_one_budget() -> None:
    assert asked(contact(3, "web"), contact(2, "app"), wish=contact(0, "web")) == "cap_of_all"


def test_a_survey_counts_like_a_gesture() -> None:
    assert asked(contact(1, purpose="survey"), wish=contact(0, purpose="review")) == "cap_of_channel"


def test_the_cap_has_room_again_when_the_oldest_of_the_last_ones_is_a_week_ago() -> None:
    lately = [contact(6, "web"), contact(3, "app"), contact(5, "store")]
    found = refused(TWICE_A_WEEK, lately, contact(0, "web"), zone=BERLIN, consented=True)
    assert found is not None
    assert found.until == NOON - 5 * DAY + 7 * DAY


def test_what_is_owed_is_never_held_back() -> None:
    night = Contact(NOON + 12 * HOUR, "phone", "owed")
    assert asked(*[contact(1)] * 9, wish=night, consented=False) is None


def test_what_is_owed_uses_up_nobodys_budget() -> None:
    assert asked(contact(1, purpose="owed"), contact(2, purpose="owed")) is None


def test_without_consent_nothing_reaches_out() -> None:
    assert asked(consented=False) == "no_consent"


def test_nobody_is_woken_at_night_by_their_own_clock() -> None:
    late = Contact(parse_moment("2026-11-24T21:30:00Z"), "email", "goodwill")
    assert asked(wish=late) == "quiet_hours"
    assert asked(wish=late, zone="America/New_York") is None


def test_a_page_wakes_nobody() -> None:
    assert asked(wish=Contact(parse_moment("2026-11-24T21:30:00Z"), "web", "goodwill")) is None


@pytest.mark.parametrize(
    ("at", "ends"),
    [
        ("2026-11-24T19:00:00Z", "2026-11-25T07:00:00Z"),  # eight in the evening in Berlin
        ("2026-11-25T06:59:59Z", "2026-11-25T07:00:00Z"),
        ("2026-03-28T22:00:00Z", "2026-03-29T06:00:00Z"),  # the night that loses an hour
    ],
)
def test_quiet_hours_go_over_midnight(at: str, ends: str) -> None:
    assert quiet_until(ContactRule(), parse_moment(at), BERLIN) == parse_moment(ends)


def test_quiet_hours_within_a_day() -> None:
    rule = ContactRule(quiet_from="12:00", quiet_until="14:00")
    assert quiet_until(rule, NOON + HOUR, BERLIN) == NOON + 2 * HOUR
    assert quiet_until(rule, NOON + 2 * HOUR, BERLIN) is None


def test_the_same_clock_time_twice_means_no_quiet_hours() -> None:
    assert quiet_until(ContactRule(quiet_from="08:00", quiet_until="08:00"), NOON, BERLIN) is None


def test_a_cap_of_zero_shuts_a_channel() -> None:
    assert asked(rule=ContactRule(caps=(Cap(channel="email", most=0),))) == "cap_of_channel"


def test_what_matters_most_speaks_first() -> None:
    wishes: list[tuple[Purpose, str]] = [("review", "a"), ("owed", "b"), ("goodwill", "d"), ("goodwill", "c")]
    assert in_order(wishes) == [("owed", "b"), ("goodwill", "c"), ("goodwill", "d"), ("review", "a")]


CHANNELS: tuple[Channel, ...] = ("web", "email", "phone")


@given(st.lists(st.tuples(st.integers(0, 30 * 24), st.sampled_from(CHANNELS), st.sampled_from(PRIORITY))))
def test_no_week_ever_has_more_than_its_cap(wishes: list[tuple[int, Channel, Purpose]]) -> None:
    sent: list[Contact] = []
    for hours, channel, purpose in sorted(wishes):
        wish = Contact(NOON + hours * HOUR, channel, purpose)
        if refused(TWICE_A_WEEK, sent, wish, zone=BERLIN, consented=True) is None:
            sent.append(wish)
    counted = [c for c in sent if c.purpose != "owed"]
    for one in counted:
        week = [c for c in counted if one.at - 7 * DAY < c.at <= one.at]
        assert len(week) <= 2
        assert sum(c.channel == "email" for c in week) <= 1


def test_contacts_are_remembered_as_long_as_the_longest_cap() -> None:
    assert remembered(ContactRule()) == 28 * DAY
