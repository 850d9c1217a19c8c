"""规格 as lists write it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.domain.specification import Amount, Specification, read_specification


def spec(*amounts: tuple[str, str], piece: str = "", size: int | None = None, pack: str = "") -> Specification:
    return Specification(tuple(Amount(Decimal(value), unit) for value, unit in amounts), piece, size, pack)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("5mg*28片/盒", spec(("5", "mg"), piece="片", size=28, pack="盒")),
        ("0.25g×24粒", spec(("0.25", "g"), piece="粒", size=24)),
        ("5mg＊14片＊2板/盒", spec(("5", "mg"), piece="片", size=28, pack="盒")),
        ("80万U/支", spec(("800000", "[iU]"), piece="支")),
        ("100ml:0.9g/袋", spec(("100", "mL"), ("0.9", "g"), piece="袋")),
        ("2ml：0.1g x 10支/盒", spec(("2", "mL"), ("0.1", "g"), piece="支", size=10, pack="盒")),
        ("28片", spec(piece="片", size=28)),
        ("每袋装4g*15袋/盒", spec(("4", "g"), piece="袋", size=15, pack="盒")),
        ("50微克*30片/瓶", spec(("50", "ug"), piece="片", size=30, pack="瓶")),
        ("60ml/瓶", spec(("60", "mL"), piece="瓶")),
    ],
)
def test_what_lists_write_is_read(written: str, meant: Specification) -> None:
    assert read_specification(written) == meant


@pytest.mark.parametrize(
    "written", ["", "详见说明书", "5mg*", "5mg+10mg", "约5mg", "0mg*10片", "5mg*0片", "5mg/10mg", "5马克", "片", "28", "5mg:x"]
)
def test_half_understood_is_not_read(written: str) -> None:
    """H19: half a strength would be a wrong strength."""
    assert read_specification(written) is None


def test_amounts_are_compared_in_one_unit() -> None:
    assert Amount(Decimal("0.25"), "g").equals(Decimal(250), "mg") and Amount(Decimal("1"), "L").equals(Decimal(1000), "mL")
    assert not Amount(Decimal("0.25"), "g").equals(Decimal(25), "mg") and not Amount(Decimal(5), "mg").equals(Decimal(5), "[iU]")


def test_the_content_is_the_strength() -> None:
    read = read_specification("2ml:0.1g*10支/盒")
    assert read is not None and read.strength == Amount(Decimal("0.1"), "g")
    only = read_specification("100ml")
    assert only is not None and only.strength == Amount(Decimal(100), "mL")
    none = read_specification("12片")
    assert none is not None and none.strength is None
