"""统计 over a clinic's store: numbers, who stands behind them, the months, reports upwards; names only for who may open a chart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.clock import SetClock, iso
from app.domain.filled_form import FilledForm, FormValue, ValueKind
from app.domain.ids import new_id
from app.domain.indicators import ASKED
from app.domain.person import Person
from app.domain.programme import Basis, Closing, Programme
from app.errors import KnownError
from app.services.desk import Desk
from app.services.indicators import Indicators, Side
from app.services.registers import Registers
from app.settings import Settings
from app.store import filled_forms, people, trail
from app.store.unit_of_work import UnitOfWork

TODAY, HTN, DM = date(2026, 3, 5), Programme.HYPERTENSION, Programme.DIABETES
CONTROLLED, STANDARD, FILED = (ASKED[one] for one in ("hypertension.controlled", "hypertension.standard", "filed"))
Follow = Callable[..., FilledForm]


@pytest.fixture
def followed(desk: Desk) -> Follow:
    """Writes a form: of a day, with how and what was measured."""

    def write(person: Person, day: str, pressure: str = "", form: str = "htn_followup", way: str = "1", fasting: str = "") -> FilledForm:
        systolic, _, diastolic = pressure.partition("/")
        told = {"way": way, "systolic": systolic, "diastolic": diastolic, "fasting": fasting}
        values = {name: FormValue(ValueKind.TEXT, (one,)) for name, one in told.items() if one}
        made = FilledForm(new_id(), person.id, None, form, 1, day, values, desk.who.practitioner, iso(desk.clock.now()))
        desk.store.write(lambda uow: filled_forms.add(uow, made)).result()
        return made

    return write


@pytest.fixture
def three(desk: Desk, make_person: Callable[..., Person], followed: Follow) -> tuple[Person, Person, Person]:
    """Wang 138/88 and diabetic, Li 150/95, Zhao never seen; all with hypertension since 2025."""
    found = make_person(), make_person(name="李建国", serial=31), make_person(name="赵桂兰", serial=42, village="石桥村")
    for one in found:
        Registers(desk).enrol(one.id, HTN, Basis.DIAGNOSED, date(2025, 6, 1))
    Registers(desk).enrol(found[0].id, DM, Basis.TESTED, date(2025, 6, 1))
    followed(found[0], "2026-02-03", "138/88")
    followed(found[1], "2026-02-04", "150/95")
    return found


def test_cases_and_people_are_counted_apart(desk: Desk, three: tuple[Person, ...]) -> None:
    board = Indicators(desk).board(TODAY)
    assert (board.cases, board.people, board.residents) == (4, 3, 3)
    assert board.registers == {HTN: 3, DM: 1, Programme.COPD: 0}


def test_a_number_its_goal_and_none_over_nobody(desk: Desk, three: tuple[Person, ...]) -> None:
    board = Indicators(desk).board(TODAY)
    found = board.number(CONTROLLED)
    assert (found.part, found.below, found.rate) == (1, 3, Decimal("33.3"))  # Wang of three
    assert board.number(STANDARD).goal == 64 and board.number(CONTROLLED).goal is None
    nobody = board.number(ASKED["copd.standard"])
    assert (nobody.below, nobody.rate) == (0, None)


def test_goals_and_the_area_come_from_the_site_file(desk: Desk, three: tuple[Person, ...]) -> None:
    site = Settings({"indicator_goals": ("hypertension.standard 70",), "indicator_area": ("hypertension 12", "residents 60")}, {})
    board = Indicators(desk, site).board(TODAY)
    assert board.number(STANDARD).goal == 70
    assert (board.number(ASKED["hypertension.managed"]).rate, board.number(FILED).below) == (Decimal("25.0"), 60)  # 3 / 12


@pytest.mark.parametrize(
    "lines", [{"indicator_goals": ("hypertension.beauty 70",)}, {"indicator_area": ("residents many",)}, {"indicator_goals": ("filed",)}]
)
def test_a_site_file_that_makes_no_sense_stops_the_start(desk: Desk, lines: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(KnownError, match="setting_bad"):
        Indicators(desk, Settings(dict(lines), {}))


def test_the_residents_behind_a_number(desk: Desk, three: tuple[Person, ...]) -> None:
    wang, li, zhao = three
    indicators = Indicators(desk)
    board = indicators.board(TODAY)
    above, missing = indicators.behind(board, CONTROLLED, Side.ABOVE), indicators.behind(board, CONTROLLED)
    assert [(one.id, one.last, one.last_day) for one in above.rows] == [(wang.id, "138/88", "2026-02-03")]
    assert [(one.id, one.village, one.last) for one in missing.rows] == [(li.id, "柳树村", "150/95"), (zhao.id, "石桥村", "")]
    whole = indicators.behind(board, CONTROLLED, Side.WHOLE)
    assert (whole.total, [one.counts for one in whole.rows].count(True)) == (3, 1)
    assert [(name, one.part, one.below) for name, one in whole.places] == [("柳树村卫生室", 1, 3)]


def test_a_manager_sees_no_names(desk: Desk, three: tuple[Person, ...]) -> None:
    who = desk.who
    desk.session.set(replace(who, role="manager", permissions=frozenset({"indicators.read"})))
    indicators = Indicators(desk)
    found = indicators.behind(indicators.board(TODAY), CONTROLLED, Side.WHOLE)
    assert found.total == 3 and {one.name for one in found.rows} == {""} and all(one.village for one in found.rows)
    assert lists_looked_at(desk) == []


def lists_looked_at(desk: Desk) -> list[str]:
    """What the trail says of lists of residents, once everything is written."""
    desk.store.write(lambda uow: None).result()
    return [row.ref for row in desk.store.read(lambda conn: trail.rows(conn, trail.Wanted(), None, 50)) if row.type == "indicator"]


def test_a_list_with_names_stands_in_the_trail_once_in_ten_minutes(desk: Desk, three: tuple[Person, ...]) -> None:
    indicators = Indicators(desk)
    board = indicators.board(TODAY)
    for _ in range(2):
        indicators.behind(board, CONTROLLED)
    indicators.behind(board, CONTROLLED, Side.ABOVE)
    indicators.behind(board, STANDARD, Side.ABOVE)  # nobody: nobody was looked at
    looked = ["hypertension.controlled above 2026-03-05", "hypertension.controlled missing 2026-03-05"]
    assert sorted(lists_looked_at(desk)) == looked


def test_linked_records_and_twice_enrolled(desk: Desk, three: tuple[Person, ...], make_person: Callable[..., Person]) -> None:
    again = make_person(name="李建国", serial=33)
    Registers(desk).enrol(again.id, HTN, Basis.DIAGNOSED, date(2025, 7, 1))
    assert Indicators(desk).board(TODAY).cases == 5
    desk.store.write(lambda uow: people.link(uow, three[1].id, again.id, "same card")).result()
    assert Indicators(desk).board(TODAY).cases == 4
    Registers(desk).close(Registers(desk).of_person(three[2].id)[0].id, Closing.NOT_THE_DISEASE, TODAY)
    board = Indicators(desk).board(TODAY)
    assert (board.cases, board.number(CONTROLLED).below) == (3, 2)


def test_how_it_went_by_month(desk: Desk, three: tuple[Person, ...], followed: Follow) -> None:
    followed(three[2], "2025-11-20", "120/70")
    indicators = Indicators(desk)
    months = indicators.chart(indicators.board(TODAY), CONTROLLED)
    assert [one.at.isoformat()[:7] for one in months] == [*(f"2025-{n:02d}" for n in range(4, 13)), "2026-01", "2026-02", "2026-03"]
    told = {one.at.isoformat(): (one.number.part, one.number.below) for one in months}
    # enrolled in June; Zhao on target from November to the year's end; in the new year nobody yet, then Wang
    assert told["2025-05-31"] == (0, 0) and told["2025-10-31"] == (0, 3) and told["2025-12-31"] == (1, 3)
    assert told["2026-01-31"] == (0, 3) and told["2026-02-28"] == told["2026-03-05"] == (1, 3)


def test_a_visit_by_itself_uses_the_file(desk: Desk, three: tuple[Person, ...], followed: Follow) -> None:
    followed(three[0], "2024-01-01", form="personal")
    followed(three[2], "2024-01-01", form="personal")
    board = Indicators(desk).board(TODAY)
    assert (board.number(FILED).part, board.number(ASKED["used"]).part, board.number(ASKED["used"]).below) == (2, 1, 2)


def test_a_day_ahead_is_refused(desk: Desk) -> None:
    with pytest.raises(KnownError, match="cut_off_ahead"):
        Indicators(desk).board(date(2026, 3, 6))


def test_a_closed_month_is_reported_once(desk: Desk, three: tuple[Person, ...], clock: SetClock) -> None:
    indicators = Indicators(desk)
    told = {one.measure: one for one in indicators.report_closed_month()}
    assert set(told) == set(ASKED) and indicators.report_closed_month() == ()
    one = told["hypertension.controlled"]
    assert (one.first_on, one.last_on, one.numerator, one.denominator) == ("2026-01-01", "2026-02-28", 1, 3)
    assert one.organization == desk.who.organization.id and one in indicators.reported(date(2026, 2, 28))


def test_the_night_reports_for_who_may(desk: Desk, three: tuple[Person, ...]) -> None:
    indicators, who = Indicators(desk), desk.who
    desk.session.set(replace(who, permissions=frozenset({"indicators.read"})))
    indicators.tell_closed_month()
    assert indicators.reported(date(2026, 2, 28)) == ()
    desk.session.set(who)
    indicators.tell_closed_month()
    assert len(indicators.reported(date(2026, 2, 28))) == len(ASKED)


def test_reported_anew_only_what_changed(desk: Desk, three: tuple[Person, ...], followed: Follow) -> None:
    indicators = Indicators(desk)
    assert len(indicators.report(indicators.board(TODAY))) == len(ASKED)
    assert indicators.report(indicators.board(TODAY)) == ()
    followed(three[2], "2026-03-05", "128/78")
    again = {one.measure for one in indicators.report(indicators.board(TODAY))}
    assert {"hypertension.controlled", "hypertension.guideline"} <= again and "filed" not in again


def test_nobody_reports_without_a_staff_number(desk: Desk) -> None:
    board = Indicators(desk).board(TODAY)
    desk.session.set(replace(desk.who, practitioner=""))
    with pytest.raises(KnownError, match="report_by_nobody"):
        Indicators(desk).report(board)


def test_a_form_withdrawn_does_not_count(desk: Desk, three: tuple[Person, ...], followed: Follow) -> None:
    wrong = followed(three[2], "2026-03-01", "120/70")

    def withdraw(uow: UnitOfWork) -> None:
        filled_forms.withdraw(uow, wrong.id, "wrong resident")

    assert Indicators(desk).board(TODAY).number(CONTROLLED).part == 2
    desk.store.write(withdraw).result()
    assert Indicators(desk).board(TODAY).number(CONTROLLED).part == 1
