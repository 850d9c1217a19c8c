"""门诊日志: every visit of a day or a period as the rules on infectious diseases ask for it; computed, printed and kept as Excel."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from app.clock import day_bounds, instant, iso, local
from app.domain.age import age_text
from app.domain.clinical import Condition
from app.domain.encounter import Encounter, VisitKind
from app.domain.measurement import Measurement, MeasurementKind, MeasurementStatus
from app.domain.person import Person
from app.errors import KnownError
from app.logs import hide_names
from app.printing.forms import label, words
from app.printing.table import Cell, PrintedTable, table_pdf
from app.printing.text import NAME_CAP, safe_text
from app.rules.forms.reading import library
from app.rules.infectious import notifiable
from app.services.desk import Desk
from app.services.infectious import InfectiousReports
from app.services.rx_document import local_minute
from app.services.table_file import write_excel
from app.store import accounts, clinic_log, clinical, encounters, filled_forms, measurements, people
from app.store.audit import Act
from app.store.database import Reading
from app.store.unit_of_work import detail

NEEDED = "chart.read"
KIND = "clinic_log"
"""As printers and audit trail call it."""
LONGEST = timedelta(days=366)
_CHILD = 14
_PERSONAL, _OCCUPATION = "personal", "occupation"
_WIDTHS = (22.0, 22.0, 9.0, 14.0, 18.0, 32.0, 19.0, 13.0, 37.0, 36.0, 14.0, 25.0, 16.0)
_FEVER = Decimal("37.3")
"""℃; from here on the rules on fever clinics want the temperature in the log."""
_COMPLAINT = re.compile(r"主诉[:：\s]*(?P<told>[^\n]+)")
_LONGEST_COMPLAINT = 60


@dataclass(frozen=True, slots=True)
class LogRow:
    """One visit. ``again``: 复诊, None where it has no diagnosis; ``paper``: number of the sheet it was first written on.

    ``guardian``: head of the household of a child. ``absent``: somebody else fetched the medicine. ``onset``: day, month or year, '' = not asked.
    ``symptoms``: the complaint, and the temperature of a fever; ``reported``: 疫情已报, None = nothing of it is to be reported.
    """

    visit: str
    person: str
    at: str
    name: str
    sex: str
    age_text: str
    occupation: str
    address: str
    again: bool | None
    diagnoses: tuple[str, ...]
    done: tuple[str, ...]
    doctor: str
    guardian: str = ""
    paper: str = ""
    absent: bool = False
    onset: str = ""
    symptoms: tuple[str, ...] = ()
    reported: bool | None = None


@dataclass(frozen=True, slots=True)
class ClinicLogList:
    """Rows in the order of the visits."""

    rows: tuple[LogRow, ...]
    since: date
    until: date

    @property
    def undiagnosed(self) -> int:
        """Visits without a diagnosis."""
        return sum(not one.diagnoses for one in self.rows)

    @property
    def unreported(self) -> int:
        """Visits with an infectious disease that nobody reported yet."""
        return sum(one.reported is False for one in self.rows)


class ClinicLog:
    """Of this site's records."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def listed(self, since: date, until: date) -> ClinicLogList:
        """Both days included. KnownError ``log_period`` where the first is after the last or they are more than a year apart."""
        if not timedelta(0) <= until - since <= LONGEST:
            raise KnownError("log_period")
        rows = self._desk.read(NEEDED, lambda conn: _rows(conn, since, until, InfectiousReports(self._desk)))
        hide_names(one.name for one in rows)
        return ClinicLogList(rows, since, until)

    def pdf(self, found: ClinicLogList) -> bytes:
        """A4 across, with page numbers. Raises KnownError ``font_missing``."""
        self._desk.allow(NEEDED)
        what = label(KIND, "days", since=found.since.isoformat(), until=found.until.isoformat())
        at, rows = local_minute(iso(self._desk.clock.now())), tuple(_printed(one) for one in found.rows)
        return table_pdf(PrintedTable(KIND, self._desk.who.organization.name, what, at, _WIDTHS, rows, across=True))

    def printed(self, pdf: bytes) -> None:
        """Note that a list of names and addresses left the printer."""
        self._note("print", hashlib.sha256(pdf).hexdigest())

    def export(self, found: ClinicLogList, path: Path) -> None:
        """The same as Excel, in the words of the paper. Raises KnownError ``table_unwritable``."""
        self._desk.allow(NEEDED)
        rows = [["；".join(cell) if len(cell) > 1 else cell[0] for cell in _printed(one)] for one in found.rows]
        write_excel(path, [list(words(KIND, "columns")), *rows])
        self._note("export", hashlib.sha256(path.read_bytes()).hexdigest())

    def _note(self, action: str, digest: str) -> None:
        self._desk.write(NEEDED, lambda uow: uow.note(Act(action, KIND, detail=detail(sha256=digest))))


def _rows(conn: Reading, since: date, until: date, reports: InfectiousReports) -> tuple[LogRow, ...]:
    visits = clinic_log.seen(conn, day_bounds(since)[0], day_bounds(until)[1])
    keys = [one.id for one in visits]
    residents = people.by_ids(conn, {one.person for one in visits})
    diagnosed = encounters.diagnoses_of(conn, keys)
    conditions = clinical.conditions_by_ids(conn, {one for each in diagnosed.values() for one in each})
    drugs, jobs, doctors = clinic_log.drugs_of(conn, keys), _occupations(conn, residents), dict[str, str]()
    found = measurements.of_encounters(conn, keys)
    made = []
    for one in visits:
        who = residents.get(one.person)
        if who is not None:
            standing = [conditions[key] for key in diagnosed[one.id] if key in conditions]
            told = [condition for condition in standing if condition.verification != "entered-in-error"]
            row = _row(one, who, told, tuple(drugs.get(one.id, ())), jobs.get(who.id, ""), _doctor(conn, one, doctors))
            asks = any(notifiable(each.icd10) is not None for each in told)
            reported = reports.reported(conn, one.id) if asks else None
            made.append(replace(row, symptoms=_symptoms(one, found[one.id]), reported=reported))
    return tuple(made)


def _row(visit: Encounter, who: Person, told: list[Condition], drugs: tuple[str, ...], job: str, doctor: str) -> LogRow:
    day = local(instant(visit.opened_at)).date()
    years = None if who.birth is None else day.year - who.birth.year - ((day.month, day.day) < (who.birth.month, who.birth.day))
    return LogRow(
        visit=visit.id,
        person=who.id,
        at=visit.opened_at,
        name=who.name,
        sex=who.sex.value,
        age_text="" if who.birth is None else age_text(who.birth, max(who.birth, day)),
        occupation=job,
        address=who.address.text or f"{who.address.village}{who.address.group}",
        again=_again(visit, told),
        diagnoses=tuple(one.display for one in told),
        done=drugs,
        doctor=doctor,
        guardian=who.householder if years is not None and years <= _CHILD else "",
        paper=visit.paper,
        absent=visit.proxy,
        onset=next((one.onset for one in told if one.onset and one.encounter == visit.id), ""),
    )


def _symptoms(visit: Encounter, found: list[Measurement]) -> tuple[str, ...]:
    """The complaint of the note, else its first line; the highest temperature where it is a fever."""
    told = _COMPLAINT.search(visit.note)
    words = told["told"] if told is not None else visit.note.strip().partition("\n")[0]
    standing = (
        one.value("temperature") for one in found if one.kind is MeasurementKind.TEMPERATURE and one.status is MeasurementStatus.FINAL
    )
    hottest = max((one.value for one in standing if one is not None and one.value is not None), default=None)
    fever = label(KIND, "fever", value=f"{hottest:f}") if hottest is not None and hottest >= _FEVER else ""
    return tuple(part for part in (words.strip()[:_LONGEST_COMPLAINT], fever) if part)


def _again(visit: Encounter, told: list[Condition]) -> bool | None:
    """复诊: the main diagnosis was made at an earlier visit, or it is internet care, which is for nothing else."""
    if visit.kind is VisitKind.REMOTE:
        return True
    return told[0].encounter != visit.id if told else None


def _occupations(conn: Reading, residents: Mapping[str, Person]) -> dict[str, str]:
    """As the newest personal information form says."""
    newest = clinic_log.newest_form(conn, residents, _PERSONAL)
    forms = filled_forms.by_ids(conn, newest.values())
    codes, found = _occupation_words(), dict[str, str]()
    for person, key in newest.items():
        value = forms[key].values.get(_OCCUPATION)
        if value is not None and value.one:
            found[person] = codes.get(value.one, value.one)
    return found


@cache
def _occupation_words() -> Mapping[str, str]:
    """Code → word of the official form."""
    return library().fields[_OCCUPATION].codes


def _doctor(conn: Reading, visit: Encounter, known: dict[str, str]) -> str:
    key = visit.practitioner or ""
    if key and key not in known:
        found = accounts.practitioner(conn, key)
        known[key] = "" if found is None else found.name
    return known.get(key, "")


def _printed(one: LogRow) -> tuple[Cell, ...]:
    """Cells as the paper has them, whatever the language of the screen."""
    again = "" if one.again is None else label(KIND, "again" if one.again else "first")
    sex = words(KIND, "sexes")[int(one.sex)] if one.sex in "012" else ""
    under = [label(KIND, "householder", name=safe_text(one.guardian, NAME_CAP))] if one.guardian else []
    under += [label(KIND, "on_paper", number=safe_text(one.paper, NAME_CAP))] if one.paper else []
    done = (*one.done, *([label(KIND, "absent")] if one.absent else []))
    before = (local_minute(one.at),), (one.name, *under), (sex,), (one.age_text,), (one.occupation,), (one.address,)
    reported = "" if one.reported is None else label(KIND, "reported" if one.reported else "unreported")
    said = tuple(safe_text(part, NAME_CAP) for part in one.symptoms)
    return (*before, (one.onset,), (again,), said or ("",), one.diagnoses or ("",), (reported,), done or ("",), (one.doctor,))
