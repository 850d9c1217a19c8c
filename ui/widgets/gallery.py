"""The widgets on show."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from app.domain.clinical import Answer
from app.domain.person import Sex
from app.texts import Message
from ui import tokens as t
from ui.gallery import Entry
from ui.keymap import Act
from ui.widgets.banner import AllergyView, BannerView, PatientBanner
from ui.widgets.buttons import button, icon_button, primary
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import Card, Scroll, column
from ui.widgets.notice import Notice
from ui.widgets.pill import Pill

WANG = BannerView(
    person="p1",
    name="王秀英",
    sex=Sex.FEMALE,
    age="66岁",
    birth=date(1959, 3, 12),
    village="第三村",
    masked_id="410205********1226",
    allergy=AllergyView(Answer.YES, (("青霉素", "皮疹"),), date(2026, 1, 6)),
    facts=(("体重", "61.5 kg"), ("肾功能", "eGFR 58 (2026-02-12)")),
    notes=(("身份未核验", t.Mark.ATTENTION),),
)
LI = BannerView("p2", "李建国", Sex.MALE, "58岁", date(1967, 8, 2), "八里台村", "410205********0011")
ZHAO = BannerView("p3", "赵四", allergy=AllergyView(Answer.NO, asked=date(2026, 3, 1)))


def catalogue() -> QWidget:
    """Banners, buttons, pills, messages."""
    page = QWidget()
    buttons, pills = QWidget(), QWidget()
    flow, states = FlowLayout(buttons), FlowLayout(pills)
    for each in (
        primary("保存", act=Act.SAVE),
        button("处方", act=Act.PRESCRIBE),
        button("预览", act=Act.PRINT, icon="print"),
        button("删除这一行", kind="danger", icon="close"),
        button("以后再说", kind="quiet"),
        icon_button("search", "找人"),
    ):
        flow.addWidget(each)
    off = button("不能按", icon="lock")
    off.setEnabled(False)
    flow.addWidget(off)
    for mark, words in zip(
        t.Mark,
        ("偏高", "偏低", "危急 高", "危急 低", "血压计 红1", "需要处理 2", "不能开", "等待", "失败", "有新资料", "普通"),
        strict=True,
    ):
        states.addWidget(Pill(words, mark))
    notice = Notice()
    notice.tell(
        Message("可能已有同一居民(相同身份证号)。", "您填写的内容都还在。", "请打开已有档案核对。"),
        t.Mark.ATTENTION,
        ("打开档案", _nothing),
    )
    card = Card("体征测量")
    for part in (buttons, pills, notice):
        card.body.addWidget(part)
    low = Card("处方")
    low.body.addWidget(EmptyState("prescription", "今天还没有处方", "按 F6 开第一张"))
    body = column(PatientBanner(WANG), PatientBanner(LI), PatientBanner(ZHAO), card, low, gap=t.M)
    page.setLayout(body)
    return Scroll(page)


def _nothing() -> None:
    return


ENTRIES = [Entry("widgets", catalogue)]
