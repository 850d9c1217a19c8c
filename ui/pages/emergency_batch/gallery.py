"""疾控应急 on show: a line half typed, somebody who may be on record, the list."""

from __future__ import annotations

from functools import cache

from PySide6.QtWidgets import QWidget

from app.services.emergency_batch import EmergencyBatch
from app.services.printers import Printers
from ui.bridge import Bridge
from ui.gallery import Entry
from ui.pages.emergency_batch.model import EmergencyModel
from ui.pages.emergency_batch.page import EmergencyPage
from ui.pages.on_show import on_show
from ui.practice_desk import PracticeDesk, open_practice

EVENT = "3月5日第三村腹泻"
LINES = (
    "赵大娘 女71 14000002231 第三村 /35",
    "钱二柱 男50 14000001111 /5",
    "孙小宝 男8月 /14",
    "周德海 男66 14000003456 第二村 /",
    "吴桂芝 女58 /2",
)


@cache
def _practice() -> PracticeDesk:
    made = open_practice(4)
    batch, village = EmergencyBatch(made.desk), ""
    for line in LINES:
        village = batch.register(line, EVENT, village).village
        made.clock.forward(18)
    return made


def page_over(practice: PracticeDesk, bridge: Bridge) -> EmergencyPage:
    """The page over a practice clinic's services."""
    return EmergencyPage(EmergencyModel(EmergencyBatch(practice.desk)), bridge, Printers(practice.desk))


def _page(line: str) -> EmergencyPage:
    made = on_show(lambda bridge: page_over(_practice(), bridge))
    made.model.type(line)
    return made


def typing() -> QWidget:
    """Half a line: what is missing is said."""
    made = _page("郑玉兰 女63 14000007788")
    made.table.select(made.model.rows[1].form)
    return made


def asked() -> QWidget:
    """Somebody of that name and age is on record."""
    practice = _practice()
    known = practice.residents.get(practice.people[0])
    age = practice.residents.banner(known.id).age_text.removesuffix("岁")
    made = _page(f"{known.name} {'男' if known.sex.value == '1' else '女'}{age} /13")
    made.model.enter()
    return made


ENTRIES = [Entry("emergency-line", typing), Entry("emergency-alike", asked)]
