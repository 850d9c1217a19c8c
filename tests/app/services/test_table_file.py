"""Tables as people save them, and files that only look like tables."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import KnownError
from app.services import table_file
from app.services.table_file import one_sheet, rows, write_excel

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHARED = f'<sst xmlns="{MAIN}"><si><t>姓名</t></si><si><r><t>王</t></r><r><t>五</t></r><rPh><t>wang</t></rPh></si></sst>'
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>'
    '<numFmt numFmtId="165" formatCode="0.0&quot;day&quot;"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="31"/></cellXfs></styleSheet>'
)


def book(path: Path, sheet: str, workbook: str = "", **more: str) -> Path:
    parts = {
        "xl/workbook.xml": workbook
        or f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets><sheet name="名册" sheetId="1" r:id="rId3"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="rId3" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>',
        "xl/sharedStrings.xml": SHARED,
        "xl/styles.xml": STYLES,
        **more,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, text in parts.items():
            zipped.writestr(name, text)
    return path


def texts(path: Path) -> list[list[str]]:
    return [row.texts for row in rows(path)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("comma", [",", "\t", ";"])
def test_csv_as_windows_and_others_write_it(tmp_path: Path, encoding: str, comma: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(
        comma.join(("姓名", "村")).encode(encoding) + "\r\n".encode(encoding.replace("utf-16", "utf-16-le").replace("-sig", ""))
    )
    assert texts(path) == [["姓名", "村"]]
    line = (
        "\r\n".join(
            (comma.join(("姓名", "证件号", "备注")), comma.join(("王五", '="110101"', '"a\nb"')), "", comma.join(("'李", " 1 ", "")))
        )
        + "\r\n"
    )
    path.write_bytes(line.encode(encoding))
    assert texts(path) == [["姓名", "证件号", "备注"], ["王五", "110101", "a\nb"], ["李", "1", ""]]
    assert [row.number for row in rows(path)] == [1, 2, 4]


def test_an_excel_sheet(tmp_path: Path) -> None:
    sheet = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>生日</t></is></c></row>'
        '<row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3"><v>13812345678</v></c><c r="C3" s="1"><v>21378</v></c><c r="D3" s="2"><v>21378.5</v></c>'
        '<c r="E3" s="3"><v>2.5</v></c><c r="F3" s="4"><v>21378</v></c><c r="G3" t="str"><f>1</f><v>公式</v></c><c r="H3"/></row>'
        '<row r="4"><c r="A4"><v>1.1010119900307123E+17</v></c><c r="B4"><v>999999999999999</v></c></row>'
    )
    found = rows(book(tmp_path / "a.xlsx", sheet))
    assert [(row.number, row.texts) for row in found] == [
        (1, ["姓名", "", "生日"]),
        (3, ["王五", "13812345678", "1958-07-12", "1958-07-12", "2.5", "1958-07-12", "公式", ""]),
        (4, ["110101199003071230", "999999999999999"]),
    ]
    assert [cell.blunt for cell in found[2].cells] == [True, False], "a spreadsheet keeps fifteen digits"


def test_a_workbook_of_an_old_macintosh(tmp_path: Path) -> None:
    workbook = f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><workbookPr date1904="1"/><sheets><sheet r:id="rId3"/></sheets></workbook>'
    path = book(tmp_path / "a.xlsx", '<row><c s="1"><v>19916</v></c></row>', workbook)
    assert texts(path) == [["1958-07-12"]]


def test_what_is_written_is_read_the_same(tmp_path: Path) -> None:
    table = [["行号", "", "原因"], ["", "1", "<&>\"'=1 王五"], ["110101199003071234", "a\x00b\nc"]]
    write_excel(tmp_path / "a.xlsx", table)
    assert texts(tmp_path / "a.xlsx") == [table[0], table[1], ["110101199003071234", "ab\nc"]]
    with pytest.raises(KnownError, match="table_unwritable"):
        write_excel(tmp_path, table)


def test_several_tables_stand_below_one_another_in_one_sheet() -> None:
    tables = [("甲", [["名称"], ["a"]]), ("乙", [["数值", "目标"]])]
    body = [[], ["甲"], ["名称"], ["a"], [], ["乙"], ["数值", "目标"]]
    assert one_sheet(["总", "计"], tables) == [["总"], ["计"], *body]
    assert one_sheet([], tables, ["注1", "注2"]) == [*body, [], ["注1"], ["注2"]]


def test_what_is_no_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0old")
    with pytest.raises(KnownError, match="table_old_excel"):
        rows(path)
    path.write_bytes(b"PK\x03\x04junk")
    with pytest.raises(KnownError, match="table_broken"):
        rows(path)
    path.write_bytes(b"\xff\xff\xff")
    with pytest.raises(KnownError, match="table_broken"):
        rows(path)
    with pytest.raises(KnownError, match="file_unreadable"):
        rows(tmp_path / "none.csv")
    laughs = f'<!DOCTYPE x [<!ENTITY a "b">]><worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"):
        with pytest.raises(KnownError, match="table_broken"):
            rows(book(path, "", **{part: laughs}))
    with pytest.raises(KnownError, match="table_broken"):
        rows(book(path, '<row><c t="s"><v>99</v></c></row>'))
    with pytest.raises(KnownError, match="table_broken"):
        rows(book(path, '<row r="200001"/>'))
    monkeypatch.setattr(table_file, "MOST_UNPACKED", 1_000)
    with pytest.raises(KnownError, match="table_broken"):
        rows(book(path, " " * 2_000))
    monkeypatch.setattr(table_file, "MOST_BYTES", 10)
    with pytest.raises(KnownError, match="table_large"):
        rows(path)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_mutated_workbook_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    path = tmp_path_factory.mktemp("book") / "a.xlsx"
    whole = book(path, '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>5</v></c></row>').read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    path.write_bytes(whole[:at] + data.draw(st.binary(max_size=4)) + whole[at + data.draw(st.integers(0, 9)) :])
    try:
        assert all(len(row.cells) <= table_file.MOST_COLUMNS for row in rows(path))
    except KnownError as refused:
        assert refused.code in {"table_broken", "table_old_excel"}
