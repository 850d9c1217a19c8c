"""门诊日志: every visit that was looked after, with what the rules ask for; nothing that was cancelled."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from app.clock import SetClock, local_day
from app.domain.filled_form import FilledForm, FormStatus, FormValue, ValueKind
from app.domain.ids import new_id
from app.domain.measurement import MeasurementKind
from app.errors import KnownError
from app.rules.infectious import REPORT
from app.rules.pack import Pack
from app.services.charting import Charting
from app.services.clinic_log import ClinicLog, ClinicLogList
from app.services.desk import Desk
from app.services.diagnoses import DiagnosisRow
from app.services.form_filling import FormFilling
from app.services.infectious import InfectiousReports
from app.services.intake import Intake
from app.services.paper_sheets import PaperEntry, PaperSheets
from app.services.prescribing import Prescribing
from app.services.queue import Queue
from app.services.table_file import rows as table_rows
from app.store import filled_forms
from tests.app.conftest import MORNING
from tests.app.printing.pages import plain
from tests.app.services.measuring_table import MakePerson
from tests.app.services.rx_clinic import AMLODIPINE, METFORMIN, sheet, visit_of
from tests.app.services.test_infectious import ANSWERS

HYPERTENSION, COLD = DiagnosisRow("I10", "高血压"), DiagnosisRow("J00", "急性鼻咽炎")


@pytest.fixture
def log(desk: Desk) -> ClinicLog:
    return ClinicLog(desk)


def today(log: ClinicLog, clock: SetClock, days: int = 0) -> ClinicLogList:
    day = local_day(clock.now())
    return log.listed(day - timedelta(days), day)


def test_a_visit_says_who_where_what_and_by_whom(log: ClinicLog, desk: Desk, pack: Pack, make_person: MakePerson, clock: SetClock) -> None:
    who = make_person()
    visit = visit_of(desk, who.id)
    Queue(desk).call(visit.id)
    Charting(desk).add_condition(who.id, visit.id, HYPERTENSION)
    Prescribing(desk, pack).sign(sheet(who.id, visit.id, AMLODIPINE, METFORMIN))
    job = {"occupation": FormValue(ValueKind.CHOICE, ("5",))}
    form = FilledForm(
        new_id(), who.id, None, "personal", 1, "2026-03-05", job, desk.who.practitioner, "2026-03-05T00:00:00.000Z", FormStatus.COMPLETED
    )
    desk.store.write(lambda uow: filled_forms.add(uow, form), desk.actor).result()
    (row,) = today(log, clock).rows
    assert (row.name, row.diagnoses, row.again, row.doctor) == (who.name, ("高血压",), False, desk.who.name)
    assert len(row.done) == 2 and row.occupation and not row.occupation.isdigit() and row.address
    assert row.paper == "" and today(log, clock).undiagnosed == 0


def test_the_same_disease_again_is_a_repeat_visit(log: ClinicLog, desk: Desk, make_person: MakePerson, clock: SetClock) -> None:
    who = make_person()
    for row in (HYPERTENSION, HYPERTENSION, COLD):
        visit = visit_of(desk, who.id)
        Charting(desk).add_condition(who.id, visit.id, row)
        Queue(desk).finish(visit.id)
        clock.forward(86_400)
    assert [one.again for one in today(log, clock, 3).rows] == [False, True, False]


def test_who_left_without_being_seen_is_not_in_it(log: ClinicLog, desk: Desk, make_person: MakePerson, clock: SetClock) -> None:
    visit = visit_of(desk, make_person().id)
    Queue(desk).cancel(visit.id, "走了")
    assert today(log, clock).rows == ()


def test_what_was_on_paper_stands_at_its_true_time(log: ClinicLog, desk: Desk, make_person: MakePerson, clock: SetClock) -> None:
    (number,) = PaperSheets(desk).reserve(1)
    clock.forward(4 * 86_400)
    PaperSheets(desk).enter(PaperEntry(number, make_person().id, MORNING + timedelta(hours=3), note="头晕"))
    (row,) = log.listed(local_day(MORNING), local_day(MORNING)).rows
    assert row.paper == number and row.again is None and today(log, clock).rows == ()


def test_paper_and_excel_say_the_same(log: ClinicLog, desk: Desk, make_person: MakePerson, clock: SetClock, tmp_path: Path) -> None:
    child = make_person(name="李小明", birth=date(2020, 1, 1))
    visit_of(desk, child.id)
    found = today(log, clock)
    text = plain(log.pdf(found))
    assert "门诊日志" in text and "李小明" in text and "第1页" in text
    log.export(found, tmp_path / "log.xlsx")
    head, one = (row.texts for row in table_rows(tmp_path / "log.xlsx"))
    assert head[0] == "日期" and one[1].startswith("李小明") and len(head) == 13


def test_onset_complaint_fever_and_report_stand_in_it(log: ClinicLog, desk: Desk, make_person: MakePerson, clock: SetClock) -> None:
    """safety.md §1, 17:20: the columns of the rules on infectious diseases."""
    child = make_person(name="李小明", birth=date(2020, 1, 1))
    visit = visit_of(desk, child.id)
    for celsius in ("38.4", "38.9", "36.8"):
        Intake(desk).enter(visit.id, MeasurementKind.TEMPERATURE, celsius)
    Queue(desk).call(visit.id)
    charting = Charting(desk)
    charting.note(visit.id, "主诉：发热、手足皮疹2天\n查体：咽红")
    charting.add_condition(child.id, visit.id, DiagnosisRow("B08.4", "手足口病"), date(2026, 3, 3))
    told = today(log, clock)
    (row,) = told.rows
    assert (row.onset, row.symptoms, row.reported) == ("2026-03-03", ("发热、手足皮疹2天", "体温 38.9℃"), False)
    assert told.unreported == 1
    paper = plain(log.pdf(told))
    assert all(words in paper for words in ("2026-03-03", "体温38.9℃", "未报"))
    filling = FormFilling(desk)
    sheet = filling.open(child.id, visit.id, [REPORT])
    for key, value in (ANSWERS | {"infect_parent": "李建国"}).items():
        sheet = filling.put(sheet, key, value)
    (card,) = filling.save(sheet)
    InfectiousReports(desk).say_sent(card.id, clock.now(), "42")
    (row,) = today(log, clock).rows
    assert row.reported and "已报" in plain(log.pdf(today(log, clock)))


def test_without_a_heading_the_first_line_of_the_note_and_no_fever_no_temperature(
    log: ClinicLog, desk: Desk, make_person: MakePerson, clock: SetClock
) -> None:
    visit = visit_of(desk, make_person().id)
    Intake(desk).enter(visit.id, MeasurementKind.TEMPERATURE, "36.8")
    Charting(desk).note(visit.id, "\n头晕3天\n无胸痛")
    (row,) = today(log, clock).rows
    assert row.symptoms == ("头晕3天",) and row.reported is None and row.onset == "" and today(log, clock).unreported == 0


@pytest.mark.parametrize(("first", "last"), [(5, 4), (0, 400)])
def test_a_period_that_makes_no_sense_is_refused(log: ClinicLog, first: int, last: int) -> None:
    day = date(2026, 3, 1)
    with pytest.raises(KnownError, match="log_period"):
        log.listed(day + timedelta(first), day + timedelta(last))
