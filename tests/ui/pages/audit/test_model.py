"""What of the trail is read, and the check beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pytest

from app.clock import SetClock
from app.errors import KnownError
from app.services.auditing import Filter, Progress, TrailPage
from app.store.audit import Flaw
from tests.ui.pages.later import Later
from ui.pages.audit.gallery import FLAWS, NOW, ROWS, Desk
from ui.pages.audit.model import AuditModel


class Kept(Desk):
    """Remembers what was asked; three pages."""

    def __init__(self) -> None:
        super().__init__(flaws=FLAWS)
        self.asked: list[tuple[Filter, int | None]] = []
        self.error: KnownError | None = None

    def rows(self, wanted: Filter, before: int | None = None) -> TrailPage:
        self.asked.append((wanted, before))
        if self.error:
            raise self.error
        return TrailPage(ROWS, {None: 900, 900: 400, 400: None}[before])

    def verify(self, tell: Callable[[Progress], None]) -> Sequence[Flaw]:
        tell(Progress("sheets", 0.0))
        if self.error:
            raise self.error
        return FLAWS


@pytest.fixture
def desk() -> Kept:
    return Kept()


@pytest.fixture
def model(desk: Kept) -> AuditModel:
    made = AuditModel(desk, desk, SetClock(NOW))
    made.load()
    return made


def test_older_and_newer_pages_are_walked_and_end(model: AuditModel, desk: Kept) -> None:
    for step in (model.older, model.older, model.older, model.newer, model.newer, model.newer):
        step()
    assert [before for _, before in desk.asked] == [None, 900, 400, 900, None] and not model.has_newer


def test_another_filter_begins_with_the_newest_page(model: AuditModel, desk: Kept) -> None:
    model.older()
    model.choose_account("a2")
    assert desk.asked[-1] == (Filter(account="a2"), None) and not model.has_newer


def test_periods_end_today_and_typed_days_are_no_period(model: AuditModel, desk: Kept) -> None:
    model.choose_period("week")
    assert (desk.asked[-1][0].first, desk.asked[-1][0].last) == (date(2026, 2, 27), date(2026, 3, 5))
    model.choose_days(date(2026, 2, 27), date(2026, 3, 5))
    assert model.period == "week" and len(desk.asked) == 2
    model.choose_days(date(2026, 3, 1), None)
    assert model.period == "" and desk.asked[-1][0] == Filter(first=date(2026, 3, 1))
    model.choose_period("all")
    assert desk.asked[-1][0] == Filter()


def test_filters_add_up(model: AuditModel, desk: Kept) -> None:
    model.choose_action("sign")
    model.choose_type("prescription")
    model.choose_resident("p1", "王秀英")
    assert desk.asked[-1][0] == Filter(person="p1", action="sign", type="prescription") and model.resident == "王秀英"
    model.choose_resident("")
    assert desk.asked[-1][0].person == "" and model.resident == ""


def test_what_is_chosen_while_it_reads_is_read_afterwards(desk: Kept) -> None:
    model = AuditModel(desk, desk, SetClock(NOW))
    later = Later()
    model.attach(lambda: None, later)
    model.load()
    model.choose_action("sign")
    model.choose_action("print")
    later.all()
    assert [wanted.action for wanted, _ in desk.asked] == ["", "print"]


def test_a_refusal_is_told_and_the_rows_stay(model: AuditModel, desk: Kept) -> None:
    desk.error = KnownError("not_allowed", permission="audit.read")
    model.choose_action("sign")
    assert model.error is desk.error and model.page.entries == ROWS
    desk.error = None
    model.choose_action("")
    assert model.error is None


def test_a_check_tells_how_far_it_is_and_what_it_found(model: AuditModel, desk: Kept) -> None:
    seen: list[object] = []
    model.attach(lambda: seen.append(model.checking), lambda work, done, failed: done(work()))
    model.verify()
    assert seen[:2] == [Progress("chain", 0.0), Progress("sheets", 0.0)] and seen[-1] is None
    assert model.flaws == FLAWS and model.checked_at == "2026-03-05T02:20:00.000Z"


def test_a_check_that_breaks_off_leaves_no_verdict(model: AuditModel, desk: Kept) -> None:
    desk.error = KnownError("database_damaged")
    model.verify()
    assert model.checking is None and model.flaws is None and model.error is desk.error
