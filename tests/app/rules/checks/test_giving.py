"""Skin test, route, infusion, herbs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.rules.facts import LineFacts, OnRecord
from app.rules.pack import Pack
from tests.app.rules.checks.codes import codes
from tests.app.rules.contexts import line, sheet


@pytest.mark.parametrize(("result", "found"), [("", True), ("阳性", True), ("阴性", False), ("免试", False), ("未做", True)])
def test_skin_test(result: str, found: bool) -> None:
    """H50."""
    assert (codes(sheet(line("amoxicillin-cap", skin_test=result)), "RX-APP-04") == [("RX-APP-04", "block")]) == found


@pytest.mark.parametrize(("tested", "found"), [(None, []), (True, []), (False, ["override"])])
def test_an_exemption_without_a_test_on_record_wants_a_reason(tested: bool | None, found: list[str]) -> None:
    """H50: only while a negative test of the same product stands."""
    objected = codes(sheet(line("amoxicillin-cap", skin_test="免试", tested=tested)), "RX-APP-04")
    assert [severity for _, severity in objected] == found
    assert codes(sheet(line("cefalexin-cap", skin_test="免试", tested=tested)), "RX-APP-04") == []


@pytest.mark.parametrize(
    ("record", "result", "found"),
    [
        (None, "阴性", []),
        (OnRecord.NEGATIVE, "阴性", []),
        (OnRecord.NONE, "阴性", ["warn"]),
        (OnRecord.OTHER_BATCH, "阴性", ["warn"]),
        (OnRecord.NONE, "免试", []),
        (OnRecord.POSITIVE, "阴性", ["block"]),
        (OnRecord.POSITIVE, "免试", ["block"]),
        (OnRecord.NEGATIVE, "阳性", ["block"]),
    ],
)
def test_a_flag_is_no_test(record: OnRecord | None, result: str, found: list[str]) -> None:
    """H50: said where no record stands behind it, and stopped where one speaks against it; nobody looked = nothing said."""
    objected = codes(sheet(line("amoxicillin-cap", skin_test=result, on_record=record)), "RX-APP-04")
    assert [severity for _, severity in objected] == found
    assert codes(sheet(line("cefalexin-cap", skin_test=result, on_record=record)), "RX-APP-04") == []


@pytest.mark.parametrize(
    ("drug", "route", "found"),
    [
        ("nifedipine-cr-tab", "sublingual", ["block"]),
        ("isosorbide-dinitrate", "sublingual", []),
        ("ceftriaxone-inj", "im", []),
        ("ceftriaxone-inj", "oral", ["block"]),
        ("captopril-tab", "sublingual", ["override"]),
        ("captopril-tab", "", []),
    ],
)
def test_route(drug: str, route: str, found: list[str], base_pack: Pack) -> None:
    context = sheet(line(drug, route=route))
    assert [severity for _, severity in codes(context, "RX-APP-10")] == found
    assert [severity for _, severity in codes(context, "RX-APP-10", base_pack)] == ["block"] * len(found)


def _bag(drug: str, bag: str) -> LineFacts:
    return line(drug, route="iv", bag=bag, skin_test="阴性")


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ((_bag("ampicillin-inj", "1"), _bag("gentamicin-inj", "1")), ["block"]),
        ((_bag("ampicillin-inj", "1"), _bag("gentamicin-inj", "2")), []),
        ((_bag("ampicillin-inj", ""), _bag("gentamicin-inj", "")), []),
        ((_bag("benzylpenicillin-inj", "1"), _bag("gs5-inj", "1")), ["warn"]),
        ((_bag("benzylpenicillin-inj", "1"), _bag("ns-inj", "1")), []),
    ],
)
def test_one_infusion(lines: tuple[LineFacts, ...], found: list[str]) -> None:
    assert [severity for _, severity in codes(sheet(*lines), "RX-APP-09")] == found


@pytest.mark.parametrize(
    ("herbs", "count"),
    [
        (("丁香", "郁金"), 1),
        (("黑顺片", "法半夏"), 1),
        (("玄明粉", "三棱"), 1),
        (("母丁香", "郁金"), 1),
        (("炙甘草", "海藻", "醋甘遂"), 2),
        (("甘草", "白术", "茯苓", "党参"), 0),
        (("海藻", "芫花"), 0),
    ],
)
def test_herbs(herbs: tuple[str, ...], count: int) -> None:
    assert codes(replace(sheet(), herbs=herbs), "RX-APP-11") == [("RX-APP-11", "override")] * count


def test_herbs_of_patent_medicines_count() -> None:
    assert codes(sheet(line("fuzi-lizhong-pill"), line("chuanbei-pipa")), "RX-APP-11") == [("RX-APP-11", "override")]
    assert codes(replace(sheet(line("fuzi-lizhong-pill")), herbs=("法半夏",)), "RX-APP-11") == [("RX-APP-11", "override")]
