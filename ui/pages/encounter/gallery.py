"""The doctor's page on show: a morning with five people, a woman of 66 with high pressure in front."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.clock import SetClock, iso
from app.domain.clinical import Allergy, Answer, Condition, Fact, FactKind
from app.domain.draft import Draft
from app.domain.ecg import EcgRecording
from app.domain.encounter import Encounter, EncounterStatus, VisitKind
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, Source, TimeBasis
from app.domain.person import Address, Identifier, IdKind, Person, Phone, Sex
from app.domain.prescription import Prescription, PrescriptionLine, PrescriptionState, SheetKind
from app.errors import KnownError
from app.rules.pack import Pack, load_pack
from app.rules.pressure_round import TimedPressure
from app.rules.retest import open_retest
from app.services.charting import Chart
from app.services.corrections import Call, Taken
from app.services.diagnoses import DiagnosisRow, find_diagnoses
from app.services.queue import Chip, QueueRow, QueueState
from app.services.residents import Banner
from ui.bridge import Bridge
from ui.gallery import Entry
from ui.pages.encounter.desks import Services
from ui.pages.encounter.gallery_calls import CAME_BACK, LateCalls, late_allergy, taken_back
from ui.pages.encounter.model import EncounterModel
from ui.pages.encounter.page import EncounterPage
from ui.pages.page_model import at_once

NOW = datetime(2026, 3, 5, 1, 12, tzinfo=UTC)
TODAY = date(2026, 3, 5)
KIND = MeasurementKind

WANG = Person(
    "p1",
    "王秀英",
    Sex.FEMALE,
    date(1959, 3, 12),
    (Identifier(IdKind.RESIDENT, "410205195903121226"),),
    (Phone("14000000001"),),
    Address("410205103203", "第三村", "2组"),
    "李建国",
)
_MONTHS = (
    (152, 90, "8.4", "61.9", 30),
    (148, 88, "7.1", "62.3", 61),
    (160, 94, "6.9", "62.0", 88),
    (145, 86, "7.4", "62.8", 120),
    (156, 92, "7.9", "63.0", 152),
    (150, 88, "7.2", "63.4", 183),
    (164, 98, "8.1", "63.1", 214),
    (158, 92, "7.6", "63.9", 244),
    (162, 96, "8.8", "64.0", 275),
    (168, 98, "9.1", "64.4", 306),
)


def ago(days: int, minutes: int = 0) -> str:
    """An instant before the fixed one."""
    return iso(NOW - timedelta(days=days, minutes=minutes))


def measured(kind: MeasurementKind, at: str, *values: tuple[str, str, str], visit: str | None = None, **more: Any) -> Measurement:
    """One made-up measurement."""
    given = tuple(MeasuredValue(name, Decimal(value), unit) for name, value, unit in values)
    by_hand = more.pop("by_hand", False)
    source = Source.MANUAL if by_hand else Source.DEVICE
    key = f"{kind}-{at}-{values[0][1]}"
    return Measurement(key, WANG.id, visit, kind, given, at, TimeBasis.DEVICE, source, **more)


def pressure(at: str, high: int, low: int, kind: MeasurementKind = KIND.BLOOD_PRESSURE, visit: str | None = None) -> Measurement:
    """One pressure with a pulse."""
    return measured(kind, at, ("systolic", str(high), "mmHg"), ("diastolic", str(low), "mmHg"), ("pulse", "78", "/min"), visit=visit)


def series() -> Mapping[MeasurementKind, tuple[Measurement, ...]]:
    """A year and this morning."""
    earlier = sorted(_MONTHS, key=lambda month: -month[4])
    visit = "e1"
    return {
        KIND.BLOOD_PRESSURE_SUMMARY: (
            *(pressure(ago(days), high, low, KIND.BLOOD_PRESSURE_SUMMARY) for high, low, _, _, days in earlier),
            pressure(ago(0, 12), 167, 95, KIND.BLOOD_PRESSURE_SUMMARY, visit),
        ),
        KIND.BLOOD_PRESSURE: (pressure(ago(0, 14), 168, 96, visit=visit), pressure(ago(0, 12), 166, 94, visit=visit)),
        KIND.GLUCOSE: (
            *(measured(KIND.GLUCOSE, ago(days), ("glucose", value, "mmol/L"), context="fasting") for _, _, value, _, days in earlier),
            measured(KIND.GLUCOSE, ago(0, 10), ("glucose", "7.8", "mmol/L"), visit=visit, context="postprandial"),
        ),
        KIND.TEMPERATURE: (measured(KIND.TEMPERATURE, ago(0, 9), ("temperature", "36.5", "Cel"), visit=visit),),
        KIND.SPO2: (measured(KIND.SPO2, ago(0, 9), ("spo2", "97", "%"), visit=visit),),
        KIND.WEIGHT: (
            *(measured(KIND.WEIGHT, ago(days), ("weight", value, "kg")) for _, _, _, value, days in earlier),
            measured(KIND.WEIGHT, ago(0, 15), ("weight", "61.5", "kg"), visit=visit, by_hand=True),
        ),
        KIND.HEIGHT: (measured(KIND.HEIGHT, ago(300), ("height", "156", "cm")),),
        KIND.EGFR: (measured(KIND.EGFR, ago(21), ("egfr", "58", "mL/min/{1.73_m2}")),),
    }


def results(at: str, visit: str | None, specimen: str, *given: tuple[str, str, str, str, str]) -> Measurement:
    """A made-up specimen: test, value or words, unit, flag, range."""
    values = tuple(
        MeasuredValue(name, None, unit, "", said, name, flag, reference)
        if said.isalpha()
        else MeasuredValue(name, Decimal(said), unit, "", "", name, flag, reference)
        for name, said, unit, flag, reference in given
    )
    flags = (f"specimen:{specimen}", "instrument:BC-5300")
    critical = any(value.flag in ("HH", "LL") for value in values)
    key = f"lab-{at}"
    return Measurement(
        key, WANG.id, visit, KIND.LABORATORY, values, at, TimeBasis.DEVICE, Source.DEVICE, device="d7", flags=flags, critical=critical
    )


BLOOD = (
    ("WBC", "11.8", "10*9/L", "H", "4.0-10.0"),
    ("RBC", "4.21", "10*12/L", "N", "3.5-5.0"),
    ("HGB", "58", "g/L", "LL", "110-150"),
    ("HCT", "0.36", "L/L", "N", "0.35-0.45"),
    ("MCV", "86.2", "fL", "N", "80-100"),
    ("MCH", "28.7", "pg", "N", "27-34"),
    ("PLT", "96", "10*9/L", "L", "100-300"),
    ("NEU%", "71.0", "%", "N", "50-75"),
    ("LYM%", "21.4", "%", "N", "20-40"),
    ("MON%", "5.6", "%", "N", "3-8"),
)
URINE = (("PRO", "NEGATIVE", "", "N", "NEGATIVE"), ("GLU", "POSITIVE", "", "A", "NEGATIVE"), ("CRE", "142", "umol/L", "H", "44-97"))


def sheet(lines: tuple[PrescriptionLine, ...], days: int) -> Prescription:
    """A sheet signed some days ago."""
    diagnoses = (("I10.x", "原发性高血压"),)
    at = ago(days)
    return Prescription(
        f"rx{days}", WANG.id, "e0", SheetKind.ORDINARY, PrescriptionState.SIGNED, lines, diagnoses, f"N-{days}", signed_at=at
    )


def line(drug: str, name: str, strength: str, single: str, frequency: str, per_day: int, days: int, unit: str = "mg") -> PrescriptionLine:
    """One made-up line."""
    return PrescriptionLine(
        f"l-{drug}", drug, name, "片剂", strength, Decimal(single), unit, frequency, Decimal(per_day), "oral", days, Decimal(1), "盒"
    )


def chart() -> Chart:
    """Her chart."""
    conditions = (
        Condition("c2", WANG.id, "e0", "E11.9", "2型糖尿病", "E11.900", recorded_at=ago(210)),
        Condition("c1", WANG.id, "e0", "I10", "原发性高血压", "I10.x00", recorded_at=ago(300)),
    )
    allergy = Allergy("a1", WANG.id, "青霉素", "penicillin", "皮疹", "moderate", "本人", recorded_at=ago(58))
    fact = Fact("f1", WANG.id, FactKind.ALLERGY, Answer.YES, ago(58), "本人")
    recording = EcgRecording("r1", WANG.id, "e0", "d3", ago(61), ("I",), 125, 2467, 30, "final", "clear", 76)
    amlodipine = line("amlodipine-tab", "苯磺酸氨氯地平片", "5 mg × 28片/盒", "5", "qd", 1, 28)
    metformin = line("metformin-tab", "盐酸二甲双胍片", "0.5 g × 20片/盒", "500", "bid", 2, 28)
    return Chart(
        WANG,
        frozenset({WANG.id}),
        TODAY,
        series(),
        conditions,
        (allergy,),
        {FactKind.ALLERGY: fact},
        (visit(),),
        (sheet((amlodipine,), 25), sheet((metformin,), 29), sheet((metformin,), 160)),
        (recording,),
    )


def visit() -> Encounter:
    """This morning's visit."""
    return Encounter("e1", WANG.id, EncounterStatus.IN_PROGRESS, VisitKind.CLINIC, ago(0, 26), identified_by="card", note="")


def banner() -> Banner:
    """Her banner."""
    found = chart()
    return Banner(
        WANG, "66岁", "第三村 2组", "410205********1226", Answer.YES, date(2026, 1, 6), found.allergies, None,
        (Decimal("61.5"), TODAY), (Decimal(58), date(2026, 2, 12)),
    )  # fmt: skip


def queue_row(number: int, name: str, sex: str, age: str, minutes: int, **more: Any) -> QueueRow:
    """One waiting person."""
    given: dict[str, Any] = {"state": QueueState.WAITING, "urgent": False, "chips": (), "claimed_by": "", "mine": False} | more
    return QueueRow(f"e{number}", f"p{number}", name, sex, age, "第三村", waiting_minutes=minutes, values=(), **given)


WAITING = (
    queue_row(2, "赵福贵", "1", "71岁", 12, urgent=True, chips=(Chip("critical"),)),
    queue_row(1, "王秀英", "2", "66岁", 26, state=QueueState.WITH_DOCTOR, claimed_by="刘建国", mine=True),
    queue_row(3, "李建国", "1", "68岁", 48),
    queue_row(4, "张桂英", "2", "59岁", 9, chips=(Chip("pressure_due", {"n": 2, "of": 2}),)),
    queue_row(5, "陈小宝", "1", "2岁3月", 6, chips=(Chip("identity_open"),)),
    queue_row(6, "孙玉梅", "2", "54岁", 31, state=QueueState.HELD, claimed_by="刘建国", mine=True),
)


class Desk:
    """Answers as the services do, from made-up data; nothing is written."""

    def __init__(self, note: str = "") -> None:
        self.found, self.waiting, self._note = chart(), list(WAITING), note
        self.unread: list[Taken] = []
        self.to_call: list[Call] = []
        self.late = LateCalls()

    def today(self) -> list[QueueRow]:
        """The morning."""
        return self.waiting

    def call(self, encounter: str, take_over: bool = False) -> Encounter:
        """Her visit, with her note."""
        return replace(visit(), id=encounter, note=self._note)

    def hold(self, encounter: str) -> Encounter:
        """As it was."""
        return visit()

    resume = finish = missed = hold

    def chart(self, person: str) -> Chart:
        """Her chart, whoever is asked for."""
        return self.found

    def banner(self, person: str) -> Banner:
        """Her banner."""
        return banner()

    def find_diagnosis(self, text: str, limit: int = 12) -> list[DiagnosisRow]:
        """From the list that ships."""
        return find_diagnoses(text, limit)

    def add_condition(self, *_given: object, **_named: object) -> Any:
        """Refused: nothing is written on show."""
        raise KnownError("not_allowed", permission="chart.write")

    resolve_condition = reopen_condition = add_allergy = retract_allergy = answer = add_condition

    def note(self, encounter: str, text: str) -> Encounter:
        """As it was."""
        return visit()

    def samples(self, recording: str) -> Mapping[str, tuple[int, ...]]:
        """A made-up strip."""
        return {"I": tuple(beat(n / 125) for n in range(125 * 12))}

    def keep(self, kind: str, person: str, encounter: str, body: Mapping[str, Any]) -> Draft:
        """As if it were kept now."""
        return Draft("d1", kind, "a1", body, person, encounter, iso(NOW), 1)

    def find(self, kind: str, encounter: str) -> Draft | None:
        """None."""
        return None

    def mine(self) -> list[Taken]:
        """What was taken back."""
        return self.unread

    def seen(self, key: str) -> None:
        """It was read."""
        self.unread = [one for one in self.unread if one.id != key]

    def calls(self) -> list[Call]:
        """Whom to call."""
        return self.to_call

    def called(self, key: str, outcome: str, note: str = "") -> None:
        """It was dealt with."""
        self.to_call = [one for one in self.to_call if one.id != key]

    def drop(self, kind: str, encounter: str) -> None:
        """Nothing to forget."""


def beat(seconds: float, per_lsb_mv: float = 0.002467) -> int:
    """Millivolts of a made-up heart at 76 beats a minute, in device steps."""
    from math import exp

    phase = seconds % (60 / 76)
    waves = ((0.12, 0.16, 0.025), (-0.1, 0.265, 0.008), (1.05, 0.29, 0.011), (-0.22, 0.315, 0.01), (0.26, 0.52, 0.05))
    value = sum(high * exp(-(((phase - at) / width) ** 2) / 2) for high, at, width in waves)
    return round(value / per_lsb_mv)


NOTE = "主诉: 头晕3天,晨起明显。\n现病史: 高血压6年,近一周自行停药,无胸痛、无黑蒙。\n查体: 心率78次/分,律齐,双下肢不肿。\n"


class AtOnce(Bridge):
    """Work is done here and now: a picture waits for nobody."""

    def run(self, work: Any, done: Any, failed: Any, owner: QObject | None = None) -> None:
        """As the bridge does, without its threads."""
        at_once(work, done, failed)


@cache
def pack() -> Pack:
    """The rules, read once for all pictures."""
    return load_pack()


def page(desk: Desk, opened: bool = True) -> EncounterPage:
    """The page over made-up services."""
    clock, bridge = SetClock(NOW), AtOnce()
    model = EncounterModel(Services(desk, desk, desk, desk, clock, desk, desk, desk.late, desk.late))
    made = EncounterPage(model, bridge, clock, pack().products)
    bridge.setParent(made)
    if opened:
        model.open_visit(WAITING[1])
    return made


def visit_open() -> QWidget:
    """A visit in front, a note begun."""
    return page(Desk(NOTE))


WRONG = pressure(ago(0, 12), 168, 96, visit="e1")


def corrected() -> QWidget:
    """The nurse took a value back while the chart was open: of the woman in front, and of somebody who left."""
    desk = Desk(NOTE)
    sugar = desk.found.series[KIND.GLUCOSE][-1]
    desk.unread = [
        Taken("t1", WANG.id, WANG.name, "e1", WRONG, "wrong_person", ago(0, 1), "李秀兰"),
        Taken("t2", "p9", "周德海", None, sugar, "试纸过期了", ago(0, 0), "李秀兰"),
    ]
    desk.to_call = list(CALLS)
    made = page(desk)
    kept = dict(desk.found.series)
    kept[KIND.GLUCOSE] = kept[KIND.GLUCOSE][:-1]
    assert made.model.current is not None
    made.model._compare(made.model.current, replace(desk.found, series=kept))
    return made


CALLS = taken_back(WRONG, ago(0, 40), ago(0, 30), ago(0, 5))
LATE = late_allergy(ago(0, 20))


def calls() -> QWidget:
    """Three patients to be called: two for a value that was taken back, one for an allergy that came late."""
    desk = Desk(NOTE)
    desk.to_call, desk.late.to_call, desk.late.came_back = list(CALLS), [LATE], list(CAME_BACK)
    made = page(desk)
    made.model.taken_back.show_calls(True)
    return made


def laboratory() -> QWidget:
    """A blood count of this morning with a critical value, urine of three weeks ago."""
    desk = Desk(NOTE)
    before = results(ago(61), None, "LAB-0011", ("WBC", "6.4", "10*9/L", "N", "4.0-10.0"), ("HGB", "92", "g/L", "L", "110-150"))
    found = (before, results(ago(21), None, "LAB-0029", *URINE), results(ago(0, 6), "e1", "LAB-0042", *BLOOD))
    desk.found = replace(desk.found, series={**desk.found.series, KIND.LABORATORY: found}, analysers={"d7": "血球仪 黄1"})
    return page(desk)


def retesting() -> QWidget:
    """One resident rests after 192/112, another one has gone home with it."""
    desk = Desk(NOTE)
    severe = open_retest([TimedPressure("p9", NOW - timedelta(minutes=3, seconds=35), Decimal(192), Decimal(112))])
    gone = (Chip("left_unretested"), Chip("critical"))
    resting = queue_row(7, "马长河", "1", "63岁", 14, urgent=True, chips=(Chip("retest_due", {"n": 7}),), retest=severe)
    desk.waiting = [resting, queue_row(8, "徐桂兰", "2", "70岁", 52, urgent=True, chips=gone), *WAITING]
    return page(desk)


def empty() -> QWidget:
    """Nobody waits."""
    desk = Desk()
    desk.waiting = []
    return page(desk, opened=False)


ENTRIES = [
    Entry("encounter", visit_open),
    Entry("encounter-corrected", corrected),
    Entry("encounter-calls", calls),
    Entry("encounter-retest", retesting),
    Entry("encounter-laboratory", laboratory),
    Entry("encounter-empty", empty),
]
