"""An analyser's flags as ASTM E1394 and HL7 table 0078 define them, and as analysers really write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.domain.measurement import MeasuredValue
from app.rules.forms.reading import library
from app.rules.laboratory import Judgement, any_critical, found_in, judged


@pytest.mark.parametrize(
    ("flag", "side", "critical"),
    [
        ("", "", False),
        ("N", "", False),
        ("H", "high", False),
        ("L", "low", False),
        ("HH", "high", True),
        ("LL", "low", True),
        ("hh", "high", True),
        ("A", "abnormal", False),
        ("AA", "abnormal", True),
        (">", "high", False),
        ("<", "low", False),
        ("H~A", "high", False),
        ("A~HH", "high", True),
        ("H*", "high", False),
        ("LL!", "low", True),
        ("D", "", False),
        ("U~L", "low", False),
        ("HLA", "", False),
    ],
)
def test_a_flag_says_side_and_gravity(flag: str, side: str, critical: bool) -> None:
    assert judged(flag) == Judgement(side, critical)


def test_one_critical_result_makes_the_specimen_critical() -> None:
    values = [MeasuredValue("WBC", None, "", flag="H"), MeasuredValue("HGB", None, "", flag="N")]
    assert not any_critical(values) and any_critical([*values, MeasuredValue("K", None, "", flag="HH")])


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (MeasuredValue("CREA", Decimal(132), "umol/L"), "132"),
        (MeasuredValue("37", Decimal(132), "μmol/L", label="肌酐"), "132"),
        (MeasuredValue("Scr", Decimal("1.5"), "mg/dL"), "132.60"),
        (MeasuredValue("UCREA", Decimal(9), "mmol/L"), None),  # urine
        (MeasuredValue("CREA", Decimal(132), "U/L"), None),
        (MeasuredValue("CREA", Decimal(1500), "umol/L", comparator=">"), None),
        (MeasuredValue("UREA", Decimal(7), "mmol/L"), None),
    ],
)
def test_creatinine_of_serum_whatever_the_analyser_calls_it(value: MeasuredValue, found: str | None) -> None:
    values = [MeasuredValue("ALT", Decimal(30), "U/L"), value]
    told = found_in(values, library().laboratory["creatinine"])
    assert (told and told[0]) == (None if found is None else Decimal(found))
