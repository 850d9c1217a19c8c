"""传染病报告：what is to be reported until when; gone once somebody sent the card in the national system."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.clock import SetClock, iso, local
from app.domain.encounter import Encounter
from app.domain.person import Person
from app.errors import KnownError
from app.rules.infectious import DISEASE, REPORT, diseases, notifiable
from app.services.charting import Charting
from app.services.desk import Desk
from app.services.diagnoses import DiagnosisRow
from app.services.form_export import FormExport
from app.services.form_filling import FormFilling
from app.services.form_papers import FormPapers
from app.services.form_sheet import Sheet
from app.services.infectious import InfectiousReports, Stage

ANSWERS = {
    "infect_kind": "1",
    "infect_from": "1",
    "infect_crowd": "11",
    "infect_case": "2",
    "infect_onset": "2026-03-04",
    "infect_diagnosed": "2026-03-05",
    "infect_hour": "8",
    "infect_unit": "柳树村卫生室",
}


@pytest.fixture
def reports(desk: Desk) -> InfectiousReports:
    return InfectiousReports(desk)


@pytest.fixture
def filling(desk: Desk) -> FormFilling:
    return FormFilling(desk)


def diagnose(desk: Desk, visit: Encounter, icd10: str, name: str) -> None:
    Charting(desk).add_condition(visit.person, visit.id, DiagnosisRow(icd10, name))


def card(filling: FormFilling, visit: Encounter, **more: str) -> Sheet:
    sheet = filling.open(visit.person, visit.id, [REPORT])
    for key, told in (ANSWERS | more).items():
        sheet = filling.put(sheet, key, told)
    return sheet


@pytest.mark.parametrize(
    ("icd10", "name", "rank", "hours"),
    [
        ("A00.9", "霍乱", "甲类", 2),
        ("A22.1", "炭疽（肺炭疽）", "乙类", 2),
        ("A22.0", "炭疽（皮肤炭疽）", "乙类", 24),
        ("U04.9", "传染性非典型肺炎", "乙类", 2),
        ("B18.100", "病毒性肝炎（乙型）", "乙类", 24),
        ("A09", "其他感染性腹泻病", "丙类", 24),
        ("b08.4", "手足口病", "丙类", 24),
    ],
)
def test_the_time_follows_from_the_disease(icd10: str, name: str, rank: str, hours: int) -> None:
    found = notifiable(icd10)
    assert found is not None and (found.name, found.rank, found.hours) == (name, rank, hours)


@pytest.mark.parametrize("icd10", ["I10", "J06.9", "", "A22", "B34.9"])
def test_what_is_not_on_the_list_asks_for_nothing(icd10: str) -> None:
    assert notifiable(icd10) is None and "900" in diseases()


def test_from_the_diagnosis_to_the_national_system(
    desk: Desk, reports: InfectiousReports, filling: FormFilling, visit: Encounter, clock: SetClock
) -> None:
    diagnose(desk, visit, "B08.4", "手足口病")
    diagnose(desk, visit, "I10", "高血压")
    (waits,) = reports.waiting()
    assert (waits.name, waits.stage, waits.disease.hours, waits.card) == ("王秀英", Stage.CARD, 24, "")
    assert waits.until - clock.now() == timedelta(hours=24) and reports.of_visit(visit.id) == [waits]
    sheet = card(filling, visit)
    assert sheet.values[DISEASE].one == "311" and sheet.values[DISEASE].source.startswith("condition:")
    (form,) = filling.save(sheet)
    (waits,) = reports.waiting()
    assert (waits.stage, waits.card) == (Stage.SEND, form.id)
    clock.forward(3600)
    reports.say_sent(form.id, clock.now(), returned="住址不详")
    assert reports.waiting()[0].stage is Stage.RETURNED
    clock.forward(600)
    reports.say_sent(form.id, clock.now(), " 4101020000123 ")
    assert reports.waiting() == []
    (done,) = reports.of_visit(visit.id)
    assert done.stage is Stage.DONE and done.sent is not None
    assert (done.sent.number, done.sent.by, done.sent.at) == ("4101020000123", "王建国", iso(clock.now().replace(second=0)))
    (kept,) = reports.cards(date(2026, 3, 1), date(2026, 3, 31))
    assert (kept.card, kept.sent, kept.disease.name) == (form.id, done.sent, "手足口病")
    paper = FormPapers(desk).pdf(visit.person, [form])
    assert paper.pdf.startswith(b"%PDF") and paper.title.endswith("传染病报告卡")
    table = FormExport(desk).table(REPORT, date(2026, 3, 1), date(2026, 3, 31))
    assert "311.手足口病" in table[1]


def test_a_corrected_card_is_to_be_sent_again(
    desk: Desk, reports: InfectiousReports, filling: FormFilling, visit: Encounter, clock: SetClock
) -> None:
    diagnose(desk, visit, "A03.9", "细菌性痢疾")
    (form,) = filling.save(card(filling, visit))
    clock.forward(60)
    reports.say_sent(form.id, clock.now())
    assert reports.waiting() == []
    again = filling.correct(form.id)
    for key, told in {"infect_kind": "2", "infect_amended": "感染性腹泻", "infect_returned": "化验确诊", "infect_case": "3"}.items():
        again = filling.put(again, key, told)
    filling.save(again)
    assert [one.stage for one in reports.waiting()] == [Stage.SEND]


@pytest.mark.parametrize("seconds", [-86_400, 3600])
def test_a_time_that_cannot_be_is_refused(
    desk: Desk, reports: InfectiousReports, filling: FormFilling, visit: Encounter, clock: SetClock, seconds: int
) -> None:
    diagnose(desk, visit, "B26.9", "流行性腮腺炎")
    (form,) = filling.save(card(filling, visit))
    with pytest.raises(KnownError, match="infectious_sent_time"):
        reports.say_sent(form.id, clock.now() + timedelta(seconds=seconds))
    with pytest.raises(KnownError, match="record_unknown"):
        reports.say_sent("nothing", clock.now())
    assert [one.stage for one in reports.waiting()] == [Stage.SEND]


def test_a_card_is_complete_with_what_its_disease_and_age_ask_for(
    desk: Desk, filling: FormFilling, visit: Encounter, resident: Person
) -> None:
    """慢性 is asked of hepatitis B; the reason of a correction, of a correction; a card without a case class is none."""
    sheet = card(filling, visit, infect_disease="2042")
    assert [one.key for one in sheet.of_form(REPORT) if one.holds_up] == ["infect_course"]
    sheet = filling.put(sheet, "infect_course", "2")
    assert sheet.is_complete(REPORT)
    sheet = filling.put(sheet, "infect_kind", "2")
    assert {one.key for one in sheet.of_form(REPORT) if one.holds_up} == {"infect_amended", "infect_returned"}
    with pytest.raises(KnownError, match="form_incomplete"):
        filling.save(sheet)


def test_a_late_report_is_told_as_late(desk: Desk, reports: InfectiousReports, visit: Encounter, clock: SetClock) -> None:
    diagnose(desk, visit, "A00.9", "霍乱")
    diagnose(desk, visit, "J11.1", "流行性感冒")
    clock.forward(2 * 3600 + 60)
    found = reports.waiting()
    assert [(one.disease.name, one.late(clock.now())) for one in found] == [("霍乱", True), ("流行性感冒", False)]
    assert local(found[0].until).hour == 10
