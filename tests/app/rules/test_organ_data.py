"""Rows of kidney, liver, milk, indication and questions: read whole, or refused with file and line."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from app.rules.formulary import PackError
from app.rules.organ_data import ASK_FIRST, FILES, INDICATIONS, KIDNEY, LIVER, MILK, closest, milligrams, plain, read_organs
from app.rules.pack import Pack
from app.rules.shipped import shipped_bytes


def _shipped() -> dict[str, bytes]:
    return {name: shipped_bytes(name) for name in FILES}


def test_every_row_has_source_and_basis_and_a_name_of_its_own(pack: Pack) -> None:
    organs = pack.organs
    rows: list[Any] = [*organs.kidney, *organs.liver, *organs.milk.values(), *organs.indications.values(), *organs.ask_first]
    assert all(row.source and row.basis for row in rows)
    for several in (organs.kidney, organs.liver, organs.ask_first):
        assert len({row.id for row in several}) == len(several)
    assert len(organs.kidney) >= 100 and len(organs.milk) >= 100


def test_lower_kidney_function_never_allows_more(pack: Pack) -> None:
    """H44: a row typed wrongly would let the worse kidney take the larger dose."""
    chains: dict[tuple[object, ...], list[tuple[Decimal, Decimal]]] = {}
    for row in pack.organs.kidney:
        if row.limit.daily_mg is not None:
            chains.setdefault((row.drugs, row.form), []).append((row.below, row.limit.daily_mg))
    for several in chains.values():
        limits = [limit for _, limit in sorted(several)]
        assert limits == sorted(limits), several
    assert len(chains) > 30


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (KIDNEY, "override", "perhaps"),
        (KIDNEY, ",45,", ",-45,"),
        (KIDNEY, ",1000,mg,", ",1000,,"),
        (KIDNEY, ",1000,mg,", ",1000,spoon,"),
        (KIDNEY, ",oral,", ",nose,"),
        (KIDNEY, "A10BA02", "A10 BA"),
        (LIVER, "K74", "liver"),
        (MILK, "J01C,ok", "J01C,fine"),
        (MILK, "J01D,ok", "J01C,ok"),
        (INDICATIONS, "I10-I16", "I10-J16"),
        (ASK_FIRST, "ask_zh", "asked"),
    ],
)
def test_a_row_that_is_not_understood_refuses_the_file(name: str, old: str, new: str) -> None:
    data = _shipped()
    assert old.encode() in data[name]
    broken: Mapping[str, bytes] = data | {name: data[name].replace(old.encode(), new.encode(), 1)}
    with pytest.raises(PackError) as caught:
        read_organs(broken)
    assert caught.value.facts["file"] == name


def test_the_closest_class_speaks_for_a_code() -> None:
    rows = {"C07": "class", "C07AB03": "atenolol"}
    assert (closest(rows, "C07AB03"), closest(rows, "C07AB02"), closest(rows, "C08"), closest(rows, "")) == (
        "atenolol",
        "class",
        None,
        None,
    )


def test_doses_in_milligrams(pack: Pack) -> None:
    assert milligrams(pack.products["ceftriaxone-inj"], Decimal(2)) == 2000
    assert milligrams(pack.products["levothyroxine-tab"], Decimal(50)) == Decimal("0.05")
    assert milligrams(pack.products["gentamicin-inj"], Decimal(80000)) is None
    assert milligrams(pack.products["metformin-tab"], None) is None


def test_a_result_is_known_however_it_is_written(pack: Pack) -> None:
    assert plain("HLA-B*15:02 阴性") == "HLAB1502阴性"
    assert pack.vocabulary.condition("hla-b*1502 阳性") == frozenset({"hlab1502"})
    assert pack.vocabulary.condition("HLA-B*58:01阴性") == frozenset({"hlab5801_negative"})
    assert pack.vocabulary.condition("HLA-B*1301 阴性") is None
