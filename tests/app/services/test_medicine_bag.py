"""药袋: what is bought elsewhere is named, asked about again, and seen by every rule (H52, H26)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app.clock import SetClock
from app.domain.clinical import Answer, FactKind
from app.domain.encounter import Encounter
from app.domain.outside_medicine import BagSource, OutsideMedicine, Taking
from app.domain.person import Person
from app.errors import KnownError
from app.printing.sheet import ReviewMode
from app.rules.findings import Finding, Severity
from app.rules.pack import Pack
from app.services.desk import Desk
from app.services.late_facts import LateFacts
from app.services.medicine_bag import MedicineBag, Told
from app.services.prescribing import Prescribing
from app.services.rx_draft import RxDraftLine
from app.store import clinical, people
from app.store.outside_medicines import STATEMENTS
from tests.app.printing.pages import plain
from tests.app.services.rx_clinic import AMLODIPINE, METFORMIN, sheet, told, visit_of
from tests.app.services.test_late_facts import settle

NO0, KCL = "beijing-antihtn-no0", "kcl-sr-tab"
POTASSIUM = RxDraftLine(KCL, Decimal(500), "bid", "oral", 7)
CHEMIST, HOSPITAL, FAMILY = BagSource.CHEMIST, BagSource.HOSPITAL, BagSource.FAMILY
EAN = "6901234567892"
DAY = 86_400


@pytest.fixture
def rx(desk: Desk, pack: Pack) -> Prescribing:
    return Prescribing(desk, pack, ReviewMode.NONE)


@pytest.fixture
def bag(desk: Desk, rx: Prescribing) -> MedicineBag:
    return MedicineBag(desk, rx.shelves)


def refused(work: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as caught:
        work()
    return caught.value.code


def of(found: tuple[Finding, ...], code: str) -> list[Finding]:
    return [one for one in found if one.code == code]


def test_no_0_from_the_chemists_meets_potassium(bag: MedicineBag, rx: Prescribing, resident: Person, visit: Encounter) -> None:
    """safety.md day one: 0号 with KCl was silent."""
    assert bag.of(resident.id).asked is None, "not asked is neither yes nor no"
    row = next(one for one in bag.find("0号") if one.drug == NO0)
    draft = sheet(resident.id, visit.id, POTASSIUM)
    assert not of(rx.review(draft).findings, "RX-APP-08")
    made = bag.add(resident.id, Told(row.drug, "", CHEMIST, dose="1片", frequency="qd", since="2024.5"))
    assert (made.single, made.unit, made.since) == ("1", "{tbl}", "2024-05") and made.by
    review = rx.review(draft)
    (met,) = of(review.findings, "RX-APP-08")
    assert met.facts["drugs"] == "氯化钾缓释片、复方利血平氨苯蝶啶片（院外·药店）" and set(met.drugs) == {NO0, KCL}
    assert "interaction" in [run.check for run in review.ran]
    fact = bag.of(resident.id).asked
    assert fact is not None and fact.answer is Answer.YES, "an earlier no would not stand"
    assert refused(lambda: bag.none(resident.id)) == "bag_listed"
    bag.asked(made.medicine, Taking.NO, "吃完了")
    assert not of(rx.review(draft).findings, "RX-APP-08"), "what was stopped meets nothing"
    assert bag.none(resident.id).answer is Answer.NO


def test_the_man_with_seven_drugs(bag: MedicineBag, rx: Prescribing, resident: Person, visit: Encounter) -> None:
    """H52: the whole set is looked at, many-drug rules too, and what stands twice is named."""
    rx.sign(sheet(resident.id, visit.id, AMLODIPINE))
    for drug, source in (("captopril-tab", HOSPITAL), (NO0, CHEMIST), ("zhenju-antihtn", CHEMIST), ("xiaoke-pill", FAMILY)):
        bag.add(resident.id, Told(drug, "", source))
    bag.add(resident.id, Told("", "格列本脲", FAMILY, dose="1片"))
    bag.add(resident.id, Told("", "蓝色小药片", FAMILY, dose="睡前1片"))
    found = rx.review(sheet(resident.id, visit.id, RxDraftLine("ibuprofen-tab", Decimal(200), "tid", "oral", 3)))
    many = next(one for one in found.findings if one.code == "RX-SAF-07")
    assert "卡托普利片（院外·外院）" in many.facts["drugs"] and "布洛芬" in many.facts["drugs"]
    gaps = {gap.input for run in found.could_not for gap in run.gaps}
    assert "medicine_words" in gaps, "free words are named as not compared"
    shown = bag.of(resident.id)
    assert [row.told.name for row in shown.unmatched] == ["蓝色小药片"] and shown.unmatched[0].told.use == "睡前1片"
    assert [one.line.drug for one in shown.ours] == ["amlodipine-tab"]
    pairs = {frozenset((one.one.name, one.other.name)) for one in shown.twice}
    assert frozenset(("复方利血平氨苯蝶啶片", "珍菊降压片")) in pairs and any("消渴丸" in pair and "格列本脲片" in pair for pair in pairs)


def test_what_is_bought_beside_the_same_on_the_sheet_is_a_reminder(
    bag: MedicineBag, rx: Prescribing, resident: Person, visit: Encounter
) -> None:
    draft = sheet(resident.id, visit.id, AMLODIPINE)
    made = bag.add(resident.id, Told("amlodipine-tab", "", HOSPITAL, dose="5mg", frequency="qd", taking=Taking.UNSURE))
    (twice,) = of(rx.review(draft).findings, "RX-APP-07")
    assert twice.severity is Severity.WARN and twice.facts["drugs"].endswith("（院外·外院）")
    bag.asked(made.medicine, Taking.MISTAKE, "拿错袋子")
    assert not of(rx.review(draft).findings, "RX-APP-07") and bag.of(resident.id).rows == bag.of(resident.id).stopped == ()


def test_a_code_once_named_is_known_the_next_time(bag: MedicineBag, resident: Person, make_person: Callable[..., Person]) -> None:
    assert bag.scan(f"]E0{EAN}") == bag.scan(EAN) and bag.scan(EAN).drug == ""
    for wrong in ("6901234567893", "69012345", "", "abc", "８１"):
        assert refused(lambda wrong=wrong: bag.scan(wrong)) == "bag_code"  # type: ignore[misc]
    first = bag.add(resident.id, Told("", "北京降压0号（盒）", CHEMIST, EAN))
    assert (bag.scan(EAN).drug, bag.scan(EAN).name) == ("", "北京降压0号（盒）")
    bag.change(first.medicine, Told(NO0, "", CHEMIST))
    found = bag.scan(EAN)
    assert (found.code, found.drug, found.name) == (EAN, NO0, "复方利血平氨苯蝶啶片")
    other = make_person(name="李大山", serial=29, phone="13900008888")
    assert bag.add(other.id, Told(found.drug, "", FAMILY, found.code)).drug == NO0
    bag.asked(first.medicine, Taking.MISTAKE, "别人的")
    assert bag.scan(EAN).drug == NO0, "the other resident's box names it still"


def test_at_the_next_visit_it_is_confirmed_with_one_key(
    bag: MedicineBag, desk: Desk, resident: Person, clock: SetClock, make_person: Callable[..., Person]
) -> None:
    twin = make_person(name="王秀英", serial=28, phone="13900009999")
    desk.store.write(lambda uow: people.link(uow, resident.id, twin.id, "同一人")).result()
    one = bag.add(resident.id, Told(NO0, "", CHEMIST))
    clock.forward(60)
    two = bag.add(twin.id, Told("", "钙片", FAMILY, taking=Taking.UNSURE))
    assert bag.of(resident.id).stale == () and refused(lambda: bag.add(resident.id, Told("", "钙片", FAMILY))) == "bag_twice"
    clock.forward(3 * DAY)
    assert [row.key for row in bag.of(resident.id).stale] == [one.id, two.id]
    bag.asked(two.id, Taking.NO, "便秘", "2026-03-06")
    assert bag.all_taken(resident.id) == 1 and bag.all_taken(resident.id) == 0
    shown = bag.of(resident.id)
    assert shown.stale == () and [(row.key, row.told.taking, row.by) for row in shown.rows] == [(one.id, Taking.YES, "王建国")]
    assert [(row.told.reason, row.told.stopped) for row in shown.stopped] == [("便秘", "2026-03-06")]
    kept = desk.store.read(lambda conn: STATEMENTS.of_people(conn, [resident.id, twin.id]))
    assert len(kept) == len({row.id for row in kept}) == 4, "every answer stays"
    bag.asked(two.id, Taking.YES)
    assert [row.key for row in bag.of(resident.id).rows] == [one.id, two.id], "taken up again"


def test_what_cannot_be_read_is_asked_for(bag: MedicineBag, resident: Person) -> None:
    good, cases = Told(NO0, "", CHEMIST), list[tuple[dict[str, Any], str]]()
    cases += [({"drug": "", "name": "  "}, "bag_name"), ({"source": None}, "bag_source"), ({"frequency": "sometimes"}, "bag_dose")]
    cases += [({"dose": words}, "bag_dose") for words in ("许多", "0")]
    cases += [({"since": words}, "bag_since") for words in ("2026-13", "2027", "去年", "1850")]
    for wrong, code in cases:
        assert refused(lambda wrong=wrong: bag.add(resident.id, replace(good, **wrong))) == code  # type: ignore[misc]
    assert bag.of(resident.id).rows == () and bag.of(resident.id).asked is None


def test_to_stop_wants_a_reason_and_a_day_that_was(bag: MedicineBag, resident: Person) -> None:
    key = bag.add(resident.id, Told(NO0, "", CHEMIST)).id
    assert refused(lambda: bag.asked(key, Taking.NO)) == refused(lambda: bag.asked(key, Taking.MISTAKE, " ")) == "bag_reason"
    assert refused(lambda: bag.asked(key, Taking.NO, "头晕", "2026-03-06")) == "bag_stopped"
    assert refused(lambda: bag.asked(key, Taking.NO, "头晕", "2026-02")) == "bag_stopped"
    assert (
        refused(lambda: bag.asked("nothing", Taking.YES)) == refused(lambda: bag.change("nothing", Told(NO0, "", CHEMIST))) == "bag_unknown"
    )
    assert bag.asked(key, Taking.NO, "头晕").stopped == "2026-03-05"


@pytest.mark.parametrize("origin", ["local", "hub"])
def test_one_that_is_told_of_after_signing_is_a_call(
    desk: Desk, bag: MedicineBag, rx: Prescribing, pack: Pack, resident: Person, visit: Encounter, clock: SetClock, origin: str
) -> None:
    """H26: recorded here, or pulled from the county hospital."""
    late = LateFacts(desk, pack)
    told(desk, resident.id, FactKind.MEDICINES, Answer.NO)
    rx.sign(sheet(resident.id, visit.id, POTASSIUM, METFORMIN))
    clock.forward(3 * 3600)
    if origin == "local":
        bag.add(resident.id, Told(NO0, "", CHEMIST))
    else:
        from_there = OutsideMedicine(
            "stmt-1", resident.id, "stmt-1", "", "北京降压0号", HOSPITAL, Taking.YES, None, "2026-03-04T00:00:00.000Z"
        )
        desk.store.write(lambda uow: STATEMENTS.add(uow, from_there), origin=origin).result()
    settle(desk)
    (call,) = late.calls()
    assert (call.news, call.objection.code, KCL in call.objection.drugs) == ("medicine", "RX-APP-08", True)
    assert "院外" in call.objection.facts["drugs"]


def test_a_visit_elsewhere_is_no_answer_of_ours(desk: Desk, bag: MedicineBag, resident: Person) -> None:
    """Only what is asked here writes the answer, and only a member of staff may give it."""
    visit_of(desk, resident.id)
    from_there = OutsideMedicine("stmt-2", resident.id, "stmt-2", "", "华法林钠片", HOSPITAL, Taking.YES, None, "2026-03-01T00:00:00.000Z")
    desk.store.write(lambda uow: STATEMENTS.add(uow, from_there), origin="hub").result()
    shown = bag.of(resident.id)
    assert [(row.product.id if row.product else "", row.by) for row in shown.rows] == [("warfarin-tab", "")] and shown.stale
    assert desk.store.read(lambda conn: clinical.fact(conn, [resident.id], FactKind.MEDICINES)) is None


def test_one_table_of_everything_and_the_slip_of_a_sheet_tell_of_it_too(
    bag: MedicineBag, rx: Prescribing, desk: Desk, resident: Person, visit: Encounter, clock: SetClock
) -> None:
    """safety.md day one: 早/中/晚/睡前 with tablet counts, of our sheets and of what is from elsewhere."""
    assert refused(lambda: bag.slip_pdf(resident.id)) == "bag_empty"
    bag.add(resident.id, Told(NO0, "", CHEMIST, dose="1片", frequency="qd"))
    bag.add(resident.id, Told("", "蓝色小药片", FAMILY, dose="睡前1片"))
    bag.add(resident.id, Told("xiaoke-pill", "", FAMILY, taking=Taking.UNSURE))
    gone = bag.add(resident.id, Told("", "钙片", FAMILY))
    bag.asked(gone.medicine, Taking.NO, "吃完了")
    sheet_of_today = rx.sign(sheet(resident.id, visit.id, replace(AMLODIPINE, days=7), replace(METFORMIN, days=3)))
    with_sheet = plain(rx.slip_pdf(sheet_of_today.id))
    clock.forward(4 * DAY)
    pdf = bag.slip_pdf(resident.id)
    everything = plain(pdf)
    assert "二甲双胍" in with_sheet and "二甲双胍" not in everything, "what ran out stands in no table"
    for paper in (with_sheet, everything):
        assert all(word in paper for word in ("苯磺酸氨氯地平片", "复方利血平氨苯蝶啶片（院外自备）", "蓝色小药片（院外自备）", "睡前1片"))
        assert "钙片" not in paper and "消渴丸" not in paper, "nobody is told to take what nobody is sure of"
    bag.slip_printed(resident.id, pdf)
