"""Rights at the moment of signing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.rules.facts import LineFacts, Own, PrescriberFacts
from tests.app.rules.checks.codes import codes
from tests.app.rules.contexts import line, patient, sheet


@pytest.mark.parametrize(
    ("prescriber", "one", "facts", "found"),
    [
        (PrescriberFacts(may_prescribe=False), line("ibuprofen-tab"), {}, [("RX-LEG-01", "block")]),
        (PrescriberFacts(), line("ibuprofen-tab"), {"signed": False}, [("RX-LEG-04", "block")]),
        (PrescriberFacts(), line("morphine-inj", days=0), {}, [("RX-LEG-02", "block")]),
        (PrescriberFacts(narcotic_right=True), line("morphine-inj", days=0), {}, []),
        (PrescriberFacts(), line("cefixime-cap"), {}, [("RX-LEG-03", "block")]),
        (PrescriberFacts(), line("cefixime-cap", days=1), {"emergency_one_day": True}, [("RX-LEG-03", "warn")]),
        (PrescriberFacts(), line("cefixime-cap", days=2), {"emergency_one_day": True}, [("RX-LEG-03", "block")]),
        (PrescriberFacts(antibiotic_tier="限制"), line("cefixime-cap"), {}, []),
        (PrescriberFacts(antibiotic_tier=""), line("amoxicillin-cap", skin_test="阴性"), {}, [("RX-LEG-03", "block")]),
        (PrescriberFacts(), line("estazolam-tab"), {"internet": True}, [("RX-LEG-05", "block")]),
        (PrescriberFacts(), line("ibuprofen-tab"), {"internet": True, "revisit": False}, [("RX-LEG-06", "block")]),
        (PrescriberFacts(), line("ibuprofen-tab"), {"internet": True, "ai_generated": True}, [("RX-LEG-08", "block")]),
        (PrescriberFacts(), line("estazolam-tab"), {"revisit": False, "ai_generated": True}, []),
    ],
)
def test_legality(prescriber: PrescriberFacts, one: LineFacts, facts: dict[str, Any], found: list[tuple[str, str]]) -> None:
    assert codes(replace(sheet(one, **facts), prescriber=prescriber), "RX-LEG") == found


@pytest.mark.parametrize(("age", "accompanied", "found"), [("5.9", False, True), ("6", False, False), ("5.9", True, False)])
def test_small_children_online(age: str, accompanied: bool, found: bool) -> None:
    context = sheet(line("ors-iii"), who=patient(age), internet=True, guardian_and_specialist=accompanied)
    assert (("RX-LEG-07", "block") in codes(context)) == found


@pytest.mark.parametrize(
    ("own", "drug", "found"),
    [
        (Own.SAME, "morphine-inj", [("RX-LEG-09", "block")]),
        (Own.NAMESAKE, "morphine-inj", [("RX-LEG-09", "override")]),
        (Own.SAME, "estazolam-tab", []),
        (Own.SAME, "ibuprofen-tab", []),
        (Own.NO, "morphine-inj", []),
    ],
)
def test_nobody_prescribes_narcotics_for_themselves(own: Own, drug: str, found: list[tuple[str, str]]) -> None:
    context = replace(sheet(line(drug, days=0)), prescriber=PrescriberFacts(narcotic_right=True, own=own))
    assert codes(context, "RX-LEG-09") == found
