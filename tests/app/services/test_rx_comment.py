"""The monthly review: drawn once when the month is over, nobody judges their own sheets, nothing written is changed, the counts add up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.clock import SetClock, instant
from app.domain.person import Person
from app.domain.prescription import Prescription
from app.domain.rx_comment import CommentClass, draw
from app.errors import KnownError, NotAllowed
from app.printing.sheet import ReviewMode
from app.rules import reviewing
from app.rules.reviewing import lot_size, review_policy
from app.services.desk import Desk
from app.services.keeping import verify
from app.services.prescribing import Prescribing
from app.services.rx_comment import RxComments
from app.services.session import SignedIn
from tests.app.services.rx_clinic import AMLODIPINE, METFORMIN, sheet, visit_of
from tests.app.services.rx_reviewers import seat
from tests.shipped_pack import shipped_pack

MARCH = date(2026, 3, 1)
APRIL = "2026-04-02T01:00:00.000Z"


@pytest.fixture
def march(desk: Desk, make_person: Callable[..., Person], li: SignedIn, clock: SetClock) -> list[Prescription]:
    """Five sheets of March; it is April, and a pharmacist sits at the desk."""
    rx, made = Prescribing(desk, shipped_pack(), ReviewMode.BEFORE), []
    for number in range(5):
        person = make_person(name=f"某{number}", serial=40 + number)
        made.append(rx.sign(sheet(person.id, visit_of(desk, person.id).id, AMLODIPINE, METFORMIN)))
    clock.set(instant(APRIL))
    seat(desk, li)
    return made


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    """A site that looks at two sheets a month."""
    few = replace(review_policy(), comment_least=2)
    monkeypatch.setattr(reviewing, "review_policy", lambda: few)


def test_all_of_a_month_with_few_sheets(desk: Desk, march: list[Prescription]) -> None:
    comments = RxComments(desk, dict)
    assert comments.last_month() == MARCH and comments.of_month(MARCH).sample is None and comments.of_month(MARCH).over
    made = comments.draw(date(2026, 3, 17))
    assert set(made.sheets) == {one.id for one in march} and made.population == 5
    assert comments.of_month(MARCH).sample == made


def test_how_many_are_looked_at() -> None:
    assert [lot_size(n) for n in (0, 3, 100, 4_000, 100_001)] == [0, 3, 100, 100, 101]


@pytest.mark.usefixtures("two")
def test_a_lot_can_be_drawn_again_from_its_seed_but_is_drawn_once(desk: Desk, march: list[Prescription]) -> None:
    comments = RxComments(desk, dict)
    made = comments.draw(MARCH)
    assert len(made.sheets) == 2 and draw(made.seed, [one.id for one in march], 2) == made.sheets
    with pytest.raises(KnownError, match="comment_drawn"):
        comments.draw(MARCH)
    with pytest.raises(IntegrityError, match="drawn once"):
        desk.store.write(lambda uow: uow.conn.execute(text("UPDATE rx_sample SET seed = 'x'"))).result()
    left_out = next(one.id for one in march if one.id not in made.sheets)
    with pytest.raises(KnownError, match="comment_unknown"):
        comments.comment(MARCH, left_out, [])


@pytest.mark.usefixtures("march")
def test_no_lot_of_a_month_that_goes_on_or_has_no_sheets(desk: Desk) -> None:
    comments = RxComments(desk, dict)
    for month, code in ((date(2026, 4, 1), "comment_month_open"), (date(2026, 2, 1), "comment_nothing")):
        with pytest.raises(KnownError, match=code):
            comments.draw(month)


def test_what_was_found_is_counted(desk: Desk, march: list[Prescription], li: SignedIn) -> None:
    comments = RxComments(desk, dict)
    lot = comments.draw(MARCH).sheets
    comments.comment(MARCH, lot[0], [])
    comments.comment(MARCH, lot[1], ["1-10", "2-5"])
    comments.comment(MARCH, lot[2], ["3-1"])
    comments.comment(MARCH, lot[2], ["2-9", "2-5"], "同类药已足量")
    told = comments.of_month(MARCH)
    assert [one.found for one in told.sheets] == [CommentClass.REASONABLE, CommentClass.UNFIT, CommentClass.UNFIT, None, None]
    whole, mine = told.doctors
    assert (whole.looked_at, mine.prescriber, mine.by_class) == (
        3,
        march[0].prescriber,
        {CommentClass.REASONABLE: 1, CommentClass.UNFIT: 2},
    )
    assert whole.rate == pytest.approx(1 / 3) and dict(told.codes) == {"2-5": 2, "1-10": 1, "2-9": 1}
    assert told.sheets[2].comment is not None and told.sheets[2].comment.practitioner == li.practitioner
    assert verify(desk) == []
    with pytest.raises(IntegrityError, match="never changed"):
        desk.store.write(lambda uow: uow.conn.execute(text("UPDATE rx_comment SET codes = '[]'"))).result()


def test_a_sheet_is_shown_as_it_was_signed(desk: Desk, march: list[Prescription]) -> None:
    comments = RxComments(desk, dict)
    comments.draw(MARCH)
    shown = comments.sheet(MARCH, march[0].id)
    assert shown.drawn.number == march[0].number and len(shown.document["lines"]) == shown.drawn.lines == 2
    with pytest.raises(KnownError, match="comment_unknown"):
        comments.sheet(MARCH, "another")


def test_codes_of_the_list_with_words_where_they_are_wanted(desk: Desk, march: list[Prescription]) -> None:
    comments = RxComments(desk, dict)
    comments.draw(MARCH)
    for codes, code in ((["9-9"], "comment_unknown"), (["2-9"], "comment_words_needed")):
        with pytest.raises(KnownError, match=code):
            comments.comment(MARCH, march[0].id, codes, " ")


def test_nobody_comments_on_their_own_sheets(desk: Desk, march: list[Prescription], li: SignedIn) -> None:
    comments = RxComments(desk, dict)
    comments.draw(MARCH)
    seat(desk, replace(li, practitioner=march[0].prescriber or ""))
    with pytest.raises(KnownError, match="comment_own"):
        comments.comment(MARCH, march[0].id, [])
    assert comments.of_month(MARCH).doctors[0].looked_at == 0


def test_only_who_reviews(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        RxComments(desk, dict).of_month(MARCH)
