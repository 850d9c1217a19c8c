"""录入助手: what is typed in which order and words, what was entered, corrected or withdrawn since, and that no value gets into the trail."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.clock import SetClock
from app.domain.filled_form import FilledForm, FormStatus, FormValue, ValueKind
from app.domain.ids import new_id
from app.domain.person import Person
from app.errors import KnownError, NotAllowed
from app.rules.pack import Pack
from app.services.clinic import Clinic
from app.services.day_board import DayBoard
from app.services.desk import Desk
from app.services.form_filling import FormFilling
from app.services.province_entry import ORDER_FILE, Entry, EntryList, ProvinceEntry
from app.services.province_stages import Stage, staged
from app.settings import Settings
from app.store import filled_forms
from app.store.tables.log import audit
from tests.app.conftest import id_number
from tests.app.rules.forms.told import HTN

DAY = date(2026, 3, 5)
TOLD = {
    "day": FormValue(ValueKind.DAY, ("2026-03-05",)),
    "way": FormValue(ValueKind.CHOICE, ("1",)),
    "htn_symptoms": FormValue(ValueKind.CHOICES, ("2", "6")),
    "systolic": FormValue(ValueKind.NUMBER, ("152",), "measurement:m"),
    "diastolic": FormValue(ValueKind.NUMBER, ("88",), "measurement:m"),
    "salt": FormValue(ValueKind.CHOICE, ("3",)),
    "control": FormValue(ValueKind.CHOICE, ("2",), "computed"),
    "doctor": FormValue(ValueKind.TEXT, ("王建国",)),
}
COUNTY = """dates = "YYYYMMDD"
between = ";"
[htn_followup]
order = ["id_number", "systolic", "diastolic", "salt", "htn_symptoms", "weight", "day"]
labels = { systolic = "高压" }
[htn_followup.words]
salt = { 3 = "重盐" }
"""


@pytest.fixture
def chosen() -> dict[str, str | bool]:
    """Settings of the clinic."""
    return {}


@pytest.fixture
def entry(desk: Desk, chosen: dict[str, str | bool]) -> ProvinceEntry:
    return ProvinceEntry(desk, lambda: Settings({}, chosen))


@pytest.fixture
def form(desk: Desk, resident: Person) -> FilledForm:
    made = FilledForm(new_id(), resident.id, None, HTN, 1, DAY.isoformat(), TOLD, desk.who.practitioner, "2026-03-05T00:41:00.000Z")
    return put(desk, made)


def put(desk: Desk, one: FilledForm) -> FilledForm:
    desk.store.write(lambda uow: filled_forms.add(uow, one)).result()
    return one


def corrected(desk: Desk, form: FilledForm, **told: str) -> FilledForm:
    values = {code: replace(form.values[code], told=(text,)) for code, text in told.items()}
    return put(desk, replace(form, id=new_id(), values={**form.values, **values}, replaces=form.id, at="2026-03-05T00:50:00.000Z"))


def now(entry: ProvinceEntry) -> EntryList:
    return entry.listed(DAY, DAY)


def told(one: Entry) -> list[tuple[str, str, str]]:
    return [(step.label, step.value, step.unit) for step in one.steps]


def test_the_order_of_the_sheet_in_words_with_units_apart(entry: ProvinceEntry, form: FilledForm) -> None:
    one = entry.open(form.id)
    assert told(one)[:5] == [
        ("姓名", "王秀英", ""),
        ("身份证号", id_number(date(1958, 7, 12), 24), ""),
        ("编号", "", ""),
        ("随访日期", "2026-03-05", ""),
        ("随访方式", "门诊", ""),
    ]
    codes = [step.code for step in one.steps]
    assert codes.index("systolic") < codes.index("diastolic") < codes.index("salt") < codes.index("control") and one.beyond == ()
    by_code = {step.code: step for step in one.steps}
    assert (by_code["htn_symptoms"].value, by_code["systolic"].value, by_code["systolic"].unit) == ("头痛头晕、心悸胸闷", "152", "mmHg")
    assert by_code["weight"].value == "" and by_code["weight"].label == "体重"
    assert "htn_symptoms_other" not in by_code  # not asked, as the answers stand: the web form does not ask for it either


def test_a_countys_order_and_words(entry: ProvinceEntry, form: FilledForm, desk: Desk, chosen: dict[str, str | bool]) -> None:
    chosen[ORDER_FILE] = "province.toml"
    desk.store.path.with_name("province.toml").write_text(COUNTY, encoding="utf-8")
    assert (now(entry).order, now(entry).trouble) == ("province.toml", None)
    one = entry.open(form.id)
    assert told(one)[1:] == [
        ("高压", "152", "mmHg"),
        ("舒张压", "88", "mmHg"),
        ("摄盐情况（咸淡）", "重盐", ""),
        ("症状", "头痛头晕;心悸胸闷", ""),
        ("体重", "", "kg"),
        ("随访日期", "20260305", ""),
    ]
    assert [step.sheet for step in one.steps if step.sheet] == ["重"] and "随访医生签名" in one.beyond


@pytest.mark.parametrize("broken", [COUNTY.replace('"salt",', '"salz",'), None])
def test_a_file_that_cannot_be_used_is_named_and_the_sheet_counts(
    entry: ProvinceEntry, form: FilledForm, desk: Desk, chosen: dict[str, str | bool], broken: str | None
) -> None:
    chosen[ORDER_FILE] = "province.toml"
    if broken is not None:
        desk.store.path.with_name("province.toml").write_text(broken, encoding="utf-8")
    found = now(entry)
    assert found.trouble is not None and found.order == "" and found.left == 1
    assert found.trouble.facts.get("line", 4) == 4 and found.trouble.facts["file"] == "province.toml"
    assert told(entry.open(form.id))[0][0] == "姓名"


def test_entered_once_with_who_and_when_and_no_value_in_the_trail(entry: ProvinceEntry, form: FilledForm, desk: Desk) -> None:
    filled = sum(bool(step.value) for step in entry.open(form.id).steps)
    note = entry.say_done(form.id)
    (row,) = now(entry).rows
    assert (row.stage, row.by, row.at, row.times, now(entry).left) == (Stage.DONE, "王建国", note.at, 1, 0)
    with pytest.raises(KnownError, match="province_entered"):
        entry.say_done(form.id)
    query = audit.select().where(audit.c.action == "assist")
    (act,) = desk.store.read(lambda conn: conn.execute(query).all())
    assert (act.ref, act.person, act.detail) == (form.id, form.person, f'{{"fields":{filled}}}') and act.reason == ""
    assert [one.form for one in FormFilling(desk).filled(form.person)] == [HTN]


def test_taken_back_with_a_reason_it_is_on_the_list_again(entry: ProvinceEntry, form: FilledForm, desk: Desk) -> None:
    note = entry.say_done(form.id)
    with pytest.raises(KnownError, match="reason_needed"):
        entry.take_back(form.id, " ")
    entry.take_back(form.id, "点错了")
    kept = desk.store.read(lambda conn: filled_forms.get(conn, note.id))
    assert kept is not None and (kept.status, kept.reason) == (FormStatus.ENTERED_IN_ERROR, "点错了")
    assert [one.stage for one in now(entry).rows] == [Stage.WAITING]
    with pytest.raises(KnownError, match="record_unknown"):
        entry.take_back(form.id, "再来")


def test_a_correction_after_entry_marks_what_changed_and_nothing_else(entry: ProvinceEntry, form: FilledForm, desk: Desk) -> None:
    entry.say_done(form.id)
    second = corrected(desk, corrected(desk, form, systolic="142"), diastolic="84")
    (row,) = now(entry).rows
    assert (row.form, row.stage, row.changed, row.by) == (second.id, Stage.AMENDED, 2, "王建国")
    assert [step.code for step in entry.open(second.id).steps if step.changed] == ["systolic", "diastolic"]
    with pytest.raises(KnownError, match="form_replaced"):
        entry.open(form.id)
    entry.say_done(second.id)
    assert [(one.stage, one.changed) for one in now(entry).rows] == [(Stage.DONE, 0)]


def test_withdrawn_after_entry_it_is_to_be_deleted_there(entry: ProvinceEntry, form: FilledForm, desk: Desk) -> None:
    entry.say_done(form.id)
    second = corrected(desk, form, systolic="142")
    FormFilling(desk).withdraw(second.id, "录错人")
    assert [(one.form, one.stage) for one in now(entry).rows] == [(second.id, Stage.REMOVED)]
    entry.say_done(second.id)
    assert now(entry).rows == ()
    never = put(desk, replace(form, id=new_id()))
    FormFilling(desk).withdraw(never.id, "录错人")
    assert now(entry).rows == ()


def test_bad_input(entry: ProvinceEntry, form: FilledForm, desk: Desk) -> None:
    newer = put(desk, replace(form, id=new_id(), version=9))
    with pytest.raises(KnownError, match="form_newer"):
        entry.open(newer.id)
    with pytest.raises(KnownError, match="period_backwards"):
        entry.listed(DAY, date(2026, 3, 4))
    with pytest.raises(KnownError, match="record_unknown"):
        entry.say_done(entry.say_done(form.id).id)  # a note is no form to be entered
    circle = [replace(form, id="a", replaces="b"), replace(form, id="b", replaces="a")]
    assert [one.stage for one in staged(circle, [])] == [Stage.WAITING, Stage.WAITING]
    desk.session.set(replace(desk.who, permissions=frozenset({"chart.read"})))
    with pytest.raises(NotAllowed):
        entry.open(form.id)


def test_the_close_of_the_day_names_it_only_where_the_site_wants_that(
    desk: Desk, pack: Pack, form: FilledForm, tmp_path: Path, clock: SetClock
) -> None:
    clinic = Clinic.over(desk, pack, tmp_path / "site.toml")
    board = DayBoard(clinic, tmp_path)
    assert "province" not in {one.key for one in board.closing()}
    clinic.preferences.choose("province_at_closing", True)
    assert [(one.n, one.needs) for one in board.closing() if one.key == "province"] == [(1, True)]
    clock.forward(86_400)
    assert [(one.n, one.needs) for one in board.closing() if one.key == "province"] == [(0, False)]
