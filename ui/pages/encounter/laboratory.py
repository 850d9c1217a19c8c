"""Laboratory results made ready for the page: this visit's specimens and the last ones, each result as its analyser said it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, TimeBasis
from app.rules.laboratory import judged
from app.services.charting import Chart
from ui.pages.encounter.values import number_text
from ui.pages.wording import test_name

EARLIER = 2
"""Specimens of other visits that are shown beside this visit's."""
_UNITS = {"10*9/L": "10^9/L", "10*12/L": "10^12/L", "10*3/uL": "10^3/μL", "10*6/uL": "10^6/μL", "umol/L": "μmol/L", "[iU]/L": "IU/L"}


@dataclass(frozen=True, slots=True)
class Result:
    """One test. ``side``: high, low, abnormal or ''; ``before``: the same test's last value in the same unit, '' where there is none."""

    name: str
    text: str
    unit: str
    side: str
    critical: bool
    reference: str
    before: str = ""
    before_at: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One specimen. ``at``: when it was measured, or arrived where its analyser's clock cannot be trusted (``sure`` False).

    ``judged``: whether the analyser compared anything with a range; where not, no result may pass for one within it.
    """

    id: str
    at: str
    sure: bool
    now: bool
    device: str
    specimen: str
    judged: bool
    results: tuple[Result, ...]

    @property
    def outside(self) -> tuple[Result, ...]:
        """What its analyser called critical or out of range, the critical first."""
        return tuple(sorted((one for one in self.results if one.side), key=lambda one: not one.critical))


def sheets(chart: Chart, encounter: str) -> tuple[Sheet, ...]:
    """This visit's specimens, the newest first, then the last of other visits."""
    series = chart.series.get(MeasurementKind.LABORATORY, ())
    mine = [one for one in series if one.encounter == encounter]
    others = [one for one in series if one.encounter != encounter][-EARLIER:]
    return tuple(_sheet(one, chart, one.encounter == encounter) for several in (mine, others) for one in reversed(several))


def _sheet(one: Measurement, chart: Chart, now: bool) -> Sheet:
    told = _told(one)
    earlier = [other for other in chart.series[MeasurementKind.LABORATORY] if other.measured_at < one.measured_at]
    results = tuple(_result(value, earlier) for value in one.values)
    device = chart.analysers.get(one.device or "", "") or told.get("instrument", "")
    return Sheet(
        one.id,
        one.measured_at,
        one.time_basis is not TimeBasis.UNKNOWN,
        now,
        device,
        told.get("specimen", ""),
        any(value.flag for value in one.values),
        results,
    )


def _told(one: Measurement) -> dict[str, str]:
    """What the analyser said besides its results: specimen, instrument."""
    return {name: word for name, sign, word in (flag.partition(":") for flag in one.flags) if sign}


def _result(value: MeasuredValue, earlier: Sequence[Measurement]) -> Result:
    judgement = judged(value.flag)
    before, at = _before(value, earlier)
    unit = _UNITS.get(value.unit, value.unit)
    return Result(test_name(value.name, value.label), written(value), unit, judgement.side, judgement.critical, value.reference, before, at)


def _before(value: MeasuredValue, earlier: Sequence[Measurement]) -> tuple[str, str]:
    """A value in another unit is no value to compare with."""
    for one in reversed(earlier):
        found = one.value(value.name)
        if found is not None and found.unit == value.unit:
            return written(found), one.measured_at
    return "", ""


def written(value: MeasuredValue) -> str:
    """Words as sent, else the number with its comparator."""
    return value.text or number_text(value)
