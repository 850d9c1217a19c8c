"""Residents' lists as villages keep them: who is taken, who is on record, who is given back with a reason."""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.person import IdKind, Sex
from app.errors import KnownError, NotAllowed
from app.services import table_file
from app.services.desk import Desk
from app.services.list_rows import columns_of, words_of
from app.services.resident_form import ResidentForm
from app.services.resident_import import COLUMNS, ResidentImport
from app.services.residents import Residents
from app.services.table_file import Cell, Row
from app.store.tables.log import audit
from tests.app.conftest import id_number

HEAD = "姓名*,身份证号（必填）,性 别,出生日期,联系电话,户主姓名,村（居）委会,村民小组,备注"


def listed(tmp_path: Path, *lines: str, head: str = HEAD) -> Path:
    path = tmp_path / "名册.csv"
    path.write_text("\r\n".join((head, *lines)) + "\r\n", encoding="gb18030")
    return path


def number(birth: date = date(1958, 7, 12), serial: int = 1) -> str:
    return id_number(birth, serial)


@pytest.fixture
def residents(desk: Desk) -> Residents:
    return Residents(desk)


def test_a_list_becomes_residents(desk: Desk, residents: Residents, tmp_path: Path) -> None:
    path = listed(tmp_path, f"王五,{number()},,,13812345678,王大,柳河村,3组,低保", f"赵六,{number(serial=4)},女,1958.7.12,,,,,")
    found = ResidentImport(desk).take(path)
    assert (found.added, found.already, found.proposed, found.refused, found.unused, found.errors) == (2, 0, 0, (), ("备注",), None)
    person = residents.by_number(number())
    assert person is not None and (person.name, person.birth and person.birth.isoformat(), person.householder) == (
        "王五",
        "1958-07-12",
        "王大",
    )
    assert (person.address.village, person.address.group, person.phones[0].number) == ("柳河村", "3组", "13812345678")
    again = ResidentImport(desk).take(path)
    assert (again.added, again.already, again.proposed, again.refused) == (0, 2, 0, ()), "the same list adds nobody"


def test_rows_that_cannot_be_taken_come_back_with_their_reason(desk: Desk, tmp_path: Path) -> None:
    good = number()
    path = listed(
        tmp_path,
        f"王五,{good},,,,,,,",
        f"王五,{good},,,,,,,",
        f"某人,{good[:-1]}{(int(good[-1], 11) + 1) % 10 if good[-1] != 'X' else 0},,,,,,,",
        "无名,,,,,,,,",
        f",{number(serial=4)},,,,,,,",
        f"男女,{number(serial=6)},阴,,,,,,",
        f"日期,{number(serial=8)},,1958-07-13,,,,,",
        f"电话,{number(serial=12)},,,12,,,,",
    )
    found = ResidentImport(desk).take(path)
    assert found.added == 1 and found.errors == tmp_path / "名册-未导入.xlsx"
    codes = [[code for code, _ in one.reasons] for one in found.refused]
    assert codes == [
        ["row_twice"],
        ["id_checksum", "sex_missing"],
        ["id_missing", "sex_missing"],
        ["name_missing"],
        ["row_sex"],
        ["birth_differs"],
        ["phone_format"],
    ]
    told = [row.texts for row in table_file.rows(found.errors)]
    assert told[0][:3] == ["行号", "未导入的原因", "姓名*"] and told[1][0] == "3"
    assert told[1][1] == "与第 2 行的证件号相同。" and "校验位" in told[2][1] and told[1][3] == good, "a number stays a text"
    mended = ResidentImport(desk).take(found.errors)
    assert mended.added == 0 and len(mended.refused) == 6 and mended.already == 1, "the file that came back can be taken in as it is"


def test_who_may_be_on_record_is_proposed_never_merged(desk: Desk, residents: Residents, tmp_path: Path) -> None:
    there = residents.register(ResidentForm("王五", sex="1", birth="1958-07-12", temporary_reason="没带证件"))
    found = ResidentImport(desk).take(listed(tmp_path, f"王五,{number()},,,,,,,"))
    assert (found.added, found.proposed) == (1, 1)
    proposal = residents.links.proposals()[0]
    assert there.id in (proposal.a.id, proposal.b.id) and len(residents.search("王五")) == 2
    namesake = ResidentImport(desk).take(listed(tmp_path, f"王五,{number(serial=22)},,,,,,,"))
    assert namesake.added == 1 and namesake.proposed == 1, "of the two on record only the one without a number may be him"


def test_without_a_number_nobody_is_added_twice(desk: Desk, residents: Residents, tmp_path: Path) -> None:
    head = HEAD + ",无证件原因"
    line = "新生儿,,男,2026-03-01,,王五,柳河村,,,刚出生"
    assert ResidentImport(desk).take(listed(tmp_path, line, head=head)).added == 1
    again = ResidentImport(desk).take(listed(tmp_path, line, head=head))
    assert (again.added, [code for code, _ in again.refused[0].reasons]) == (0, ["row_alike"])
    person = residents.get(residents.search("新生儿")[0].id)
    assert person.number(IdKind.TEMPORARY) and person.sex is Sex.MALE


def test_a_number_on_record_under_another_name(desk: Desk, residents: Residents, tmp_path: Path) -> None:
    residents.register(ResidentForm("王五", id_number=number()))
    found = ResidentImport(desk).take(listed(tmp_path, f"赵六,{number()},,,,,,,"))
    assert [code for code, _ in found.refused[0].reasons] == ["row_number_taken"] and found.already == 0


def test_a_number_that_a_spreadsheet_rounded(desk: Desk) -> None:
    from app.services.resident_import import _Run
    from app.texts import load_texts

    head = Row(1, tuple(map(Cell, ("姓名", "身份证号"))))
    run = _Run(Residents(desk), columns_of([head], words_of(COLUMNS)["columns"]), load_texts("zh_CN"))
    run.row(Row(2, (Cell("王五"), Cell(number(), blunt=True))))
    assert run.added == 0 and [code for code, _ in run.refused[0].reasons] == ["row_blunt_number"]


def test_other_documents_and_titles_above_the_header(desk: Desk, residents: Residents, tmp_path: Path) -> None:
    head = "柳河村居民名册,,,,\r\n,,,,\r\n姓名,证件类型,证件号码,性别,出生日期"
    found = ResidentImport(desk).take(listed(tmp_path, "John,护照,E12345678,男,1990/3/7", "李四,工作证,123,男,", head=head))
    assert found.added == 1 and found.refused[0].reasons[0][0] == "row_id_kind"
    person = residents.by_number("E12345678")
    assert person is not None and person.identifiers[0].kind is IdKind.PASSPORT


def test_a_list_without_a_header(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="table_no_header"):
        ResidentImport(desk).take(listed(tmp_path, "王五,1", head="a,b"))


def test_nothing_personal_in_the_log_or_the_trail(desk: Desk, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    seen: list[tuple[int, int]] = []
    ResidentImport(desk).take(listed(tmp_path, f"王五,{number()},,,,,,,", "坏行,1,,,,,,,"), progress=lambda *at: seen.append(at))
    assert "王五" not in caplog.text and number() not in caplog.text and seen == [(1, 2), (2, 2)]
    rows = desk.store.read(lambda conn: conn.execute(select(audit).where(audit.c.action == "import")).mappings().all())
    assert [(row["type"], row["detail"]) for row in rows] == [("person", "added=1 already=0 proposed=0 refused=1")]


def test_only_who_may_register(desk: Desk, tmp_path: Path) -> None:
    desk.session.set(None)
    with pytest.raises(NotAllowed):
        ResidentImport(desk).take(listed(tmp_path, f"王五,{number()},,,,,,,"))
