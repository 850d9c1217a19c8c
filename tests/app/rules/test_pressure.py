"""Blood-pressure protocols."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.pressure import ArmChoice, PressureStatus, Protocol, choose_arm, protocol_for, summarise


def _readings(*pairs: tuple[int, int]) -> list[tuple[Decimal, Decimal]]:
    return [(Decimal(high), Decimal(low)) for high, low in pairs]


@pytest.mark.parametrize(
    ("protocol", "pairs", "result"),
    [
        (Protocol.PHC2020, [(138, 86), (136, 84)], (137, 85, 2)),
        (Protocol.PHC2020, [(150, 92), (142, 90), (144, 88)], (143, 89, 2)),
        (Protocol.PHC2020, [(145, 88), (140, 83)], (143, 86, 2)),
        (Protocol.PHC2020, [(150, 90), (140, 90), (130, 90)], (135, 90, 2)),  # a tie goes to the later pair
        (Protocol.GL2018_MEAN3, [(150, 92), (142, 90), (144, 88)], (145, 90, 3)),
        (Protocol.LAST2, [(160, 100), (142, 90), (144, 88)], (143, 89, 2)),
    ],
)
def test_summary(protocol: Protocol, pairs: list[tuple[int, int]], result: tuple[int, int, int]) -> None:
    summary = summarise(_readings(*pairs), protocol)
    assert summary.status is PressureStatus.OK
    assert [summary.systolic, summary.diastolic, len(summary.used)] == list(result)


@pytest.mark.parametrize(
    ("protocol", "pairs", "status"),
    [
        (Protocol.PHC2020, [], PressureStatus.NEED_MORE),
        (Protocol.PHC2020, [(138, 86)], PressureStatus.NEED_MORE),
        (Protocol.PHC2020, [(146, 86), (140, 86)], PressureStatus.NEED_THIRD),
        (Protocol.PHC2020, [(140, 92), (140, 86)], PressureStatus.NEED_THIRD),
        (Protocol.GL2018_MEAN3, [(140, 86), (140, 86)], PressureStatus.NEED_MORE),
        (Protocol.LAST2, [(140, 86), (140, 86)], PressureStatus.NEED_MORE),
    ],
)
def test_too_few_readings_are_no_result(protocol: Protocol, pairs: list[tuple[int, int]], status: PressureStatus) -> None:
    summary = summarise(_readings(*pairs), protocol)
    assert (summary.status, summary.systolic, summary.used) == (status, None, ())


def test_irregular_pulse_needs_three() -> None:
    assert protocol_for(Protocol.PHC2020, irregular_pulse=True) is Protocol.GL2018_MEAN3
    assert protocol_for(Protocol.PHC2020, irregular_pulse=False) is Protocol.PHC2020


def test_arm() -> None:
    left, right = _readings((162, 92), (138, 84))
    assert choose_arm(left, right) == ArmChoice("left", Decimal(24), True)
    assert choose_arm(right, left).arm == "right"
    assert choose_arm(right, right) == ArmChoice("right", Decimal(0), False)


_PAIRS = st.lists(st.tuples(st.integers(60, 300), st.integers(30, 200)), min_size=3, max_size=6)


@given(pairs=_PAIRS, protocol=st.sampled_from(Protocol))
def test_the_summary_lies_between_the_readings(pairs: list[tuple[int, int]], protocol: Protocol) -> None:
    summary = summarise(_readings(*pairs), protocol)
    assert summary.systolic is not None and summary.diastolic is not None
    assert min(p[0] for p in pairs) <= summary.systolic <= max(p[0] for p in pairs)
    assert min(p[1] for p in pairs) <= summary.diastolic <= max(p[1] for p in pairs)
