"""A decoction as a doctor types it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.herbs import WAYS, Herb, herbs_text, read_herbs
from app.errors import KnownError

NAMES = st.sampled_from(["黄芪", "党参", "炙甘草", "当归", "附子", "生石膏", "阿胶"])
HERBS = st.builds(Herb, NAMES, st.decimals("0.1", "500", places=1), st.sampled_from(("", *WAYS)))


@pytest.mark.parametrize(
    "text", ["黄芪30 附子9先煎 甘草6", "黄芪30g，附子9g（先煎），甘草6g", "黄芪30附子先煎9甘草6", "黄芪 30克、附子(先煎)9;甘草6"]
)
def test_all_the_ways_to_write_it(text: str) -> None:
    assert read_herbs(text) == (Herb("黄芪", Decimal(30)), Herb("附子", Decimal(9), "先煎"), Herb("甘草", Decimal(6)))


@given(st.lists(HERBS, max_size=7, unique_by=lambda herb: herb.name))
def test_what_is_shown_is_read_back(herbs: list[Herb]) -> None:
    assert read_herbs(herbs_text(herbs)) == tuple(herbs)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("黄芪", "herb_unread"),
        ("黄芪30 abc", "herb_unread"),
        ("30", "herb_unread"),
        ("黄芪-5", "herb_unread"),
        ("黄芪0", "herb_amount"),
        ("黄芪5000", "herb_amount"),
        ("黄芪30 黄芪15", "herb_twice"),
    ],
)
def test_what_cannot_be_read_is_said(text: str, code: str) -> None:
    with pytest.raises(KnownError, match=code):
        read_herbs(text)


def test_nothing_typed_is_no_herb() -> None:
    assert read_herbs(" ， ") == ()
