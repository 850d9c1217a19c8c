"""Critical values on show: one nobody was told of in time, one with half an hour left, one to ask again; and none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from app.clock import SetClock, iso
from app.domain.critical_value import CriticalAct, CriticalStep
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, Source, TimeBasis
from app.rules.critical_due import next_due
from app.services.critical_values import CriticalRow, Done, DoneStep
from ui.gallery import Entry
from ui.pages.critical.model import CriticalModel
from ui.pages.critical.page import CriticalPage
from ui.pages.on_show import on_show

NOW = datetime(2026, 3, 5, 2, 40, tzinfo=UTC)  # 10:40 in the clinic


class Nowhere:
    """No printer."""

    def chosen(self, kind: str) -> str:
        return ""

    def choose(self, kind: str, printer: str) -> None:
        return


def step(act: CriticalAct, hours: float, told: str = "", action: str = "", note: str = "") -> DoneStep:
    """So long ago, by the doctor."""
    at = iso(NOW - timedelta(hours=hours))
    return DoneStep(CriticalStep(at, "p", "m", act, "dr", at, told, "", action, note), "刘医生")


def critical(
    name: str, age: str, phones: Sequence[tuple[str, str]], hours: float, kind: MeasurementKind, *values: MeasuredValue, **more: object
) -> CriticalRow:
    """A value that came so long ago."""
    since = NOW - timedelta(hours=hours)
    at = iso(since - timedelta(minutes=4))
    made = Measurement(name, name, None, kind, values, at, TimeBasis.ARRIVAL, Source.DEVICE, critical=True)
    steps: tuple[DoneStep, ...] = more.get("steps", ())  # type: ignore[assignment]
    due = next_due(since, [one.step for one in steps])
    return CriticalRow(name, made, name, name, "2", age, "柳树村", "李建国", tuple(phones), since, due, steps)


def pair(systolic: int, diastolic: int) -> tuple[MeasuredValue, MeasuredValue]:
    """A pressure."""
    return MeasuredValue("systolic", Decimal(systolic), "mmHg"), MeasuredValue("diastolic", Decimal(diastolic), "mmHg")


ROWS = (
    critical(
        "王秀英",
        "67岁",
        (("13900001234", ""), ("13700002231", "女儿")),
        2.4,
        MeasurementKind.BLOOD_PRESSURE_SUMMARY,
        *pair(196, 118),
        steps=(step(CriticalAct.TRIED, 1.5, note="本人电话无人接"), step(CriticalAct.TRIED, 1, note="女儿关机")),
    ),
    critical("李大山", "71岁", (), 1.5, MeasurementKind.GLUCOSE, MeasuredValue("glucose", None, "mmol/L", ">")),
    critical(
        "赵桂兰",
        "58岁",
        (("13600008899", ""),),
        24.5,
        MeasurementKind.LABORATORY,
        MeasuredValue("K", Decimal("6.8"), "mmol/L", label="钾", flag="HH"),
        steps=(step(CriticalAct.TOLD, 24, "本人", "去县医院急诊"),),
    ),
)


class Values:
    """Answers from made-up rows."""

    def __init__(self, rows: Sequence[CriticalRow] = ROWS) -> None:
        self.rows = list(rows)
        self.recorded: list[tuple[str, Done]] = []

    def open(self) -> list[CriticalRow]:
        """All."""
        return self.rows

    def log(self, since: date, until: date) -> list[CriticalRow]:
        """All."""
        return self.rows

    def record(self, key: str, done: Done) -> CriticalStep:
        """Kept for whoever looks."""
        self.recorded.append((key, done))
        return step(done.act, 0).step


class Paper:
    """None."""

    def pdf(self, rows: Sequence[CriticalRow], since: date, until: date) -> bytes:
        """Nothing."""
        return b""

    def printed(self, pdf: bytes) -> None:
        """Nothing."""


def page(rows: Sequence[CriticalRow] = ROWS, chosen: str = "") -> CriticalPage:
    """The page over made-up rows."""
    made = on_show(lambda bridge: CriticalPage(CriticalModel(Values(rows), Paper(), SetClock(NOW)), bridge, Nowhere()))
    if chosen:
        made.model.choose(chosen)
    return made


def late() -> QWidget:
    """The 2 hours are over."""
    return page()


def told() -> QWidget:
    """To be asked again after a day."""
    return page(chosen="赵桂兰")


def none() -> QWidget:
    """Nothing waits."""
    return page(())


ENTRIES = [Entry("critical", late), Entry("critical-told", told), Entry("critical-none", none)]
"""Pictures."""
