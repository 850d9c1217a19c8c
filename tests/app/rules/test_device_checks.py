"""What the care of a device says of its readings (H39): strips, control solution within the site's interval, 检定."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.domain.device_check import CheckKind, ControlOutcome, DeviceCheck
from app.errors import KnownError
from app.rules.device_checks import Judged, judge_control, marks, read_range, standing

DAY = date(2026, 3, 5)
PASSED, FAILED, OPEN = ControlOutcome.PASSED, ControlOutcome.FAILED, ControlOutcome.OPEN


def control(day: int, outcome: ControlOutcome, level: str = "", replaces: str = "") -> DeviceCheck:
    key = f"{day}{outcome}{level}{replaces}"
    return DeviceCheck(
        key, "m", CheckKind.CONTROL, f"2026-03-{day:02}T00:00:00.000Z", level=level, value="5", outcome=outcome, replaces=replaces
    )


def until(kind: CheckKind, last: str, day: int = 1) -> DeviceCheck:
    return DeviceCheck(f"{kind}{last}", "m", kind, f"2026-03-{day:02}T00:00:00.000Z", until=last)


@pytest.mark.parametrize(
    ("checks", "interval", "found"),
    [
        ([], 0, ()),
        ([], 7, ("qc_overdue",)),
        ([control(5, PASSED)], 1, ()),
        ([control(4, PASSED)], 1, ("qc_overdue",)),
        ([control(4, PASSED)], 2, ()),
        ([control(4, OPEN)], 2, ("qc_overdue",)),
        ([control(4, FAILED)], 0, ("qc_failed",)),
        ([control(3, PASSED), control(4, FAILED)], 7, ("qc_failed",)),
        ([control(3, FAILED), control(4, PASSED)], 7, ()),
        ([control(3, FAILED, "2"), control(4, PASSED, "1")], 7, ("qc_failed",)),
        ([control(3, FAILED), control(4, PASSED, "1")], 7, ()),
        ([control(4, OPEN), control(4, PASSED, replaces=control(4, OPEN).id)], 7, ()),
        ([until(CheckKind.STRIPS, "2026-03-05")], 0, ()),
        ([until(CheckKind.STRIPS, "2026-03-04")], 0, ("strips_expired",)),
        ([until(CheckKind.STRIPS, "2026-03-04"), until(CheckKind.STRIPS, "2027-03-04", 2)], 0, ()),
        ([until(CheckKind.VERIFICATION, "2026-03-04")], 0, ("verification_expired",)),
    ],
)
def test_marks_of_a_glucose(checks: list[DeviceCheck], interval: int, found: tuple[str, ...]) -> None:
    assert marks(standing(checks), DAY, True, interval) == found


def test_only_what_was_known_at_the_moment_counts_and_a_cuff_has_no_strips() -> None:
    checks = [control(4, FAILED), until(CheckKind.STRIPS, "2026-03-01"), until(CheckKind.VERIFICATION, "2026-03-01")]
    assert marks(standing(checks, "2026-02-01T00:00:00.000Z"), DAY, True, 0) == ()
    assert marks(standing(checks), DAY, False, 7) == ("verification_expired",)


@pytest.mark.parametrize(
    ("value", "ranges", "level", "found"),
    [
        ("5", (), "", Judged(OPEN)),
        ("5", ("4.1-6.3", "14-18.5"), "", Judged(PASSED, "1", "4.1", "6.3")),
        ("15", ("4.1-6.3", "14-18.5"), "", Judged(PASSED, "2", "14", "18.5")),
        ("9", ("4.1-6.3", "14-18.5"), "", Judged(FAILED)),
        ("5", ("4.1-6.3", "14-18.5"), "2", Judged(FAILED, "2", "14", "18.5")),
        ("5", ("4.1-6.3",), "2", Judged(OPEN, "2")),
        (None, (), "", Judged(FAILED)),
    ],
)
def test_what_a_control_says(value: str | None, ranges: tuple[str, ...], level: str, found: Judged) -> None:
    assert judge_control(None if value is None else Decimal(value), ranges, level) == found


def test_a_range_as_boxes_print_it() -> None:
    assert read_range(" 4.1～6.3 mmol/L") == (Decimal("4.1"), Decimal("6.3"))
    for wrong in ("", "4.1", "6.3-4.1", "4.1-63", "74-113", "0-0", "四到六"):
        with pytest.raises(KnownError, match="control_range"):
            read_range(wrong)
