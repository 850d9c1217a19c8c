"""Quarter-end help: visits that owe a follow-up say what they have and what they lack; nothing is back-dated or copied."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.clock import SetClock
from app.domain.encounter import Encounter
from app.domain.person import Person
from app.domain.programme import Programme
from app.rules.pack import Pack
from app.services.desk import Desk
from app.services.form_filling import FormFilling
from app.services.form_gaps import FormGaps, quarter_of
from app.store import encounters
from tests.app.rules.forms.told import HTN
from tests.app.services.forms import answer, enrol, filled_before, measured_today

DAY = 86_400


@pytest.fixture
def filling(desk: Desk, pack: Pack) -> FormFilling:
    return FormFilling(desk, pack)


@pytest.fixture
def gaps(desk: Desk, filling: FormFilling) -> FormGaps:
    return FormGaps(desk, filling)


@pytest.mark.parametrize(("day", "first"), [((2026, 3, 31), (2026, 1, 1)), ((2026, 4, 1), (2026, 4, 1)), ((2026, 12, 31), (2026, 10, 1))])
def test_a_quarter_begins(day: tuple[int, int, int], first: tuple[int, int, int]) -> None:
    assert quarter_of(date(*day)) == date(*first)


def test_a_visit_says_what_was_measured_and_what_it_lacks(
    desk: Desk, gaps: FormGaps, filling: FormFilling, resident: Person, visit: Encounter, clock: SetClock
) -> None:
    enrol(desk, resident.id, Programme.HYPERTENSION)
    measured_today(desk, resident.id)
    assert gaps.of(resident.id) == ()  # today's is still to come
    clock.forward(2 * DAY)
    owed = gaps.of(resident.id)
    assert [(one.encounter, one.day, one.forms) for one in owed] == [(visit.id, date(2026, 3, 5), (HTN,))]
    assert "收缩压 138 mmHg" in owed[0].measured
    assert "摄盐情况（咸淡）" in owed[0].missing and "收缩压" not in owed[0].missing
    sheet = filling.open(resident.id, owed[0].encounter, owed[0].forms)
    saved = filling.save(answer(filling, sheet))
    assert saved[0].day == "2026-03-05"  # the day of the visit, whenever it is written
    assert gaps.of(resident.id) == ()


def test_who_is_in_no_register_or_has_this_quarters_owes_nothing(
    desk: Desk, gaps: FormGaps, resident: Person, visit: Encounter, clock: SetClock
) -> None:
    clock.forward(2 * DAY)
    assert visit.person == resident.id and gaps.of(resident.id) == ()
    enrol(desk, resident.id, Programme.HYPERTENSION)
    assert len(gaps.of(resident.id)) == 1
    filled_before(desk, resident.id, HTN, 30, control="1")
    assert gaps.of(resident.id) == ()


def test_a_relative_who_fetched_drugs_and_last_quarter_are_no_source(
    desk: Desk, gaps: FormGaps, resident: Person, visit: Encounter, clock: SetClock
) -> None:
    """H23."""
    enrol(desk, resident.id, Programme.HYPERTENSION)
    clock.forward(DAY)
    assert len(gaps.of(resident.id)) == 1
    now = desk.store.read(lambda conn: encounters.get(conn, visit.id))
    assert now is not None
    desk.store.write(lambda uow: encounters.change(uow, replace(now, proxy=True))).result()
    assert gaps.of(resident.id) == ()
    desk.store.write(lambda uow: encounters.change(uow, now)).result()
    clock.set(datetime(2026, 4, 2, 1, 0, tzinfo=UTC))
    assert gaps.of(resident.id) == ()
