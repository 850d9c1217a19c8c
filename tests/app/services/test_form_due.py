"""Which forms a resident is due for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain.filled_form import FilledForm, FormValue, ValueKind
from app.domain.programme import Basis, Closing, Enrolment, Programme
from app.services.form_due import due_on
from tests.app.conftest import person

DAY = date(2026, 3, 5)
YOUNG = person(birth=date(1990, 5, 1))


def form(code: str, day: str, next_on: str = "") -> FilledForm:
    values = {"next_on": FormValue(ValueKind.DAY, (next_on,))} if next_on else {}
    return FilledForm("f", YOUNG.id, None, code, 1, day, values, "d", f"{day}T01:00:00.000Z")


def case(programme: Programme, closed: str = "") -> Enrolment:
    closing = Closing.MOVED if closed else None
    return Enrolment("e", YOUNG.id, programme, "2025-01-10", Basis.DIAGNOSED, "d", "2025-01-10T01:00:00.000Z", closed, closing)


PERSONAL = form("personal", "2024-01-01")


@pytest.mark.parametrize(
    ("next_on", "why"),
    [("2026-03-05", {"htn_followup": "due"}), ("2026-03-04", {"htn_followup": "due"}), ("2026-03-06", {})],
)
def test_a_follow_up_is_due_from_its_day_on(next_on: str, why: dict[str, str]) -> None:
    filled = [form("htn_followup", "2026-01-02", next_on), PERSONAL, form("exam", "2026-01-02")]
    assert {one.form: one.why for one in due_on(YOUNG, [case(Programme.HYPERTENSION)], filled, DAY)} == why


def test_the_newest_form_says_when() -> None:
    filled = [
        form("dm_followup", "2026-01-02", "2026-04-02"),
        form("dm_followup", "2025-10-02", "2026-01-02"),
        PERSONAL,
        form("exam", "2026-01-02"),
    ]
    assert due_on(YOUNG, [case(Programme.DIABETES)], filled, DAY) == ()


def test_a_chronic_patient_has_an_examination_a_year_and_others_have_none() -> None:
    assert due_on(YOUNG, [], [PERSONAL], DAY) == ()
    last_year = [PERSONAL, form("copd_followup", "2026-02-02", "2026-05-02"), form("exam", "2025-12-31")]
    assert [one.form for one in due_on(YOUNG, [case(Programme.COPD)], last_year, DAY)] == ["exam"]


def test_the_elderly_are_those_of_65_by_the_end_of_the_year() -> None:
    old = replace(YOUNG, birth=date(1961, 12, 31))
    assert [one.form for one in due_on(old, [], [PERSONAL], DAY)] == ["exam", "elderly", "constitution"]
    assert due_on(replace(old, birth=date(1962, 1, 1)), [], [PERSONAL], DAY) == ()
    assert due_on(replace(old, birth=None), [], [PERSONAL], DAY) == ()
    assert len(due_on(replace(old, birth=None), [case(Programme.ELDERLY)], [PERSONAL], DAY)) == 3


def test_a_closed_case_and_the_dead_are_not_due() -> None:
    assert due_on(YOUNG, [case(Programme.HYPERTENSION, "2026-01-01")], [PERSONAL], DAY) == ()
    assert due_on(replace(YOUNG, deceased=DAY), [case(Programme.HYPERTENSION)], [], DAY) == ()


def test_everybody_has_a_personal_form_first() -> None:
    assert [(one.form, one.why) for one in due_on(YOUNG, [], [], DAY)] == [("personal", "never")]
