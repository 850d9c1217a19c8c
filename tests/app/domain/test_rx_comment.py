"""A lot is the same for the same seed and sheets, and the gravest code decides what a sheet is."""

from __future__ import annotations

import pytest

from app.domain.rx_comment import CommentClass, class_of, draw

SHEETS = [f"sheet {n}" for n in range(500)]


def test_the_same_lot_whatever_the_order() -> None:
    lot = draw("5eed", SHEETS, 100)
    assert len(set(lot)) == 100 and set(lot) < set(SHEETS)
    assert draw("5eed", SHEETS[::-1], 100) == lot != draw("another", SHEETS, 100)
    assert set(draw("5eed", SHEETS[:7], 100)) == set(SHEETS[:7])


def test_every_sheet_has_its_chance() -> None:
    """1,000 lots of 10 among 50: each sheet 200 times, σ = √(1000 · 0.2 · 0.8) ≈ 12.6."""
    times = dict.fromkeys(SHEETS[:50], 0)
    for seed in range(1000):
        for one in draw(str(seed), times, 10):
            times[one] += 1
    assert max(abs(count - 200) for count in times.values()) < 65


@pytest.mark.parametrize(
    ("codes", "found"),
    [
        ((), CommentClass.REASONABLE),
        (("1-10",), CommentClass.IRREGULAR),
        (("1-12", "2-5"), CommentClass.UNFIT),
        (("3-1", "1-1"), CommentClass.EXCESSIVE),
    ],
)
def test_the_gravest_code_decides(codes: tuple[str, ...], found: CommentClass) -> None:
    assert class_of(codes) is found
