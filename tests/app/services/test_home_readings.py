"""Home readings: taken down once, never a value of the clinic, and a row for the doctor where they ask for one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from app.clock import SetClock
from app.domain.measurement import MeasurementKind, Source
from app.domain.person import Person
from app.domain.programme import ContactOutcome
from app.errors import KnownError
from app.services.charting import Charting
from app.services.desk import Desk
from app.services.home_readings import HomeReadings
from app.services.residents import Residents
from app.store import measurements
from tests.app.services.rx_reviewers import hire, seated

HIGH = "2026-03-01 07:30 148/92 72\n2026-03-02 07:30 146/90\n2026-03-03 07:30 150/94"


@pytest.fixture
def home(desk: Desk) -> HomeReadings:
    return HomeReadings(desk)


@pytest.fixture
def wang(make_person: Callable[..., Person]) -> Person:
    return make_person()


def test_a_slip_is_taken_down_once(home: HomeReadings, wang: Person, desk: Desk) -> None:
    taken = home.take(wang.id, HIGH + "\n2026-03-03 空腹 6.8\n乱写")
    assert (taken.added, taken.already, [one.problem for one in taken.refused]) == (4, 0, ["no_day"])
    again = home.take(wang.id, HIGH)
    assert (again.added, again.already) == (0, 3)
    found = home.of(wang.id)
    assert len(found.readings) == 4 and all(one.source is Source.HOME and one.encounter is None for one in found.readings)
    assert found.mean is not None and (found.mean.days, found.mean.elevated) == (3, True)


def test_nothing_of_it_reaches_the_chart_s_series_or_the_latest_values(home: HomeReadings, wang: Person, desk: Desk) -> None:
    home.take(wang.id, HIGH + "\n2026-03-03 体重 80")
    chart = Charting(desk).chart(wang.id)
    assert not any(chart.series.values()) and len(chart.home) == 4
    assert Residents(desk).get(wang.id).id == wang.id
    assert desk.store.read(lambda conn: measurements.newest(conn, [wang.id], list(MeasurementKind))) == {}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("2026-03-06 07:30 138/86", "future"),
        ("2024-03-05 07:30 138/86", "too_old"),
        ("2026-03-01 86/138", "absurd"),
        ("2026-03-01 390/86", "absurd"),
    ],
)
def test_days_to_come_old_ones_and_the_impossible_are_given_back(home: HomeReadings, wang: Person, line: str, problem: str) -> None:
    taken = home.take(wang.id, line)
    assert taken.added == 0 and [one.problem for one in taken.refused] == [problem]


def test_an_empty_slip_is_said(home: HomeReadings, wang: Person) -> None:
    with pytest.raises(KnownError, match="home_nothing"):
        home.take(wang.id, " \n ")


def test_a_raised_mean_asks_once_until_somebody_spoke_and_new_readings_come(home: HomeReadings, wang: Person, clock: SetClock) -> None:
    home.take(wang.id, HIGH)
    (row,) = home.waiting()
    assert (row.person, row.reason, row.shown, row.days, row.phone) == (wang.id, "mean", "148/92", 3, "13900001234")
    clock.forward(5 * 60)
    home.spoke(wang.id, ContactOutcome.NO_ANSWER)
    assert home.waiting(), "nobody was reached"
    home.spoke(wang.id, ContactOutcome.WILL_COME)
    assert home.waiting() == []
    clock.forward(1 * 86_400)
    home.take(wang.id, "2026-03-06 07:30 149/93")
    assert home.waiting() == [], "quiet for a week"
    clock.forward(8 * 86_400)
    assert [one.reason for one in home.waiting()] == ["mean"]


def test_a_single_critical_one_asks_at_once_however_lately_somebody_spoke(home: HomeReadings, wang: Person, clock: SetClock) -> None:
    home.spoke(wang.id, ContactOutcome.DONE)
    clock.forward(1 * 60)
    taken = home.take(wang.id, "2026-03-05 07:10 186/112")
    assert taken.urgent and [(one.reason, one.shown) for one in home.waiting()] == [("single", "186/112")]
    clock.forward(1 * 60)
    home.spoke(wang.id, ContactOutcome.DONE)
    assert home.waiting() == []


def test_an_old_critical_reading_taken_down_after_the_call_was_not_what_the_call_was_about(
    home: HomeReadings, wang: Person, clock: SetClock
) -> None:
    home.spoke(wang.id, ContactOutcome.DONE)
    clock.forward(1 * 60)
    home.take(wang.id, "2026-03-02 07:10 190/112")
    assert [one.shown for one in home.waiting()] == ["190/112"]


def test_the_young_are_not_judged_by_the_cut_off_of_adults(home: HomeReadings, make_person: Callable[..., Person]) -> None:
    child = make_person(name="李小宝", birth=date(2014, 5, 1), serial=31)
    home.take(child.id, HIGH)
    assert home.waiting() == []
    found = home.of(child.id)
    assert found.mean is not None and found.mean.elevated is None


def test_a_wrong_one_is_taken_back_and_counts_no_more(home: HomeReadings, wang: Person) -> None:
    home.take(wang.id, "2026-03-05 07:10 186/112")
    (one,) = home.of(wang.id).readings
    with pytest.raises(KnownError, match="reason_needed"):
        home.take_back(one.id, " ")
    home.take_back(one.id, "是邻居的")
    assert home.of(wang.id).readings == () and home.waiting() == []


def test_who_may_not_is_refused(home: HomeReadings, wang: Person, desk: Desk) -> None:
    with seated(desk, hire(desk, "李药师", "101")), pytest.raises(KnownError):
        home.take(wang.id, HIGH)


def test_a_time_today_that_is_still_to_come_is_refused(home: HomeReadings, wang: Person, clock: SetClock) -> None:
    assert clock.now() == datetime(2026, 3, 5, 0, 40, tzinfo=UTC)
    assert [one.problem for one in home.read("2026-03-05 09:00 138/86\n2026-03-05 08:30 138/86\n2026-03-05 138/86")] == ["future", "", ""]
