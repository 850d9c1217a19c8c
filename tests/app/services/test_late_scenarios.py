"""The late-fact test (safety.md §8.3, H26): forty facts k hours after signing, each becomes a call with a phone number, nothing else moves."""

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
from app.printing.sheet import ReviewMode
from app.rules.pack import Pack
from app.services.charting import Charting
from app.services.desk import Desk
from app.services.diagnoses import DiagnosisRow
from app.services.late_facts import LateFacts
from app.services.prescribing import Prescribing
from app.services.rx_draft import RxDraftLine
from app.store import clinical, prescriptions
from tests.app.services.rx_clinic import analysed, measured, sheet, told, visit_of

SCENARIOS = [
    ("amoxicillin-cap", "500", "allergy", "青霉素", "RX-APP-03"),
    ("amoxicillin-cap", "500", "allergy", "阿莫西林", "RX-APP-03"),
    ("cefalexin-cap", "500", "allergy", "头孢", "RX-APP-03"),
    ("cefalexin-cap", "500", "allergy", "先锋", "RX-APP-03"),
    ("cefalexin-cap", "500", "allergy", "青霉素", "RX-APP-03"),
    ("ibuprofen-tab", "200", "allergy", "阿司匹林", "RX-APP-03"),
    ("metronidazole-tab", "200", "allergy", "甲硝唑", "RX-APP-03"),
    ("azithromycin-tab", "500", "allergy", "阿奇霉素", "RX-APP-03"),
    ("captopril-tab", "12.5", "allergy", "卡托普利", "RX-SAF-06"),
    ("omeprazole-cap", "20", "allergy", "奥美拉唑", "RX-SAF-06"),
    ("metformin-tab", "500", "allergy", "二甲双胍", "RX-SAF-06"),
    ("propranolol-tab", "10", "condition", "J45.9", "RX-APP-02"),
    ("metoprolol-tab", "25", "condition", "J45.9", "RX-APP-02"),
    ("metoprolol-tab", "25", "condition", "I44.2", "RX-APP-02"),
    ("enalapril-tab", "5", "condition", "E87.5", "RX-APP-02"),
    ("enalapril-tab", "5", "condition", "T78.3", "RX-APP-02"),
    ("ibuprofen-tab", "200", "condition", "K25.9", "RX-APP-02"),
    ("ibuprofen-tab", "200", "condition", "K74.6", "RX-APP-14"),
    ("hydrochlorothiazide-tab", "12.5", "condition", "M10.9", "RX-APP-02"),
    ("verapamil-tab", "80", "condition", "I50.9", "RX-APP-02"),
    ("chlorphenamine-tab", "4", "condition", "H40.9", "RX-APP-02"),
    ("prednisone-tab", "5", "condition", "E11.9", "RX-APP-02"),
    ("simvastatin-tab", "20", "condition", "K72.9", "RX-APP-02"),
    ("metformin-tab", "500", "condition", "E87.2", "RX-APP-02"),
    ("omeprazole-cap", "40", "condition", "K74.6", "RX-APP-14"),
    ("metformin-tab", "500", "egfr", "25", "RX-APP-02"),
    ("spironolactone-tab", "20", "egfr", "28", "RX-APP-02"),
    ("famotidine-tab", "20", "egfr", "40", "RX-APP-15"),
    ("ibuprofen-tab", "200", "egfr", "45", "RX-APP-15"),
    ("metformin-tab", "1000", "egfr", "40", "RX-APP-15"),
    ("metformin-tab", "500", "creatinine", "260", "RX-APP-02"),
    ("famotidine-tab", "20", "creatinine", "150", "RX-APP-15"),
    ("enalapril-tab", "5", "pregnant", "", "RX-APP-06"),
    ("simvastatin-tab", "20", "pregnant", "", "RX-APP-06"),
    ("metronidazole-tab", "200", "pregnant", "", "RX-APP-06"),
    ("simvastatin-tab", "20", "lactating", "", "RX-APP-16"),
    ("enalapril-tab", "5", "lactating", "", "RX-APP-16"),
    ("ibuprofen-tab", "200", "medicine", "warfarin-tab", "RX-APP-08"),
    ("clarithromycin-tab", "250", "medicine", "simvastatin-tab", "RX-APP-08"),
    ("enalapril-tab", "5", "medicine", "captopril-tab", "RX-APP-07"),
]


def _allergy(desk: Desk, person: str, what: str, _: Prescription) -> None:
    desk.store.write(lambda uow: clinical.add_allergy(uow, Allergy(new_id(), person, what), None), origin="hub").result()


def _condition(desk: Desk, person: str, what: str, _: Prescription) -> None:
    Charting(desk).add_condition(person, None, DiagnosisRow(what, what, what))


def _medicine(desk: Desk, _person: str, what: str, mine: Prescription) -> None:
    """Another place prescribed it; its sheet came by the upstream."""
    line = replace(mine.lines[0], id=new_id(), drug=what, name=what, days=28)
    theirs = replace(mine, id=new_id(), number=None, prescriber=None, document=None, hash=None, prev_hash=None, review="{}", lines=(line,))
    desk.store.write(lambda uow: prescriptions.add(uow, theirs), origin="hub").result()


ARRIVES: dict[str, Callable[[Desk, str, str, Prescription], object]] = {
    "allergy": _allergy,
    "condition": _condition,
    "egfr": lambda desk, person, what, _: measured(desk, person, MeasurementKind.EGFR, what, "mL/min/1.73m2"),
    "creatinine": lambda desk, person, what, _: analysed(desk, person, "CREA", what, "umol/L"),
    "pregnant": lambda desk, person, _what, _: told(desk, person, FactKind.PREGNANT, Answer.YES),
    "lactating": lambda desk, person, _what, _: told(desk, person, FactKind.LACTATING, Answer.YES),
    "medicine": _medicine,
}


@pytest.mark.parametrize(("drug", "single", "news", "what", "code"), SCENARIOS)
def test_a_late_fact_is_a_call(
    desk: Desk, clock: SetClock, make_person: Callable[..., Person], pack: Pack, drug: str, single: str, news: str, what: str, code: str
) -> None:
    hours = 1 + SCENARIOS.index((drug, single, news, what, code)) % 20
    who, other = (make_person(serial=serial, birth=date(1980, 5, 2), sex=Sex.FEMALE) for serial in (22, 24))
    late, rx = LateFacts(desk, pack), Prescribing(desk, pack, ReviewMode.NONE)
    line = RxDraftLine(drug, Decimal(single), "bid", "oral", 3, skin_test="阴性")
    for person in (who, other):
        for kind in (FactKind.PREGNANT, FactKind.LACTATING, FactKind.ALLERGY):
            told(desk, person.id, kind, Answer.NO)
    mine, theirs = (rx.sign(sheet(person.id, visit_of(desk, person.id).id, line)) for person in (who, other))
    clock.forward(hours * 3600)
    ARRIVES[news](desk, who.id, what, mine)
    desk.store._notifier.submit(lambda: None).result()
    calls = late.calls()
    assert code in {call.objection.code for call in calls}
    assert {(call.person, call.prescription) for call in calls} == {(who.id, mine.id)} and all(call.phones for call in calls)
    assert [_read(desk, one.id) for one in (mine, theirs)] == [mine, theirs]


def _read(desk: Desk, key: str) -> Prescription | None:
    return desk.store.read(lambda conn: prescriptions.get(conn, key))


def test_there_are_forty() -> None:
    assert len(SCENARIOS) == 40 and {news for _, _, news, _, _ in SCENARIOS} == set(ARRIVES)
