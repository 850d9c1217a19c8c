"""An analyser's flags as ASTM E1394 and HL7 table 0078 define them, and as analysers really write them."""

from __future__ import annotations

import pytest

from app.domain.measurement import MeasuredValue
from app.rules.laboratory import Judgement, any_critical, judged


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
