"""Who said they would come to be measured again, on which day, and has not been measured since."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.clock import day_bounds, instant, local_day
from app.domain.age import known_age_text
from app.domain.amounts import plain_number
from app.domain.programme import Programme
from app.rules.public_health.pressure import elevated
from app.rules.values import in_unit
from app.services.registers import DAYS_PROMISED, RECHECK, CaseRow, at_cut_off, register_policy
from app.store import contacts, enrolments, people, registers
from app.store.database import Reading
from app.store.people import Listed

_KINDS = {
    Programme.HYPERTENSION: ("blood_pressure", "blood_pressure_summary"),
    Programme.DIABETES: ("glucose", "laboratory"),
}


@dataclass(frozen=True, slots=True)
class Recheck:
    """``case``: who it is and what was found; there is no enrolment yet. ``day``: the one agreed on."""

    case: CaseRow
    day: date


def rechecks(conn: Reading, asked: Collection[Programme], human: Mapping[str, str], today: date, until: date) -> list[Recheck]:
    """Of the days agreed on up to ``until``; one that passed long ago is no question any more. Who was enrolled meanwhile is a case."""
    return [one for programme in RECHECK if programme in asked for one in _of(conn, programme, human, today, until)]


def _of(conn: Reading, programme: Programme, human: Mapping[str, str], today: date, until: date) -> list[Recheck]:
    """One for each human: what was measured of any of their records was measured of them."""
    since = day_bounds(today - timedelta(days=DAYS_PROMISED))[0]
    first = today - timedelta(days=register_policy()["recheck_within_days"])
    calls = contacts.last_about(conn, RECHECK[programme], since, human)
    agreed = {key: one for key, one in calls.items() if one.next_on and first <= date.fromisoformat(one.next_on) <= until}
    if not agreed:
        return []
    records = {key: key for key in agreed} | {record: key for record, key in human.items() if key in agreed}
    managed = {records[one.person] for one in enrolments.of_people(conn, records) if one.programme is programme and not one.closed_on}
    measured = {
        records[record]
        for record, day in registers.last_measured(conn, records, _KINDS[programme], since).items()
        if day > local_day(instant(agreed[records[record]].at)).isoformat()
    }
    waiting = {one.person: key for key, one in agreed.items() if key not in managed | measured}
    values = _values(conn, programme, records, since)
    return [
        Recheck(_case(one, programme, values.get(waiting[one.id], {}), today), date.fromisoformat(agreed[waiting[one.id]].next_on))
        for one in people.alive(conn, waiting)
    ]


def _values(conn: Reading, programme: Programme, records: Mapping[str, str], since: str) -> dict[str, dict[str, str]]:
    """The last value of each human that reached its limit, by the fields of a case, with its day. ``records``: record → human."""
    found: dict[str, dict[str, str]] = {}
    if programme is Programme.HYPERTENSION:
        for one in sorted(registers.pressures_of(conn, records, since), key=lambda one: one.day):
            if elevated((one.systolic, one.diastolic)):
                found[records[one.person]] = {"day": one.day, "systolic": f"{one.systolic:.0f}", "diastolic": f"{one.diastolic:.0f}"}
        return found
    for each in sorted(registers.glucose_of(conn, records, since), key=lambda one: one.day):
        number = in_unit(each.value, "mmol/L")
        if at_cut_off(each):
            told = "HI" if number is None or each.value.comparator else plain_number(number)
            found[records[each.person]] = {"day": each.day, "fasting" if each.context == "fasting" else "glucose": told}
    return found


def _case(one: Listed, programme: Programme, told: Mapping[str, str], today: date) -> CaseRow:
    day = date.fromisoformat(told["day"]) if told else None
    return CaseRow(
        enrolment="",
        person=one.id,
        name=one.name,
        sex=one.sex,
        age_text=known_age_text(one.birth, today),
        village=one.village,
        phone=one.phone,
        opened_on=day or today,
        last_day=day,
        control="",
        next_on=None,
        systolic=told.get("systolic", ""),
        diastolic=told.get("diastolic", ""),
        fasting=told.get("fasting", ""),
        form="",
        deceased=False,
        programme=programme,
        glucose=told.get("glucose", ""),
    )
