"""What a course needs: tablets, ampoules, bottles and pens, in whole packs."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.rules.frequencies import frequencies
from app.rules.product_cards import product_cards
from app.rules.supply import days_covered, supply
from tests.shipped_pack import shipped_pack

PRODUCTS = shipped_pack().products


def per_day(code: str) -> Decimal:
    found = frequencies()[code].per_day
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("drug", "single", "frequency", "days", "pieces", "quantity", "unit", "over"),
    [
        ("amlodipine-tab", "5", "qd", 28, "28", "1", "盒", "0"),
        ("amlodipine-tab", "2.5", "qd", 28, "14", "1", "盒", "14"),
        ("amlodipine-tab", "5", "qd", 30, "30", "2", "盒", "26"),
        ("metformin-tab", "500", "tid", 28, "84", "5", "盒", "16"),
        ("warfarin-tab", "1.25", "qd", 7, "4", "1", "瓶", "56"),
        ("methotrexate-tab", "10", "qw", 28, "16", "1", "盒", "0"),
        ("methotrexate-tab", "10", "qw", 7, "4", "1", "盒", "12"),
        ("amlodipine-tab", "5", "qod", 7, "4", "1", "盒", "24"),
        ("benzylpenicillin-inj", "800000", "bid", 3, "6", "6", "支", "0"),
        ("gentamicin-inj", "40000", "bid", 3, "6", "1", "盒", "4"),  # half an ampoule is thrown away each time
        ("salbutamol-neb-soln", "2.5", "tid", 3, "9", "2", "盒", "1"),  # nor is half a vial for the nebuliser kept
        ("ibuprofen-susp", "150", "tid", 3, "68", "1", "瓶", "32"),  # 7.5 mL of 20 mg/mL
        ("levofloxacin-eye", "1", "qid", 7, "28", "1", "支", "72"),
        ("liraglutide-inj", "1.2", "qd", 28, "2", "2", "支", "0"),  # a pen serves many doses
        ("insulin-glargine", "14", "qn", 28, "2", "2", "支", "0"),  # 392 of 600 units
        ("lactulose-soln", "15", "bid", 7, "210", "3", "瓶", "90"),
        ("huoxiang-zhengqi-water", "10", "bid", 3, "6", "1", "盒", "4"),
        ("ns-inj", "100", "bid", 3, "6", "6", "瓶", "0"),  # a bottle is not kept open
        ("levonorgestrel-tab", "1.5", "st", 1, "2", "1", "盒", "0"),
        ("amlodipine-tab", "5", "qd", 0, "1", "1", "盒", "27"),  # one dose
    ],
)
def test_pieces_and_packs(drug: str, single: str, frequency: str, days: int, pieces: str, quantity: str, unit: str, over: str) -> None:
    found = supply(PRODUCTS[drug], product_cards()[drug], Decimal(single), per_day(frequency), days)
    assert (found.pieces, found.quantity, found.unit, found.rounded_up) == (Decimal(pieces), Decimal(quantity), unit, Decimal(over))


@pytest.mark.parametrize(
    ("drug", "quantity", "unit", "single", "frequency", "days"),
    [
        ("amlodipine-tab", "1", "盒", "5", "qd", 28),
        ("amlodipine-tab", "7", "片", "5", "qd", 7),
        ("metformin-tab", "2", "盒", "500", "tid", 13),
        ("methotrexate-tab", "1", "盒", "10", "qw", 28),
    ],
)
def test_how_long_a_quantity_lasts(drug: str, quantity: str, unit: str, single: str, frequency: str, days: int) -> None:
    card = product_cards()[drug]
    assert days_covered(PRODUCTS[drug], card, Decimal(quantity), unit, Decimal(single), per_day(frequency)) == days


def test_usual_doses_keep_to_the_limits_of_the_formulary() -> None:
    for drug, card in product_cards().items():
        product = PRODUCTS[drug]
        if card.usual_single is None:
            continue
        assert card.usual_frequency in frequencies(), drug
        assert product.max_single is None or card.usual_single <= product.max_single, drug
        times = frequencies()[card.usual_frequency].per_day
        assert times is None or product.max_daily is None or card.usual_single * times <= product.max_daily, drug
        assert not product.control_class or product.control_class == "精二", drug


def test_no_usual_dose_for_what_is_dangerous_by_habit() -> None:
    """H53: insulin, weekly drugs and injections are typed, never proposed."""
    cards = product_cards()
    for drug, product in PRODUCTS.items():
        if "注射" in product.form or product.min_interval_days is not None:
            assert cards[drug].usual_single is None, drug
