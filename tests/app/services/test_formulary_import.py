"""Drug and stock lists as clinics keep them: what they would change, what is written, what is given back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.formulary import Batch
from app.errors import KnownError, NotAllowed
from app.rules.pack import Pack, load_pack
from app.services import table_file
from app.services.desk import Desk
from app.services.formulary import Formulary
from app.services.formulary_import import CHANGED, NEW, SAME, FormularyImport
from app.services.formulary_matching import Matcher
from app.store.tables.log import audit
from tests.app.services.test_formulary import become

HEAD = "药品名称,规格,剂型,单位,生产厂家,医保类别,零售价,批号,有效期至,库存数量,货位"
TABLETS = "苯磺酸氨氯地平片,5mg*28片/盒,片剂,盒,甲厂,甲类,12.60,A1,2027-01-31,12,1-1"
GRANULES = "柳河清脑颗粒,4g*15袋/盒,颗粒剂,盒,乙厂,乙类,29.80,C1,2026-02,2,1-2"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(additions=False)


@pytest.fixture
def formulary(desk: Desk, pack: Pack) -> Formulary:
    return Formulary(desk, pack)


@pytest.fixture
def taking(desk: Desk, formulary: Formulary) -> FormularyImport:
    return FormularyImport(desk, formulary)


def listed(tmp_path: Path, *lines: str, head: str = HEAD, name: str = "库存.csv") -> Path:
    path = tmp_path / name
    path.write_text("\r\n".join((head, *lines)) + "\r\n", encoding="gb18030")
    return path


def test_a_plan_writes_nothing_and_the_plan_is_what_is_written(taking: FormularyImport, formulary: Formulary, tmp_path: Path) -> None:
    plan = taking.plan(listed(tmp_path, TABLETS, GRANULES))
    assert (plan.count(NEW), plan.refused, plan.columns.unused) == (2, (), ("货位",))
    assert formulary.details("amlodipine-tab").row.stock is None, "nothing is written yet"
    assert taking.take(plan) == 2
    tablets = formulary.details("amlodipine-tab")
    assert (tablets.row.price_fen, tablets.row.stock_text, tablets.row.insurance, tablets.row.ruled) == (1260, "12盒", "甲", True)
    assert [(one.batch, one.counted) for one in tablets.batches] == [
        (Batch("A1", date(2027, 1, 31), 336), "12盒")
    ] and not tablets.row.confirmed
    again = taking.plan(listed(tmp_path, TABLETS, GRANULES))
    assert again.count(SAME) == 2 and taking.take(again) == 0, "the same list changes nothing"


def test_a_product_without_rules_is_taken_and_said_to_be_one(taking: FormularyImport, formulary: Formulary, tmp_path: Path) -> None:
    plan = taking.plan(listed(tmp_path, GRANULES))
    assert [one.after.name for one in plan.unruled] == ["柳河清脑颗粒"]
    assert [batch.number for batch in plan.products[0].expired] == ["C1"], "a batch of last month is named"
    taking.take(plan)
    row = formulary.listed("柳河清脑").rows[0]
    assert (row.ruled, row.confirmed, row.stock, row.expired, row.pack) == (False, False, 0, 30, "15袋/盒")


def test_rows_in_error_are_given_back_and_the_rest_is_taken(taking: FormularyImport, formulary: Formulary, tmp_path: Path) -> None:
    bad = (
        "苯磺酸氨氯地平片,5mg*28片/盒,片剂,盒,甲厂,甲类,12.60,A2,下月,3,",
        "苯磺酸氨氯地平片,5mg*28片/盒,片剂,盒,甲厂,乙类,12.60,A3,2027-05,3,",
        "苯磺酸氨氯地平片,5mg*28片/盒,片剂,盒,甲厂,甲类,12.60,A1,2027-05,3,",
        ",5mg*28片/盒,片剂,盒,甲厂,甲类,12.60,A1,2027-05,3,",
        "格列吡嗪片,若干,片剂,盒,甲厂,甲类,12.60,A1,2027-05,3,",
        "二甲双胍片,0.25g*48片/瓶,片剂,瓶,甲厂,甲类,5.20,M1,2027-05,0.3,",
    )
    plan = taking.plan(listed(tmp_path, TABLETS, *bad))
    codes = [[code for code, _ in one.reasons] for one in plan.refused]
    assert codes == [["row_expiry"], ["row_differs"], ["row_batch_twice"], ["row_name"], ["row_specification"], ["row_pieces"]]
    taking.take(plan)
    assert formulary.details("amlodipine-tab").row.stock == 336
    target = tmp_path / "库存-未导入.xlsx"
    taking.save_refused(plan, target)
    given = [one.texts for one in table_file.rows(target)]
    assert len(given) == 7 and given[1][:3] == ["3", "有效期“下月”看不懂，请写成 2027-01-31 或 2027-01。", "苯磺酸氨氯地平片"]
    assert taking.plan(target).refused, "the file itself can be read again"


def test_what_a_whole_list_does_not_name_is_gone_and_a_refused_row_keeps_it(
    taking: FormularyImport, formulary: Formulary, tmp_path: Path
) -> None:
    second = TABLETS.replace("A1", "A2").replace(",12,", ",5,")
    taking.take(taking.plan(listed(tmp_path, TABLETS, second)))
    partly = taking.plan(listed(tmp_path, second, TABLETS.replace("2027-01-31", "?")))
    assert {batch.number for batch in partly.products[0].entry.batches} == {"A1", "A2"}, "half a list takes nothing off the shelf"
    whole = taking.plan(listed(tmp_path, second))
    assert whole.count(CHANGED) == 1 and [batch.number for batch in whole.products[0].entry.batches] == ["A2"]
    prices = taking.plan(listed(tmp_path, "苯磺酸氨氯地平片,5mg*28片/盒,13.00", head="药品名称,规格,零售价"))
    assert {batch.number for batch in prices.products[0].entry.batches} == {"A1", "A2"}, "a price list says nothing of stock"
    assert prices.products[0].entry.insurance == "甲" and prices.products[0].entry.pack_price_fen == 1300


def test_a_plan_that_is_out_of_date_writes_nothing(taking: FormularyImport, formulary: Formulary, tmp_path: Path) -> None:
    plan = taking.plan(listed(tmp_path, TABLETS, GRANULES))
    formulary.hide("metformin-tab", True)
    with pytest.raises(KnownError, match="formulary_changed"):
        taking.take(plan)
    assert formulary.details("amlodipine-tab").row.price_fen is None


def test_a_failure_in_the_middle_leaves_everything_as_it_was(
    taking: FormularyImport, formulary: Formulary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = taking.plan(listed(tmp_path, TABLETS, GRANULES))

    def write_one(uow: object, entries: object) -> None:
        formulary_write(uow, list(entries)[:1])  # type: ignore[arg-type, call-overload]
        raise KnownError("disk_full")

    formulary_write = formulary.write
    monkeypatch.setattr(formulary, "write", write_one)
    with pytest.raises(KnownError, match="disk_full"):
        taking.take(plan)
    monkeypatch.undo()
    assert formulary.details("amlodipine-tab").row.price_fen is None and taking.plan(plan.file).count(NEW) == 2


def test_another_pack_ends_a_confirmation_and_a_price_does_not(
    taking: FormularyImport, formulary: Formulary, desk: Desk, tmp_path: Path
) -> None:
    become(desk, permissions=desk.who.permissions | {"formulary.confirm"})
    taking.take(taking.plan(listed(tmp_path, TABLETS)))
    formulary.confirm(["amlodipine-tab"])
    taking.take(taking.plan(listed(tmp_path, TABLETS.replace("12.60", "13.00"))))
    assert formulary.details("amlodipine-tab").genuine
    taking.take(taking.plan(listed(tmp_path, TABLETS.replace("28片", "14片"))))
    assert not formulary.details("amlodipine-tab").row.confirmed


def test_an_import_is_noted_and_only_who_keeps_the_list_may(taking: FormularyImport, desk: Desk, tmp_path: Path) -> None:
    taking.take(taking.plan(listed(tmp_path, TABLETS)))
    noted = desk.store.read(lambda conn: conn.execute(select(audit.c.action, audit.c.detail).order_by(audit.c.seq.desc())).first())
    assert noted is not None and noted.action == "import" and '"new":1' in noted.detail and "氨氯" not in noted.detail
    become(desk, permissions=frozenset({"formulary.read"}))
    with pytest.raises(NotAllowed):
        taking.plan(listed(tmp_path, TABLETS))


def test_a_list_of_nothing_known_is_refused(taking: FormularyImport, tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="table_no_drugs"):
        taking.plan(listed(tmp_path, "1,2", head="a,b"))


def test_the_knowledge_pack_may_be_missing(desk: Desk, tmp_path: Path) -> None:
    """Without a pack everything is the institution's own, and nothing breaks."""
    plan = FormularyImport(desk, Formulary(desk, None)).plan(listed(tmp_path, TABLETS))
    assert [one.after.ruled for one in plan.products] == [False] and Matcher({}, "x") is not None
