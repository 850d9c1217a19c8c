"""健康教育: activities written down once, corrected by another record, counted by the year, printed as the official sheet."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from app.clock import instant, iso, local_day
from app.domain.health_education import EducationKind, HealthEducation
from app.domain.ids import as_written, new_id
from app.errors import KnownError
from app.printing.form_paper import FormPaper, PaperCell, PaperRow, PaperSection, form_paper_pdf
from app.rules.shipped import shipped_toml
from app.services.desk import Desk
from app.services.rx_document import local_minute
from app.services.table_file import write_excel
from app.store import accounts, care, health_education
from app.store.audit import Act
from app.store.unit_of_work import UnitOfWork, detail

READ, WRITE = "chart.read", "forms.write"
KIND = "health_education"
"""As printers and audit trail call it."""
_COUNTED = frozenset({EducationKind.LECTURE, EducationKind.CONSULTATION})
"""Activities at which people are counted."""


@dataclass(frozen=True, slots=True)
class EducationForm:
    """Texts as typed. ``kind``: key of EducationKind, '' = not chosen; ``people``: digits."""

    held_on: date
    place: str = ""
    kind: str = ""
    topic: str = ""
    organiser: str = ""
    speaker: str = ""
    audience: str = ""
    people: str = ""
    materials: str = ""
    summary: str = ""
    assessment: str = ""
    filed: tuple[str, ...] = ()
    keeper: str = ""


@dataclass(frozen=True, slots=True)
class YearCount:
    """How often this year, against what the standard wants of this kind of institution; ``wanted`` 0 = nothing is wanted."""

    kind: EducationKind
    done: int
    wanted: int
    people: int


@cache
def policy() -> Mapping[str, Any]:
    """The policy file in force."""
    return shipped_toml("health_education.toml")


class HealthEducationRecords:
    """Activities of this institution. Writing needs ``forms.write``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def write(self, form: EducationForm, replaces: str = "") -> HealthEducation:
        """Keep an activity; ``replaces``: the record it corrects.

        KnownError ``education_day`` (ahead, or too long ago), ``education_missing`` (field), ``education_people``,
        ``record_unknown`` for a record that was replaced already.
        """
        today = local_day(self._desk.clock.now())
        days = int(policy()["written_within_days"])
        if form.held_on > today or (not replaces and (today - form.held_on).days > days):
            raise KnownError("education_day", days=days)
        made = self._made(form, replaces)

        def work(uow: UnitOfWork) -> HealthEducation:
            if replaces and not self._stands(uow, replaces):
                raise KnownError("record_unknown")
            told = HealthEducation(**{**made, "by": uow.actor.practitioner, "at": uow.at})
            care.EDUCATION.add(uow, told)
            return told

        return self._desk.write(WRITE, work)

    def of_year(self, year: int) -> list[HealthEducation]:
        """Those that stand, the newest first."""
        here = self._desk.who.organization.id
        return self._desk.read(READ, lambda conn: health_education.between(conn, here, f"{year}-01-01", f"{year}-12-31"))

    def counts(self, found: Sequence[HealthEducation]) -> tuple[YearCount, ...]:
        """Each kind of activity of a year, in the order of the sheet."""
        wanted = self._wanted()["times"]
        return tuple(
            YearCount(
                kind,
                sum(one.kind is kind for one in found),
                int(wanted.get(kind.value, 0)),
                sum(one.people for one in found if one.kind is kind),
            )
            for kind in EducationKind
        )

    def standard(self) -> str:
        """The kind of institution whose numbers hold here."""
        return str(self._wanted()["name"])

    def pdf(self, one: HealthEducation) -> bytes:
        """The official sheet. KnownError ``font_missing``."""
        self._desk.allow(READ)
        staff = self._desk.store.read(lambda conn: accounts.practitioner(conn, one.by))
        at = local_minute(iso(self._desk.clock.now()))
        return form_paper_pdf([_paper(one, self._desk.who.organization.name, staff.name if staff else "", at)])

    def printed(self, one: HealthEducation, pdf: bytes) -> None:
        """Note that a sheet left the printer."""
        digest = hashlib.sha256(pdf).hexdigest()
        self._desk.write(WRITE, lambda uow: uow.note(Act("print", KIND, one.id, detail=detail(sha256=digest))))

    def export(self, found: Sequence[HealthEducation], path: Path) -> None:
        """A year as Excel, the columns named as on the sheet. KnownError ``table_unwritable``."""
        self._desk.allow(READ)
        names = policy()["sheet"]
        write_excel(path, [[str(names[code]) for code in _COLUMNS], *([_text(one, code) for code in _COLUMNS] for one in reversed(found))])
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        self._desk.write(WRITE, lambda uow: uow.note(Act("export", KIND, detail=detail(sha256=digest))))

    # inside

    def _made(self, form: EducationForm, replaces: str) -> dict[str, Any]:
        texts = {name: as_written(getattr(form, name)) for name in _TEXTS}
        missing = next((name for name in ("place", "topic", "organiser", "keeper") if not texts[name]), "" if form.kind else "kind")
        if missing:
            raise KnownError("education_missing", field=missing)
        kind, told = EducationKind(form.kind), form.people.strip()
        people = int(told) if told.isascii() and told.isdigit() and len(told) <= 6 else 0 if not told else -1
        if people < 0 or (kind in _COUNTED and not people):
            raise KnownError("education_people")
        filed = tuple(code for code in policy()["filed"] if code in form.filed)
        here = self._desk.who.organization.id
        fixed = {"id": new_id(), "organization": here, "held_on": form.held_on.isoformat(), "kind": kind, "people": people, "filed": filed}
        return {**fixed, **texts, "replaces": replaces}

    def _stands(self, uow: UnitOfWork, key: str) -> bool:
        one = care.EDUCATION.get(uow.conn, key)
        if one is None:
            return False
        day = one.held_on
        return any(each.id == key for each in health_education.between(uow.conn, one.organization, day, day))

    def _wanted(self) -> Mapping[str, Any]:
        code = self._desk.who.organization.type_code
        rows = policy()["wanted"]
        found: Mapping[str, Any] = next((row for row in rows if code.startswith(tuple(row["types"]))), rows[0])
        return found


_TEXTS = ("place", "topic", "organiser", "speaker", "audience", "materials", "summary", "assessment", "keeper")
_COLUMNS = (
    "held_on",
    "place",
    "kind",
    "topic",
    "organiser",
    "speaker",
    "audience",
    "people",
    "materials",
    "summary",
    "assessment",
    "filed",
    "keeper",
)


def form_of(one: HealthEducation) -> EducationForm:
    """A record as it was typed, to be corrected."""
    texts = {name: getattr(one, name) for name in _TEXTS}
    return EducationForm(date.fromisoformat(one.held_on), kind=one.kind.value, people=str(one.people or ""), filed=one.filed, **texts)


def kind_word(kind: EducationKind) -> str:
    """As the sheet calls it."""
    return str(policy()["kind"][kind.value])


def _text(one: HealthEducation, code: str) -> str:
    if code == "kind":
        return kind_word(one.kind)
    if code == "filed":
        return "、".join(str(policy()["filed"].get(each, each)) for each in one.filed)
    return str(getattr(one, code))


def _paper(one: HealthEducation, institution: str, writer: str, printed_at: str) -> FormPaper:
    """The cells of the official sheet, in its order."""
    names = policy()["sheet"]
    activity, content, judged, kept, signed = names["sections"]
    at = local_day(instant(one.at)).isoformat()

    def line(code: str, text: str = "", half: bool = False, tall: bool = False) -> PaperRow:
        return PaperRow(str(names[code]), (PaperCell(text or _text(one, code)),), half, tall)

    filed = PaperCell(options=tuple((str(n), str(word)) for n, word in enumerate(policy()["filed"].values(), start=1)), chosen=_ticked(one))
    sections = (
        PaperSection(
            activity,
            (
                line("held_on", half=True),
                line("place", half=True),
                line("kind", half=True),
                line("topic", half=True),
                line("organiser", half=True),
                line("speaker", half=True),
                line("audience", half=True),
                line("people", half=True),
                line("materials"),
            ),
        ),
        PaperSection(content, (line("summary", tall=True),)),
        PaperSection(judged, (line("assessment", tall=True),)),
        PaperSection(kept, (PaperRow(str(names["filed"]), (filed,)),)),
        PaperSection(signed, (line("by", writer, half=True), line("keeper", half=True), line("at", at))),
    )
    return FormPaper(str(policy()["title"]), institution, (), sections, 1, str(policy()["source"]), printed_at)


def _ticked(one: HealthEducation) -> tuple[str, ...]:
    return tuple(str(n) for n, code in enumerate(policy()["filed"], start=1) if code in one.filed)
