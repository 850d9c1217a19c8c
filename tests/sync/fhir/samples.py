"""One made-up visit with a record of every kind."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain import ids
from app.domain.clinical import Allergy, Answer, Condition, Fact, FactKind
from app.domain.device import Device
from app.domain.dispensing import Dispense, DispenseStatus, MoveKind, SoldCode, StockMove
from app.domain.ecg import EcgRecording
from app.domain.encounter import Encounter, EncounterStatus, VisitKind
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, Source, TimeBasis
from app.domain.person import Address, Identifier, IdKind, Person, Phone, Sex
from app.domain.prescription import Override, Prescription, PrescriptionLine, PrescriptionState, SheetKind
from app.domain.settlement import Settlement
from app.domain.staff import Organization, Practitioner
from app.domain.supplying import SupplyRequest, SupplyStatus, SupplyStep, SupplyWay, TakenOff

DOCUMENT = b'{"form":"xiangyi/prescription/1"}'
AT = "2026-03-05T00:41:00.000Z"


def made(name: str) -> str:
    return ids.derived_id("sample", name)


clinic = Organization(ids.organization_id("510181001"), "510181001", "柳河村卫生室", phone="028-87654321", division="510181001203")
doctor = Practitioner(
    ids.practitioner_id(clinic.code, "001"),
    clinic.id,
    "001",
    "周医生",
    "110510000",
    "乡村医生",
    may_prescribe=True,
    rights_from="2024-01-01",
)
cuff = Device(
    ids.device_id("AND", "5090"),
    "ble:AA:BB:CC:00:11:22",
    "blood_pressure_cuff",
    "血压计",
    "AA:BB:CC:00:11:22",
    ("blood_pressure",),
    "AND",
    "UA-651",
    "5090",
)
resident = Person(
    made("person"),
    "王秀英",
    Sex.FEMALE,
    date(1949, 12, 31),
    (Identifier(IdKind.RESIDENT, "11010519491231002X"), Identifier(IdKind.HEALTH_RECORD, "51018100110100023")),
    (Phone("13800000001"), Phone("13900000002", "子女")),
    Address("510181001203", "柳河村", "3组", "柳河村3组12号"),
    "李建国",
)
visit = Encounter(
    made("visit"),
    resident.id,
    EncounterStatus.IN_PROGRESS,
    VisitKind.CLINIC,
    AT,
    triaged_at="2026-03-05T00:50:00.000Z",
    started_at="2026-03-05T01:00:00.000Z",
    practitioner=doctor.id,
    seat="A1",
    urgent=True,
    identified_by="card",
    note="头晕三天",
)


def _pressure(name: str, systolic: int, diastolic: int, kind: MeasurementKind = MeasurementKind.BLOOD_PRESSURE) -> Measurement:
    values = tuple(MeasuredValue(one, Decimal(number), "mmHg") for one, number in (("systolic", systolic), ("diastolic", diastolic)))
    pulse = MeasuredValue("pulse", Decimal(72), "/min")
    return Measurement(
        made(name),
        resident.id,
        visit.id,
        kind,
        (*values, pulse),
        AT,
        TimeBasis.DEVICE,
        Source.DEVICE,
        device=cuff.id,
        arm="left",
        taken_by=doctor.id,
    )


first, second = _pressure("bp1", 150, 92), _pressure("bp2", 142, 90)
summary = Measurement(
    made("bp"),
    resident.id,
    visit.id,
    MeasurementKind.BLOOD_PRESSURE_SUMMARY,
    (MeasuredValue("systolic", Decimal(146), "mmHg"), MeasuredValue("diastolic", Decimal(91), "mmHg")),
    AT,
    TimeBasis.ARRIVAL,
    Source.DEVICE,
    derived_from=(first.id, second.id),
)


def single(kind: MeasurementKind, value: str | None, unit: str, comparator: str = "", context: str = "") -> Measurement:
    values = (MeasuredValue(kind.value, None if value is None else Decimal(value), unit, comparator),)
    return Measurement(
        made(kind + (value or comparator)), resident.id, visit.id, kind, values, AT, TimeBasis.ARRIVAL, Source.MANUAL, context=context
    )


measurements = (
    first,
    second,
    summary,
    single(MeasurementKind.GLUCOSE, "7.80", "mmol/L", context="fasting"),
    replace(single(MeasurementKind.GLUCOSE, None, "mmol/L", ">"), critical=True),
    replace(single(MeasurementKind.GLUCOSE, "1.1", "mmol/L", "<"), critical=True),
    single(MeasurementKind.GLUCOSE, "140", "mg/dL", context="postprandial"),
    single(MeasurementKind.TEMPERATURE, "36.5", "Cel"),
    single(MeasurementKind.SPO2, "97", "%"),
    single(MeasurementKind.WEIGHT, "61.50", "kg"),
    single(MeasurementKind.HEIGHT, "156", "cm"),
    single(MeasurementKind.WAIST, "87", "cm"),
    single(MeasurementKind.EGFR, "58", "mL/min/{1.73_m2}"),
    single(MeasurementKind.HEART_RATE, "71", "/min"),
    replace(
        single(MeasurementKind.LABORATORY, "5.6", "mmol/L"),
        values=(
            MeasuredValue("2", Decimal("58.2"), "U/L", label="ALT", flag="H", reference="9-50"),
            MeasuredValue("URO", None, "", text="NEG", label="尿胆原"),
            MeasuredValue("CRP", Decimal("0.5"), "mg/L", "<"),
        ),
    ),
)
conditions = (
    Condition(made("c1"), resident.id, visit.id, "I10", "高血压", "I10.x00x002", onset="2019-05", recorded_at=AT),
    Condition(made("c2"), resident.id, visit.id, "J00", "感冒", verification="entered-in-error", recorded_at=AT),
)
allergies = (
    Allergy(made("a1"), resident.id, "青霉素", "penicillin", "皮疹", "moderate", "本人", recorded_at=AT),
    Allergy(made("a2"), resident.id, "海鲜", severity="mild", recorded_at=AT),
)
facts = tuple(
    Fact(made(kind + answer), resident.id, kind, answer, AT, "家属")
    for kind in FactKind
    for answer in (Answer.YES, Answer.NO, Answer.NOT_ASKED)
)
strip = EcgRecording(made("ecg"), resident.id, visit.id, cuff.id, AT, ("ECG", "II"), 125, 1250, 3, "final", "clear", 71, "ab" * 32)
strip_samples: dict[str, list[int | None]] = {"ECG": [*range(-180, 180), *[None] * 15], "II": [None, *range(374)]}
long_strip = EcgRecording(made("long"), resident.id, visit.id, cuff.id, AT, ("ECG",), 50, 1000, 130, "final")
long_samples: dict[str, list[int | None]] = {"ECG": [step % 97 for step in range(130 * 50 + 7)]}


def _line(name: str, single_dose: str, unit: str, per_day: str, **more: Any) -> PrescriptionLine:
    return PrescriptionLine(
        made(name),
        "metformin-tab",
        "二甲双胍片",
        "片剂",
        "0.5g",
        Decimal(single_dose),
        unit,
        "tid",
        Decimal(per_day),
        "oral",
        7,
        Decimal(21),
        "片",
        **more,
    )


sheet = Prescription(
    made("sheet"),
    resident.id,
    visit.id,
    SheetKind.ORDINARY,
    PrescriptionState.SIGNED,
    (_line("l1", "0.50", "g", "3", note="饭后服"), _line("l2", "1", "片", "0.1429", as_needed="头痛时")),
    (("I10", "高血压"),),
    number="510181001-A1-20260305-0001",
    extend_reason="慢性病",
    prescriber=doctor.id,
    signed_at="2026-03-05T01:10:00.000Z",
    valid_until="2026-03-05",
    overrides=(Override("RX-APP-08", (0, 1), "benefit", "已告知", True),),
    document=DOCUMENT,
    hash=hashlib.sha256(DOCUMENT).hexdigest(),
    signature="ef" * 64,
    public_key="ab" * 32,
)
_handed = Dispense(
    made("given"),
    resident.id,
    visit.id,
    sheet.id,
    sheet.lines[0].id,
    sheet.lines[0].drug,
    sheet.lines[0].name,
    "24110302",
    date(2027, 1, 31),
    28,
    "片",
    DispenseStatus.HANDED_OVER,
    doctor.id,
    "2026-03-05T01:12:00.000Z",
    (SoldCode("84144500000000000001", 21, "8414450", True), SoldCode("(01)06901234567892(21)A7", 7, "06901234567892", True)),
    doctor.id,
    "2026-03-05T01:15:00.000Z",
)
given = (
    _handed,
    replace(_handed, id=made("lying"), status=DispenseStatus.PREPARED, batch="", expiry=None, codes=(), handed_by=None, handed_at=None),
    replace(
        _handed,
        id=made("put back"),
        status=DispenseStatus.TAKEN_BACK,
        handed_by=None,
        handed_at=None,
        reason="拿错盒",
        shelf=clinic.id,
        back_by=doctor.id,
        back_at="2026-03-05T01:14:00.000Z",
    ),
)
paid = Settlement(
    made("paid"), resident.id, sheet.id, clinic.id, "城乡居民医保", 1_250, 1_290, 900, "410102-0305-0017", "抹零", doctor.id, AT
)
paid_back = replace(paid, id=made("paid back"), reason="医保退回", reckoned_fen=None, number="", takes_back=paid.id)
asked = SupplyRequest(
    made("supply"),
    resident.id,
    visit.id,
    sheet.id,
    sheet.lines[0].id,
    "d",
    "恩格列净片",
    56,
    "片",
    SupplyWay.DELIVERY,
    "王秀英",
    "13800000001",
    "柳树村3组12号",
    "王秀英",
    doctor.id,
    AT,
    clinic.id,
    "PDY00001141010211A2001",
)
_told = ("一楼", "儿子", "顺丰", "SF17", "nobody", "PDY00001141010211A2001")
_off = (TakenOff("N1", date(2027, 1, 31), 40), TakenOff("", None, 16))
steps = tuple(SupplyStep(made(one.value), asked.person, asked.id, one, doctor.id, AT, *_told, _off) for one in SupplyStatus)
moved = StockMove(made("move"), "amlodipine-tab", "N1", date(2027, 1, 31), MoveKind.LOSS, -3, AT, doctor.id, "broken", "铝箔破损")
