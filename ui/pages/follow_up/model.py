"""One sheet of one visit: opened, filled by keys, saved in one act; the forms that stand, and visits that owe theirs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.clock import Clock, local_day
from app.domain.filled_form import FilledForm, FormValue
from app.errors import KnownError
from app.rules.forms.definition import Library
from app.rules.forms.joining import JoinedSection
from app.rules.forms.showing import FormView
from app.services.form_due import DueForm
from app.services.form_gaps import Gap
from app.services.form_papers import Paper
from app.services.form_sheet import Sheet
from app.services.form_sources import Origin
from app.services.residents import Banner
from ui.pages.page_model import PageModel

_BOTH = re.compile(r"\s*(\d{2,3})\s*/\s*(\d{2,3})\s*")
"""168/96 in the field of the upper pressure fills the lower one, too."""


class Filling(Protocol):
    """Forms (app.services.form_filling.FormFilling)."""

    @property
    def library(self) -> Library: ...
    def due(self, person: str) -> tuple[DueForm, ...]: ...
    def open(self, person: str, encounter: str | None = None, forms: Sequence[str] = ()) -> Sheet: ...
    def put(self, sheet: Sheet, key: str, *told: str) -> Sheet: ...
    def confirm(self, sheet: Sheet, *keys: str) -> Sheet: ...
    def normal(self, sheet: Sheet, section: str) -> Sheet: ...
    def undo(self, sheet: Sheet, key: str) -> Sheet: ...
    def refresh(self, sheet: Sheet) -> Sheet: ...
    def save(self, sheet: Sheet, forms: Sequence[str] = ()) -> tuple[FilledForm, ...]: ...
    def correct(self, form: str) -> Sheet: ...
    def withdraw(self, form: str, reason: str) -> None: ...
    def filled(self, person: str) -> tuple[FilledForm, ...]: ...
    def shown(self, form: FilledForm) -> FormView: ...
    def origin(self, value: FormValue) -> Origin: ...


class Banners(Protocol):
    """Who it is (app.services.residents.Residents)."""

    def banner(self, person: str) -> Banner: ...


class Gaps(Protocol):
    """Visits that owe a follow-up (app.services.form_gaps.FormGaps)."""

    def of(self, person: str) -> tuple[Gap, ...]: ...


class Papers(Protocol):
    """Official sheets as PDF (app.services.form_papers.FormPapers)."""

    def pdf(self, person: str, forms: Sequence[FilledForm]) -> Paper: ...
    def printed(self, paper: Paper) -> None: ...


@dataclass(frozen=True, slots=True)
class Services:
    """What the page stands on. ``visit``: the open or finished visit of somebody today, '' without one."""

    filling: Filling
    banners: Banners
    gaps: Gaps
    papers: Papers
    clock: Clock
    visit: Callable[[str], str] = lambda person: ""


@dataclass(frozen=True, slots=True)
class Opened:
    """Everything about one resident; ``sheet`` None where nothing is due."""

    banner: Banner
    due: tuple[DueForm, ...]
    filled: tuple[FilledForm, ...]
    gaps: tuple[Gap, ...]
    sheet: Sheet | None


class FollowUpModel(PageModel):
    """``sheet`` in front, or the forms that stand (``listing``). ``stale``: something was measured since. ``saved``: by the last save."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.services = services
        self.person = self.encounter = ""
        self.opened: Opened | None = None
        self.sheet: Sheet | None = None
        self.listing = self.stale = False
        self.saved: tuple[FilledForm, ...] = ()
        self.asked: tuple[str, Origin] | None = None

    @property
    def library(self) -> Library:
        """Every form there is."""
        return self.services.filling.library

    @property
    def filled(self) -> tuple[FilledForm, ...]:
        """Forms that stand, the newest first."""
        return self.opened.filled if self.opened else ()

    @property
    def forms(self) -> tuple[str, ...]:
        """Codes of the forms on the sheet."""
        return tuple(form.code for form in self.sheet.forms) if self.sheet else ()

    # opening

    def open(self, person: str, encounter: str = "", forms: Sequence[str] = (), correcting: str = "") -> None:
        """Somebody's sheet, or a form of theirs to be corrected; what is typed on another one is kept as its draft.

        From here on everything is about this resident (H20).
        """
        filling, more = self.services.filling, self.services

        def work() -> Opened:
            banner, due = more.banners.banner(person), filling.due(person)
            try:
                sheet = filling.correct(correcting) if correcting else filling.open(person, encounter or more.visit(person) or None, forms)
            except KnownError as error:
                if error.code != "nothing_due":
                    raise
                sheet = None
            return Opened(banner, due, filling.filled(person), more.gaps.of(person), sheet)

        def done(found: Opened) -> None:
            if self.person != person:
                self.saved = ()
            visit = found.sheet.visit if found.sheet else None
            self.person, self.encounter, self.opened = person, encounter or (visit.id if visit else ""), found
            self._show(found.sheet)

        self.do(work, done)

    def _show(self, sheet: Sheet | None) -> None:
        self.sheet, self.listing, self.stale, self.asked = sheet, sheet is None, False, None

    def choose(self, form: str, on: bool) -> None:
        """One form more or less on the sheet; the last one stays."""
        codes = [code for code in (*self.forms, *(() if form in self.forms else (form,))) if on or code != form]
        if codes:
            self.saved = ()
            self.open(self.person, self.encounter, codes)

    def attend(self, person: str, encounter: str = "") -> None:
        """The resident in front goes along; a sheet of theirs that is open stays as it is."""
        if person != self.person or (encounter and encounter != self.encounter):
            self.open(person, encounter)

    def measured(self) -> None:
        """Something was measured: the sheet says so and takes it when asked; it never changes under the hand."""
        if self.sheet is not None and not self.stale:
            self.stale = True
            self.changed()

    def refresh(self) -> None:
        """Take what was measured meanwhile."""
        if self.sheet is not None:
            sheet = self.sheet
            self.do(lambda: self.services.filling.refresh(sheet), self._show)

    # filling: reckoned at once, the draft goes to the writer

    def put(self, key: str, *told: str) -> None:
        """What was typed; 168/96 is both pressures."""
        both = _BOTH.fullmatch(told[0]) if len(told) == 1 and "systolic" in key else None
        pairs = [(key, told)] if both is None else [(key, (both[1],)), (key.replace("systolic", "diastolic"), (both[2],))]
        for each, words in pairs:
            self._act(lambda sheet, each=each, words=words: self.services.filling.put(sheet, each, *words))  # type: ignore[misc]

    def proposed(self, section: JoinedSection) -> tuple[str, ...]:
        """Keys of a section for which an earlier day has an answer and today none."""
        sheet = self.sheet
        if sheet is None:
            return ()
        return tuple(
            one.key for one in section.places if one.key in sheet.proposals and one.key in sheet.asked and one.key not in sheet.values
        )

    def confirm(self, section: JoinedSection) -> None:
        """Asked, and as it was: all of this section's proposals."""
        keys = self.proposed(section)
        if keys:
            self._act(lambda sheet: self.services.filling.confirm(sheet, *keys))

    def normal(self, section: JoinedSection) -> None:
        """Examined, and the rest is normal."""
        self._act(lambda sheet: self.services.filling.normal(sheet, section.title))

    def undo(self, key: str) -> None:
        """As the records say."""
        self._act(lambda sheet: self.services.filling.undo(sheet, key))

    def _act(self, change: Callable[[Sheet], Sheet]) -> None:
        if self.sheet is None or self.busy:
            return
        self.error = None
        try:
            self.sheet = change(self.sheet)
        except KnownError as error:
            self.error = error
        self.changed()

    def look(self, key: str) -> None:
        """Where the value of a field came from."""
        value = self.sheet.values.get(key) if self.sheet else None
        if value is None:
            return
        self._run(lambda: self.services.filling.origin(value), lambda origin: self._looked(key, origin), self.fail)

    def _looked(self, key: str, origin: Origin) -> None:
        self.asked = (key, origin)
        self.changed()

    # saving

    @property
    def complete(self) -> tuple[str, ...]:
        """Forms of the sheet that can be saved."""
        return tuple(code for code in self.forms if self.sheet and self.sheet.is_complete(code))

    def save(self, part: bool = False) -> None:
        """All forms in one transaction; with ``part`` those that are complete, the others stay a draft."""
        sheet = self.sheet
        if sheet is None:
            return
        forms = self.complete if part else self.forms
        if not forms:
            self.fail(KnownError("follow_up_none"))
            return
        rest = [code for code in self.forms if code not in forms]
        filling, person = self.services.filling, sheet.person.id
        visit = sheet.visit.id if sheet.visit else ""

        def work() -> tuple[tuple[FilledForm, ...], Opened]:
            saved = filling.save(sheet, forms)
            left = filling.open(person, visit or None, rest) if rest else None
            more = self.services
            return saved, Opened(more.banners.banner(person), filling.due(person), filling.filled(person), more.gaps.of(person), left)

        def done(found: tuple[tuple[FilledForm, ...], Opened]) -> None:
            self.saved, self.opened = found
            self._show(found[1].sheet)

        self.do(work, done)

    # forms that stand

    def show_list(self, on: bool) -> None:
        """The forms that stand in front, or the sheet."""
        self.listing = on or self.sheet is None
        self.changed()

    def correct(self, form: FilledForm) -> None:
        """A sheet that says what a form says; saving it replaces the form."""
        self.do(lambda: self.services.filling.correct(form.id), self._show)

    def withdraw(self, form: FilledForm, reason: str) -> None:
        """It should not have been written; it stays readable."""
        filling, person = self.services.filling, self.person

        def work() -> tuple[FilledForm, ...]:
            filling.withdraw(form.id, reason)
            return filling.filled(person)

        self.do(work, self._relist)

    def _relist(self, filled: tuple[FilledForm, ...]) -> None:
        if self.opened is not None:
            one = self.opened
            self.opened = Opened(one.banner, one.due, filled, one.gaps, one.sheet)

    def print(self, forms: Sequence[FilledForm], show: Callable[[Paper], None]) -> None:
        """Official sheets; a follow-up with up to four visits side by side."""
        person = self.person
        self.do(lambda: self.services.papers.pdf(person, forms), show)

    def of_today(self) -> tuple[FilledForm, ...]:
        """What this visit has filled: what Ctrl+P prints."""
        day = local_day(self.services.clock.now()).isoformat()
        return self.saved or tuple(one for one in self.filled if one.day == day)
