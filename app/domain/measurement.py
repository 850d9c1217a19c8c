"""Measurements: what was measured on whom, by which device, at which true time."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class MeasurementKind(StrEnum):
    """What a measurement row holds."""

    BLOOD_PRESSURE = "blood_pressure"
    BLOOD_PRESSURE_SUMMARY = "blood_pressure_summary"  # the repeat protocol's result, derived from its readings
    GLUCOSE = "glucose"
    TEMPERATURE = "temperature"
    SPO2 = "spo2"
    WEIGHT = "weight"
    HEIGHT = "height"
    WAIST = "waist"
    EGFR = "egfr"
    HEART_RATE = "heart_rate"
    LABORATORY = "laboratory"  # one specimen's results, each value named by the analyser's test id


QC_OVERDUE, QC_FAILED, STRIPS_EXPIRED, VERIFICATION_EXPIRED = "qc_overdue", "qc_failed", "strips_expired", "verification_expired"
"""Flags that say what the device was like when it measured; words under ``quality``."""
UNFIT = (QC_OVERDUE, QC_FAILED, STRIPS_EXPIRED)
"""With one of them a value sets off alarms and feeds no class and no diagnosis (safety.md §1, 07:40; H39)."""


class TimeBasis(StrEnum):
    """How the true time of a reading is known."""

    DEVICE = "device"  # the device's clock agreed with ours
    CORRECTED = "corrected"  # the device's clock plus its known offset
    ARRIVAL = "arrival"  # the reading was seen being taken, or typed
    UNKNOWN = "unknown"


class Source(StrEnum):
    """Who gave the number."""

    DEVICE = "device"
    MANUAL = "manual"
    HOME = "home"  # 居民自测: the resident's own meter, told or brought; never for a diagnosis, a class or a rate


class MeasurementStatus(StrEnum):
    """FHIR R4 observation-status."""

    FINAL = "final"
    ENTERED_IN_ERROR = "entered-in-error"


@dataclass(frozen=True, slots=True)
class MeasuredValue:
    """A number in the device's own unit. ``comparator`` ``<``/``>`` marks LO/HI; then ``value`` may be None.

    Of a laboratory result also ``text``, a result in words (then ``value`` may be None), and as the analyser says them ``label``
    (the test's name), ``flag`` (H, L, HH, LL …) and ``reference`` (its range).
    """

    name: str
    value: Decimal | None
    unit: str
    comparator: str = ""
    text: str = ""
    label: str = ""
    flag: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Measurement:
    """One measurement. Instants are store text; ``device_time`` is kept as the device gave it."""

    id: str
    person: str
    encounter: str | None
    kind: MeasurementKind
    values: tuple[MeasuredValue, ...]
    measured_at: str
    time_basis: TimeBasis
    source: Source
    status: MeasurementStatus = MeasurementStatus.FINAL
    device: str | None = None
    device_time: str | None = None
    clock_offset_s: float | None = None
    reading_key: str | None = None
    context: str = ""  # fasting, postprandial, random; '' = not asked
    arm: str = ""
    flags: tuple[str, ...] = ()
    critical: bool = False
    derived_from: tuple[str, ...] = ()
    replaces: str | None = None
    taken_by: str | None = None

    @property
    def unfit(self) -> tuple[str, ...]:
        """Why it may feed no class and no diagnosis; () where it may. It is shown and sets off alarms all the same."""
        return tuple(flag for flag in self.flags if flag in UNFIT)

    def value(self, name: str) -> MeasuredValue | None:
        """The value called ``name`` (``systolic``, ``glucose`` …), if this measurement has it."""
        for one in self.values:
            if one.name == name:
                return one
        return None
