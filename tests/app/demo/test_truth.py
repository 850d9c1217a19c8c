"""The comparison of the scripted day can fail in every way it promises to notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.demo.truth import Fact, TruthLog, compare

AT = datetime(2026, 3, 5, 1, 2, 3, tzinfo=UTC)
PRESSURE = Fact("N1", "measured", ("diastolic 96 mm[Hg]", "systolic 168 mm[Hg]"), AT)
DIAGNOSIS = Fact("N1", "diagnosis", ("I10",))
TRUTH = [PRESSURE, DIAGNOSIS]


def test_all_agree() -> None:
    assert all(verdict.agrees for verdict in compare(TRUTH, TRUTH, TRUTH))


@pytest.mark.parametrize(
    "other",
    [
        replace(PRESSURE, content=("diastolic 96 mm[Hg]", "systolic 169 mm[Hg]")),
        replace(PRESSURE, content=("diastolic 96 kPa", "systolic 168 kPa")),
        replace(PRESSURE, at=AT + timedelta(seconds=3)),
        replace(PRESSURE, at=None),
        replace(PRESSURE, id_number="N2"),
    ],
    ids=["value", "unit", "time", "no time", "person"],
)
def test_a_difference_on_one_side_is_seen(other: Fact) -> None:
    wrong = [other, DIAGNOSIS]
    assert not all(verdict.agrees for verdict in compare(TRUTH, TRUTH, wrong))
    assert not all(verdict.agrees for verdict in compare(TRUTH, wrong, TRUTH))


def test_a_loss_is_seen() -> None:
    assert [(v.store, v.hub) for v in compare(TRUTH, TRUTH, [PRESSURE])] == [(1, 1), (1, 0)]


def test_twice_is_once_too_often() -> None:
    """H6: a second copy on either side is an error of its own."""
    assert [(v.store, v.hub) for v in compare(TRUTH, TRUTH, [*TRUTH, PRESSURE])][-1] == (0, 2)
    assert [(v.store, v.hub) for v in compare(TRUTH, [*TRUTH, DIAGNOSIS], TRUTH)][-1] == (2, 0)


def test_two_equal_measurements_need_two_records() -> None:
    assert not all(v.agrees for v in compare([PRESSURE, PRESSURE], [PRESSURE], [PRESSURE, PRESSURE]))


def test_residents_of_no_concern_are_left_out() -> None:
    """The practice clinic's other people are on both sides and not in the script."""
    stranger = Fact("N9", "resident", ("somebody",))
    assert all(verdict.agrees for verdict in compare(TRUTH, [*TRUTH, stranger], TRUTH))


def test_the_log_comes_back_as_written(tmp_path: Path) -> None:
    log = TruthLog(tmp_path / "truth.jsonl")
    for fact in TRUTH:
        log.put(fact)
    assert list(log.read()) == TRUTH
