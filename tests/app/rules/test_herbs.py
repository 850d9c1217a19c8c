"""Herbs by name meet the rules of herbs, and nothing is claimed about what no row says."""

from __future__ import annotations

from decimal import Decimal

from app.rules.engine import evaluate
from app.rules.facts import LineFacts, RxContext
from app.rules.herbs import herb_product
from app.rules.pack import Pack, load_pack


def test_a_herb_is_a_decoction_piece_without_limits() -> None:
    one = herb_product("herb:黄芪")
    assert one is not None and one.decoction_piece and one.max_single is None and one.substances == frozenset({"黄芪"})
    assert herb_product("amlodipine-tab") is None and herb_product("herb:") is None


def test_eighteen_antagonisms_are_found_among_typed_herbs() -> None:
    pack: Pack = load_pack()
    lines = tuple(LineFacts(f"herb:{name}", Decimal(9), Decimal(1), 7, "oral") for name in ("附子", "半夏", "甘草"))
    found = [one for one in evaluate(RxContext(lines=lines), pack).findings if one.code == "RX-APP-11"]
    assert [one.facts["herbs"] for one in found] == ["半夏、附子"] and found[0].lines == (0, 1)


def test_herbs_beside_tablets_are_mixed_unless_they_get_a_sheet_of_their_own() -> None:
    pack = load_pack()
    herb, tablet = LineFacts("herb:黄芪", Decimal(9), Decimal(1), 7, "oral"), LineFacts("amlodipine-tab", Decimal(5), Decimal(1), 7, "oral")
    codes = {one.code for one in evaluate(RxContext(lines=(herb, tablet)), pack).findings}
    apart = LineFacts("herb:黄芪", Decimal(9), Decimal(1), 7, "oral", sheet=1)
    assert "RX-FRM-05" in codes
    assert "RX-FRM-05" not in {one.code for one in evaluate(RxContext(lines=(tablet, apart)), pack).findings}


def test_plain_herbs_interrupt_nobody() -> None:
    lines = tuple(LineFacts(f"herb:{name}", Decimal(9), Decimal(1), 7, "oral") for name in ("黄芪", "党参", "白术", "茯苓"))
    review = evaluate(RxContext(lines=lines), load_pack())
    assert [one.code for one in review.objections if one.lines] == []
