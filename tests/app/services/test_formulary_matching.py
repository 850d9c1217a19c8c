"""Which product a row of a drug list means, and in what box it comes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.domain.specification import read_specification
from app.rules.pack import load_pack
from app.services.formulary_matching import Box, Matcher, RowProblem, box_of
from app.services.formulary_rows import ListRow

BASE = load_pack(additions=False).products
MATCHER = Matcher(BASE, "institution")


def row(name: str, written: str = "", form: str = "", unit: str = "", maker: str = "") -> ListRow:
    return ListRow(name, "", form, read_specification(written), unit, maker, "", None, "", None, None)


@pytest.mark.parametrize(
    ("said", "drug"),
    [
        (row("苯磺酸氨氯地平片", "5mg*28片/盒"), "amlodipine-tab"),
        (row("氨氯地平片", "5mg*7片/盒"), "amlodipine-tab"),
        (row("氨氯地平", "0.005g*7片", form="片剂"), "amlodipine-tab"),
        (row("络活喜", "5mg*7片/盒"), "amlodipine-tab"),
        (row("阿莫西林胶囊", "0.25g*24粒/盒"), "amoxicillin-cap"),
        (row("注射用青霉素钠", "80万U/支"), "benzylpenicillin-inj"),
        (row(BASE["ns-inj"].name, "250ml:2.25g/瓶"), "ns-inj"),
    ],
)
def test_name_and_strength_make_the_product(said: ListRow, drug: str) -> None:
    assert MATCHER.find(said).drug == drug


@pytest.mark.parametrize(
    "said",
    [
        row("苯磺酸氨氯地平片", "7mg*7片/盒"),  # another strength is another product, and no rule is borrowed
        row("注射用青霉素钠", "3万U/支"),
        row("柳河清脑颗粒", "4g*15袋/盒", form="颗粒剂"),
        row("氨氯地平", "5mg*7粒", form="胶囊"),
    ],
)
def test_what_the_pack_does_not_have_is_the_institutions_own(said: ListRow) -> None:
    meant = MATCHER.find(said)
    assert meant.own is not None and meant.own.name == said.name and meant.card is None


def test_an_own_product_has_one_name_for_ever() -> None:
    """Taking the same list again, or another pack of it, makes no second product."""
    once = MATCHER.find(row("柳河清脑颗粒", "4g*15袋/盒"))
    again = MATCHER.find(row("柳河清脑颗粒", "4g*10袋/盒"))
    other = MATCHER.find(row("柳河清脑颗粒", "2g*10袋/盒"))
    elsewhere = Matcher({}, "another").find(row("柳河清脑颗粒", "4g*15袋/盒"))
    assert once.drug == again.drug and len({once.drug, other.drug, elsewhere.drug}) == 3


@pytest.mark.parametrize(
    ("said", "code"),
    [(row("某口服药", "5mg"), "row_piece"), (row("扑尔敏", "7mg"), "row_piece")],
)
def test_what_cannot_be_told_is_refused(said: ListRow, code: str) -> None:
    with pytest.raises(RowProblem, match=code):
        MATCHER.find(said)


def test_two_products_of_one_name_and_strength_are_told_apart_by_form_or_not_at_all() -> None:
    products = BASE
    tablet = products["amlodipine-tab"]
    from dataclasses import replace

    twin = replace(tablet, id="twin", form="分散片剂型")
    both = Matcher({tablet.id: tablet, "twin": twin}, "institution")
    with pytest.raises(RowProblem, match="row_ambiguous"):
        both.find(row(tablet.name, "5mg*7片"))


@pytest.mark.parametrize(
    ("said", "box"),
    [
        (row("苯磺酸氨氯地平片", "5mg*7片/盒", unit="盒"), Box(7, "盒", 7)),
        (row("苯磺酸氨氯地平片", "5mg", unit="盒"), Box(28, "盒", 28)),  # the shipped card tells
        (row("苯磺酸氨氯地平片", "5mg*7片/盒", unit="片"), Box(7, "盒", 1)),
        (row("苯磺酸氨氯地平片", "5mg*100片", unit="瓶"), Box(100, "瓶", 100)),
        (row("注射用青霉素钠", "80万U", unit="支"), Box(1, "支", 1)),
        (row("柳河清脑颗粒", "4g*15袋/盒"), Box(15, "盒", 15)),
        (row("某洗剂", "60ml/瓶", unit="瓶"), Box(1, "瓶", 1)),
        (row("川贝枇杷膏", "150ml/瓶", unit="瓶"), Box(150, "瓶", 150)),
    ],
)
def test_a_box_is_what_the_list_says_of_it(said: ListRow, box: Box) -> None:
    assert box_of(said, MATCHER.find(said)) == box


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (row("苯磺酸氨氯地平片", "5mg*7片/盒", unit="瓶"), "row_unit"),
        (row("苯磺酸氨氯地平片", "5mg", unit="瓶"), "row_pack"),
        (row("注射用青霉素钠", "80万U", unit="盒"), "row_pack"),
    ],
)
def test_a_box_of_unknown_size_is_refused(said: ListRow, code: str) -> None:
    with pytest.raises(RowProblem, match=code):
        box_of(said, MATCHER.find(said))


def test_own_strength_is_kept_as_written() -> None:
    own = MATCHER.find(row("某注射液", "2ml:0.1g*10支/盒", form="注射剂", maker="甲厂")).own
    assert own is not None and (own.strength, own.unit, own.piece, own.maker) == (Decimal("0.1"), "g", "支", "甲厂")
