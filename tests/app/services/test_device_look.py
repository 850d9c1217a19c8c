"""开诊前: what a device asks for, and what is said only beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.domain.device_check import CheckKind, ControlOutcome, DeviceCheck
from app.rules.device_checks import standing
from app.services.device_look import look_at, needing
from app.services.devices import DeviceCard
from device_drivers.readings import DeviceState

NOW = datetime(2026, 3, 5, 0, 0, tzinfo=UTC)
SEEN = "2026-03-04T08:00:00.000Z"
METER = DeviceCard(
    "m", "ble:m", "d", "血糖仪", "", "蓝1", "A1", ("glucose",), 78, SEEN, SEEN, 2.0, DeviceState.IDLE, None, None, False, False
)
CUFF = replace(METER, id="c", kinds=("blood_pressure",))
BOX = DeviceCheck("1", "m", CheckKind.STRIPS, "2026-03-01T00:00:00.000Z", until="2026-09-30", batch="T1")
PASS = DeviceCheck("2", "m", CheckKind.CONTROL, "2026-03-01T00:00:00.000Z", value="5", outcome=ControlOutcome.PASSED)


@pytest.mark.parametrize(
    ("card", "checks", "interval", "codes"),
    [
        (METER, [], 0, []),
        (METER, [], 7, ["control_never", "strips_unknown"]),
        (METER, [BOX, PASS], 7, []),
        (METER, [BOX, PASS], 3, ["control_due"]),
        (METER, [replace(BOX, until="2026-04-04"), PASS], 0, ["strips_soon"]),
        (METER, [replace(BOX, until="2026-03-04"), replace(PASS, outcome=ControlOutcome.FAILED)], 0, ["control_failed", "strips_expired"]),
        (METER, [BOX, replace(PASS, outcome=ControlOutcome.OPEN)], 0, ["control_open"]),
        (CUFF, [replace(BOX, kind=CheckKind.VERIFICATION, until="2026-03-20")], 7, ["verification_soon"]),
        (CUFF, [replace(BOX, kind=CheckKind.VERIFICATION, until="2026-03-01")], 7, ["verification_expired"]),
        (replace(CUFF, battery=9, last_seen_at="2026-02-20T08:00:00.000Z", clock_offset_s=540.0), [], 0, ["battery", "unseen"]),
        (replace(CUFF, last_seen_at=None, clock_offset_s=-90_000.0), [], 0, ["never_seen", "clock_lost"]),
    ],
)
def test_what_a_device_asks_for(card: DeviceCard, checks: list[DeviceCheck], interval: int, codes: list[str]) -> None:
    found = look_at(card, standing(checks), NOW, interval)
    assert [one.code for one in found if one.needs] == codes and needing(found) is bool(codes)
    assert all(one.words for one in found)
