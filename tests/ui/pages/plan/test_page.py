"""The page of a resident's plan over the real services: written, refused, settled, read from a slip, printed."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.domain.care_plan import CareRole, PlanPart, PlanText
from app.domain.ids import new_id
from app.domain.measurement import MeasurementStatus
from app.domain.programme import ContactOutcome
from app.services.care_plans import CarePlans
from app.services.home_import import HomeImport
from app.services.home_readings import HomeReadings
from app.services.printers import Printers
from app.services.risk import Risk
from app.services.year_sheets import YearSheets
from app.store import measurements
from app.store.care import PLAN_TEXTS
from ui.bridge import Bridge
from ui.pages.page_model import at_once
from ui.pages.plan.model import PlanModel, Services, View
from ui.pages.plan.page import PlanPage
from ui.practice_desk import PracticeDesk

DIET = PlanPart.DIET
HIGH = "2026-03-01 07:30 148/92 72\n2026-03-02 07:20 146/90\n2026-03-03 07:35 150/94\n乱写"


@pytest.fixture
def page(practice: PracticeDesk, bridge: Bridge, qtbot: QtBot) -> PlanPage:
    """Of the first adult."""
    desk = practice.desk
    readings = HomeReadings(desk)
    services = Services(
        CarePlans(desk), readings, HomeImport(desk, readings), Risk(desk), YearSheets(desk), practice.residents, practice.clock
    )
    made = PlanPage(PlanModel(services), bridge, Printers(desk))
    made.model.attach(made.refresh, at_once)
    qtbot.addWidget(made)
    made.model.open(practice.people[0])
    made.show()
    return made


def told(page: PlanPage, part: PlanPart) -> tuple[str, ...]:
    assert page.model.opened is not None
    return page.model.opened.plan.part(part).lines


def test_a_template_fills_the_empty_parts_and_what_it_could_not_say_is_named(page: PlanPage) -> None:
    page.model.adopt("hypertension")
    assert all(told(page, part) for part in PlanPart)
    assert page.notice.isVisible() and "medicines" in page.model.missing


def test_cards_that_were_empty_grow_with_what_the_template_says(page: PlanPage, qtbot: QtBot) -> None:
    """A card that was laid in other columns before hears of its new height."""
    page.resize(1200, 730)
    qtbot.waitUntil(lambda: page.cards[PlanPart.DIET].y() == page.cards[PlanPart.TARGETS].y() and page.cards[DIET].height() > 0)
    page.model.adopt("hypertension+diabetes")
    qtbot.waitUntil(lambda: all(card.height() >= card.heightForWidth(card.width()) > 200 for card in page.cards.values()))
    assert page.cards[DIET].height() > 200


def test_a_part_is_written_and_its_earlier_forms_stay(page: PlanPage) -> None:
    for words in ("少吃盐", "每天盐5克"):
        page.model.edit(DIET)
        card = page.cards[DIET]
        card.field.setPlainText(words)
        card.save.click()
    assert told(page, DIET) == ("每天盐5克",) and page.model.editing is None
    assert page.model.opened is not None and len(page.model.opened.plan.part(DIET).history) == 2
    assert card.field.isHidden() or not card.field.isVisible()


def test_what_was_typed_stays_when_somebody_else_was_faster_and_is_kept_after_a_look(page: PlanPage, practice: PracticeDesk) -> None:
    page.model.edit(DIET)
    card = page.cards[DIET]
    card.field.setPlainText("少吃咸菜")
    CarePlans(practice.desk).write(page.model.person, DIET, ["每天盐5克"], ())
    card.save.click()
    assert page.model.error is not None and page.model.error.code == "plan_changed"
    assert card.field.toPlainText() == "少吃咸菜" and page.notice.isVisible()
    page.model.compare()
    assert told(page, DIET) == ("每天盐5克",) and card.field.toPlainText() == "少吃咸菜"
    card.save.click()
    assert told(page, DIET) == ("少吃咸菜",)


def test_news_from_elsewhere_does_not_take_away_what_is_being_typed(page: PlanPage, practice: PracticeDesk) -> None:
    page.model.edit(DIET)
    page.cards[DIET].field.setPlainText("半句")
    CarePlans(practice.desk).write(page.model.person, PlanPart.EXERCISE, ["每天走路"], ())
    page.model.load()
    assert page.cards[DIET].field.toPlainText() == "半句" and told(page, PlanPart.EXERCISE) == ("每天走路",)


def test_two_forms_that_met_are_settled_by_taking_one(page: PlanPage, practice: PracticeDesk) -> None:
    first = CarePlans(practice.desk).write(page.model.person, DIET, ["盐5克"], ())
    other = PlanText(new_id(), page.model.person, DIET, CareRole.HEALTH_MANAGER, ("盐4克",), first.by, first.at)
    practice.desk.store.write(lambda uow: PLAN_TEXTS.add(uow, other)).result()
    page.model.load()
    assert page.model.opened is not None and page.model.opened.plan.part(DIET).disputed
    page.model.edit(DIET, other.lines)
    page.cards[DIET].save.click()
    part = page.model.opened.plan.part(DIET)
    assert not part.disputed and part.lines == ("盐4克",) and set(part.standing[0].text.replaces) == {first.id, other.id}


def test_a_slip_is_shown_before_it_is_kept_and_what_cannot_be_read_stays_in_the_field(page: PlanPage) -> None:
    page.model.look(View.HOME)
    page.home.field.setPlainText(HIGH)
    assert [one.problem for one in page.model.slip] == ["", "", "", "no_day"] and page.home.keep.isEnabled()
    page.home.keep.click()
    assert page.model.taken is not None and page.model.taken.added == 3
    assert page.home.field.toPlainText() == "乱写" and not page.home.keep.isEnabled()
    assert page.home.ask.isVisible(), "the mean is high"
    page.home.chose.emit(ContactOutcome.DONE)
    assert not page.home.ask.isVisible()


def test_a_wrong_reading_is_taken_back_with_a_reason_and_counts_no_more(page: PlanPage, practice: PracticeDesk) -> None:
    """H25: it stays in the store as entered in error, and the trail says why."""
    page.model.look(View.HOME)
    page.home.field.setPlainText("2026-03-01 07:30 168/96 72\n2026-03-02 07:30 132/82 70")
    page.home.keep.click()
    table = page.home._table.table
    wrong = next(one for one in page.home._table.rows.rows() if str(one.values[0].value) == "168")
    table.select(wrong.id)
    page.home.take_back.click()
    assert page.model.error is not None and page.model.error.code == "reason_needed"
    page.home.reason.setText("邻居量的")
    page.home.take_back.click()
    assert wrong.id not in [one.id for one in page.home._table.rows.rows()] and page.model.error is None
    kept = practice.desk.store.read(lambda conn: measurements.get(conn, wrong.id))
    assert kept is not None and kept.status is MeasurementStatus.ENTERED_IN_ERROR
    assert practice.desk.store.read(lambda conn: measurements.error_reason(conn, wrong.id)) == "邻居量的"


def test_both_sheets_are_shown_before_they_are_paper(page: PlanPage) -> None:
    shown: list[bytes] = []
    page.model.print_plan(shown.append)
    assert shown == [] and page.model.error is not None and page.model.error.code == "plan_empty"
    page.model.adopt("elderly")
    page.model.print_plan(shown.append)
    page.model.print_year(shown.append)
    assert len(shown) == 2 and all(one.startswith(b"%PDF") for one in shown)


def test_another_resident_s_page_shows_nothing_of_the_one_before(page: PlanPage, practice: PracticeDesk) -> None:
    page.model.edit(DIET)
    page.model.open(practice.people[1])
    assert page.model.editing is None and page.model.slip == () and page.model.opened is not None
    assert page.model.opened.plan.person.id == practice.people[1]
