"""H52: duplicates, interactions and many drugs together."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.rules.engine import evaluate
from app.rules.facts import LineFacts, MedicineFact, RxContext
from app.rules.pack import Pack
from tests.app.rules.checks.codes import codes
from tests.app.rules.contexts import NO, line, patient, sheet


@pytest.mark.parametrize(
    ("lines", "medicines", "found"),
    [
        ((line("paracetamol-tab"), line("cold-amantadine-cap")), (), 1),
        ((line("biyankang-tab"), line("chlorphenamine-tab")), (), 1),
        ((line("nifedipine-tab"), line("nifedipine-cr-tab")), (), 1),
        ((line("enalapril-tab"),), ("captopril-tab",), 1),
        ((line("metformin-tab"),), ("metformin-tab",), 0),  # renewed, not doubled
        ((line("metformin-tab"), line("metformin-tab")), (), 1),
        ((line("ns-inj", route="iv"), line("ns-inj", route="iv")), (), 0),
        ((line("paracetamol-tab"), line("ibuprofen-tab")), (), 0),
        ((line("ibuprofen-tab"), line("diclofenac-tab"), line("indometacin-tab")), (), 3),
        ((line("beijing-antihtn-no0"), line("zhenju-antihtn")), (), 1),
    ],
)
def test_duplicates(lines: tuple[LineFacts, ...], medicines: tuple[str, ...], found: int) -> None:
    assert codes(sheet(*lines, medicines=medicines), "RX-APP-07") == [("RX-APP-07", "override")] * found


@pytest.mark.parametrize(
    ("lines", "medicines", "found"),
    [
        ((line("clarithromycin-tab"),), ("simvastatin-tab",), ["block"]),
        ((line("clarithromycin-tab"),), ("辛伐他汀片",), ["block"]),
        ((line("beijing-antihtn-no0"),), ("spironolactone-tab",), ["override"]),
        ((line("amlodipine-tab", "5"), line("simvastatin-tab", "20")), (), []),
        ((line("amlodipine-tab", "5"), line("simvastatin-tab", "40")), (), ["warn"]),
        ((line("verapamil-tab", "80"), line("simvastatin-tab", "20")), (), ["warn"]),
        ((line("amlodipine-tab", "5"),), ("simvastatin-tab",), ["warn"]),  # dose at home unknown
        ((line("ca-gluconate-inj", "1", route="iv"),), ("digoxin-tab",), ["block"]),
        ((line("calcium-d3-tab"),), ("digoxin-tab",), []),
        ((line("smectite-powder"),), ("metformin-tab",), ["warn"]),
        ((line("liquorice-comp-tab"),), ("estazolam-tab",), ["override"]),
        ((line("diazepam-tab"), line("phenobarbital-tab")), (), ["warn"]),
        ((line("glimepiride-tab"),), ("repaglinide-tab",), ["override"]),
        ((line("clopidogrel-tab"), line("aspirin-ec-tab")), (), ["warn"]),
        ((line("simvastatin-tab"),), (), []),
    ],
)
def test_interactions(lines: tuple[LineFacts, ...], medicines: tuple[str, ...], found: list[str]) -> None:
    assert [severity for _, severity in codes(sheet(*lines, medicines=medicines), "RX-APP-08")] == found


@pytest.mark.parametrize(("single", "found"), [("20", "warn"), ("25", "warn"), ("40", "override"), (None, "override")])
def test_low_dose_aldosterone_antagonist_in_heart_failure(pack: Pack, base_pack: Pack, single: str | None, found: str) -> None:
    context = sheet(line("enalapril-tab", "5"), line("spironolactone-tab", single))
    assert codes(context, "RX-APP-08", pack) == [("RX-APP-08", found)]
    assert codes(context, "RX-APP-08", base_pack) == [("RX-APP-08", "override")]


def test_three_drugs_that_harm_the_kidney() -> None:
    whammy = sheet(line("ibuprofen-tab"), medicines=("enalapril-tab", "hydrochlorothiazide-tab"))
    assert ("RX-SAF-07", "override") in codes(whammy)
    assert codes(sheet(line("ibuprofen-tab"), medicines=("enalapril-tab",)), "RX-SAF-07") == []
    at_home = RxContext(patient=patient(), lines=(line("loratadine-tab"),), medicines_known=NO, medicines=whammy.medicines)
    assert codes(at_home, "RX-SAF-07") == []


@pytest.mark.parametrize(
    ("tablets", "capsules", "found"), [("500", "2", [("RX-SAF-07", "override")]), ("250", "2", []), ("500", "0.5", [])]
)
def test_paracetamol_is_summed_over_products(tablets: str, capsules: str, found: list[tuple[str, str]]) -> None:
    three = Decimal(3)
    taken = (MedicineFact("cold-amantadine-cap", Decimal(capsules), Decimal(2)),)
    context = RxContext(patient=patient(), lines=(line("paracetamol-tab", tablets, per_day=three),), medicines_known=NO, medicines=taken)
    assert codes(context, "RX-SAF-07") == found


@pytest.mark.parametrize(
    ("lines", "medicines", "age", "found"),
    [
        (("liquorice-comp-tab",), ("hydrochlorothiazide-tab", "digoxin-tab"), "50", {"MULTI101"}),
        (("liquorice-comp-tab",), ("hydrochlorothiazide-tab",), "50", set()),
        (("enalapril-tab", "spironolactone-tab"), ("kcl-sr-tab",), "50", {"MULTI102", "COUNT108"}),
        (("diazepam-tab", "chlorphenamine-tab", "tramadol-tab"), (), "50", {"COUNT101"}),
        (("diazepam-tab", "chlorphenamine-tab"), (), "50", set()),
        (("azithromycin-tab",), ("amiodarone-tab", "domperidone-tab"), "50", {"COUNT102"}),
        (("dextromethorphan-tab",), ("sertraline-tab", "tramadol-tab"), "50", {"COUNT103"}),
        (("chlorphenamine-tab",), ("amitriptyline-tab", "trihexyphenidyl-tab"), "50", {"COUNT104"}),
        (("chlorphenamine-tab",), ("trihexyphenidyl-tab",), "66", {"COUNT105"}),
        (("chlorphenamine-tab",), ("trihexyphenidyl-tab",), "64", set()),
        (("metformin-tab",), ("amiodarone-tab", "domperidone-tab", "azithromycin-tab"), "50", set()),  # nothing of it is new
    ],
)
def test_many_of_one_kind(pack: Pack, lines: tuple[str, ...], medicines: tuple[str, ...], age: str, found: set[str]) -> None:
    """H52: beyond pairs; a kind that runs already is not laid to a sheet that adds none of it."""
    context = sheet(*(line(drug) for drug in lines), who=patient(age), medicines=medicines)
    assert {one.rule for one in evaluate(context, pack).findings if one.code == "RX-SAF-07"} == found
