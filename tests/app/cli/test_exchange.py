"""`xiangyi export` and `xiangyi import`."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from tests.app.cli.test_records import Capture, Command
from tests.app.cli.test_records import command as command
from tests.app.conftest import id_number


def test_a_clinic_out_and_in(command: Command, tmp_path: Path, capsys: Capture) -> None:
    assert command("export", "ndjson", str(tmp_path / "out")) == 0
    assert "没有加密" in capsys.readouterr().out and (tmp_path / "out" / "Patient.ndjson").exists()
    assert command("import", "ndjson", str(tmp_path / "out")) == 0
    assert "导入或更新 0 项" in capsys.readouterr().out
    (tmp_path / "out" / "Patient.ndjson").unlink()
    assert command("import", "ndjson", str(tmp_path / "out")) == 1
    assert "与导出时不一样" in capsys.readouterr().err


def test_a_list_of_residents(command: Command, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "名册.csv"
    path.write_text(f"姓名,身份证号,备注\n王五,{id_number(date(1958, 7, 12), 1)},\n李,1,\n", encoding="utf-8")
    assert command("import", "residents", str(path)) == 1
    told = capsys.readouterr().out
    assert "新增 1 人" in told and "未导入 1 行" in told and "备注" in told and (tmp_path / "名册-未导入.xlsx").exists()
    assert command("import", "letters", str(path)) == 2


def test_a_list_of_drugs(command: Command, tmp_path: Path, capsys: Capture) -> None:
    """Mended, the rows in error are a list of their own; the same list again changes nothing."""
    path = tmp_path / "库存.csv"
    good = "苯磺酸氨氯地平片,5mg*28片/盒,盒,12.60,A1,2027-01-31,12,1-1"
    path.write_text(f"药品名称,规格,单位,零售价,批号,有效期至,库存数量,货位\n{good}\n格列吡嗪片,若干,盒,8,B,2027-05,3,\n", encoding="utf-8")
    assert command("import", "drugs", str(path)) == 1
    told = capsys.readouterr().out
    assert "新增 1 种药" in told and "未导入 1 行" in told and "货位" in told and (tmp_path / "库存-未导入.xlsx").exists()
    assert command("import", "drugs", str(path), "--json") == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["new"], report["same"], report["refused"], report["unused_columns"]) == (0, 1, 1, ["货位"])
    assert report["errors"][0]["codes"] == ["row_specification"] and report["errors_file"].endswith("库存-未导入.xlsx")
    path.write_text("随便什么\n", encoding="utf-8")
    assert command("import", "drugs", str(path)) == 1
    assert "没有找到表头" in capsys.readouterr().err


def test_forms_as_tables(command: Command, tmp_path: Path, capsys: Capture) -> None:
    assert command("export", "forms", str(tmp_path / "out"), "--since", "2026-01-01") == 0
    assert "没有这些天的表单" in capsys.readouterr().out
    assert command("export", "forms", str(tmp_path / "out"), "--since", "去年") == 1
    assert "不是日期" in capsys.readouterr().err
    assert command("export", "forms", str(tmp_path / "out"), "--form", "tuberculosis") == 1
    assert "tuberculosis" in capsys.readouterr().err
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert command("export", "forms", str(tmp_path / "file")) == 1
