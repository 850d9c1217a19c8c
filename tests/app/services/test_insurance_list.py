"""The county's list of what the insurance pays for: read from a table, rows in error given back, asked before the shipped prompts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import KnownError, NotAllowed
from app.rules.pack import Pack
from app.services import table_file
from app.services.desk import Desk
from app.services.insurance_list import MOST_ROWS, NO_LIST, InsuranceList, Limit, reasons_of
from app.services.prescribing import Prescribing
from app.services.rx_draft import RxDraft
from app.services.rx_insurance import insurance_facts
from app.texts import load_texts
from tests.app.services.rx_reviewers import hire, seated

LIST = "药品名称,ATC码,限定支付诊断,说明\n苯磺酸氨氯地平片,,I20-I25,限冠心病\n盐酸二甲双胍,,E11；E14,限2型糖尿病\n,A10BH,E11,DPP-4\n"


@pytest.fixture
def county(desk: Desk) -> InsuranceList:
    return InsuranceList(desk)


def written(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    file = tmp_path / "柳河县限定支付.csv"
    file.write_bytes(text.encode(encoding))
    return file


def restricted(rx: Prescribing, draft: RxDraft) -> list[str]:
    return [one.drugs[0] for one in rx.review(draft).findings if one.code == "YB-01"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_list_is_read_whole(county: InsuranceList, tmp_path: Path, encoding: str) -> None:
    plan = county.plan(written(tmp_path, LIST, encoding))
    assert plan.refused == () and plan.limits == (
        Limit("苯磺酸氨氯地平片", "", ("I20", "I21", "I22", "I23", "I24", "I25"), "限冠心病"),
        Limit("盐酸二甲双胍", "", ("E11", "E14"), "限2型糖尿病"),
        Limit("", "A10BH", ("E11",), "DPP-4"),
    )


def test_the_desk_asks_it_before_the_shipped_prompts(county: InsuranceList, rx: Prescribing, draft: RxDraft, tmp_path: Path) -> None:
    assert restricted(rx, draft) == []
    taken = county.take(county.plan(written(tmp_path, LIST)))
    assert (taken.file, taken.on) == ("柳河县限定支付.csv", "2026-03-05") and county.now().limits == taken.limits
    assert restricted(rx, draft) == ["amlodipine-tab", "metformin-tab"]
    assert restricted(rx, replace(draft, diagnoses=(("I20.9", "心绞痛"), ("E11.900", "2型糖尿病")))) == []
    assert restricted(rx, replace(draft, payment="自费")) == []
    county.drop()
    assert restricted(rx, draft) == [] and county.now() == NO_LIST


def test_the_counties_word_counts_where_both_speak(county: InsuranceList, pack: Pack, tmp_path: Path) -> None:
    """insurance.toml: the list of the region decides."""
    glargine = next(key for key, one in pack.products.items() if one.atc == "A10AE04")
    facts = insurance_facts("职工医保", {glargine}, pack.products, {}, ())
    assert facts is not None and "E10" in facts.restricted[glargine]
    kept = county.take(county.plan(written(tmp_path, "药品名称,ATC,诊断编码\n甘精胰岛素,A10AE04,E10\n")))
    told = insurance_facts("职工医保", {glargine}, pack.products, {}, (), kept)
    assert told is not None and told.restricted[glargine] == ("E10",)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",,E11,", "row_name"),
        ("甲,XX,E11,", "row_atc"),
        ("甲,,糖尿病,", "row_icd10"),
        ("甲,,E11-E9,", "row_icd10"),
        ("甲,,,限二级医院", "row_no_icd10"),
    ],
)
def test_a_row_in_error_is_given_back_with_its_reason(county: InsuranceList, tmp_path: Path, row: str, code: str) -> None:
    plan = county.plan(written(tmp_path, LIST + row + "\n"))
    (refused,) = plan.refused
    assert [one for one, _ in refused.reasons] == [code] and refused.row.number == 5 and len(plan.limits) == 3
    county.save_refused(plan, tmp_path / "rows.xlsx")
    saved = table_file.rows(tmp_path / "rows.xlsx")
    assert saved[1].texts[:2] == ["5", reasons_of(load_texts("zh_CN"), refused)]


def test_more_than_a_county_has_is_cut_and_said(county: InsuranceList, tmp_path: Path) -> None:
    plan = county.plan(written(tmp_path, LIST + "".join(f"药{n},,E11,\n" for n in range(MOST_ROWS))))
    assert len(plan.limits) == MOST_ROWS and {code for one in plan.refused for code, _ in one.reasons} == {"row_many"}


@pytest.mark.parametrize("text", ["", "药品名称,价格\n甲,1\n", "药品名称,诊断编码\n", "一,二\n三,四\n"])
def test_a_table_without_the_columns_or_without_rows_changes_nothing(county: InsuranceList, tmp_path: Path, text: str) -> None:
    with pytest.raises(KnownError, match="table_"):
        county.take(county.plan(written(tmp_path, text)))
    assert county.now() == NO_LIST


def test_whoever_keeps_the_workstation_takes_it_in(desk: Desk, county: InsuranceList, tmp_path: Path) -> None:
    with seated(desk, hire(desk, "李护士", "105", "nurse")), pytest.raises(NotAllowed):
        county.plan(written(tmp_path, LIST))


def test_a_name_is_met_with_and_without_its_form(desk: Desk, county: InsuranceList, pack: Pack, tmp_path: Path) -> None:
    kept = county.take(county.plan(written(tmp_path, "药品名称,诊断编码\n阿司匹林,I25\n青霉素钠,J02\n甘草,J00\n")))
    by_name = {one.name: kept.paid_for(one) for one in pack.products.values()}
    assert by_name["阿司匹林肠溶片"] == ("I25",) and by_name["注射用青霉素钠"] == ("J02",)
    assert all(found is None for name, found in by_name.items() if name.startswith("复方甘草")), "a part of a name is no name"
