"""Least periods of keeping: the class of the drug decides, a year later is the same day, and an unknown record is never given a period."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.prescription import SheetKind
from app.rules.retention import Retention, prescription_retention, record_retention


@pytest.mark.parametrize("kind", list(SheetKind))
@pytest.mark.parametrize(("control", "years"), [("", 1), ("毒", 2), ("精二", 2), ("麻", 3), ("精一", 3)])
def test_a_sheet(kind: SheetKind, control: str, years: int) -> None:
    assert prescription_retention(kind.value, control).years == years
    assert prescription_retention("", control).years == years if control else True


@pytest.mark.parametrize(
    ("record", "months", "since"),
    [
        ("门急诊电子病历", 180, "last_visit"),
        ("互联网诊疗病历", 180, "last_visit"),
        ("住院电子病历", 360, "last_visit"),
        ("互联网诊疗图文音视频过程记录", 36, "record"),
        ("麻醉药品、第一类精神药品专册", 36, "expiry"),
        ("麻精药品专用账册", 36, "expiry"),
        ("审计记录", 180, "record"),
        ("网络日志", 6, "record"),
        ("个人信息保护影响评估报告", 36, "record"),
    ],
)
def test_a_record(record: str, months: int, since: str) -> None:
    found = record_retention(record)
    assert (found.months, found.since) == (months, since) and found.source


def test_what_nobody_knows_has_no_period() -> None:
    for unknown in ("", "账本"):
        with pytest.raises(KeyError):
            record_retention(unknown)
    with pytest.raises(KeyError):
        prescription_retention("普通", "放射")


@pytest.mark.parametrize(
    ("months", "day", "until"),
    [
        (180, date(2026, 3, 1), date(2041, 3, 1)),
        (12, date(2024, 2, 29), date(2025, 2, 28)),
        (48, date(2024, 2, 29), date(2028, 2, 29)),
        (6, date(2026, 8, 31), date(2027, 2, 28)),
        (6, date(2026, 6, 30), date(2026, 12, 30)),
        (12, date(2026, 12, 31), date(2027, 12, 31)),
    ],
)
def test_the_last_day(months: int, day: date, until: date) -> None:
    assert Retention(months, "issue", "").keep_until(day) == until


def test_months_are_years_only_when_whole() -> None:
    assert Retention(6, "record", "").years is None and Retention(36, "record", "").years == 3
