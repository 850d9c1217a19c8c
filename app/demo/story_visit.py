"""A combined visit, chapter by chapter: due this morning, measured by devices, one sheet for five forms, papers, plan, and what it counts for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.clock import local_day
from app.demo.one_seat import SCALE_STICKER, OneSeat
from app.demo.story_record import Record
from app.domain.measurement import MeasurementKind
from app.services.today import Group, Today, TodayRow
from app.services.today_words import TodayWords
from app.store import measurements
from ui.chronic_pages import TODAY, ChronicPages
from ui.day_pages import DAY, OPENING, DayPages
from ui.keymap import Act
from ui.pages.day.lines_page import OpeningPage
from ui.pages.encounter.page import EncounterPage
from ui.pages.measuring.page import MeasuringPage
from ui.pages.today.page import TodayPage

STATES = ("今日待办", "表单")
AFTER_ARMING_S, BETWEEN_READINGS_S = 20, 75
"""What lies closer to the arming is not taken for this resident; the second pressure is due a minute after the first."""
PRESSURES = ((164, 96, 78), (160, 92, 76))
FASTING, KILOGRAMS = Decimal("7.8"), Decimal("61.5")
TYPED = {MeasurementKind.HEIGHT: "一米五一", MeasurementKind.WAIST: "2尺6", MeasurementKind.TEMPERATURE: "36.5"}
CENTIMETRES, WAIST = Decimal("151"), Decimal("87")


@dataclass
class Told:
    """What later chapters look up. ``visit``: of today; ``next_on``: the day the sheet came to."""

    visit: str = ""
    next_on: date = date.max
    state: str = ""


class VisitStory:
    """``place``: the clinic with its devices; ``record``: what is left of it."""

    def __init__(self, place: OneSeat, record: Record) -> None:
        self.place, self.record, self.told = place, record, Told()
        self.seat, self.sitting, self.person = place.seat, place.seat.sitting, place.person
        self.name = self.seat.clinic.residents.get(self.person).name

    def tell(self) -> None:
        """From the open door to the morning on which the next follow-up is due."""
        from app.demo.story_visit_numbers import look_at_the_numbers
        from app.demo.story_visit_papers import close_the_day, hand_out, plan_care
        from app.demo.story_visit_sheet import fill_the_sheet

        self.opens()
        self.is_due()
        self.is_armed()
        self.is_measured()
        self.is_called()
        fill_the_sheet(self)
        hand_out(self)
        plan_care(self)
        look_at_the_numbers(self)
        close_the_day(self)
        self.is_due_again()
        self.record.close("一次合并随访的全程", (self.seat,), {self.person})

    # the morning

    def opens(self) -> None:
        """What the doctor sees before the first patient."""
        page = self.seat.open(DayPages, DAY).open(OPENING)
        assert isinstance(page, OpeningPage)
        self.until(lambda: page.model.lines is not None and not page.model.busy, "opening")
        due = next(line for line in page.model.lines or () if line.key == "due")
        self.record.agree("residents due before opening", True, due.n > 0)
        self.step("开诊前：昨夜回来什么、今天谁到期、设备和备份", "before-opening")

    def is_due(self) -> None:
        """Two diseases, one row; nobody typed it."""
        page = self._today_page()
        row = self.row()
        self.record.agree("due today", Group.TODAY, None if row is None else row.group)
        self.record.agree("follow-ups due", 2, 0 if row is None else len(row.due))
        page.table.select(self.person)
        self.step(f"今日待办（F3）：{self.name}，高血压和糖尿病随访今天到期", "today")

    def _today_page(self) -> TodayPage:
        if self.sitting.desktop.window.current != TODAY:
            self.sitting.strike_act(Act.TODAY)
        page = self.seat.open(ChronicPages, TODAY).open(TODAY)
        assert isinstance(page, TodayPage)
        self.until(lambda: page.model.refills and any(one.person == self.person for one in page.model.rows), "list of today")
        return page

    # measuring

    def is_armed(self) -> None:
        """The card recognises, the doctor chooses the cuff: it says whom it measures."""
        self.sitting.strike_act(Act.MEASURE)
        page = self.sitting.page(MeasuringPage, "measuring")
        self.place.lay_card()
        self.until(lambda: page.subject_in_front is not None and page.subject_in_front.person.id == self.person, "card")
        self.until(lambda: bool(page.subject_in_front and page.subject_in_front.encounter), "visit")
        subject = page.subject_in_front
        assert subject is not None
        self.told.visit = subject.encounter
        self.step("刷身份证，认出本人", "recognised")
        self._arm(page, "红1")
        self.place.wake_cuff()
        self.until(lambda: self._ready("红1"), "armed")
        self.step(f"正在给【{self.name}】测 · 红1号", "armed")

    def is_measured(self) -> None:
        """Two pressures, a drop of blood, the scale; three values are typed as people say them."""
        page = self.sitting.page(MeasuringPage, "measuring")
        for number, told in enumerate(PRESSURES):
            self.place.clock.forward(BETWEEN_READINGS_S if number else AFTER_ARMING_S)
            self.place.press_cuff(*told)
            self.until(lambda: len(self.taken(MeasurementKind.BLOOD_PRESSURE)) == number + 1, "pressure")  # noqa: B023
            if not number:
                self.step("第1次血压已到，再等1分钟测第2次", "first-pressure")
        page.subject.cards[MeasurementKind.BLOOD_PRESSURE].more.click()
        self.sitting.press("左臂")
        self._arm(page, "蓝2")
        self.place.clock.forward(AFTER_ARMING_S)
        self.place.prick(FASTING)
        self._until_shown(page, MeasurementKind.GLUCOSE)
        self.sitting.press("空腹")
        self._arm(page, SCALE_STICKER)
        self.place.clock.forward(AFTER_ARMING_S)
        self.place.step_on(KILOGRAMS)
        self._until_shown(page, MeasurementKind.WEIGHT)
        for kind, words in TYPED.items():
            field = page.subject.cards[kind].field
            field.setFocus()
            self.sitting.write(words)
        self.step("血压计、血糖仪、体重秤都到了；身高、腰围、体温手工录入", "measured")
        self.sitting.press("保存")
        self.until(lambda: page.subject_in_front is None, "saved")
        self._agree_measured()
        self.step("已保存，等医生", "saved")

    def _arm(self, page: MeasuringPage, sticker: str) -> None:
        device = next(card for card in self.seat.clinic.devices.known() if card.sticker == sticker)
        self.until(lambda: device.id in page.subject.arm_line.device_buttons, sticker)
        page.subject.arm_line.device_buttons[device.id].click()
        self.until(lambda: any(one.device == device.id for one in self.seat.clinic.arming.armed()), sticker)

    def _until_shown(self, page: MeasuringPage, kind: MeasurementKind) -> None:
        """The reading is on its card."""

        def shown() -> bool:
            state = page.subject_in_front.state if page.subject_in_front is not None else None
            return state is not None and any(one.kind is kind for one in state.measurements)

        self.until(shown, kind.value)

    def _ready(self, sticker: str) -> bool:
        """Old records are out of it: what comes now is new."""
        return any(card.sticker == sticker and card.drained for card in self.seat.clinic.devices.known())

    def taken(self, kind: MeasurementKind) -> list[str]:
        """Values of one kind of this visit, in the device's or the typed unit."""
        found = self.seat.clinic.desk.store.read(lambda conn: measurements.of_encounter(conn, self.told.visit))
        return ["/".join(f"{value.value}" for value in one.values[:2]) for one in found if one.kind is kind]

    def _agree_measured(self) -> None:
        """What the devices and hands said is what is kept."""
        agree = self.record.agree
        agree("pressures", [f"{high}/{low}" for high, low, _ in PRESSURES], self.taken(MeasurementKind.BLOOD_PRESSURE))
        agree("mean", ["162/94"], self.taken(MeasurementKind.BLOOD_PRESSURE_SUMMARY))
        agree("glucose", [str(FASTING)], self.taken(MeasurementKind.GLUCOSE))
        agree("weight", [KILOGRAMS], [Decimal(one) for one in self.taken(MeasurementKind.WEIGHT)])
        agree("height", [CENTIMETRES], [Decimal(one) for one in self.taken(MeasurementKind.HEIGHT)])
        agree("waist", [WAIST], [Decimal(one) for one in self.taken(MeasurementKind.WAIST)])
        self.record.proven("设备读数和手工录入的值逐个核对：血压 164/96、160/92，均值 162/94；空腹血糖 7.8；体重 61.5；身高 151；腰围 87")

    def is_called(self) -> None:
        """The doctor calls: values beside the last ones."""
        pages = self.sitting.desktop.pages
        assert pages is not None
        pages.open_chart(self.person)
        page = self.sitting.page(EncounterPage, "encounter")
        self.until(lambda: page.model.current is not None and not page.model.busy, "visit")
        self.step("接诊：本次测量与上次对比、12个月趋势", "visit")

    # two weeks later

    def is_due_again(self) -> None:
        """Nobody entered the next day anywhere: the list works it out from the sheet."""
        ahead = (self.told.next_on - local_day(self.place.clock.now())).days
        self.place.clock.forward(timedelta(days=ahead).total_seconds())
        row = self.row()
        self.record.agree("due again", (Group.TODAY, self.told.next_on), (row.group, row.first.day) if row is not None else None)
        self._today_page().table.select(self.person)
        self.step(f"{ahead}天后的早晨：今日待办里又有{self.name}", "due-again")
        self.record.proven(f"下次随访日期 {self.told.next_on} 到了，今日待办自己列出，没有人登记过")

    # what the chapters share

    def row(self) -> TodayRow | None:
        """Hers in the list of today."""
        return next((one for one in Today(self.seat.clinic.desk).due().rows if one.person == self.person), None)

    def until(self, holds: Callable[[], bool], where: str) -> None:
        """See :meth:`Sitting.until`."""
        self.sitting.until(holds, where)

    def step(self, words: str, name: str) -> None:
        """One more picture and row."""
        row = self.row() if self.seat.clinic.desk.who.may("chart.read") else None
        today = "" if row is None else TodayWords(local_day(self.place.clock.now())).group(row.group)
        self.record.step(self.seat, words, name, today, self.told.state)
