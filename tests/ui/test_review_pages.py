"""The pharmacist's pages over the clinic's own services."""

from __future__ import annotations

from tests.app.services.rx_reviewers import hire
from tests.ui.desktop_run import PATIENCE, Run
from tests.ui.pages.keyboard import enter, write
from ui.cockpit_pages import COCKPIT
from ui.pages.rx_comment.page import CommentPage
from ui.pages.rx_report.page import NumbersPage
from ui.review_pages import COMMENTS, NUMBERS, WAITING, ReviewPages


def test_the_monthly_review_and_the_numbers_stand_beside_the_queue(run: Run) -> None:
    run.begin()
    run.sign_in("pharmacist")
    pages = run.desktop.window.page("review")
    assert isinstance(pages, ReviewPages) and pages.current == WAITING
    comments = pages.open(COMMENTS)
    assert isinstance(comments, CommentPage)
    run.qtbot.waitUntil(lambda: comments.model.shown is not None, timeout=PATIENCE)
    comments.draw.click()
    run.qtbot.waitUntil(lambda: comments.model.error is not None, timeout=PATIENCE)
    assert comments.model.error is not None and comments.model.error.code == "comment_nothing"
    assert pages.waiting is pages.open(WAITING)
    numbers = run.desktop.window.open(NUMBERS)
    assert isinstance(numbers, NumbersPage)
    run.qtbot.waitUntil(lambda: numbers.model.shown is not None, timeout=PATIENCE)
    assert numbers.model.error is None


def test_a_manager_has_the_numbers_and_no_residents(signed_in: Run) -> None:
    hire(signed_in.clinic.desk, "周院长", "300", "manager")
    lock = signed_in.lock_page()
    lock._switch()
    lock.tiles.chosen.emit("ph300")
    signed_in.qtbot.waitUntil(lambda: lock.password.field.isEnabled(), timeout=PATIENCE)
    write(signed_in.qtbot, lock.password.field, "another horse")
    with signed_in.qtbot.waitSignal(signed_in.desktop.seated, timeout=PATIENCE):
        enter(signed_in.qtbot, lock.password.field)
    window = signed_in.desktop.window
    assert window.current == COCKPIT and [key for key in ("residents", "encounter", "review", "prescription") if window.has(key)] == []
    numbers = window.open(NUMBERS)
    assert isinstance(numbers, NumbersPage)
    signed_in.qtbot.waitUntil(lambda: numbers.model.shown is not None, timeout=PATIENCE)
    assert numbers.model.error is None
