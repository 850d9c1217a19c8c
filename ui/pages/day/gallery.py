"""The pages of the day on show: a morning that needs somebody and one in order, the close, the log, and paper sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from app.clock import SetClock, local_day
from app.domain.ids import mask_id
from app.domain.measurement import MeasurementKind
from app.domain.person import ResidentRow, Sex
from app.services.clinic_log import ClinicLogList, LogRow
from app.services.day_board import DayClosed
from app.services.day_lines import DayLine, Place
from app.services.diagnoses import DiagnosisRow
from app.services.emergency_sheets import EmergencySheet, Stamp
from app.store.paper_sheets import PaperSheet
from ui.emergency import EmergencyNotice
from ui.gallery import Entry
from ui.pages.day.lines_model import ClosingModel, OpeningModel
from ui.pages.day.lines_page import ClosingPage, OpeningPage
from ui.pages.day.log_model import LogModel
from ui.pages.day.log_page import LogPage
from ui.pages.day.paper_model import PaperModel
from ui.pages.day.paper_page import PaperPage
from ui.pages.on_show import on_show

NOW = datetime(2026, 3, 4, 23, 40, tzinfo=UTC)  # 07:40 in the clinic


class Nowhere:
    """No printer."""

    def chosen(self, kind: str) -> str:
        return ""

    def choose(self, kind: str, printer: str) -> None:
        return


MORNING = (
    DayLine("critical", True, Place.CRITICAL, 1, {"n": 1, "untold": 1, "late": 0}),
    DayLine("emergency", False, Place.PAPER, 0, {"n": 0}),
    DayLine("calls", False, Place.VISITS, 0, {"n": 0}),
    DayLine("returned", True, Place.PRESCRIPTION, 2, {"n": 2}),
    DayLine("due", True, Place.TODAY, 9, {"urgent": 2, "overdue": 7, "today": 5}),
    DayLine("unclaimed", False, Place.UNCLAIMED, 0, {"n": 0}),
    DayLine(
        "devices",
        True,
        Place.DEVICES,
        2,
        {"n": 2, "all": 5, "names": "红1（检定 2026-03-20 到期）；蓝2（质控未通过、试纸已过期（2026-02-28）、电量15%）"},
    ),
    DayLine("backup", True, Place.SETTINGS, 3, {"n": 3, "day": "2026-03-02"}),
    DayLine("upload", False, Place.UPLOAD, 0, {"n": 0, "asked": 0}),
    DayLine("clock", False, Place.SETTINGS),
    DayLine("rules", False, Place.SETTINGS, 4, {"day": "2026-03-01", "label": "2026.3"}),
)
EVENING = (
    DayLine("critical", True, Place.CRITICAL, 1, {"n": 1, "untold": 0, "late": 0}),
    DayLine("emergency", True, Place.PAPER, 1, {"n": 1}),
    DayLine("unsigned", True, Place.PRESCRIPTION, 1, {"n": 1}),
    DayLine("returned", False, Place.PRESCRIPTION, 0, {"n": 0}),
    DayLine("open_visits", True, Place.VISITS, 2, {"n": 2}),
    DayLine("undiagnosed", False, Place.LOG, 0, {"n": 0}),
    DayLine("unclaimed", True, Place.UNCLAIMED, unread=True),
    DayLine("shelf", False, Place.SHELF, 0, {"n": 0}),
    DayLine("not_uploaded", False, Place.UPLOAD, 12, {"n": 12, "asked": 0}),
)


class Board:
    """Answers from made-up lines."""

    def __init__(self, opening: Sequence[DayLine] = MORNING, closing: Sequence[DayLine] = EVENING, closed: DayClosed | None = None) -> None:
        self._opening, self._closing, self._closed = opening, closing, closed
        self.left: dict[str, str] = {}

    def opening(self) -> list[DayLine]:
        """Of the morning."""
        return list(self._opening)

    def closing(self) -> list[DayLine]:
        """Of the evening."""
        return list(self._closing)

    def closed(self) -> DayClosed | None:
        """Whether it was written."""
        return self._closed

    def close(self, lines: Sequence[DayLine], left: Mapping[str, str]) -> DayClosed:
        """Write it."""
        self.left = dict(left)
        self._closed = DayClosed(local_day(NOW), "2026-03-05T09:30:00.000Z", "刘医生")
        return self._closed


def visit(name: str, at: str, age: str, job: str, address: str, again: bool | None, found: str, done: str, **more: Any) -> LogRow:
    """A visit of the log."""
    diagnoses = tuple(found.split("、")) if found else ()
    drugs = tuple(done.split("、")) if done else ()
    return LogRow(name + at, name, at, name, more.pop("sex", "2"), age, job, address, again, diagnoses, drugs, "刘医生", **more)


VISITS = (
    visit(
        "王秀英",
        "2026-03-04T00:12:00.000Z",
        "67岁",
        "农、林、牧、渔业",
        "柳树村3组12号",
        True,
        "高血压、2型糖尿病",
        "苯磺酸氨氯地平片、盐酸二甲双胍片",
    ),
    visit(
        "李小明",
        "2026-03-04T00:40:00.000Z",
        "6岁",
        "",
        "河湾村1组4号",
        False,
        "手足口病",
        "对乙酰氨基酚颗粒",
        sex="1",
        onset="2026-03-02",
        symptoms=("发热、手足皮疹2天", "体温 38.9℃"),
        reported=False,
        guardian="李建国",
    ),
    visit("赵桂兰", "2026-03-04T01:05:00.000Z", "58岁", "退休", "石桥村2组7号", None, "", "", paper="A1-000007"),
)


class Log:
    """Answers from made-up visits."""

    def __init__(self, rows: Sequence[LogRow] = VISITS) -> None:
        self._rows = tuple(rows)

    def listed(self, since: date, until: date) -> ClinicLogList:
        """All."""
        return ClinicLogList(self._rows, since, until)

    def pdf(self, found: ClinicLogList) -> bytes:
        """Nothing."""
        return b""

    def printed(self, pdf: bytes) -> None:
        """Nothing."""

    def export(self, found: ClinicLogList, path: Path) -> None:
        """Nothing."""


class NoPaper:
    """Two numbers wait; nothing is written."""

    def waiting(self) -> list[PaperSheet]:
        """Reserved."""
        return [PaperSheet(f"A1-{n:06d}", "2026-03-01T00:00:00.000Z") for n in (7, 8)]

    def __getattr__(self, name: str) -> Any:
        return lambda *_given: None


class NoEmergency:
    """One waits."""

    def waiting(self) -> list[EmergencySheet]:
        """Of yesterday."""
        stamps = (Stamp("called", "2026-03-04T01:21:00.000Z"), Stamp("adrenaline", "2026-03-04T01:23:00.000Z"))
        return [EmergencySheet("e1", "2026-03-04T01:20:00.000Z", stamps)]

    def __getattr__(self, name: str) -> Any:
        return lambda *_given: None


@cache
def somebody() -> ResidentRow:
    """Found by the box."""
    number = mask_id("110105194912310021")
    return ResidentRow("p", "王秀英", Sex.FEMALE, date(1958, 7, 12), "柳树村", "3组", "李建国", "1234", number, None, False, "67岁")


def opening(lines: Sequence[DayLine] = MORNING) -> QWidget:
    """A morning."""
    return on_show(lambda bridge: OpeningPage(OpeningModel(Board(lines)), bridge))


def quiet() -> QWidget:
    """All in order."""
    return opening(
        tuple(
            DayLine(one.key, False, one.place, 0, dict.fromkeys(one.facts, 0) | {"day": "2026-03-04", "label": "2026.3"}) for one in MORNING
        )
    )


def closing(closed: DayClosed | None = None) -> QWidget:
    """An evening."""
    model = ClosingModel(Board(closed=closed))
    model.left = {"unsigned": "tomorrow", "open_visits": "called"}
    return on_show(lambda bridge: ClosingPage(model, bridge))


def closed() -> QWidget:
    """It was written."""
    return closing(DayClosed(local_day(NOW), "2026-03-05T09:30:00.000Z", "刘医生"))


def log() -> QWidget:
    """Three visits, one of them without a diagnosis."""
    made = on_show(lambda bridge: LogPage(LogModel(Log(), SetClock(NOW)), bridge, Nowhere()))
    made.table.select(VISITS[0].visit)
    return made


def paper() -> QWidget:
    """A sheet half filled in."""
    model = PaperModel(NoPaper(), NoEmergency(), lambda _: [somebody()], SetClock(NOW))
    made = on_show(lambda bridge: PaperPage(model, bridge, Nowhere()))
    model.choose("A1-000007")
    model.find("王")
    model.choose_resident("p")
    model.diagnoses = (DiagnosisRow("I10", "高血压"),)
    made.form.time.setText("10:30")
    made.form.values[MeasurementKind.BLOOD_PRESSURE].setText("168/96")
    model.changed()
    return made


def emergency() -> QWidget:
    """What it still lacks."""
    model = PaperModel(NoPaper(), NoEmergency(), lambda _: [somebody()], SetClock(NOW))
    made = on_show(lambda bridge: PaperPage(model, bridge, Nowhere()))
    model.choose("e1")
    return made


class Stamping:
    """A sheet in memory."""

    def begin(self) -> EmergencySheet:
        """Now."""
        return EmergencySheet("e", "2026-03-05T01:20:00.000Z")

    def stamp(self, sheet: EmergencySheet, act: str) -> EmergencySheet:
        """Two minutes after the one before."""
        return replace(sheet, stamps=(*sheet.stamps, Stamp(act, f"2026-03-05T01:{21 + 2 * len(sheet.stamps)}:00.000Z")))


class Host(QWidget):
    """A window with F12 pressed and two keys after it."""

    def __init__(self) -> None:
        super().__init__()
        self.notice = EmergencyNotice(self, Stamping)
        self.notice.stamp("called")
        self.notice.stamp("adrenaline")
        self.notice.open_notice()


ENTRIES = [
    Entry("day-opening", opening),
    Entry("day-quiet", quiet),
    Entry("day-closing", closing),
    Entry("day-closed", closed),
    Entry("day-log", log),
    Entry("day-paper", paper),
    Entry("day-emergency", emergency),
    Entry("emergency", Host),
]
"""Pictures."""
