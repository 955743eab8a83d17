"""What is said of a promise, word for word, in both languages."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from features.clock import MINUTE, to_micros
from features.localdays import as_day, begin_of_day, end_of_day
from service.answers.times import countdown, day_in_words, in_words, instead
from service.engine.promises import Promise
from service.texts import Texts

BERLIN = "Europe/Berlin"


def moment(when: str, zone: str = BERLIN) -> int:
    """The moment of a local time without offset."""
    return to_micros(datetime.fromisoformat(when).replace(tzinfo=ZoneInfo(zone)))


def promise(
    first: str,
    last: str,
    *,
    confidence: float = 0.9,
    until: int | None = None,
    learned: bool = True,
    zone: str = BERLIN,
) -> Promise:
    early, late = (as_day(date.fromisoformat(day)) for day in (first, last))
    return Promise(
        earliest=begin_of_day(early, zone),
        most_likely=begin_of_day(late, zone),
        latest=end_of_day(late, zone),
        confidence=confidence,
        order_before=until,
        learned=learned,
        zone=zone,
    )


@pytest.mark.parametrize(
    ("now", "first", "last", "german", "english"),
    [
        # Sunday, 22 November 2026
        ("2026-11-22T09:00", "2026-11-22", "2026-11-22", "bis heute Abend", "by this evening"),
        ("2026-11-22T11:59", "2026-11-22", "2026-11-22", "bis heute Abend", "by this evening"),
        ("2026-11-22T12:00", "2026-11-22", "2026-11-22", "heute noch", "today"),
        ("2026-11-22T23:59", "2026-11-22", "2026-11-22", "heute noch", "today"),
        ("2026-11-22T23:59", "2026-11-23", "2026-11-23", "bis morgen Abend", "by tomorrow evening"),
        ("2026-11-23T00:00", "2026-11-23", "2026-11-23", "bis heute Abend", "by this evening"),
        ("2026-11-22T09:00", "2026-11-22", "2026-11-23", "bis morgen Abend", "by tomorrow evening"),
        ("2026-11-22T09:00", "2026-11-24", "2026-11-24", "bis Dienstag", "by Tuesday"),
        ("2026-11-22T09:00", "2026-11-25", "2026-11-26", "bis Donnerstag", "by Thursday"),
        ("2026-11-22T09:00", "2026-11-28", "2026-11-28", "bis Samstag", "by Saturday"),
        (
            "2026-11-22T09:00",
            "2026-12-03",
            "2026-12-03",
            "bis Donnerstag, 3. Dezember",
            "by Thursday, December 3",
        ),
        (
            "2026-11-22T09:00",
            "2026-11-29",
            "2026-11-30",
            "bis Montag, 30. November",
            "by Monday, November 30",
        ),
        (
            "2026-11-22T09:00",
            "2026-11-24",
            "2026-11-26",
            "zwischen Dienstag und Donnerstag",
            "between Tuesday and Thursday",
        ),
        (
            "2026-11-22T09:00",
            "2026-11-20",
            "2026-11-24",
            "zwischen heute und Dienstag",
            "between today and Tuesday",
        ),
        (
            "2026-11-22T09:00",
            "2026-11-23",
            "2026-11-25",
            "zwischen morgen und Mittwoch",
            "between tomorrow and Wednesday",
        ),
        (
            "2026-11-22T09:00",
            "2026-11-28",
            "2026-12-01",
            "zwischen dem 28. November und dem 1. Dezember",
            "between November 28 and December 1",
        ),
        ("2026-11-30T09:00", "2026-12-01", "2026-12-01", "bis morgen Abend", "by tomorrow evening"),
        ("2026-12-30T09:00", "2027-01-02", "2027-01-02", "bis Samstag", "by Saturday"),
        ("2026-12-31T23:30", "2027-01-01", "2027-01-01", "bis morgen Abend", "by tomorrow evening"),
        (
            "2026-12-28T09:00",
            "2027-01-05",
            "2027-01-05",
            "bis Dienstag, 5. Januar",
            "by Tuesday, January 5",
        ),
        (
            "2026-12-28T09:00",
            "2026-12-30",
            "2027-01-05",
            "zwischen dem 30. Dezember und dem 5. Januar",
            "between December 30 and January 5",
        ),
        (
            "2026-11-22T09:00",
            "2028-11-22",
            "2028-11-22",
            "bis Mittwoch, 22. November 2028",
            "by Wednesday, November 22, 2028",
        ),
        (
            "2026-11-22T09:00",
            "2026-12-22",
            "2028-02-29",
            "zwischen dem 22. Dezember 2026 und dem 29. Februar 2028",
            "between December 22, 2026 and February 29, 2028",
        ),
        ("2028-02-28T09:00", "2028-02-29", "2028-02-29", "bis morgen Abend", "by tomorrow evening"),
        ("2028-02-28T09:00", "2028-03-01", "2028-03-01", "bis Mittwoch", "by Wednesday"),
        # nights in which clocks change
        ("2026-03-28T23:30", "2026-03-29", "2026-03-29", "bis morgen Abend", "by tomorrow evening"),
        ("2026-03-29T12:00", "2026-03-30", "2026-03-30", "bis morgen Abend", "by tomorrow evening"),
        ("2026-10-24T23:30", "2026-10-26", "2026-10-26", "bis Montag", "by Monday"),
        ("2026-10-25T23:30", "2026-10-25", "2026-10-26", "bis morgen Abend", "by tomorrow evening"),
    ],
)
def test_a_promise_is_said_as_certain_as_it_is(
    now: str, first: str, last: str, german: str, english: str
) -> None:
    made = promise(first, last)
    assert in_words(made, moment(now), "de") == german
    assert in_words(made, moment(now), "en-GB") == english


@pytest.mark.parametrize(
    ("first", "last", "german", "english"),
    [
        ("2026-11-25", "2026-11-27", "in 3 bis 5 Werktagen", "in 3 to 5 working days"),
        ("2026-11-25", "2026-11-25", "in 3 Werktagen", "in 3 working days"),
        ("2026-11-23", "2026-11-23", "in 1 Werktag", "in 1 working day"),
        ("2026-11-22", "2026-11-22", "in 1 Werktag", "in 1 working day"),
        ("2026-11-28", "2026-12-01", "in 6 bis 8 Werktagen", "in 6 to 8 working days"),
    ],
)
def test_what_only_the_shop_says_is_said_in_working_days(
    first: str, last: str, german: str, english: str
) -> None:
    made, now = promise(first, last, learned=False, confidence=0), moment("2026-11-22T09:00")
    assert in_words(made, now, "de-AT") == german
    assert in_words(made, now, "en") == english


def test_a_promise_that_has_passed_is_not_said() -> None:
    made = promise("2026-11-20", "2026-11-21")
    assert in_words(made, made.latest, "de") == "heute noch"
    assert in_words(made, made.latest + 1, "de") is None


def test_a_promise_that_more_likely_fails_than_holds_is_not_said() -> None:
    now = moment("2026-11-22T09:00")
    assert in_words(promise("2026-11-24", "2026-11-24", confidence=0.5), now, "de") == "bis Dienstag"
    assert in_words(promise("2026-11-24", "2026-11-24", confidence=0.49), now, "de") is None


def test_days_are_those_of_the_customer_s_zone() -> None:
    late_in_berlin = moment("2026-11-22T23:30")
    assert in_words(promise("2026-11-23", "2026-11-23"), late_in_berlin, "de") == "bis morgen Abend"
    there = promise("2026-11-23", "2026-11-23", zone="Asia/Tokyo")
    assert in_words(there, late_in_berlin, "de") == "bis heute Abend"


@pytest.mark.parametrize(
    ("day", "german", "english"),
    [
        ("2026-11-10", "Dienstag, 10. November", "Tuesday, November 10"),
        ("2026-11-20", "Freitag, 20. November", "Friday, November 20"),
        ("2026-11-21", "gestern", "yesterday"),
        ("2026-11-22", "heute", "today"),
        ("2026-11-23", "morgen", "tomorrow"),
        ("2026-11-28", "Samstag", "Saturday"),
        ("2026-11-29", "Sonntag, 29. November", "Sunday, November 29"),
        ("2025-11-22", "Samstag, 22. November 2025", "Saturday, November 22, 2025"),
    ],
)
def test_a_day_is_named_as_people_name_it(day: str, german: str, english: str) -> None:
    at, now = moment(f"{day}T23:59:59.999999"), moment("2026-11-22T09:00")
    assert day_in_words(at, BERLIN, now, "de") == german
    assert day_in_words(at, BERLIN, now, "en") == english


def test_a_change_names_both_days_and_the_same_day_is_none() -> None:
    before, after, now = (moment(f"2026-11-{day}T20:00") for day in (24, 26, 22))
    assert instead(before, after, BERLIN, now, "de") == "nun Donnerstag statt Dienstag"
    assert instead(before, after, BERLIN, now, "en") == "Thursday instead of Tuesday"
    assert instead(moment("2026-11-21T20:00"), before, BERLIN, now, "de") == "nun Dienstag statt gestern"
    assert instead(before, before + MINUTE, BERLIN, now, "de") is None


@pytest.mark.parametrize(
    ("now", "until", "german", "english"),
    [
        (
            "2026-11-23T10:46",
            "2026-11-23T13:00",
            "bestellen Sie in den nächsten 2 Std. 14 Min.",
            "order within the next 2 hr 14 min",
        ),
        (
            "2026-11-23T11:00:00.000001",
            "2026-11-23T13:00",
            "bestellen Sie in den nächsten 119 Min.",
            "order within the next 119 min",
        ),
        (
            "2026-11-23T11:00",
            "2026-11-23T13:00",
            "bestellen Sie in den nächsten 2 Std.",
            "order within the next 2 hr",
        ),
        (
            "2026-11-23T12:58",
            "2026-11-23T13:00",
            "bestellen Sie in den nächsten 2 Min.",
            "order within the next 2 min",
        ),
        (
            "2026-03-28T18:00",  # the night is an hour shorter
            "2026-03-29T13:00",
            "bestellen Sie in den nächsten 18 Std.",
            "order within the next 18 hr",
        ),
        (
            "2026-10-24T18:00",  # and longer
            "2026-10-25T13:00",
            "bestellen Sie in den nächsten 20 Std.",
            "order within the next 20 hr",
        ),
        (
            "2026-11-20T18:00",
            "2026-11-23T13:00",
            "bestellen Sie bis Montag, 13:00 Uhr",
            "order by Monday, 1:00\u202fPM",
        ),
        (
            "2026-11-22T13:00",
            "2026-11-23T13:00",
            "bestellen Sie bis morgen, 13:00 Uhr",
            "order by tomorrow, 1:00\u202fPM",
        ),
        (
            "2026-11-20T18:00",
            "2026-11-24T00:00",
            "bestellen Sie bis einschließlich Montag",
            "order by the end of Monday",
        ),
        (
            "2026-12-23T18:00",
            "2027-01-04T14:30",
            "bestellen Sie bis Montag, 4. Januar, 14:30 Uhr",
            "order by Monday, January 4, 2:30\u202fPM",
        ),
    ],
)
def test_the_countdown_says_how_long_the_promise_holds(
    now: str, until: str, german: str, english: str
) -> None:
    made = promise("2026-11-24", "2026-11-24", until=moment(until))
    assert countdown(made, moment(now), "de") == german
    assert countdown(made, moment(now), "en") == english


@pytest.mark.parametrize("until", [None, "2026-11-23T13:00"])
def test_without_time_to_order_nothing_is_counted_down(until: str | None) -> None:
    made = promise("2026-11-24", "2026-11-24", until=None if until is None else moment(until))
    assert countdown(made, moment("2026-11-23T12:58:01"), "de") is None
    assert countdown(made, moment("2026-11-23T14:00"), "de") is None


@pytest.mark.parametrize("days", range(0, 400, 7))
def test_every_promise_of_a_year_finds_words_in_both_languages(days: int) -> None:
    last = (date(2026, 11, 22) + timedelta(days)).isoformat()
    for made in (promise(last, last), promise("2026-11-22", last), promise(last, last, learned=False)):
        german, english = (in_words(made, moment("2026-11-22T09:00"), language) for language in ("de", "en"))
        assert german
        assert english
        assert german != english


@pytest.mark.parametrize("key", ["time.order_within", "time.order_until", "time.order_through"])
def test_who_is_called_du_is_asked_to_order_as_du(key: str) -> None:
    texts = Texts()
    formal = texts.under("de", "time.")[key]
    texts.address("informal")
    assert texts.under("de", "time.")[key] == formal.replace("bestellen Sie", "bestelle")
