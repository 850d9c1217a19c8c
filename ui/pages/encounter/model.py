"""The doctor's open visits: queue, chart, what came in meanwhile, and the note that is never lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from app.clock import iso, local_day
from app.domain.clinical import Answer, Condition, FactKind, Informant
from app.domain.dates import read_past_day
from app.domain.draft import Draft
from app.domain.encounter import Encounter
from app.errors import KnownError
from app.rules.infectious import notifiable
from app.services.charting import Chart
from app.services.corrections import Taken
from app.services.diagnoses import DiagnosisRow
from app.services.infectious import Report
from app.services.queue import QueueRow
from app.services.residents import Banner
from app.store.unit_of_work import Change
from ui.pages.encounter.comparing import differing, with_medicines
from ui.pages.encounter.desks import Services
from ui.pages.encounter.taken_back import TakenBackModel
from ui.pages.encounter.worklist_panel import WorklistModel
from ui.pages.page_model import PageModel, Rereading, Run

NOTE_DRAFT = "encounter"
CLAIMED = "claimed_by_other"
MOST_OPEN = 6
_QUEUE_TABLES = frozenset({"encounter", "measurement", "person"})


@dataclass
class OpenVisit:
    """One visit on the page. ``chart`` changes only by the doctor's own acts or when the doctor looks at what is new."""

    encounter: str
    person: str
    banner: Banner
    chart: Chart
    note: str = ""
    recorded_note: str = ""
    kept_at: str = ""
    restored: bool = False
    held: bool = False
    fresh: Chart | None = None
    news: int = 0
    informant: Informant = Informant.PATIENT

    @property
    def diagnoses(self) -> tuple[Condition, ...]:
        """Problems that stand, those of this visit first."""
        return tuple(sorted(self.chart.active_conditions, key=lambda one: one.encounter != self.encounter))


@dataclass(frozen=True, slots=True)
class _Loaded:
    row: QueueRow
    chart: Chart
    banner: Banner
    note: str
    draft: Draft | None = field(default=None)


class EncounterModel(PageModel):
    """``waiting`` is the queue, ``open`` the visits on the page in the order they were opened, ``current`` the one in front."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._with = services
        self.waiting: tuple[QueueRow, ...] = ()
        self.open: dict[str, OpenVisit] = {}
        self.current: OpenVisit | None = None
        self.claimed: QueueRow | None = None
        self.taken_back = TakenBackModel(services.corrections, services.late_facts)
        self.worklist = WorklistModel(services.worklist)
        self._trying: QueueRow | None = None
        self._queue = Rereading(self, lambda: self._with.queue.today, self._queue_read)

    def attach(self, changed: Callable[[], None], run: Run) -> None:
        super().attach(changed, run)
        self.taken_back.attach(changed, run)
        self.worklist.attach(changed, run)

    # queue

    def load_queue(self) -> None:
        """Read the queue again, beside the screen; what is asked for meanwhile is read once, afterwards."""
        self._queue.read()

    def open_visit(self, row: QueueRow, take_over: bool = False) -> None:
        """Call a resident in, or bring a visit that is open already to the front."""
        self.taken_back.show_calls(False)
        if row.encounter in self.open:
            self.show(row.encounter)
            return
        self.claimed = None
        self._save_note_of(self.current)
        self._trying = row
        self.do(lambda: self._load(row, take_over), self._opened)

    def show(self, encounter: str) -> None:
        """Bring an open visit to the front, as it was left."""
        self._save_note_of(self.current)
        self.current = self.open[encounter]
        if self.current.held:
            self.do(lambda: self._with.queue.resume(encounter), self._resumed)
        self.changed()

    def hold(self) -> None:
        """挂起: the resident goes for a test, the visit stays open with everything typed."""
        visit = self.current
        if visit is not None:
            self.do(lambda: self._put_away(visit, self._with.queue.hold), self._held)

    def missed(self) -> None:
        """叫号未到: they were called and are not there; the visit is put aside."""
        visit = self.current
        if visit is not None:
            self.do(lambda: self._put_away(visit, self._with.queue.missed), self._held)

    def finish(self) -> None:
        """结束就诊: the note becomes part of the record, which is closed for good."""
        visit = self.current
        if visit is not None:
            self.do(lambda: self._put_away(visit, self._with.queue.finish), self._finished)

    def fail(self, error: KnownError) -> None:
        """A visit that a colleague has is offered to be taken over."""
        if error.code == CLAIMED:
            self.claimed = self._trying
        super().fail(error)

    # note

    def type_note(self, text: str) -> None:
        """What stands in the field now."""
        if self.current is not None:
            self.current.note = text

    def keep_draft(self) -> None:
        """Make what was typed durable; called two seconds after the last key and when the field is left."""
        visit = self.current
        if visit is None or visit.note == visit.recorded_note:
            return
        try:
            kept = self._with.drafts.keep(NOTE_DRAFT, visit.person, visit.encounter, {"note": visit.note})
        except KnownError as error:
            self.fail(error)
            return
        visit.kept_at = kept.saved_at
        self.changed()

    def save_note(self) -> None:
        """Write the note into the record: before another page, another visit, and at the end."""
        self._save_note_of(self.current)

    # chart

    def find_diagnosis(self, text: str) -> list[DiagnosisRow]:
        """Diagnoses by code, name or pinyin initials."""
        return self._with.charting.find_diagnosis(text)

    def ill_since(self, text: str) -> date | None:
        """The day that somebody typed, not after today; None where it is none, with the error told."""
        today = local_day(self._with.clock.now())
        found = read_past_day(text, today)
        if found is None or found > today:
            self.fail(KnownError("onset_day"))
            return None
        return found

    def add_diagnosis(self, row: DiagnosisRow, onset: date | None = None) -> None:
        """A diagnosis of this visit. ``onset``: since when the patient is ill, as far as it was asked."""
        visit = self.current
        if visit is not None:
            self.do(lambda: self._with.charting.add_condition(visit.person, visit.encounter, row, onset), lambda _: self._reread(visit))

    def reports(self, visit: OpenVisit) -> list[Report]:
        """Notifiable diseases among a visit's diagnoses, reported or not."""
        asks = any(notifiable(one.icd10) is not None for one in visit.diagnoses)
        return self._with.reports(visit.encounter) if asks else []

    def resolve(self, condition: str) -> None:
        """A problem is over."""
        visit = self.current
        if visit is not None:
            self.do(lambda: self._with.charting.resolve_condition(condition), lambda _: self._reread(visit))

    def reopen(self, condition: str) -> None:
        """Undo of :meth:`resolve`."""
        visit = self.current
        if visit is not None:
            self.do(lambda: self._with.charting.reopen_condition(condition), lambda _: self._reread(visit))

    def add_allergy(self, text: str, reaction: str, severity: str, source: Informant) -> None:
        """An allergy as it was told."""
        visit = self.current
        if visit is not None:
            self.do(
                lambda: self._with.charting.add_allergy(visit.person, text, "", reaction, severity, source.value),
                lambda _: self._reread(visit),
            )

    def retract_allergy(self, allergy: str, reason: str) -> None:
        """It was written in error; the reason stays with it."""
        visit = self.current
        if visit is not None:
            self.do(lambda: self._with.charting.retract_allergy(allergy, reason), lambda _: self._reread(visit))

    def answer(self, kind: FactKind, answer: Answer) -> None:
        """What was asked just now, of whoever is speaking."""
        visit = self.current
        if visit is not None:
            source = visit.informant.value
            self.do(lambda: self._with.charting.answer(visit.person, kind, answer, source), lambda _: self._reread(visit))

    def told_by(self, informant: Informant) -> None:
        """Who speaks for the resident."""
        if self.current is not None:
            self.current.informant = informant
            self.changed()

    def read_strip(self, recording: str, done: Callable[[Mapping[str, Sequence[int | None]]], None]) -> None:
        """The samples of a recording, read beside the screen's thread."""
        self._run(lambda: self._with.ecg.samples(recording), done, self.fail)

    # what comes in

    def heard(self, change: Change) -> None:
        """News after a commit: the queue follows, an open chart only says that there is something new."""
        self.taken_back.heard(change)
        self.worklist.heard(change)
        if change.types() & _QUEUE_TABLES:
            self.load_queue()
        for visit in self.open.values():
            if any(change.about(person) for person in visit.chart.linked):
                self._reread_later(visit)

    def _reread_later(self, visit: OpenVisit) -> None:
        self._run(lambda: self._with.charting.chart(visit.person), lambda new: self._compare(visit, new), self.fail)

    def look(self) -> None:
        """The doctor looks at what is new."""
        visit = self.current
        if visit is not None and visit.fresh is not None:
            visit.chart, visit.fresh, visit.news = visit.fresh, None, 0
            visit.banner = self._with.residents.banner(visit.person)
            self.changed()

    def acknowledge(self, some: tuple[Taken, ...]) -> None:
        """The doctor has read the corrections: what came in shows at once, signing is possible again."""
        if self.current is not None and any(one.person in self.current.chart.linked for one in some):
            self.look()
        self.taken_back.read(some)

    @property
    def persons(self) -> frozenset[str]:
        """The resident in front, with all records linked to theirs; empty while nobody is."""
        return frozenset() if self.current is None else frozenset(self.current.chart.linked)

    # inside

    def _queue_read(self, rows: list[QueueRow]) -> None:
        self.waiting = tuple(rows)

    def _load(self, row: QueueRow, take_over: bool) -> _Loaded:
        visit = self._with.queue.call(row.encounter, take_over)
        chart = self._with.charting.chart(row.person)
        return _Loaded(row, chart, self._with.residents.banner(row.person), visit.note, self._with.drafts.find(NOTE_DRAFT, row.encounter))

    def _opened(self, loaded: _Loaded) -> None:
        visit = OpenVisit(loaded.row.encounter, loaded.row.person, loaded.banner, loaded.chart, loaded.note, loaded.note)
        draft = loaded.draft
        if draft is not None and str(draft.body.get("note", "")) != loaded.note:
            visit.note, visit.kept_at, visit.restored = str(draft.body["note"]), draft.saved_at, True
        self.open[visit.encounter] = visit
        self.current = visit
        self.load_queue()

    def _put_away(self, visit: OpenVisit, act: Any) -> str:
        if visit.note != visit.recorded_note:
            self._with.charting.note(visit.encounter, visit.note)
        visit.recorded_note = visit.note
        self._with.drafts.drop(NOTE_DRAFT, visit.encounter)
        act(visit.encounter)
        return visit.encounter

    def _held(self, encounter: str) -> None:
        self.open[encounter].held = True
        self.current = None
        self.load_queue()

    def _resumed(self, encounter: Encounter) -> None:
        self.open[encounter.id].held = False
        self.load_queue()

    def _finished(self, encounter: str) -> None:
        del self.open[encounter]
        self.current = None
        self.load_queue()

    def _save_note_of(self, visit: OpenVisit | None) -> None:
        if visit is None or visit.note == visit.recorded_note:
            return
        try:
            self._with.charting.note(visit.encounter, visit.note)
        except KnownError as error:  # the draft is kept; the page says why the record was not
            self.keep_draft()
            self.fail(error)
            return
        visit.recorded_note, visit.restored = visit.note, False
        visit.kept_at = iso(self._with.clock.now())
        self._with.drafts.drop(NOTE_DRAFT, visit.encounter)

    def _reread(self, visit: OpenVisit) -> None:
        """After an act of the doctor: what it touched is shown, what others wrote still waits behind the chip."""
        new = self._with.charting.chart(visit.person)
        visit.banner = self._with.residents.banner(visit.person)
        visit.chart = replace(visit.chart, conditions=new.conditions, allergies=new.allergies, facts=new.facts)
        self._compare(visit, new)

    def _compare(self, visit: OpenVisit, new: Chart) -> None:
        visit.chart = with_medicines(visit.chart, new)
        visit.news = differing(visit.chart, new)
        visit.fresh = new if visit.news else None
        self.changed()
