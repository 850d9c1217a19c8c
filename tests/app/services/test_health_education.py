"""健康教育: written once, corrected by another record, counted by the year, printed as the official sheet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.domain.health_education import EducationKind
from app.errors import KnownError
from app.services.desk import Desk
from app.services.health_education import EducationForm, HealthEducationRecords, form_of
from app.services.table_file import rows

TODAY = date(2026, 3, 5)
FORM = EducationForm(
    TODAY, "村委会", "lecture", "高血压与限盐", "柳树村卫生室", "王建国", "高血压患者", "43", "折页43份", "讲怎么量血压。", "八成能说出盐量。",
    ("photo", "sign_in"), "李护士",
)  # fmt: skip


@pytest.fixture
def records(desk: Desk) -> HealthEducationRecords:
    return HealthEducationRecords(desk)


def test_an_activity_is_counted_in_its_year_against_the_standard(records: HealthEducationRecords) -> None:
    records.write(FORM)
    records.write(replace(FORM, kind="consultation", people="12", held_on=TODAY - timedelta(days=3)))
    records.write(replace(FORM, kind="board", people=""))
    found = records.of_year(2026)
    assert [one.held_on for one in found] == ["2026-03-05", "2026-03-05", "2026-03-02"] and records.of_year(2025) == []
    counts = {one.kind: (one.done, one.wanted, one.people) for one in records.counts(found)}
    assert counts[EducationKind.LECTURE] == (1, 6, 43) and counts[EducationKind.CONSULTATION] == (1, 6, 12)
    assert counts[EducationKind.BOARD] == (1, 6, 0) and records.standard() == "村卫生室"


def test_a_correction_replaces_the_record_once(records: HealthEducationRecords) -> None:
    first = records.write(FORM)
    again = records.write(replace(form_of(first), people="34", held_on=TODAY - timedelta(days=1)), replaces=first.id)
    assert [one.id for one in records.of_year(2026)] == [again.id] and again.replaces == first.id
    for gone in (first.id, "nothing"):
        with pytest.raises(KnownError, match="record_unknown"):
            records.write(FORM, replaces=gone)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"held_on": TODAY + timedelta(days=1)}, "education_day"),
        ({"held_on": TODAY - timedelta(days=32)}, "education_day"),
        ({"topic": "  "}, "education_missing"),
        ({"kind": ""}, "education_missing"),
        ({"people": ""}, "education_people"),
        ({"people": "很多"}, "education_people"),
        ({"people": "0"}, "education_people"),
        ({"people": "-3", "kind": "board"}, "education_people"),
    ],
)
def test_what_does_not_fit_is_not_kept(records: HealthEducationRecords, told: dict[str, object], code: str) -> None:
    with pytest.raises(KnownError, match=code):
        records.write(replace(FORM, **told))  # type: ignore[arg-type]
    assert records.of_year(2026) == []


def test_the_sheet_and_the_year_leave_the_program(records: HealthEducationRecords, tmp_path: Path) -> None:
    one = records.write(FORM)
    pdf = records.pdf(one)
    records.printed(one, pdf)
    records.export([one], tmp_path / "year.xlsx")
    head, row = ([cell.text for cell in line.cells] for line in rows(tmp_path / "year.xlsx"))
    assert pdf.startswith(b"%PDF") and dict(zip(head, row, strict=True))["存档材料请附后"] == "图片材料、居民签到表"
