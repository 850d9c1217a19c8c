"""统计 on show: a village's numbers as its doctor sees them, as a manager without names, whether they are genuine, forms to be exported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.clock import CLINIC_ZONE, SetClock
from app.domain.indicators import ASKED, Asked, MeasureReport, everything
from app.domain.programme import Programme
from app.rules.public_health.authenticity import Repeated, digits
from app.rules.public_health.cohort_facts import Told
from app.rules.public_health.counting import Count
from app.services.authenticity import Checked, Crowded, DigitRow, RepeatedRow, Stage, StageTime, Work
from app.services.form_export import Exported, Filled
from app.services.indicators import Behind, Board, Month, Number, ResidentRow, Side
from ui.gallery import Entry
from ui.pages.cockpit.checks_model import ChecksModel
from ui.pages.cockpit.checks_page import ChecksPage
from ui.pages.cockpit.forms_model import FormsModel
from ui.pages.cockpit.forms_page import FormsPage
from ui.pages.cockpit.model import BoardModel, Table
from ui.pages.cockpit.page import BoardPage
from ui.pages.on_show import on_show
from ui.pages.printing.gallery import NoPrinters

TODAY = date(2026, 3, 31)
NOBODY = Told((), {}, (), {}, {}, (), (), {})
COUNTS = {
    "hypertension": ((412, 455), (268, 412), (331, 398), (276, 412), (141, 412), (401, 412), (214, 372), (96, 372), (9, 372), (53, 372), (11, 412)),
    "diabetes": ((168, 190), (99, 168), (130, 160), (88, 168), (161, 168), (81, 150), (49, 150), (2, 150), (18, 150), (7, 168)),
    "copd": ((31, 40), (17, 31), (22, 30), (30, 31), (6, 28), (1, 31)),
    "": ((512, 745), (580, 745), (2_310, 2_498), (1_406, 2_310), (1_730, 2_498)),
}  # fmt: skip
MONTHS = (58.1, 59.0, 60.2, 60.0, 61.4, 62.2, 63.0, 63.9, 64.4, 64.0, 64.6)
ROWS = (
    ResidentRow("p1", "李建国", "1", "67岁", "柳树村", False, "2026-01-12", "156/94"),
    ResidentRow("p2", "王秀英", "2", "71岁", "柳树村", False, "2025-12-30", "148/88"),
    ResidentRow("p3", "赵桂兰", "2", "59岁", "石桥村", False),
    ResidentRow("p4", "欧阳德福", "1", "80岁", "石桥村", False, "2025-11-02", "162/90"),
)


def made_board() -> Board:
    """The end of March."""
    goals = {"hypertension.standard": 64, "diabetes.standard": 64, "examined": 65, "constitution": 77, "filed": 90}
    counts = [pair for rows in COUNTS.values() for pair in rows]
    told = zip(everything(), counts, strict=True)
    numbers = tuple(Number(asked, *pair, Decimal(goals[asked.key]) if asked.key in goals else None) for asked, pair in told)
    return Board(TODAY, numbers, 611, 498, 2_498, {Programme.HYPERTENSION: 412}, Count(NOBODY, TODAY))


class Desk:
    """Answers from made-up numbers. ``names`` False: a manager looks."""

    def __init__(self, names: bool = True) -> None:
        self.names = names

    def today(self) -> date:
        """The end of March."""
        return TODAY

    def board(self, at: date) -> Board:
        """The one on show."""
        return made_board()

    def behind(self, board: Board, asked: Asked, side: Side = Side.MISSING) -> Behind:
        """Four of them, in two clinics where somebody looks who sees both."""
        number = board.number(asked)
        rows = ROWS if self.names else tuple(replace(one, name="") for one in ROWS)
        places = (("柳树村卫生室", Number(asked, 150, 223)), ("石桥村卫生室", Number(asked, 118, 189))) if not self.names else ()
        return Behind(asked, side, number.below - number.part, rows, places)

    def chart(self, board: Board, asked: Asked) -> tuple[Month, ...]:
        """A year that went well."""
        number = board.number(asked)
        ends = [date(2025 + (n + 3) // 12, (n + 3) % 12 + 1, 28) for n in range(11)]
        earlier = (Month(at, Number(asked, round(10 * rate), 1_000)) for at, rate in zip(ends, MONTHS, strict=True))
        return (*earlier, Month(TODAY, number))

    def report(self, board: Board) -> tuple[MeasureReport, ...]:
        """As if it were written."""
        return ()


class Papers:
    """Nothing is written."""

    def save(self, path: Path, table: Table) -> None:
        """As if it were written."""

    def pdf(self, title: str, tables: Sequence[tuple[str, Table]], notes: Sequence[str]) -> bytes:
        """Nothing on it."""
        return b"%PDF"

    def printed(self, pdf: bytes) -> None:
        """As if it were noted."""


CHECKED = Checked(
    date(2026, 1, 1),
    TODAY,
    (
        RepeatedRow(Repeated("p1", "140", "90", 5, "2025-06-02", "2026-02-21"), "李建国", "柳树村", "王建国"),
        RepeatedRow(Repeated("p4", "150", "90", 3, "2025-09-14", "2026-03-03"), "欧阳德福", "石桥村", "李秀兰"),
    ),
    (
        DigitRow("", digits(["130"] * 210 + ["135"] * 60 + ["132", "134", "136", "138", "141", "143", "147", "149"] * 22)),
        DigitRow("李秀兰", digits(["140"] * 120 + ["135"] * 30 + ["132", "138"] * 6)),
        DigitRow("王建国", digits(["130", "141", "132", "143", "134", "135", "146", "137", "148", "129"] * 12)),
    ),
    (
        Crowded("李秀兰", datetime(2026, 3, 12, 9, tzinfo=CLINIC_ZONE), 21, 12, False),
        Crowded("王建国", datetime(2026, 3, 19, 8, tzinfo=CLINIC_ZONE), 33, 30, True),
    ),
    2_460,
    2_014,
    1_188,
    41,
    (
        StageTime(Stage.WAITING, 1_130, 6.0, 14.0),
        StageTime(Stage.MEASURED, 1_102, 9.0, 22.0),
        StageTime(Stage.SEEN, 1_099, 11.0, 19.0),
        StageTime(Stage.WHOLE, 1_099, 27.0, 49.0),
    ),
    (Work("d1", "王建国", (640, 310, 598, 122, 3, 701)), Work("d2", "李秀兰", (459, 1_822, 122, 240, 14, 433))),
)  # fmt: skip


class Checks:
    """One quarter."""

    def today(self) -> date:
        """The end of March."""
        return TODAY

    def check(self, first: date, last: date) -> Checked:
        """The one on show."""
        return CHECKED


def board_page(desk: Desk, asked: str = "") -> BoardPage:
    """The page over made-up numbers."""
    model = BoardModel(desk, Papers())
    made = on_show(lambda bridge: BoardPage(model, bridge, NoPrinters()))
    if asked:
        made.ask(ASKED[asked])
    return made


def checks_page() -> ChecksPage:
    """The checks over one quarter."""
    model = ChecksModel(Checks(), Papers())
    return on_show(lambda bridge: ChecksPage(model, bridge, NoPrinters()))


FILLED = (
    Filled("person", "居民个人基本信息表", 12),
    Filled("exam", "健康体检表", 86),
    Filled("htn_followup", "高血压患者随访服务记录表", 397),
    Filled("dm_followup", "2型糖尿病患者随访服务记录表", 158),
    Filled("elderly_self_care", "老年人生活自理能力评估表", 64),
)


class Forms:
    """A quarter of them; nothing is written."""

    def __init__(self, rows: Sequence[Filled] = FILLED) -> None:
        self.rows = tuple(rows)

    def filled(self, first: date, last: date) -> tuple[Filled, ...]:
        """The ones on show."""
        return self.rows

    def save(self, folder: Path, first: date, last: date, forms: Sequence[str]) -> tuple[Exported, ...]:
        """As if they were written."""
        return tuple(Exported(one.form, one.title, one.count, folder / f"{one.title}.xlsx") for one in self.rows if one.form in forms)


def forms_page(forms: Forms) -> FormsPage:
    """The forms of one quarter."""
    return on_show(lambda bridge: FormsPage(FormsModel(forms, SetClock(datetime(2026, 3, 31, 9, tzinfo=CLINIC_ZONE))), bridge))


def exported() -> QWidget:
    """All of a quarter just went to a stick."""
    made = forms_page(Forms())
    made.model.export(Path("/media/王建国/U盘/2026年第1季度表单"))
    return made


def doctors() -> QWidget:
    """A doctor looks at who is not managed to the standard yet."""
    return board_page(Desk())


def managers() -> QWidget:
    """A manager looks at residents of two clinics, without names."""
    return board_page(Desk(names=False), "hypertension.controlled")


def people() -> QWidget:
    """Numbers of people."""
    return board_page(Desk(), "examined")


ENTRIES = [
    Entry("cockpit", doctors),
    Entry("cockpit-manager", managers),
    Entry("cockpit-people", people),
    Entry("cockpit-checks", checks_page),
    Entry("cockpit-forms", exported),
    Entry("cockpit-forms-nothing", lambda: forms_page(Forms(()))),
]
