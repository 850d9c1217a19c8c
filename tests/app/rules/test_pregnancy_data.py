"""Rows of pregnancy: what a product says itself stands, a row fills what is empty, and a combination is judged by all its parts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.rules.engine import evaluate
from app.rules.findings import CheckState, Finding, Severity
from app.rules.formulary import PackError, unreviewed
from app.rules.pack import Pack
from app.rules.pregnancy_data import FILE, Pregnancy, PregnancyData, PregnancyRow, read_pregnancy
from app.rules.shipped import shipped_bytes
from app.rules.wording import load_words
from tests.app.rules.contexts import YES, line, patient, sheet

HEADER = "products,pregnancy,advice_zh,source,basis\n"
MOTHER = patient("29", "2", pregnant=YES)


def _told(pack: Pack, drug: str) -> tuple[Finding | None, CheckState]:
    review = evaluate(sheet(line(drug), who=MOTHER), pack)
    found = next((one for one in review.findings if one.code == "RX-APP-06"), None)
    return found, next(run.state for run in review.checks if run.check == "pregnancy")


@pytest.mark.parametrize(
    ("drug", "severity"),
    [
        ("ribavirin-tab", Severity.BLOCK),
        ("piracetam-tab", Severity.BLOCK),
        ("clopidogrel-tab", Severity.OVERRIDE),
        ("metformin-tab", Severity.WARN),
        ("xiangsha-yangwei", Severity.WARN),
        ("paracetamol-tab", None),
        ("folic-acid-tab-04", None),
        ("insulin-human-r", None),
    ],
)
def test_what_was_looked_at_is_complete_whatever_it_says(pack: Pack, drug: str, severity: Severity | None) -> None:
    found, state = _told(pack, drug)
    assert (found.severity if found else None, state) == (severity, CheckState.RAN)


def test_what_nobody_looked_at_is_named(pack: Pack) -> None:
    """H17."""
    found, state = _told(pack, "xingpi-yanger")
    assert found is None and state is CheckState.NOT_RUN


def test_the_months_are_said_in_the_sentence(pack: Pack) -> None:
    found, _ = _told(pack, "diclofenac-tab")
    assert found is not None and "最后3个月禁用" in load_words("zh_CN").finding(found)
    plain, _ = _told(pack, "beijing-antihtn-no0")
    assert plain is not None and "（" not in load_words("zh_CN").finding(replace(plain, facts={"drug": "降压0号"}))  # kept from before


def test_a_product_never_becomes_milder_by_a_row(pack: Pack) -> None:
    graver = [
        one for one in pack.products.values() if (row := pack.organs.pregnancy.row_of(one)) and one.pregnancy not in {"", row.pregnancy}
    ]
    assert graver
    for product in graver:
        found, _ = _told(pack, product.id)
        assert found is not None and found.rule == product.pregnancy, product.id


def test_every_word_of_a_row_means_a_product(pack: Pack) -> None:
    words = frozenset().union(*(product.names for product in pack.products.values()))
    assert set(pack.organs.pregnancy.rows) <= words
    assert all(row.source and row.basis for row in pack.organs.pregnancy.rows.values())


def test_most_products_are_looked_at(pack: Pack) -> None:
    left = [one.id for one in pack.products.values() if not one.pregnancy and pack.organs.pregnancy.row_of(one) is None]
    assert len(left) <= 60, left


def _row(grade: Pregnancy) -> PregnancyRow:
    return PregnancyRow(grade, "", "说明书", "因")


def test_a_combination_is_as_grave_as_its_gravest_part() -> None:
    data = PregnancyData({"N02BE01": _row(Pregnancy.OK), "R06AB": _row(Pregnancy.CARE), "name:某药": _row(Pregnancy.FORBIDDEN)})

    def grade(*parts: str, name: str = "复方", atc: str = "") -> Pregnancy | None:
        row = data.row_of(unreviewed(id="x", name=name, atc=atc, ingredient_atc=parts))
        return None if row is None else row.pregnancy

    assert grade("N02BE01", "R06AB04") is Pregnancy.CARE
    assert grade("N02BE01", "N06BC01") is None  # harmless as far as known is not known to be harmless
    assert grade("R06AB04", "N06BC01") is Pregnancy.CARE
    assert grade("R06AB04", atc="N02BE01") is Pregnancy.OK  # its own code is about all of it
    assert grade("N02BE01", name="某药") is Pregnancy.FORBIDDEN
    assert grade() is None


def test_the_shipped_file_is_read_whole() -> None:
    assert len(read_pregnancy(shipped_bytes(FILE)).rows) >= 200


@pytest.mark.parametrize(
    "row", ["J01C,B,,s,b", "J01 C,C,,s,b", ",C,,s,b", "J01C;J01C,C,,s,b", "*oral,C,,s,b", "contains:ethanol,C,,s,b", "J01C,C,,,b"]
)
def test_a_row_that_is_not_understood_refuses_the_file(row: str) -> None:
    with pytest.raises(PackError) as raised:
        read_pregnancy((HEADER + row + "\n").encode())
    assert raised.value.facts["file"] == FILE
