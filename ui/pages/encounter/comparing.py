"""What differs between the chart on the page and the chart in the store: how much is new, gone or changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.domain.measurement import Measurement
from app.services.charting import Chart


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
