"""What differs between the chart on the page and the chart in the store: how much is new, gone or changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.domain.clinical import FactKind
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


def with_medicines(shown: Chart, new: Chart) -> Chart:
    """What is taken from elsewhere shows at once: it is asked on another page, and nobody is typing in its panel."""
    answer = new.facts.get(FactKind.MEDICINES)
    if new.outside == shown.outside and answer == shown.facts.get(FactKind.MEDICINES):
        return shown
    facts = shown.facts if answer is None else {**shown.facts, FactKind.MEDICINES: answer}
    return replace(shown, outside=new.outside, facts=facts)
