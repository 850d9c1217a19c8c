"""Allergies: groups, substances, reactions."""

from __future__ import annotations

import pytest

from app.rules.facts import AllergyFact
from tests.app.rules.checks.codes import codes
from tests.app.rules.contexts import line, patient, sheet


@pytest.mark.parametrize(
    ("allergy", "drug", "found"),
    [
        (AllergyFact("青霉素"), "amoxicillin-cap", [("RX-APP-03", "block")]),
        (AllergyFact("青霉素"), "cefalexin-cap", [("RX-APP-03", "warn")]),
        (AllergyFact("青霉素", reaction="过敏性休克"), "cefalexin-cap", [("RX-APP-03", "block")]),
        (AllergyFact("青霉素", severity="severe"), "cefalexin-cap", [("RX-APP-03", "block")]),
        (AllergyFact("青霉素", reaction="腹泻", severity="mild"), "cefalexin-cap", [("RX-APP-03", "warn")]),
        (AllergyFact("头孢"), "amoxicillin-cap", []),
        (AllergyFact("", token="sulfonamide"), "hydrochlorothiazide-tab", [("RX-APP-03", "warn")]),
        (AllergyFact("磺胺"), "beijing-antihtn-no0", [("RX-APP-03", "warn")]),
        (AllergyFact("别嘌醇"), "allopurinol-tab", [("RX-SAF-06", "block")]),
        (AllergyFact("卡马西平"), "carbamazepine-tab", [("RX-SAF-06", "block")]),
        (AllergyFact("对乙酰氨基酚"), "cold-amantadine-cap", [("RX-SAF-06", "block")]),
        (AllergyFact("酒精"), "huoxiang-zhengqi-water", [("RX-SAF-06", "block")]),
        (AllergyFact("去痛片"), "ibuprofen-tab", [("RX-APP-03", "block")]),
        (AllergyFact("别嘌醇"), "febuxostat-tab", []),
        (AllergyFact("芒果"), "ibuprofen-tab", []),
    ],
)
def test_allergy(allergy: AllergyFact, drug: str, found: list[tuple[str, str]]) -> None:
    context = sheet(line(drug, skin_test="阴性"), who=patient(allergies=(allergy,)))
    assert [one for one in codes(context) if one[0] in {"RX-APP-03", "RX-SAF-06"}] == found


def test_two_allergies_in_one_field_are_both_compared() -> None:
    context = sheet(line("smz-tmp-tab"), line("ibuprofen-tab"), who=patient(allergies=(AllergyFact("磺胺和布洛芬"),)))
    assert codes(context, "RX-APP-03") == [("RX-APP-03", "block"), ("RX-APP-03", "block")]
