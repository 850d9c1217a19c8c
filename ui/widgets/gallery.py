"""The widgets on show."""

from __future__ import annotations

import math
from datetime import date, timedelta

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.domain.clinical import Answer
from app.domain.person import Sex
from app.texts import Message
from ui import theme
from ui import tokens as t
from ui.gallery import Entry
from ui.keymap import Act
from ui.models.rows import Column, RowsModel
from ui.widgets.banner import AllergyView, BannerView, PatientBanner
from ui.widgets.buttons import button, icon_button, primary
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.confirm_strip import ConfirmStrip
from ui.widgets.data_table import DataTable
from ui.widgets.ecg_strip import EcgStrip
from ui.widgets.ecg_sweep import EcgSweep
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import EnterMoves, NumberField, TextField, labelled
from ui.widgets.flow_layout import FlowLayout, flowing
from ui.widgets.frames import Bar, Card, Scroll, column, row, secondary
from ui.widgets.notice import Notice
from ui.widgets.pill import Pill
from ui.widgets.trend import Trend, TrendPoint
from ui.widgets.value_card import ValueCard
from ui.window import MainWindow, PageEntry

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


def forms() -> QWidget:
    """Fields, choices, value cards, a table, and the strip that asks before signing."""
    page = QWidget()
    box = TextField("找人", "姓名、拼音、电话、村、证号")
    height, weight = NumberField("身高"), NumberField("体重")
    weight.setText("61.5")
    weight.set_state("warn")
    meal = ChoiceBar("餐况", (("fasting", "空腹"), ("postprandial", "餐后2小时"), ("random", "随机")))
    meal.set_value("postprandial")
    fields = flowing(labelled("身高", height, "cm"), labelled("体重", weight, "kg"), labelled("餐况", meal), gap=t.L)
    strip = ConfirmStrip()
    strip.ask("王秀英 66岁 · 2 种药 · 签名后不能修改", "签名", _nothing)
    strip.listen()
    EnterMoves(page, [box, height, weight, meal])
    page.setLayout(column(box, fields, _cards(), _table(), strip, gap=t.M))
    return Scroll(page)


def _cards() -> QWidget:
    cards = QWidget()
    flow = FlowLayout(cards, gap=t.M, even=True)
    pressure = ValueCard("血压", "mmHg", "heart")
    pressure.show_value("168/96", t.Mark.HIGH, "偏高", "上次 152/90 (02-04)", "再等 47 秒测第2次")
    pressure.set_corner("红1 08:41")
    pressure.set_armed(True)
    glucose = ValueCard("血糖", "mmol/L", "drop")
    glucose.show_value("LO", t.Mark.CRITICAL_LOW, "危急 低", "上次 7.1 空腹 (01-06)")
    glucose.set_corner("手工")
    for each in (pressure, glucose, ValueCard("体温", "℃", "thermometer")):
        flow.addWidget(each)
    return cards


def _table() -> QWidget:
    model: RowsModel[tuple[str, ...]] = RowsModel(
        (
            Column("日期", lambda each: each[0]),
            Column("血压 mmHg", lambda each: each[1], right=True, mark=lambda each: t.Mark.HIGH if each[1] > "150" else t.Mark.NONE),
            Column("血糖 mmol/L", lambda each: each[2], right=True),
            Column("来源", lambda each: each[3], stretch=True),
        ),
        lambda each: each[0],
    )
    model.set_rows(
        (
            ("2026-03-05", "168/96", "7.8 餐后", "设备 红1"),
            ("2026-02-04", "152/90", "7.1 空腹", "设备 红1"),
            ("2026-01-06", "148/88", "6.9 空腹", "手工"),
        )
    )
    table = DataTable(model, "近几次")
    table.selectRow(0)
    table.setMinimumHeight(theme.px(4 * t.ROW) + 8)
    return table


def curves() -> QWidget:
    """Trends of a year, a live ECG and a stored one."""
    page = QWidget()
    end = date(2026, 3, 5)
    pressure, glucose, empty = Trend("血压", "mmHg"), Trend("血糖", "mmol/L"), Trend("体重", "kg")
    days = [end - timedelta(days=days) for days in range(0, 340, 24)]
    pressure.show_series(
        [TrendPoint(day, 80 + n % 5 * 4, 138 + n * 7 % 40) for n, day in enumerate(days)],
        end,
        (90, 140),
        ((date(2025, 9, 20), "加氨氯地平"),),
    )
    glucose.set_hollow("餐后")
    glucose.show_series([TrendPoint(day, 6.1 + n * 3 % 5 * 0.4, hollow=n % 3 == 0) for n, day in enumerate(days)], end, (4.4, 7.0))
    empty.show_series((), end)
    trends = QWidget()
    line = row(pressure, glucose, empty, gap=t.M)
    trends.setLayout(line)
    sweep, strip = EcgSweep(measured_dots_per_mm=4.0), EcgStrip(measured_dots_per_mm=4.0)
    beats = [_beat(sample, 250) for sample in range(2500)]
    leads = [beats, [None if 900 < n < 1100 else (step or 0) // 2 for n, step in enumerate(beats)]]
    sweep.set_signal(("II", "V5"), 250, 1000)
    sweep.feed(leads)
    QTimer.singleShot(0, lambda: [sweep.advance(0.2) for _ in range(40)])
    strip.show_recording(("II",), 250, 1000, [beats])
    page.setLayout(column(trends, sweep, strip, gap=t.M))
    return Scroll(page)


def _beat(sample: int, hz: int) -> int | None:
    """A made-up heartbeat, 75 a minute, in microvolts."""
    phase = sample / hz % 0.8
    waves = ((0.12, 0.025, 120), (0.235, 0.008, -120), (0.25, 0.010, 1100), (0.268, 0.009, -250), (0.47, 0.045, 260))
    return round(sum(height * math.exp(-(((phase - at) / width) ** 2) / 2) for at, width, height in waves))


def window() -> QWidget:
    """The window around a page: rail, banner, key bar, status line."""
    shell = MainWindow("乡医工作站")
    shell.set_entries(
        [
            PageEntry("measure", _nurse_page, "测量", "measure", Act.MEASURE),
            PageEntry("doctor", QWidget, "接诊", "doctor"),
            PageEntry("today", QWidget, "今日待办", "today", Act.TODAY),
            PageEntry("followup", QWidget, "随访", "followup", Act.FOLLOW_UP),
            PageEntry("ecg", QWidget, "心电", "ecg", Act.ECG),
            PageEntry("residents", QWidget, "居民", "residents", Act.RESIDENTS),
            PageEntry("devices", QWidget, "设备", "devices", low=True),
            PageEntry("sync", QWidget, "上传", "sync", low=True),
            PageEntry("settings", QWidget, "设置", "settings", low=True),
        ]
    )
    shell.open("measure")
    shell.set_badge("measure", "2")
    shell.status.set_user("李护士", "八里台镇卫生院")
    shell.status.set_time("08:52")
    shell.status.set_devices([("a", "血压计 红1", t.Mark.OK), ("b", "血糖仪", t.Mark.OK), ("c", "心电贴 未连接", t.Mark.WAITING)])
    shell.status.set_upload("离线 · 待上传 12", t.Mark.ATTENTION)
    shell.toast.say("已保存,王秀英 已排到接诊队列", undo=_nothing)
    return shell


def _nurse_page() -> QWidget:
    page = QWidget()
    body = QWidget()
    card = Card("正在给【王秀英】测 · 红1号")
    card.set_surface("armed")
    card.body.addWidget(_cards())
    card.body.addStretch(1)
    inside = column(card)
    inside.setContentsMargins(t.L, t.L, t.L, t.L)
    body.setLayout(inside)
    foot = Bar()
    foot.line.addWidget(secondary("还差: 第2次血压 │ 已测: 腰围"))
    foot.line.addStretch(1)
    foot.line.addWidget(primary("保存", _nothing, Act.SAVE))
    page.setLayout(column(PatientBanner(WANG), body, foot, gap=0))
    return page


ENTRIES = [
    Entry("window", window),
    Entry("widgets", catalogue),
    Entry("widgets-forms", forms),
    Entry("widgets-curves", curves),
]
