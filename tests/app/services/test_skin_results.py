"""H50: what the records say reaches the line, the rules and the signed sheet; the batch on the shelf decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.clock import SetClock
from app.domain.clinical import Answer, FactKind
from app.domain.encounter import Encounter
from app.domain.person import Person
from app.domain.rx_document import read
from app.domain.skin_test import ArmSite, SkinResult
from app.printing.sheet import ReviewMode
from app.rules.pack import Pack
from app.rules.wording import load_words
from app.services.desk import Desk
from app.services.dispensing import Dispensing
from app.services.prescribing import Prescribing
from app.services.rx_draft import RxDraft, RxDraftLine
from app.services.rx_sheet import sheet_of
from app.services.skin_tests import Begun, Seen, SkinTests
from app.services.stock import Stock
from tests.app.services.rx_clinic import reasoned, sheet, told

DRUG = "amoxicillin-cap"
LINE = RxDraftLine(DRUG, Decimal(500), "tid", "oral", 3)
BEGUN = Begun(DRUG, "250301", "青霉素皮试液 500 U/mL", ArmSite.LEFT, "elsewhere")
HOUR = 3600


@pytest.fixture
def skin(desk: Desk, rx: Prescribing, stock: Stock, resident: Person) -> SkinTests:
    stock.receive(DRUG, "250301", date(2026, 9, 1), 24)
    told(desk, resident.id, FactKind.ALLERGY, Answer.NO)
    return SkinTests(desk, rx.shelves)


@pytest.fixture
def empty(resident: Person, visit: Encounter) -> RxDraft:
    return sheet(resident.id, visit.id, LINE)


def after_test(skin: SkinTests, clock: SetClock, person: str, result: SkinResult = SkinResult.NEGATIVE) -> str:
    one = skin.begin(person, None, BEGUN)
    clock.forward(20 * 60)
    skin.read(one.id, Seen(result))
    return one.id


def typed(draft: RxDraft, result: str) -> RxDraft:
    return replace(draft, lines=(replace(draft.lines[0], skin_test=result),))


def objected(rx: Prescribing, draft: RxDraft) -> list[tuple[str, str]]:
    return [(one.severity.value, one.rule) for one in rx.review(draft).findings if one.code == "RX-APP-04"]


def test_the_line_takes_the_result_that_stands_and_the_sheet_prints_its_time_and_batch(
    rx: Prescribing, skin: SkinTests, clock: SetClock, empty: RxDraft
) -> None:
    assert rx.with_results(empty) is empty and objected(rx, typed(empty, "阴性")) == [("warn", "unrecorded")]
    (found,) = (one for one in rx.review(typed(empty, "阴性")).findings if one.code == "RX-APP-04")
    assert "本机没有这次皮试的记录" in load_words("zh_CN").finding(found) and "做皮试" in load_words("zh_CN").finding(found)
    after_test(skin, clock, empty.person)
    ready = rx.with_results(empty)
    assert ready.lines[0].skin_test == "阴性" and objected(rx, ready) == [] and rx.with_results(ready) is ready
    signed = rx.sign(reasoned(rx, ready))
    assert signed.document is not None and signed.lines[0].skin_test == "阴性"
    line = read(signed.document)["lines"][0]
    assert line["skin_record"].endswith("批号250301") and sheet_of(read(signed.document), signed.state).lines[0].skin_test.startswith(
        "阴性 03-05"
    )


@pytest.mark.parametrize(("hours", "stands"), [(71, True), (73, False)])
def test_after_72_hours_or_of_another_batch_it_stands_no_more(
    rx: Prescribing, skin: SkinTests, stock: Stock, clock: SetClock, empty: RxDraft, hours: int, stands: bool
) -> None:
    after_test(skin, clock, empty.person)
    clock.forward(hours * HOUR)
    assert objected(rx, typed(empty, "免试")) == ([] if stands else [("override", "exempt")])
    assert objected(rx, typed(empty, "阴性")) == ([] if stands else [("warn", "unrecorded")])
    stock.count(DRUG, "250301", 0)
    stock.receive(DRUG, "250412", date(2027, 4, 1), 24)
    assert rx.with_results(empty) is empty, "72 h, same batch"
    assert objected(rx, typed(empty, "免试")) == [("override", "exempt")]
    assert objected(rx, typed(empty, "阴性")) == [("warn", "other_batch" if stands else "unrecorded")]


def test_a_positive_test_stops_the_line_whatever_is_typed_until_it_is_taken_back(
    rx: Prescribing, skin: SkinTests, clock: SetClock, empty: RxDraft
) -> None:
    key = after_test(skin, clock, empty.person, SkinResult.POSITIVE)
    for result in ("", "阴性", "免试"):
        assert rx.with_results(typed(empty, result)).lines[0].skin_test == "阳性"
    assert objected(rx, typed(empty, "阴性")) == [("block", "reacted")]
    clock.forward(2000 * HOUR)
    assert objected(rx, typed(empty, "免试")) == [("block", "reacted")], "a reaction does not grow old"
    skin.take_back(key, "看错人")
    assert rx.with_results(empty) is empty and objected(rx, typed(empty, "阴性")) == [("warn", "unrecorded")]


def test_the_counter_knows_which_batch_was_tested(
    desk: Desk, pack: Pack, skin: SkinTests, stock: Stock, clock: SetClock, empty: RxDraft
) -> None:
    stock.receive(DRUG, "250412", date(2027, 4, 1), 24)
    rx = Prescribing(desk, pack, ReviewMode.NONE)
    after_test(skin, clock, empty.person)
    signed = rx.sign(reasoned(rx, rx.with_results(empty)))
    counter = Dispensing(desk, rx.shelves)
    (line,) = counter.case(signed.id).lines
    assert line.tested == ("250301",) and line.untested == ()
    counter.prepare(signed.id, line.line.id, 1, "250412")
    (line,) = counter.case(signed.id).lines
    assert line.untested == ("250412",)
    (prepared,) = line.parts
    counter.take_back(prepared.id)
    assert counter.case(signed.id).lines[0].untested == ()
