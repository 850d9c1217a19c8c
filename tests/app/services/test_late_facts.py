"""What becomes known after signing reaches the patient: the rules run again, a new objection is a call (RX-SAF-09, H26)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.clock import SetClock
from app.domain.clinical import Allergy, Answer, FactKind
from app.domain.ids import new_id
from app.domain.measurement import MeasurementKind
from app.domain.person import Person, Sex
from app.domain.prescription import Prescription
from app.errors import KnownError
from app.printing.sheet import ReviewMode
from app.rules.pack import Pack
from app.rules.wording import load_words
from app.services.charting import Charting
from app.services.desk import Desk
from app.services.diagnoses import DiagnosisRow
from app.services.keeping import verify
from app.services.late_facts import LateFacts
from app.services.prescribing import Prescribing
from app.services.rx_draft import RxDraftLine
from app.store import clinical, people, prescriptions
from tests.app.services.rx_clinic import AMLODIPINE, METFORMIN, analysed, measured, sheet, told, visit_of

ALLOPURINOL = RxDraftLine("allopurinol-tab", Decimal(100), "qd", "oral", 7)
IBUPROFEN = RxDraftLine("ibuprofen-tab", Decimal(200), "tid", "oral", 3)
ASTHMA = DiagnosisRow("J45.9", "支气管哮喘", "J45.900")
PROPRANOLOL = RxDraftLine("propranolol-tab", Decimal(10), "tid", "oral", 7)

Signed = Callable[..., Prescription]


@pytest.fixture
def late(desk: Desk, pack: Pack) -> LateFacts:
    return LateFacts(desk, pack)


@pytest.fixture
def signed(desk: Desk, pack: Pack, resident: Person) -> Signed:
    def write(*lines: RxDraftLine, **more: object) -> Prescription:
        rx = Prescribing(desk, pack, ReviewMode.NONE)
        return rx.sign(sheet(resident.id, visit_of(desk, resident.id).id, *lines, **more))

    return write


def allergic(desk: Desk, person: str, words: str, origin: str = "local") -> Allergy:
    """An allergy saved here, or pulled from a peer."""
    made = Allergy(new_id(), person, words)
    desk.store.write(lambda uow: clinical.add_allergy(uow, made, None), origin=origin).result()
    settle(desk)
    return made


def settle(desk: Desk) -> None:
    """The notifier has told everybody what was written so far."""
    desk.store._notifier.submit(lambda: None).result()


@pytest.mark.parametrize("origin", ["local", "hub"])
def test_an_allergy_that_comes_after_signing_is_a_call(
    desk: Desk, late: LateFacts, resident: Person, signed: Signed, clock: SetClock, origin: str
) -> None:
    """safety.md §8, the late-fact test: three hours after signing."""
    one = signed(ALLOPURINOL)
    assert late.calls() == []
    clock.forward(3 * 3600)
    allergic(desk, resident.id, "别嘌醇", origin)
    (call,) = late.calls()
    assert (call.name, call.prescription, call.number, call.news) == (resident.name, one.id, one.number, "allergy")
    assert call.phones == tuple((phone.number, phone.relation) for phone in resident.phones) and call.phones
    assert (call.objection.code, call.objection.severity.value) == ("RX-SAF-06", "block")
    assert call.drugs == ("别嘌醇片",) and call.prescriber == "王建国"
    said = load_words("zh_CN").late(call.news, call.objection)
    assert said.startswith("签名以后才知道：过敏。患者对别嘌醇过敏") and said.endswith("请打电话告知患者。")
    assert verify(desk) is not None


def test_a_condition_an_answer_a_result_and_a_medicine_are_news_too(
    desk: Desk, late: LateFacts, make_person: Callable[..., Person], pack: Pack
) -> None:
    rx = Prescribing(desk, pack, ReviewMode.NONE)

    def write(line: RxDraftLine, serial: int) -> str:
        who = make_person(serial=20 + 2 * serial, birth=date(1996, 5, 2), sex=Sex.FEMALE)
        for kind in (FactKind.PREGNANT, FactKind.LACTATING):
            told(desk, who.id, kind, Answer.NO)
        rx.sign(sheet(who.id, visit_of(desk, who.id).id, line))
        return who.id

    asthma, mother, kidney = (write(line, n) for n, line in enumerate((PROPRANOLOL, AMLODIPINE, METFORMIN)))
    Charting(desk).add_condition(asthma, None, ASTHMA)
    told(desk, mother, FactKind.PREGNANT, Answer.YES)
    analysed(desk, kidney, "CREA", "210", "umol/L")
    settle(desk)
    found = {call.person: (call.news, call.objection.code) for call in late.calls()}
    assert found == {asthma: ("condition", "RX-APP-02"), mother: ("answer", "RX-APP-06"), kidney: ("laboratory", "RX-APP-02")}


def test_a_medicine_of_another_place_meets_the_running_sheet(
    desk: Desk, late: LateFacts, resident: Person, signed: Signed, pack: Pack
) -> None:
    """The peer's doctor did not know of ours; a sheet written here was reviewed beside the others."""
    here = signed(IBUPROFEN)
    warfarin = replace(here.lines[0], id=new_id(), drug="warfarin-tab", name="华法林钠片", single=Decimal(3), days=28)
    theirs = replace(
        here, id=new_id(), number=None, prescriber=None, document=None, hash=None, signature=None, review="{}", lines=(warfarin,)
    )
    desk.store.write(lambda uow: prescriptions.add(uow, theirs), origin="hub").result()
    settle(desk)
    (call,) = late.calls()
    assert (call.prescription, call.news, call.objection.code) == (here.id, "medicine", "RX-APP-08")
    assert set(call.objection.drugs) == {"ibuprofen-tab", "warfarin-tab"}


@pytest.mark.parametrize("joined", [True, False])
def test_what_is_said_of_another_record_of_the_same_human_is_news(
    desk: Desk, late: LateFacts, resident: Person, signed: Signed, make_person: Callable[..., Person], joined: bool
) -> None:
    one, twice = signed(ALLOPURINOL), make_person(serial=77)
    if joined:
        desk.store.write(lambda uow: people.link(uow, resident.id, twice.id, "登记了两次")).result()
    allergic(desk, twice.id, "别嘌醇")
    assert [call.prescription for call in late.calls()] == ([one.id] if joined else [])


def test_what_was_known_at_signing_is_no_news(desk: Desk, late: LateFacts, resident: Person, signed: Signed) -> None:
    Charting(desk).add_condition(resident.id, None, DiagnosisRow("M10.9", "痛风", "M10.900"))
    signed(RxDraftLine("hydrochlorothiazide-tab", Decimal(25), "qd", "oral", 7))
    allergic(desk, resident.id, "芒果")
    measured(desk, resident.id, MeasurementKind.WEIGHT, "61", "kg")
    settle(desk)
    assert late.check(resident.id) == 0 and late.calls() == []


def test_what_is_no_longer_taken_calls_nobody(desk: Desk, late: LateFacts, resident: Person, signed: Signed, clock: SetClock) -> None:
    signed(ALLOPURINOL)
    clock.forward(8 * 86_400)
    allergic(desk, resident.id, "别嘌醇")
    assert late.calls() == []


def test_a_cancelled_sheet_calls_nobody(desk: Desk, late: LateFacts, resident: Person, signed: Signed, pack: Pack) -> None:
    one = signed(ALLOPURINOL)
    Prescribing(desk, pack).cancel(one.id, "开错")
    allergic(desk, resident.id, "别嘌醇")
    assert late.calls() == []


def test_a_call_is_told_once_and_settled_by_what_came_of_it(desk: Desk, late: LateFacts, resident: Person, signed: Signed) -> None:
    signed(ALLOPURINOL)
    allergic(desk, resident.id, "别嘌醇")
    allergic(desk, resident.id, "别嘌醇片")
    (call,) = late.calls()
    late.called(call.id, "unreachable", "关机")
    assert "关机" in late.calls()[0].tried
    late.called(call.id, "stopped", "已停药")
    assert late.calls() == [] and late.check(resident.id) == 0
    with pytest.raises(KnownError) as caught:
        late.called(call.id, "stopped")
    assert caught.value.code == "late_call_unknown"
    with pytest.raises(ValueError, match="perhaps"):
        late.called(call.id, "perhaps")


def test_the_night_finds_what_the_day_missed(desk: Desk, pack: Pack, resident: Person, signed: Signed) -> None:
    """The program closed while a page was pulled."""
    signed(ALLOPURINOL)
    allergic(desk, resident.id, "别嘌醇")
    late = LateFacts(desk, pack)
    assert late.calls() == []
    late.check_all()
    assert [call.objection.code for call in late.calls()] == ["RX-SAF-06"]


def test_a_new_version_of_the_rules_is_no_late_fact(desk: Desk, pack: Pack, resident: Person, signed: Signed) -> None:
    signed(ALLOPURINOL)
    allergic(desk, resident.id, "别嘌醇")
    newer = LateFacts(desk, replace(pack, version="rx-2027"))
    newer.check_all()
    assert newer.calls() == []
    assert newer.check(resident.id, {"allergy"}) == 1


def test_without_rules_nothing_is_judged(desk: Desk, resident: Person, signed: Signed) -> None:
    signed(ALLOPURINOL)
    late = LateFacts(desk, None)
    allergic(desk, resident.id, "别嘌醇")
    assert late.calls() == [] and late.check(resident.id) == 0
