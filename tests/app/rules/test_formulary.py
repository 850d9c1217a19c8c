"""The formulary: every cell read or refused."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest

from app.rules.formulary import PackError, read_formulary
from app.rules.pack import Pack
from app.rules.shipped import shipped_bytes


def _with(product: str, **cells: str) -> bytes:
    """The shipped formulary with some cells of one product changed."""
    rows = list(csv.DictReader(io.StringIO(shipped_bytes("formulary.csv").decode())))
    for row in rows:
        if row["id"] == product:
            row.update(cells)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def test_the_shipped_formulary(pack: Pack, base_pack: Pack) -> None:
    assert len(base_pack.products) == 150 and set(base_pack.products) < set(pack.products)
    amoxicillin = pack.products["amoxicillin-cap"]
    assert (amoxicillin.max_single, amoxicillin.skin_test, amoxicillin.routes) == (Decimal(1000), True, frozenset({"oral"}))
    assert amoxicillin.child_limits is not None and amoxicillin.child_limits.per_kg_day == 90
    combined = pack.products["cold-amantadine-cap"]
    assert "N02BE01" in combined.atc_codes and "paracetamol" in combined.substances
    assert pack.products["fuzi-lizhong-pill"].substances == frozenset({"fuzi lizhong pill"})
    assert pack.products["morphine-cr-tab"].release == "er" and pack.products["morphine-inj"].release == "inj"


@pytest.mark.parametrize(
    "cells",
    [
        {"max_single": "10.0.0"},
        {"max_single": "-5"},
        {"max_single": "NaN"},
        {"skin_test": "yes"},
        {"pregnancy": "X"},
        {"control_class": "二类"},
        {"name_zh": ""},
        {"child_limits": "{not json"},
        {"id": "captopril-tab"},
    ],
)
def test_a_broken_cell_refuses_the_whole_pack(cells: dict[str, str]) -> None:
    """H44: half a formulary is none."""
    with pytest.raises(PackError) as caught:
        read_formulary(_with("amlodipine-tab", **cells))
    assert caught.value.code == "pack_broken"


def test_an_empty_formulary_is_no_formulary() -> None:
    """H17."""
    with pytest.raises(PackError) as caught:
        read_formulary(shipped_bytes("formulary.csv").splitlines(keepends=True)[0])
    assert caught.value.code == "pack_empty"


def test_a_missing_column_refuses_the_pack() -> None:
    with pytest.raises(PackError):
        read_formulary(shipped_bytes("formulary.csv").replace(b"max_single", b"maximum", 1))
