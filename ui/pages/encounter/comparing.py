"""What differs between the chart on the page and the chart in the store: how much is new, and what is no longer true."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.measurement import Measurement, MeasurementKind
from app.services.charting import Chart
from ui.pages.encounter.values import PRESSURE, subject_of, written_value


@dataclass(frozen=True, slots=True)
class Correction:
    """A value the doctor may have seen is no longer true (H25). ``after`` '' = taken back without another."""

    measurement: str
    kind: MeasurementKind
    before: str
    after: str
    at: str


def corrections(shown: Chart, new: Chart, at: str) -> tuple[Correction, ...]:
    """Measurements that are on the page and no longer stand, with what replaced them."""
    standing = {one.id for one in _measurements(new)}
    replacing = {one.replaces: one for one in _measurements(new) if one.replaces}
    subject = subject_of(new)
    found = []
    for one in _measurements(shown):
        if one.id not in standing and not _superseded(one, new):
            after = replacing.get(one.id)
            found.append(Correction(one.id, one.kind, written_value(one, subject), written_value(after, subject) if after else "", at))
    return tuple(found)


def _superseded(one: Measurement, new: Chart) -> bool:
    """A summary that was made anew from more readings is no correction."""
    return one.kind is PRESSURE[0] and any(other.encounter == one.encounter for other in new.series.get(PRESSURE[0], ()))


def _measurements(chart: Chart) -> Iterable[Measurement]:
    series: Sequence[Sequence[Measurement]] = tuple(chart.series.values())
    return (one for several in series for one in several)


def _records(chart: Chart) -> dict[object, object]:
    """What the page shows, record by record, so that two charts can be compared."""
    return {
        **{one.id: "" for one in _measurements(chart)},
        **{one.id: (one.clinical_status, one.verification) for one in chart.conditions},
        **{one.id: (one.clinical_status, one.verification) for one in chart.allergies},
        **{kind: fact.id for kind, fact in chart.facts.items()},
        **{one.id: one.state for one in chart.prescriptions},
        **{one.id: one.status for one in chart.recordings},
    }


def differing(shown: Chart, new: Chart) -> int:
    """How many records are new, gone or changed."""
    before, after = _records(shown), _records(new)
    return sum(before.get(key) != after.get(key) for key in before.keys() | after.keys())
