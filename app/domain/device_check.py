"""质控与检定: what was found of a device itself, each written once; what stands follows from all of them, at whichever seat."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.device import Device


class CheckKind(StrEnum):
    """What was written down."""

    VERIFICATION = "verification"  # 检定: of cuffs and scales
    STRIPS = "strips"  # 启用一盒试纸
    CONTROL = "control"  # 质控液


class ControlOutcome(StrEnum):
    """What a control result says of the meter. A result whose range nobody told says nothing, and good least of all (H17)."""

    NONE = ""
    PASSED = "passed"
    FAILED = "failed"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class DeviceCheck:
    """One record about a device; ``at``: the instant from which it holds.

    ``until``: the last day (ISO) of a verification or of the strips, '' else. ``batch``: of the strips. ``ranges``: of the strips, what is
    printed on their box for control solution, the n-th for level n, ``4.1-6.3`` in mmol/L, '' = not printed. Of a control result ``level``
    ('' = nobody said, and no range it lies in tells), ``low`` and ``high`` of the range it was judged by, and ``value`` in mmol/L, or HI, LO.
    ``reading_key``: the device sent it with its own mark. ``by`` None = nobody was signed in. ``replaces``: the open result it settles.
    """

    id: str
    device: str
    kind: CheckKind
    at: str
    by: str | None = None
    until: str = ""
    batch: str = ""
    ranges: tuple[str, ...] = ()
    level: str = ""
    low: str = ""
    high: str = ""
    value: str = ""
    outcome: ControlOutcome = ControlOutcome.NONE
    reading_key: str = ""
    replaces: str = ""


DeviceRecord = Device | DeviceCheck
"""What is told of a device."""
