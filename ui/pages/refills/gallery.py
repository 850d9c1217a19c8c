"""The refill list on show: a week, those who ran out, nobody, and how the nurse has it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from PySide6.QtWidgets import QWidget

from app.clock import SetClock, local_day
from app.services.refill_list import DueList, DueRow, Supply
from ui.gallery import Entry as Shown
from ui.pages.on_show import on_show
from ui.pages.refills.model import Days, RefillsModel
from ui.pages.refills.page import RefillsPage

NOW = datetime(2026, 3, 5, 2, 20, tzinfo=UTC)
TODAY = local_day(NOW)
AMLODIPINE, METFORMIN, ASPIRIN = "苯磺酸氨氯地平片", "盐酸二甲双胍片", "阿司匹林肠溶片"


def due(name: str, left: int, age: str, village: str, phone: str, seen: int | None, *drugs: str) -> DueRow:
    """A resident with so many days left; ``seen`` days ago."""
    last = TODAY + timedelta(left - 1)
    number = f"410102001A1-20260205-{left + 100:04d}"
    found = tuple(Supply(drug, drug, last, left, f"rx-{name}", number, last - timedelta(27)) for drug in drugs)
    return DueRow(name, name, "2", age, village, phone, found, None if seen is None else TODAY - timedelta(seen))


ROWS = (
    due("赵桂兰", -12, "71岁", "河湾村", "13700002231", 119, AMLODIPINE),
    due("李大山", -2, "66岁", "柳树村", "", 30, METFORMIN, AMLODIPINE),
    due("王秀英", 1, "67岁", "柳树村", "13900001234", 27, AMLODIPINE),
    due("张建国", 3, "58岁", "石桥村", "13800004567", 25, METFORMIN, AMLODIPINE, ASPIRIN),
    due("欧阳玉珍", 6, "80岁", "柳树村", "0371-65501234", None, AMLODIPINE, ASPIRIN),
    due("孙福贵", 11, "74岁", "河湾村", "13600008899", 17, METFORMIN),
)


class Refills:
    """Answers from made-up rows; nothing is printed."""

    def __init__(self, rows: tuple[DueRow, ...] = ROWS) -> None:
        self._rows = rows

    def due(self, since: date, until: date, village: str = "") -> DueList:
        """Those of the days."""
        rows = tuple(one for one in self._rows if since <= one.first.last_day <= until)
        shown = tuple(one for one in rows if village in ("", one.village))
        return DueList(shown, tuple(sorted({one.village for one in rows})), TODAY, since, until, village)

    def pdf(self, found: DueList) -> bytes:
        """None."""
        return b""

    def printed(self, pdf: bytes) -> None:
        """Nothing."""


def page(rows: tuple[DueRow, ...] = ROWS, renews: bool = True) -> RefillsPage:
    """The page over made-up rows."""

    class Memory:
        """No printer."""

        def chosen(self, kind: str) -> str:
            return ""

        def choose(self, kind: str, printer: str) -> None:
            return

    return on_show(lambda bridge: RefillsPage(RefillsModel(Refills(rows), SetClock(NOW)), bridge, Memory(), renews))


def fortnight() -> QWidget:
    """Who runs out within two weeks, one of them chosen."""
    made = page()
    made.model.choose_days(Days.FORTNIGHT)
    made.table.select("张建国")
    return made


def gone() -> QWidget:
    """Who ran out; the nurse may look at the record only."""
    made = page(renews=False)
    made.model.choose_days(Days.GONE)
    return made


def nobody() -> QWidget:
    """Nobody runs out."""
    return page(())


ENTRIES = [Shown("refills", fortnight), Shown("refills-gone", gone), Shown("refills-nobody", nobody)]
