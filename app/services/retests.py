"""Who is measured again before they go, and who goes first because waiting fasting is dangerous for them (H45, H46)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from app.clock import instant, iso, local
from app.domain.encounter import Encounter, EncounterStatus, VisitKind
from app.domain.measurement import Measurement, MeasurementKind, MeasurementStatus
from app.rules.formulary import Product
from app.rules.retest import Retest, TimedGlucose, open_low, open_retest
from app.rules.values import in_unit
from app.rules.vitals import vitals_policy
from app.services.judgement import timed_pressures
from app.store import supplies
from app.store.database import Reading

_TAKEN_SINCE = timedelta(days=180)
_EATEN = frozenset({"postprandial", "random"})
_HERE = frozenset({EncounterStatus.ARRIVED, EncounterStatus.TRIAGED})


def retest_of(found: Sequence[Measurement]) -> Retest | None:
    """What a visit's measurements still want: a low glucose first, it cannot wait."""
    return open_low(timed_glucoses(found)) or open_retest(timed_pressures(found))


def timed_glucoses(found: Iterable[Measurement]) -> list[TimedGlucose]:
    """The final glucoses among measurements, oldest first."""
    made = []
    for one in found:
        value = one.value("glucose") if one.kind is MeasurementKind.GLUCOSE and one.status is MeasurementStatus.FINAL else None
        if value is not None:
            number = None if value.comparator else in_unit(value, "mmol/L")
            made.append(TimedGlucose(instant(one.measured_at), number, value.comparator == "<", not one.unfit))
    return sorted(made, key=lambda one: one.at)


def sugar_lowering(products: Iterable[Product]) -> frozenset[str]:
    """The drugs that make somebody who does not eat faint: insulin and sulfonylureas, by the ids that sheets name them with."""
    classes = tuple(vitals_policy()["low_glucose"]["medicines"])
    return frozenset(one.id for one in products if any(code.startswith(classes) for code in one.atc_codes))


def waits_fasting(visit: Encounter, found: Sequence[Measurement]) -> bool:
    """Whether somebody who came in the morning still waits, and nobody said that they have eaten."""
    if visit.status not in _HERE or visit.proxy or visit.kind is not VisitKind.CLINIC:
        return False
    eaten = any(one.kind is MeasurementKind.GLUCOSE and one.context in _EATEN for one in found)
    return not eaten and local(instant(visit.opened_at)).time() < time.fromisoformat(vitals_policy()["low_glucose"]["eaten_by"])


def who_takes(conn: Reading, people: Sequence[str], drugs: frozenset[str], now: datetime) -> frozenset[str]:
    """Who of some residents was prescribed one of the drugs here within half a year."""
    if not people or not drugs:
        return frozenset()
    return frozenset(one.person for one in supplies.last_supplies(conn, people, iso(now - _TAKEN_SINCE)) if one.drug in drugs)
