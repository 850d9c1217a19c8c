"""How a dose reads: in the product's unit, in pieces, in what is poured."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.services.rx_words import dose_text, usage_text
from tests.shipped_pack import shipped_pack

PRODUCTS = shipped_pack().products


@pytest.mark.parametrize(
    ("drug", "single", "text"),
    [
        ("amlodipine-tab", "5", "5 mg（1片）"),
        ("amlodipine-tab", "1.7", "1.7 mg"),
        ("benzylpenicillin-inj", "800000", "80万U"),
        ("beijing-antihtn-no0", "2", "2片"),
        ("ibuprofen-susp", "150", "150 mg（7.5 mL）"),
        ("ibuprofen-susp", "147", "147 mg（7.4 mL）"),
        ("paracetamol-drops", "75", "75 mg（0.75 mL）"),
        ("lactulose-soln", "15", "15 mL"),
        ("amoxicillin-gran", "250", "250 mg（2袋）"),
        ("diclofenac-supp", "25", "25 mg（0.5枚）"),
        ("levofloxacin-eye", "2", "2滴"),
        ("child-paracetamol-gran", "0.5", "0.5袋"),
    ],
)
def test_doses(drug: str, single: str, text: str) -> None:
    assert dose_text(PRODUCTS[drug], Decimal(single)) == text


def test_a_mother_reads_how_much_to_pour() -> None:
    text = usage_text(PRODUCTS["ibuprofen-susp"], Decimal(150), "q8h", "oral", 3, "", Decimal(3))
    assert text == "每次150 mg（7.5 mL），每8小时1次（q8h），口服，3天"
