"""季末查漏 on show: three villages with everything that may be lacking, and nobody who lacks anything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.domain.programme import Programme
from app.printing.report import Report, report_pdf
from app.rules.public_health.shortfall import Lack, Lacking
from app.services.shortfalls import ShortList, ShortRow, Until
from ui.gallery import Entry as Shown
from ui.pages.on_show import on_show
from ui.pages.shortfall.model import ShortfallModel, Table
from ui.pages.shortfall.page import ShortfallPage
from ui.pages.today.gallery import Memory

HTN, DM, COPD, OLD = Programme
VISITS, EXAM, READING, CONSTITUTION = Lacking
ROWS = (
    ShortRow("赵桂兰", "赵桂兰", "71岁", "河湾村", "13700002231", (HTN, OLD), (Lack(VISITS, HTN, 0, 1), Lack(EXAM), Lack(CONSTITUTION))),
    ShortRow("李大山", "李大山", "66岁", "柳树村", "", (DM,), (Lack(READING, DM), Lack(CONSTITUTION))),
    ShortRow(
        "王秀英", "王秀英", "67岁", "柳树村", "13900001234", (HTN, DM), (Lack(VISITS, DM, 0, 1), Lack(READING, HTN), Lack(READING, DM))
    ),
    ShortRow("欧阳玉珍", "欧阳玉珍", "80岁", "石桥村", "0371-65501234", (COPD,), (Lack(EXAM),)),
)
DAYS = {Until.TODAY: date(2026, 3, 5), Until.QUARTER: date(2026, 3, 31), Until.YEAR: date(2026, 12, 31)}


class Counting:
    """Answers from made-up rows, the same for every day."""

    def __init__(self, rows: Sequence[ShortRow] = ROWS) -> None:
        self.rows = tuple(rows)

    def listed(self, until: Until) -> ShortList:
        """Two have left meanwhile."""
        return ShortList(self.rows, DAYS[until], 2 if self.rows else 0)


class Paper:
    """What is saved and printed is remembered."""

    def __init__(self) -> None:
        self.saved: list[Table] = []
        self.titles: list[str] = []

    def save(self, path: Path, table: Table) -> None:
        """Remembered."""
        self.saved.append(table)

    def pdf(self, title: str, tables: Sequence[tuple[str, Table]], notes: Sequence[str]) -> bytes:
        """Remembered."""
        self.titles.append(title)
        return report_pdf(Report(title, "柳树村卫生室", "2026-03-05 08:40", (), (), tuple(notes)))

    def printed(self, pdf: bytes) -> None:
        """Nothing."""


def page(rows: Sequence[ShortRow] = ROWS, paper: Paper | None = None) -> ShortfallPage:
    """The page over made-up rows."""
    return on_show(lambda bridge: ShortfallPage(ShortfallModel(Counting(rows), paper or Paper()), bridge, Memory()))


def listed() -> QWidget:
    """Somebody is chosen."""
    made = page()
    made.table.select("王秀英")
    return made


def nobody() -> QWidget:
    """All is done."""
    return page(())


ENTRIES = [Shown("shortfall", listed), Shown("shortfall-nobody", nobody)]
