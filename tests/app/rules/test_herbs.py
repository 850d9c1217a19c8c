"""Herbs by name meet the rules of herbs, and nothing is claimed about what no row says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.domain.clinical import Answer
from app.rules.engine import evaluate
from app.rules.facts import DatedAnswer, LineFacts, PatientFacts, RxContext, SheetFacts
from app.rules.formulary import PackError
from app.rules.herbs import FILE, HANDLING, herb_product, read_herbs
from app.rules.pack import Pack
from app.rules.shipped import shipped_bytes
from tests.shipped_pack import shipped_pack

TODAY = date(2026, 3, 5)
HANDLED = shipped_bytes(HANDLING)


def test_a_herb_is_a_decoction_piece_without_limits() -> None:
    one = herb_product("herb:黄芪")
    assert one is not None and one.decoction_piece and one.max_single is None and one.substances == frozenset({"黄芪"})
    assert herb_product("amlodipine-tab") is None and herb_product("herb:") is None


def test_eighteen_antagonisms_are_found_among_typed_herbs() -> None:
    pack: Pack = shipped_pack()
    lines = tuple(LineFacts(f"herb:{name}", Decimal(9), Decimal(1), 7, "oral") for name in ("附子", "半夏", "甘草"))
    found = [one for one in evaluate(RxContext(lines=lines), pack).findings if one.code == "RX-APP-11"]
    assert [one.facts["herbs"] for one in found] == ["半夏、附子"] and found[0].lines == (0, 1)


def test_herbs_beside_tablets_are_mixed_unless_they_get_a_sheet_of_their_own() -> None:
    pack = shipped_pack()
    herb, tablet = LineFacts("herb:黄芪", Decimal(9), Decimal(1), 7, "oral"), LineFacts("amlodipine-tab", Decimal(5), Decimal(1), 7, "oral")
    codes = {one.code for one in evaluate(RxContext(lines=(herb, tablet)), pack).findings}
    apart = LineFacts("herb:黄芪", Decimal(9), Decimal(1), 7, "oral", sheet=1)
    assert "RX-FRM-05" in codes
    assert "RX-FRM-05" not in {one.code for one in evaluate(RxContext(lines=(tablet, apart)), pack).findings}


def test_plain_herbs_interrupt_nobody() -> None:
    lines = tuple(LineFacts(f"herb:{name}", Decimal(9), Decimal(1), 7, "oral") for name in ("黄芪", "党参", "白术", "茯苓"))
    review = evaluate(RxContext(lines=lines), shipped_pack())
    assert [one.code for one in review.objections if one.lines] == []


def judged(*herbs: tuple[str, str], pregnant: Answer = Answer.NO) -> set[tuple[str, str, str]]:
    lines = tuple(LineFacts(f"herb:{name}", Decimal(grams), Decimal(1), 7, "oral") for name, grams in herbs)
    patient = PatientFacts(age_years=Decimal(30), sex="2", pregnant=DatedAnswer(pregnant, TODAY))
    context = RxContext(patient=patient, sheet=SheetFacts(today=TODAY), lines=lines)
    return {(one.code, one.severity.value, one.drugs[0]) for one in evaluate(context, shipped_pack()).objections if one.drugs}


@pytest.mark.parametrize(
    ("name", "grams", "over"), [("附子", "15", False), ("黑顺片", "30", True), ("细辛", "6", True), ("黄芪", "60", False)]
)
def test_a_poisonous_herb_over_its_limit_is_signed_again_or_not_given(name: str, grams: str, over: bool) -> None:
    """中药处方格式及书写规范: 超剂量时医师在剂量上方再次签名."""
    assert (("RX-QTY-08", "override", f"herb:{name}") in judged((name, grams))) is over


def test_what_the_pharmacopoeia_says_of_pregnancy() -> None:
    found = judged(("水蛭", "3"), ("红花", "6"), ("黄芪", "15"), pregnant=Answer.YES)
    assert {one for one in found if one[0] == "RX-APP-06"} == {("RX-APP-06", "block", "herb:水蛭"), ("RX-APP-06", "override", "herb:红花")}
    assert not {one for one in judged(("水蛭", "3"), ("红花", "6")) if one[0] == "RX-APP-06"}


def test_every_row_names_its_document_and_every_limit_can_be_weighed() -> None:
    herbs = shipped_pack().herbs
    assert len(herbs) > 100 and all(one.decoction_piece for one in herbs.values())
    assert all((one.source and one.basis) or (one.ways_source and one.ways_basis) for one in herbs.values())
    assert all(Decimal("0.01") < one.max_daily <= 15 for one in herbs.values() if one.max_daily is not None)


@pytest.mark.parametrize(
    "row", ["附子,x,A,a,b", "附子,-1,A,a,b", "附子,15,Z,a,b", "附子,,,a,b", "附子;附子,15,A,a,b", "附子,15,A,,b", ";,15,A,a,b"]
)
def test_one_wrong_cell_refuses_the_file(row: str) -> None:
    with pytest.raises(PackError, match="pack_broken"):
        read_herbs({FILE: f"names,max_daily_g,pregnancy,source,basis\n{row}\n".encode(), HANDLING: HANDLED})


@pytest.mark.parametrize("row", ["附子,炸,,a,b", "附子,先煎,麻,a,b", "附子,,,a,b", "附子;附子,先煎,,a,b", "附子,先煎,,,b", "附子,先煎,a,b"])
def test_one_wrong_cell_of_the_handling_refuses_it(row: str) -> None:
    with pytest.raises(PackError, match="pack_broken"):
        read_herbs({FILE: shipped_bytes(FILE), HANDLING: f"names,ways,control,source,basis\n{row}\n".encode()})


def decocted(name: str, way: str | None, grams: str = "3") -> list[tuple[str, str, str]]:
    one = LineFacts(f"herb:{name}", Decimal(grams), Decimal(1), 7, "oral", way=way)
    found = evaluate(RxContext(sheet=SheetFacts(today=TODAY), lines=(one,)), shipped_pack()).objections
    return [
        (one.code, one.severity.value, one.facts.get("way", "")) for one in found if one.code in {"RX-APP-18", "RX-QTY-11", "RX-QTY-03"}
    ]


@pytest.mark.parametrize(
    ("name", "way", "advised"),
    [
        ("黑顺片", "", "先煎"),
        ("黑顺片", "后下", "先煎"),
        ("黑顺片", "先煎", ""),
        ("薄荷", "", "后下"),
        ("车前子", "", "包煎"),
        ("西洋参", "", "另煎"),
        ("阿胶", "", "烊化"),
        ("阿胶", "兑服", ""),
        ("磁石", "", "先煎"),
        ("黄芪", "", ""),
        ("附子", None, ""),
    ],
)
def test_a_herb_that_is_decocted_apart_says_so(name: str, way: str | None, advised: str) -> None:
    """处方管理办法 art. 6: 煎煮的特殊要求注明; granules (None) are dissolved, nothing is asked of them."""
    assert decocted(name, way) == ([("RX-APP-18", "warn", advised)] if advised else [])


@pytest.mark.parametrize(
    ("name", "grams", "days", "found"),
    [
        ("生川乌", "3", 2, []),
        ("生川乌", "3", 3, [("RX-QTY-11", "block")]),
        ("生川乌", "1.5", 4, []),
        ("生川乌", "1.5", 5, [("RX-QTY-11", "block")]),
        ("生半夏", "3", 2, []),
        ("生半夏", "3", 3, [("RX-QTY-03", "block")]),
        ("川乌", "3", 7, []),
    ],
)
def test_two_days_maximum_of_a_toxic_herb_by_dose(name: str, grams: str, days: int, found: list[tuple[str, str]]) -> None:
    """医疗用毒性药品管理办法 art. 9: 二日极量, in days where no maximum is known."""
    one = LineFacts(f"herb:{name}", Decimal(grams), Decimal(1), days, "oral", way="先煎")
    review = evaluate(RxContext(sheet=SheetFacts(today=TODAY), lines=(one,)), shipped_pack())
    assert [
        (one.code, one.severity.value) for one in review.objections if one.code.startswith("RX-QTY-1") or one.code == "RX-QTY-03"
    ] == found
