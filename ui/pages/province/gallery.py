"""待录入省平台 on show: forms in every state, and the typing help beside a browser in the middle of a follow-up."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.clock import SetClock
from app.domain.filled_form import FilledForm
from app.errors import KnownError
from app.services.province_entry import Entry, EntryList, EntryRow, EntryStep
from app.services.province_stages import Stage
from ui import theme
from ui import tokens as t
from ui.bridge import Bridge
from ui.gallery import REFERENCE
from ui.gallery import Entry as Shown
from ui.pages.on_show import on_show
from ui.pages.page_model import at_once
from ui.pages.province.model import ProvinceModel
from ui.pages.province.page import ProvincePage
from ui.pages.province.typing_model import TypingModel
from ui.pages.province.typing_window import WIDE, TypingWindow
from ui.practice_desk import MORNING
from ui.widgets.frames import row as line

AT = "2026-03-04T08:12:00.000Z"
HTN, EXAM = ("htn_followup", "高血压患者随访服务记录表"), ("exam", "健康体检表")


def row(name: str, kind: tuple[str, str], day: str, stage: Stage, **more: object) -> EntryRow:
    """A form of somebody of 柳树村."""
    noted = {} if stage is Stage.WAITING else {"at": AT, "by": "刘明远", "times": 1}
    return EntryRow(f"{name}.{kind[0]}", *kind, name, name, "柳树村", day, stage, **{**noted, **more})  # type: ignore[arg-type]


ROWS = (
    row("王秀英", HTN, "2026-03-02", Stage.WAITING),
    row("李大山", EXAM, "2026-03-02", Stage.AMENDED, changed=2),
    row("欧阳玉珍", HTN, "2026-03-03", Stage.REMOVED),
    row("赵桂兰", HTN, "2026-03-04", Stage.WAITING),
    row("陈国强", EXAM, "2026-03-04", Stage.DONE, times=2),
)
STEPS = (
    EntryStep("name", "", "姓名", "王秀英"),
    EntryStep("id_number", "", "身份证号", "410102195807120249"),
    EntryStep("day", "随访", "随访日期", "2026-03-02"),
    EntryStep("way", "随访", "随访方式", "门诊"),
    EntryStep("htn_symptoms", "症状", "症状", "头痛头晕、心悸胸闷"),
    EntryStep("systolic", "体征", "收缩压", "152", "mmHg", changed=True),
    EntryStep("diastolic", "体征", "舒张压", "88", "mmHg"),
    EntryStep("weight", "体征", "体重", "", "kg"),
    EntryStep("weight_target", "体征", "体重目标", "", "kg"),
    EntryStep("heart_rate", "体征", "心率", "76", "次/分"),
    EntryStep("salt", "生活方式", "摄盐情况（咸淡）", "重盐", "", "重", changed=True),
    EntryStep("next_on", "分类与转归", "下次随访日期", "2026-03-16"),
)


class Desk:
    """Made-up forms; nothing is written."""

    def __init__(self, rows: tuple[EntryRow, ...] = ROWS, trouble: KnownError | None = None) -> None:
        self.rows, self.trouble = rows, trouble
        self.done: list[str] = []

    def listed(self, first: date, last: date) -> EntryList:
        """The same for all days."""
        return EntryList(self.rows, "", self.trouble)

    def open(self, form: str) -> Entry:
        """The follow-up of 王秀英, whoever is asked for."""
        return Entry(next(one for one in self.rows if one.form == form), "4101020012000123", STEPS, ("随访医生签名",))

    def say_done(self, form: str) -> FilledForm:
        """Remembered."""
        self.done.append(form)
        return FilledForm("note", "", None, "province_entered", 1, "2026-03-05", {}, "", AT)

    def take_back(self, form: str, reason: str) -> None:
        """Nothing."""

    def save_order(self, path: Path) -> None:
        """Nothing."""


class Held:
    """A clipboard of its own."""

    def __init__(self) -> None:
        self.text = ""

    def put(self, text: str) -> None:
        """Remembered."""
        self.text = text

    def clear(self) -> None:
        """Empty."""
        self.text = ""


def page(desk: Desk | None = None) -> ProvincePage:
    """The page over made-up forms."""
    return on_show(lambda bridge: ProvincePage(ProvinceModel(desk or Desk(), SetClock(MORNING)), bridge))


def waiting() -> QWidget:
    """Somebody's follow-up is chosen; the county's file has a line that is not understood."""
    made = page(Desk(trouble=KnownError("province_order_bad", file="province.toml", line=7, place="htn_followup.order.sistolic")))
    made.table.select(ROWS[1].form)
    return made


def window(form: str = ROWS[0].form, clip: Held | None = None, desk: Desk | None = None) -> TypingWindow:
    """The typing help for one of them."""
    bridge, told = Bridge(), desk or Desk()
    made = TypingWindow(TypingModel(told, clip or Held()), bridge)
    bridge.setParent(made)
    made.model.attach(made.refresh, at_once)
    made.model.open(told.open(form))
    return made


def beside() -> QWidget:
    """Two of them as they stand at the edge of a screen: in the middle of a form, and of one that was corrected since."""
    first, second = window(), window(ROWS[1].form)
    for _ in range(7):
        first.model.advance()
    for each in (first, second):
        each.setWindowFlags(Qt.WindowType.Widget)
        each.setFixedWidth(theme.px(WIDE))
    made = QWidget()
    made.setLayout(line(0, first, second, gap=t.L))
    return made


ENTRIES = [Shown("province-waiting", waiting), Shown("province-typing", beside, (REFERENCE,))]
