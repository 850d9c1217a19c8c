"""Forms as Excel: one row a form, official names, codes with their words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.filled_form import FormValue, ValueKind
from app.domain.ids import new_id
from app.domain.person import Person
from app.errors import KnownError, NotAllowed
from app.rules.forms.reading import library
from app.services.desk import Desk
from app.services.form_cells import cell
from app.services.form_export import FormExport, table_of
from app.services.table_file import rows
from app.store import filled_forms
from app.store.tables.log import audit
from tests.app.conftest import id_number
from tests.app.rules.forms.told import HTN
from tests.app.services.forms import filled_before

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
TOLD = {
    "htn_symptoms": FormValue(ValueKind.CHOICES, ("2", "6")),
    "systolic": FormValue(ValueKind.NUMBER, ("152",), "measurement:m"),
    "salt": FormValue(ValueKind.CHOICE, ("2",)),
    "of_2031": FormValue(ValueKind.TEXT, ("看不懂的",)),
}


@pytest.fixture
def export(desk: Desk, resident: Person) -> FormExport:
    """One form this year, one of another kind, one of last year, one withdrawn."""
    form = replace(filled_before(desk, resident.id, "exam", 5, lips="1"), id=new_id(), form=HTN, values=TOLD)
    wrong = replace(form, id=new_id())
    for one in (form, wrong):
        desk.store.write(lambda uow, one=one: filled_forms.add(uow, one)).result()  # type: ignore[misc]
    desk.store.write(lambda uow: filled_forms.withdraw(uow, wrong.id, "录错人")).result()
    filled_before(desk, resident.id, HTN, 90)
    return FormExport(desk)


def test_one_row_a_form(export: FormExport, tmp_path: Path) -> None:
    done = export.save(tmp_path, *YEAR, [HTN])
    assert [(one.title, one.count, one.file.name) for one in done] == [
        ("高血压患者随访服务记录表", 1, "高血压患者随访服务记录表_20260101-20261231.xlsx")
    ]
    head, row = (one.texts for one in rows(done[0].file))
    told = dict(zip(head, row, strict=True))
    assert (told["姓名"], told["身份证号"], told["填写人"]) == ("王秀英", id_number(date(1958, 7, 12), 24), "王建国")
    assert (told["症状"], told["收缩压（mmHg）"], told["摄盐情况（咸淡）"]) == ("2.头痛头晕;6.心悸胸闷", "152", "2.中")
    assert told["of_2031"] == "看不懂的"
    assert told["填写日期"] == "2026-02-28"


def test_every_form_has_a_file_of_its_own_and_the_trail_says_so(desk: Desk, export: FormExport, tmp_path: Path) -> None:
    assert {one.form for one in export.save(tmp_path, *YEAR)} == {HTN, "exam"}
    query = select(audit.c.ref, audit.c.detail).where(audit.c.action == "export")
    found = dict(desk.store.read(lambda conn: [tuple(row) for row in conn.execute(query)]))
    assert found.keys() == {HTN, "exam"}
    assert "王秀英" not in "".join(found.values())


def test_what_cannot_be_written_or_is_unknown_is_said(export: FormExport, tmp_path: Path) -> None:
    with pytest.raises(KnownError) as unknown:
        export.save(tmp_path, *YEAR, ["tuberculosis"])
    assert unknown.value.code == "form_unknown"
    with pytest.raises(KnownError) as closed:
        export.save(tmp_path / "nowhere", *YEAR)
    assert closed.value.code == "table_unwritable"


def test_what_there_is_of_some_days(export: FormExport) -> None:
    assert {(one.form, one.count) for one in export.filled(*YEAR)} == {(HTN, 1), ("exam", 1)}
    assert export.filled(date(2020, 1, 1), date(2020, 1, 1)) == ()
    with pytest.raises(KnownError) as backwards:
        export.filled(*reversed(YEAR))
    assert backwards.value.code == "period_backwards"


def test_a_file_that_left_before_one_that_could_not_be_written_stands_in_the_trail(desk: Desk, export: FormExport, tmp_path: Path) -> None:
    first, second = export.filled(*YEAR)
    (tmp_path / f"{second.title}_20260101-20261231.xlsx").mkdir()  # as good as open elsewhere
    with pytest.raises(KnownError) as closed:
        export.save(tmp_path, *YEAR)
    assert closed.value.code == "table_unwritable" and second.title in str(closed.value)
    query = select(audit.c.ref).where(audit.c.action == "export")
    assert desk.store.read(lambda conn: list(conn.scalars(query))) == [first.form]


def test_who_may_not_is_refused(desk: Desk, export: FormExport, tmp_path: Path) -> None:
    desk.session.set(replace(desk.who, permissions=frozenset({"chart.read"})))
    with pytest.raises(NotAllowed):
        export.save(tmp_path, *YEAR)
    assert list(tmp_path.glob("*.xlsx")) == []


@pytest.mark.parametrize("form", library().forms)
def test_a_name_stands_once_in_a_form(form: str) -> None:
    head = table_of(library(), library().form(form), [], {}, {})[0]
    assert len(head) == len(set(head))
    assert len(head) <= 256  # what a table is read back with


def test_somebody_who_is_not_here_leaves_empty_cells(desk: Desk, export: FormExport, resident: Person) -> None:
    found = desk.store.read(lambda conn: filled_forms.of_people(conn, [resident.id], "exam"))
    row = table_of(library(), library().form("exam"), found, {}, {})[1]
    assert row[:3] == ["", "", ""]
    assert cell(None, FormValue(ValueKind.CHOICES, ("1", "2"))) == "1;2"
    assert cell(library().fields["salt"], FormValue(ValueKind.CHOICE, ("9",))) == "9"
