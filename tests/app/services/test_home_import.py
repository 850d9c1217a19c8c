"""Lists of home readings: each row to its resident, the others back with their reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.person import IdKind, Person
from app.errors import KnownError
from app.services import table_file
from app.services.desk import Desk
from app.services.home_import import TEMPLATE, HomeImport
from app.services.home_readings import HomeReadings


@pytest.fixture
def wang(make_person: Callable[..., Person]) -> Person:
    return make_person()


def listed(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "自测.csv"
    path.write_text("\r\n".join((",".join((*TEMPLATE, "电话")), *lines)), encoding="gb18030")
    return path


def test_rows_find_their_resident_by_number_and_name_or_name_and_phone(desk: Desk, wang: Person, tmp_path: Path) -> None:
    number = wang.number(IdKind.RESIDENT)
    path = listed(
        tmp_path,
        f"王秀英,{number},2026-03-01,0.3125,138,86,72,6.8,空腹,123斤,",
        "王秀英,,2026-03-02,07:30,186,112,,,,,13900001234",
    )
    found = HomeImport(desk).take(path)
    assert (found.added, found.already, found.urgent, found.errors) == (4, 0, 1, None)
    readings = HomeReadings(desk).of(wang.id).readings
    assert [one.measured_at for one in readings][:2] == ["2026-03-01T23:30:00.000Z", "2026-02-28T23:30:00.000Z"]
    again = HomeImport(desk).take(path)
    assert (again.added, again.already) == (0, 4)


def test_rows_that_cannot_be_taken_come_back_and_can_be_mended(desk: Desk, wang: Person, tmp_path: Path) -> None:
    number = wang.number(IdKind.RESIDENT)
    path = listed(
        tmp_path,
        f"王秀兰,{number},2026-03-01,07:30,138,86,,,,,",
        f"王秀英,{number},2026-03-09,07:30,138,86,,,,,",
        f"王秀英,{number},2026-03-01,07:30,,,,,,,",
        f"王秀英,{number},2026-03-01,07:30,86,138,,,,,",
        "王秀英,,2026-03-01,07:30,138,86,,,,,13900009999",
    )
    found = HomeImport(desk).take(path)
    assert found.added == 0 and found.errors is not None
    rows = table_file.rows(found.errors)
    reasons = [row.texts[1] for row in rows[1:]]
    assert [row.texts[0] for row in rows[1:]] == ["2", "3", "4", "5", "6"]
    assert (
        "找不到" in reasons[0]
        and "还没有到" in reasons[1]
        and "看不出数值" in reasons[2]
        and "不可能" in reasons[3]
        and "找不到" in reasons[4]
    )


def test_a_list_of_something_else_is_refused_and_the_template_is_one_of_ours(desk: Desk, tmp_path: Path) -> None:
    other = tmp_path / "x.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(KnownError, match="table_no_header"):
        HomeImport(desk).take(other)
    empty = tmp_path / "模板.xlsx"
    HomeImport(desk).template(empty)
    found = HomeImport(desk).take(empty)
    assert (found.added, found.refused, found.unused) == (0, (), ())
