"""The refill list in the real program: the doctor goes on to the renewal, the nurse to the record."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from app.clock import local_day
from app.demo.clinic import NURSE
from app.services.refill_list import DueList
from app.services.worklist import WorkItem, WorkKind
from tests.app.services.rx_clinic import AMLODIPINE, sheet
from tests.ui.desktop_run import Run
from ui.pages.prescription.page import PrescriptionPage
from ui.pages.refills.page import RefillsPage
from ui.pages.residents.page import ResidentsPage
from ui.pages.rx_found.page import FoundPage
from ui.refill_pages import FOUND, LIST, REFILLS, RefillPages
from ui.worklist_ways import lead


def listed(run: Run) -> RefillsPage:
    pages = run.desktop.window.open(REFILLS)
    assert isinstance(pages, RefillPages)
    page = pages.open(LIST)
    assert isinstance(page, RefillsPage)
    run.qtbot.waitUntil(lambda: page.model.found is not None)
    return page


def signed(run: Run) -> tuple[str, str]:
    """A resident with a week of amlodipine on a long-term sheet: person and sheet."""
    person, clinic = run.grown()[0].id, run.clinic
    visit = clinic.intake.open_visit(person)
    draft = sheet(person, visit.id, replace(AMLODIPINE, days=7), long_term=True)
    return person, clinic.prescribing.sign(draft).id


def test_the_doctor_comes_from_the_list_to_the_comparison_of_the_last_sheet(signed_in: Run) -> None:
    person, last = signed(signed_in)
    page = listed(signed_in)
    signed_in.qtbot.waitUntil(lambda: [one.person for one in page.rows.rows()] == [person])
    page.table.activated_row.emit(page.rows.row(0))
    signed_in.qtbot.waitUntil(lambda: signed_in.desktop.window.current == "prescription")
    opened = signed_in.desktop.window.page("prescription")
    assert isinstance(opened, PrescriptionPage)
    signed_in.qtbot.waitUntil(lambda: opened.model.refill is not None)
    assert opened.model.refill is not None and opened.model.refill.source.id == last
    assert opened.model.draft is not None and opened.model.draft.person == person


def test_the_doctor_reads_what_was_found_in_the_own_sheets_beside_it(signed_in: Run) -> None:
    pages = signed_in.desktop.window.open(REFILLS)
    assert isinstance(pages, RefillPages)
    page = pages.open(FOUND)
    assert isinstance(page, FoundPage) and page.model.error is None and page.model.rows == ()
    lead(signed_in.desktop.window.open, WorkItem(WorkKind.COMMENT, "c1"))
    assert pages.current == FOUND and page.model.key == "c1"


def test_the_nurse_comes_from_the_list_to_the_record(run: Run) -> None:
    run.begin()
    run.sign_in(NURSE)
    page, person = listed(run), run.grown()[0].id
    assert not page.isHidden() and not run.desktop.window.page(REFILLS).has(FOUND)  # type: ignore[union-attr]
    today = local_day(run.clinic.desk.clock.now())
    assert page.model.found == DueList((), (), today, today, today + timedelta(days=6))
    page.asked.emit(person, "sheet")
    shown = run.desktop.window.page("residents")
    assert isinstance(shown, ResidentsPage) and run.desktop.window.current == "residents"


def test_intake_and_auditor_have_no_list(run: Run) -> None:
    run.begin()
    run.sign_in("intake")
    assert not run.desktop.window.has(REFILLS)
