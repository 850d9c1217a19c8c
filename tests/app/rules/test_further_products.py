"""Further products: limits in one place, and nothing read that is not understood."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from decimal import Decimal

import pytest

from app.rules.engine import evaluate
from app.rules.findings import Severity
from app.rules.formulary import PackError
from app.rules.further_products import PRODUCTS, SUBSTANCES
from app.rules.pack import Pack, load_pack
from app.rules.shipped import json_decimal, shipped_bytes
from tests.app.rules.conftest import CASES
from tests.app.rules.contexts import line, sheet


def changed(file: str, key: str, **cells: str) -> Callable[[str], bytes]:
    """The shipped files, some cells of the row whose first column is ``key`` changed."""
    rows = list(csv.DictReader(io.StringIO(shipped_bytes(file).decode())))
    first = next(iter(rows[0]))
    for row in rows:
        if row[first] == key:
            row.update(cells)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return lambda name: out.getvalue().encode() if name == file else shipped_bytes(name)


def test_a_product_takes_the_limits_of_its_substance(pack: Pack) -> None:
    made = pack.products["epinephrine-inj"]
    assert (made.max_single, made.dose_unit, made.specification, made.atc) == (Decimal(1), "mg", "1mL:1mg", "C01CA24")
    assert made.child_limits is not None and made.child_limits.per_kg_dose == Decimal("0.01")
    assert made.source == "国家基本药物目录(2018年版)" and made.basis
    assert pack.condition_severity["epinephrine-inj"]["hypertension"] is Severity.WARN


def test_a_product_may_take_those_of_a_base_product_and_differ_in_one(pack: Pack) -> None:
    base, made = pack.products["dexamethasone-tab"], pack.products["dexamethasone-inj-5"]
    assert (base.max_single, base.max_daily) == (Decimal(10), Decimal(10))
    assert (made.max_single, made.max_daily) == (Decimal(20), None)
    assert (made.substances, made.duplicate_groups, made.child_limits) == (base.substances, base.duplicate_groups, base.child_limits)


def test_a_base_product_lends_its_severities(pack: Pack) -> None:
    assert pack.condition_severity["verapamil-inj"] == pack.condition_severity["verapamil-tab"]


@pytest.mark.parametrize(
    ("file", "key", "cells", "place"),
    [
        (SUBSTANCES, "epinephrine", {"atc": "C01 CA24"}, "atc"),
        (SUBSTANCES, "epinephrine", {"atc": "C01CA2"}, "atc"),
        (SUBSTANCES, "epinephrine", {"dose_unit": "毫克"}, "dose_unit"),
        (SUBSTANCES, "epinephrine", {"conditions": "hypertenson:warn"}, "hypertenson"),
        (SUBSTANCES, "epinephrine", {"conditions": "hypertension:mild"}, "conditions"),
        (SUBSTANCES, "epinephrine", {"allergy_group": "penicilin"}, "penicilin"),
        (SUBSTANCES, "epinephrine", {"child_per_kg_dose": "-1"}, "child_per_kg_dose"),
        (SUBSTANCES, "epinephrine", {"max_single": "1.0.0"}, "max_single"),
        (SUBSTANCES, "epinephrine", {"source": ""}, "no source"),
        (PRODUCTS, "epinephrine-inj", {"limits": "adrenalin"}, "limits"),
        (PRODUCTS, "epinephrine-inj", {"limits": "=adrenalin"}, "limits"),
        (PRODUCTS, "epinephrine-inj", {"id": "captopril-tab"}, "id"),
        (PRODUCTS, "epinephrine-inj", {"id": "Adrenalin 1"}, "id"),
        (PRODUCTS, "epinephrine-inj", {"route": "im/vein"}, "route"),
        (PRODUCTS, "epinephrine-inj", {"strength": "0"}, "strength"),
        (PRODUCTS, "epinephrine-inj", {"pack_size": "1.5"}, "pack_size"),
        (PRODUCTS, "epinephrine-inj", {"specification": ""}, "specification"),
        (PRODUCTS, "epinephrine-inj", {"skin_test": "yes"}, "skin_test"),
        (PRODUCTS, "epinephrine-inj", {"name_zh": ""}, "no name"),
    ],
)
def test_a_broken_row_refuses_the_whole_pack(file: str, key: str, cells: dict[str, str], place: str) -> None:
    """H44: half a pack is none, and the file and line are told."""
    with pytest.raises(PackError) as caught:
        load_pack(read=changed(file, key, **cells))
    assert caught.value.facts["file"] == file
    line, _, what = str(caught.value.facts["place"]).partition(": ")
    assert line.isdigit() and place in what


def test_every_product_that_was_asked_for_is_there(pack: Pack, base_pack: Pack) -> None:
    """The 32 of products_to_add.json, by ATC code where it names one, else by name; base products do not count."""
    file = CASES.parent / "products_to_add.json"
    if not file.exists():
        pytest.skip("the shared clinical data are not here")
    added = [product for id, product in pack.products.items() if id not in base_pack.products]
    for asked in json_decimal(file.read_bytes()):
        codes = [code for code in asked["atc"].split("/") if code]
        names = ["柴胡注射液", "双黄连注射液", "清开灵注射液", "喜炎平注射液", "痰热清注射液", "丹参注射液", "血脂康胶囊"]
        wanted = [
            name for name in names if name.removesuffix("注射液") in asked["name_zh"] or name.removesuffix("胶囊") in asked["name_zh"]
        ]
        assert codes or wanted, asked
        if asked["atc"] == "A07BC05":  # the powder is a base product: what was missing is how a child takes it
            assert [str(dose.max_daily) for dose in pack.products["smectite-powder"].age_doses] == ["3", "6"]
            continue
        for code in codes:
            assert any(product.atc.startswith(code) for product in added), (asked, code)
        for name in wanted:
            assert any(product.name == name for product in added), (asked, name)


def test_there_is_what_a_township_doctor_uses(pack: Pack) -> None:
    """At least 400 products; every further one says where it comes from and why."""
    assert len(pack.products) >= 400
    assert all(product.specification and product.source and product.basis for product in pack.products.values() if product.limits_source)
    by_herbs = [product for product in pack.products.values() if any(part.herb for part in product.ingredients)]
    assert len(by_herbs) >= 60


def test_no_patent_medicine_contradicts_itself(pack: Pack) -> None:
    """十八反 within one product would be a typing error of its composition."""
    for product in pack.products.values():
        review = evaluate(sheet(line(product.id)), pack)
        assert [found for found in review.findings if found.code == "RX-APP-11"] == [], product.name


def test_a_product_twice_refuses_the_pack() -> None:
    data = shipped_bytes(PRODUCTS)
    with pytest.raises(PackError):
        load_pack(read=lambda name: data + data.splitlines(keepends=True)[1] if name == PRODUCTS else shipped_bytes(name))
