"""Where a resident lives, as somebody is told who has never been there."""

from __future__ import annotations

import pytest

from app.domain.person import Address


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        (Address(village="第三村", group="3组", text="12号"), "第三村3组12号"),
        (Address(village="第三村", group="3组", text="3组12号"), "第三村3组12号"),
        (Address(village="柳树村", text="柳树村3组12号"), "柳树村3组12号"),
        (Address(text="12号"), "12号"),
        (Address(village="第三村", group="3组"), ""),
        (Address(), ""),
    ],
)
def test_a_parcel_finds_the_door(address: Address, whole: str) -> None:
    """A driver of the county's pharmacy cannot know of which village "3组12号" is."""
    assert address.whole == whole
