"""A carrier slows down: its promises break, the next ones are stretched, and someone on call is told."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from features.clock import DAY
from service import observe
from service.api.promised import tell
from service.engine.lead_times.watch import FEW, Heard, Standing, Watch, band
from tests.service.engine.lead_times.shop import CUT, every_day, learned, rolled

SLOW = 20  # days after the cut in which parcels take six days, not two


def slowed() -> Standing:
    """Two days each until the cut, six after it."""
    facts = every_day(200, 2, carrier="Postreiter")
    after = every_day(SLOW, 6, until=CUT + SLOW * DAY, carrier="Postreiter")
    return rolled(learned(facts), facts + after, CUT + SLOW * DAY).standing()


def standing(kept: int, due: int, carrier: str = "Postreiter") -> Standing:
    """So many of so many held."""
    watch = Watch()
    watch.heard(100, [Heard("DE → DE", carrier, number < kept, 3.0) for number in range(due)])
    return watch.standing(101, 0.9, 1.1)


@pytest.fixture(scope="module")
def late() -> Standing:
    return slowed()


def test_a_carrier_that_slows_down_breaks_promises_and_the_next_ones_are_stretched(late: Standing) -> None:
    assert late.below
    assert late.longer > 1.02
    assert set(late.lanes) == {"DE → DE"}
    assert late.carriers["Postreiter"].coverage == late.lately.coverage < 0.8


def test_days_promised_are_counted_from_the_order_to_the_end_of_the_day(late: Standing) -> None:
    assert 2 < late.lately.mean_days < 5


def test_someone_on_call_is_told_once_what_is_late_and_what_to_do(late: Standing) -> None:
    with capture_logs() as lines:
        state = tell(late, "in its band")
        assert tell(late, state) == "below"
    (line,) = lines
    assert line["log_level"] == "warning"
    assert line["worst_carrier"] == "Postreiter"
    assert line["worst_lane"] == "DE → DE"
    assert "stretched already" in line["mend"]
    assert line["widened"] > 1


def test_it_is_also_said_when_they_hold_again(late: Standing) -> None:
    with capture_logs() as lines:
        assert tell(standing(90, 100), "below") == "in its band"
    assert [line["log_level"] for line in lines] == ["info"]


def test_metrics_say_how_promises_do() -> None:
    tell(standing(60, 100), "below")
    told = observe.exposition().decode()
    assert "zuvor_promises_due 100.0" in told
    assert "zuvor_promises_kept 0.6" in told
    assert "zuvor_promises_late 0.4" in told
    assert "zuvor_promised_days 3.0" in told
    assert "zuvor_promises_widened 1.1" in told


def test_of_few_deliveries_nothing_is_said() -> None:
    with capture_logs() as lines:
        assert tell(standing(0, FEW - 1), "in its band") == "in its band"
    assert not lines
    assert "zuvor_promises_kept NaN" in observe.exposition().decode()


def test_chance_alone_is_no_alarm() -> None:
    assert not standing(25, 30).below
    assert standing(250, 300).below
    assert list(band(0.9, 10_000)) == pytest.approx([0.85, 0.96])


def test_more_than_should_hold_is_said_too() -> None:
    assert standing(995, 1_000).above
    assert tell(standing(995, 1_000), "in its band") == "above"


def test_weeks_begin_on_mondays_and_what_ended_before_a_day_is_left_out() -> None:
    watch = Watch()
    for day in (11, 12, 13):  # the days before: 11 January 1970 was a Sunday
        watch.heard(day, [Heard("DE → AT", "?", True, 1.0)])
    assert {week: tally.due for week, tally in watch.by_week().items()} == {4: 1, 11: 2}
    assert watch.by_lane(since=12)["DE → AT"].due == 1
