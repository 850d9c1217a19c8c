"""The counter on show: a sheet half prepared, a pack that had gone out before, and an empty morning."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from app.clock import SetClock
from app.domain.dispensing import Dispense, DispenseStatus, SoldCode
from app.domain.formulary import Batch
from app.domain.prescription import PrescriptionLine, PrescriptionState
from app.errors import KnownError
from app.services.dispensing import GivingCase, LineToGive, SoldTo, ToGive
from app.services.urgent import GivenUnder, Urgency
from ui.gallery import Entry as Shown
from ui.pages.dispensing.model import DispensingModel, Urgent
from ui.pages.dispensing.page import DispensingPage
from ui.pages.on_show import on_show

NOW = datetime(2026, 3, 5, 2, 20, tzinfo=UTC)
AT = "2026-03-05T01:58:00.000Z"


def row(key: str, name: str, age: str, **more: object) -> ToGive:
    """A sheet of this morning."""
    given: dict[str, object] = {
        "person": f"p-{key}",
        "number": f"120111D6001-A1-20260305-000{key}",
        "sex": "女",
        "signed_at": AT,
        "valid_until": "2026-03-05",
        "state": PrescriptionState.APPROVED,
        "urgent": False,
        "mark": "",
        "lines": 2,
        "missing": 2,
        "prepared": 0,
    }
    return ToGive(sheet=key, name=name, age=age, **given | more)  # type: ignore[arg-type]


ROWS = (
    row("4", "赵铁柱", "58岁", sex="男", urgent=True, mark="急诊", lines=1, missing=1),
    row("1", "王秀英", "66岁", lines=3, missing=2, prepared=1),
    row("2", "李桂芳", "71岁", lines=1, missing=0, prepared=1),
    row("3", "张建国", "49岁", sex="男", state=PrescriptionState.SIGNED),
)


def line(key: str, name: str, strength: str, quantity: str, unit: str) -> PrescriptionLine:
    """A line as it was signed."""
    return PrescriptionLine(
        key, f"d-{key}", name, "片剂", strength, Decimal(5), "mg", "qd", Decimal(1), "oral", 28, Decimal(quantity), unit
    )


def part(key: str, status: DispenseStatus, pieces: int, code: str = "") -> Dispense:
    """Something taken off the shelf."""
    codes = (SoldCode(code, pieces, code[:7], pieces < 28),) if code else ()
    return Dispense(
        key, "p", "e", "1", "l1", "d-l1", "苯磺酸氨氯地平片", "24110302", date(2027, 1, 31), pieces, "片", status, "w", AT, codes
    )


LINES = (
    LineToGive(
        line("l1", "苯磺酸氨氯地平片", "5mg × 28片/盒", "2", "盒"),
        "口服 每次5mg（1片） 每日1次 早饭后",
        "片",
        28,
        "盒",
        56,
        28,
        (Batch("24110302", date(2027, 1, 31), 84), Batch("25020711", date(2027, 8, 31), 280)),
        0,
        True,
        (
            part("d0", DispenseStatus.TAKEN_BACK, 28, "84144500000000000001"),
            part("d1", DispenseStatus.PREPARED, 28, "84144500000000000002"),
        ),
    ),
    LineToGive(
        line("l2", "盐酸二甲双胍片", "0.25g × 48片/瓶", "4", "瓶"),
        "口服 每次0.5g（2片） 每日3次 饭后",
        "片",
        48,
        "瓶",
        192,
        0,
        (Batch("24060118", date(2026, 5, 31), 96),),
        48,
        True,
        (),
    ),
    LineToGive(
        line("l3", "阿托伐他汀钙片", "20mg × 7片/盒", "4", "盒"), "口服 每次20mg（1片） 每晚1次", "片", 7, "盒", 28, 0, (), 0, False, ()
    ),
)
CASE = GivingCase(ROWS[1], LINES, "青霉素（皮疹，本人 2025-06-11）", "高血压、2型糖尿病", False)


WAITING = replace(CASE, row=ROWS[3], lines=(LINES[0],), urgency=Urgency(timedelta(0), policy="县卫〔2026〕3号", phone="0371-6660000"))
GIVEN_SO = replace(CASE, under=GivenUnder("县卫〔2026〕3号", True, "患者路远，当天无法再来", AT))


class Doctor:
    """May decide, and nothing comes of it."""

    def may(self) -> bool:
        """Yes."""
        return True

    def give(self, key: str, reason: str, note: str = "") -> PrescriptionState:
        """Released."""
        return PrescriptionState.RELEASED


class Counter:
    """Answers from made-up rows; nothing is given out."""

    def __init__(self, rows: tuple[ToGive, ...] = ROWS, error: KnownError | None = None, case: GivingCase = CASE) -> None:
        self._rows, self._error, self._case = rows, error, case
        self.urgent: Urgent | None = Doctor()

    def queue(self) -> list[ToGive]:
        """The morning."""
        return list(self._rows)

    def case(self, sheet: str) -> GivingCase:
        """Always the same."""
        return self._case

    def sheet_of(self, text: str) -> str | None:
        """None."""
        return None

    def scan(self, sheet: str, text: str, line: str | None = None, batch: str | None = None) -> Dispense:
        """One pack, or what is wrong with it."""
        if self._error is not None:
            raise self._error
        return part("d2", DispenseStatus.PREPARED, 12, text)

    def prepare(self, sheet: str, line: str, pieces: int, batch: str | None = None) -> tuple[Dispense, ...]:
        """By number."""
        return (part("d2", DispenseStatus.PREPARED, pieces),)

    def take_back(self, part: str, reason: str = "") -> None:
        """Nothing."""

    def hand_over(self, sheet: str) -> tuple[Dispense, ...]:
        """What was prepared."""
        return (part("d1", DispenseStatus.HANDED_OVER, 28),)

    def sold_to(self, part: str) -> SoldTo | None:
        """A neighbour."""
        return SoldTo("李桂芳", ROWS[2].number, AT)


def page(counter: Counter) -> DispensingPage:
    """The page over made-up rows."""
    return on_show(lambda bridge: DispensingPage(DispensingModel(counter, SetClock(NOW), lambda: "李秀兰"), bridge))


def preparing() -> QWidget:
    """One pack was just scanned."""
    made = page(Counter())
    made.model.open("1")
    made.model.choose("l2")
    made.scanned("84144500000000000003")
    return made


def refused() -> QWidget:
    """The pack had gone to somebody else."""
    made = page(Counter(error=KnownError("trace_sold", dispense="d9", at=AT)))
    made.model.open("1")
    made.scanned("84144500000000000003")
    return made


def nothing() -> QWidget:
    """Nobody waits."""
    return page(Counter(()))


def waiting() -> QWidget:
    """No pharmacist answered in time."""
    made = page(Counter(case=WAITING))
    made.model.open("3")
    made.urgent.reason.set_value("far")
    return made


def given_urgently() -> QWidget:
    """Under which policy, and why."""
    made = page(Counter(case=GIVEN_SO))
    made.model.open("1")
    return made


ENTRIES = [
    Shown("dispensing-urgent", waiting),
    Shown("dispensing-under", given_urgently),
    Shown("dispensing", preparing),
    Shown("dispensing-sold", refused),
    Shown("dispensing-nothing", nothing),
]
