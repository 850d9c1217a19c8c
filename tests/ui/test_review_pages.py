"""The pharmacist's tabs over the clinic's own services."""

from __future__ import annotations

from tests.ui.desktop_run import PATIENCE, Run
from ui.pages.rx_report.page import NumbersPage
from ui.review_pages import NUMBERS, WAITING, ReviewPages


def test_the_numbers_stand_beside_the_queue(run: Run) -> None:
    run.begin()
    run.sign_in("pharmacist")
    pages = run.desktop.window.page("review")
    assert isinstance(pages, ReviewPages) and pages.current == WAITING
    numbers = pages.open(NUMBERS)
    assert isinstance(numbers, NumbersPage)
    run.qtbot.waitUntil(lambda: numbers.model.shown is not None, timeout=PATIENCE)
    assert numbers.model.error is None and numbers.model.is_newest
    assert pages.waiting is pages.open(WAITING)
