"""The report of the monthly review: the standard's columns and sums in its order, on paper and in Excel, with the seed it was drawn by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from app.clock import SetClock, instant
from app.domain.ids import new_id
from app.domain.person import Person
from app.domain.prescription import Prescription, PrescriptionState
from app.errors import KnownError, NotAllowed
from app.printing.sheet import ReviewMode
from app.services.desk import Desk
from app.services.prescribing import Prescribing
from app.services.reviewing import Reviewing
from app.services.rx_comment import RxComments
from app.services.rx_comment_paper import CommentPaper, mean, share, yuan
from app.services.rx_worksheet import Sums, sums
from app.services.session import SignedIn
from app.services.table_file import rows
from app.store import prescriptions
from tests.app.printing.pages import plain
from tests.app.services.rx_clinic import AMLODIPINE, METFORMIN, sheet, visit_of
from tests.app.services.rx_reviewers import seat
from tests.shipped_pack import shipped_pack

MARCH = date(2026, 3, 1)


@pytest.fixture
def drawn(desk: Desk, make_person: Callable[..., Person], li: SignedIn, clock: SetClock) -> tuple[RxComments, list[Prescription]]:
    """Three sheets of March, the third with a product that stands in no list any more; li approved the first, and drew the lot in April."""
    rx = Prescribing(desk, shipped_pack(), ReviewMode.BEFORE)
    made = []
    for number, lines in enumerate(((AMLODIPINE, METFORMIN), (METFORMIN,), (AMLODIPINE,))):
        person = make_person(name=f"某{number}", serial=70 + number)
        made.append(rx.sign(sheet(person.id, visit_of(desk, person.id).id, *lines)))
    gone = replace(made[0], id=new_id(), number="gone", prev_hash=None, lines=(replace(made[0].lines[0], id=new_id(), drug="long-gone"),))
    desk.store.write(lambda uow: prescriptions.add(uow, gone)).result()
    seat(desk, li)
    Reviewing(desk).approve(made[0].id, made[0].hash or "")
    clock.set(instant("2026-04-02T01:00:00.000Z"))
    comments = RxComments(desk, lambda: rx.products)
    comments.draw(MARCH)
    return comments, [*made, gone]


def test_the_work_sheet_and_its_sums(desk: Desk, drawn: tuple[RxComments, list[Prescription]], li: SignedIn) -> None:
    comments, made = drawn
    comments.comment(MARCH, made[0].id, [])
    comments.comment(MARCH, made[1].id, ["1-10", "2-5"], "剂量偏大")
    found = {one.sheet: one for one in comments.work_sheet(MARCH)}
    first, second, gone = (found[made[n].id] for n in (0, 1, 3))
    assert (first.items, first.generic, first.antibiotic, first.injection, first.reasonable) == (2, 2, False, False, True)
    assert first.reviewers == li.name and first.dispensers == "" and first.day == date(2026, 3, 5) and first.amount_fen is None
    assert (second.reasonable, gone.reasonable, gone.generic) == (False, None, 0)
    told = sums(list(found.values()))
    assert told == Sums(4, 5, 0, 0, told.essential, 4, 0, 0, 1, 2) and told.essential <= 4

    paper = CommentPaper(desk, comments)
    text, lot = plain(paper.pdf(MARCH)), comments.of_month(MARCH).sample
    assert lot is not None
    columns = ("序号", "处方日期", "年龄", "诊断", "药品品种", "抗菌药（0/1）", "注射剂（0/1）", "处方医师", "存在问题（代码）")
    places = [text.index(word, text.index("处方明细")) for word in columns]
    assert places == sorted(places), "in the order of the standard"
    for words in (
        lot.seed,
        "当月有效处方4张",
        "随机抽取4张",
        "A=5",
        "O=1",
        "O/已点评处方数=50.0%(1/2)",
        "1-102-5剂量偏大",
        li.name,
        "P合理处方百分率",
    ):
        assert words in text, words
    assert not any(f"某{n}" in text for n in range(3)), "no resident is named"
    assert [one.number for one in made if (one.number or "") not in text] == [] and "从现有4张处方重新抽取，结果一致" in text
    void = partial(prescriptions.set_state, key=made[2].id, state=PrescriptionState.CANCELLED, action="cancel")
    desk.store.write(void).result()
    assert comments.drawn_again(MARCH) == (3, False) and "现有3张" in plain(paper.pdf(MARCH)), (
        "what was drawn stays, and that it changed is said"
    )


def test_excel_says_the_same_and_the_print_is_written_down(
    desk: Desk, drawn: tuple[RxComments, list[Prescription]], tmp_path: Path
) -> None:
    paper = CommentPaper(desk, drawn[0])
    paper.save(tmp_path / "c.xlsx", MARCH)
    told = [one.texts for one in rows(tmp_path / "c.xlsx")]
    report = paper.report(MARCH)
    assert list(report.sections[2].head) in told and [cells for cells in report.sections[2].rows if list(cells) not in told] == []
    paper.printed(b"%PDF")


def test_none_without_a_lot_and_only_for_who_reviews(desk: Desk, li: SignedIn) -> None:
    paper = CommentPaper(desk, RxComments(desk, dict))
    with pytest.raises(NotAllowed):
        paper.pdf(MARCH)
    seat(desk, li)
    with pytest.raises(KnownError, match="comment_unknown"):
        paper.pdf(MARCH)


def test_to_one_decimal_place_and_nothing_by_nothing() -> None:
    assert (share(29, 84), share(0, 3), share(1, 0)) == ("34.5% (29/84)", "0.0% (0/3)", "—")
    assert (mean(5, 2), mean(8640, 2, 100), mean(3, 0), yuan(8640), yuan(5)) == ("2.5", "43.2", "—", "86.40", "0.05")
