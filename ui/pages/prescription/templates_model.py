"""The doctor's templates beside a sheet: chosen from, kept from what is written, renamed and taken back."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from enum import Enum, auto
from typing import Protocol

from app.domain.rx_template import RxTemplate, TemplateScope
from app.errors import KnownError
from app.services.rx_draft import RxDraft
from app.services.rx_template_form import TemplateForm
from app.services.rx_template_view import TemplateView, is_for, ranked
from ui.pages.page_model import PageModel

_MET = frozenset({"template_gone"})
"""Errors after which the list is read anew."""


class TemplateDesk(Protocol):
    """What is kept, and keeping it."""

    @property
    def may_agree(self) -> bool: ...

    def listed(self) -> tuple[TemplateView, ...]: ...

    def proposal(self, draft: RxDraft) -> TemplateForm: ...

    def same(self, form: TemplateForm) -> tuple[RxTemplate, ...]: ...

    def write(self, form: TemplateForm, replaces: Collection[str] = ()) -> RxTemplate: ...

    def rename(self, key: str, name: str) -> RxTemplate: ...

    def take_back(self, key: str) -> RxTemplate: ...

    def bring_back(self, key: str) -> RxTemplate: ...


class Front(Enum):
    """What of it stands in front of the sheet."""

    NOTHING = auto()
    LIST = auto()
    KEEPING = auto()


class Done(Enum):
    """What was done last."""

    NOTHING = auto()
    KEPT = auto()
    RENAMED = auto()
    GONE = auto()
    BACK = auto()


class TemplatesModel(PageModel):
    """``rows``: what the search leaves, in order; ``chosen``: the one looked at. ``form``: what is about to be kept, ``diagnoses`` what it
    may be for. ``done`` and ``done_name``: what was done last, and with which."""

    def __init__(self, desk: TemplateDesk) -> None:
        super().__init__()
        self._desk = desk
        self.front = Front.NOTHING
        self.diagnoses: tuple[tuple[str, str], ...] = ()
        self.text = ""
        self.rows: tuple[TemplateView, ...] = ()
        self.chosen: TemplateView | None = None
        self.form: TemplateForm | None = None
        self.done, self.done_name = Done.NOTHING, ""
        self._views: tuple[TemplateView, ...] = ()
        self._gone: RxTemplate | None = None
        self._put: tuple[str, RxTemplate] | None = None

    @property
    def may_agree(self) -> bool:
        """Whether the institution's may be written."""
        return self._desk.may_agree

    # the list

    def open(self, diagnoses: tuple[tuple[str, str], ...]) -> None:
        """The list in front, those of the diagnoses first."""
        self.front, self.diagnoses, self.text, self.error = Front.LIST, diagnoses, "", None
        self.chosen, self.done = None, Done.NOTHING
        self._look()
        self.changed()
        self.load()

    def load(self) -> None:
        """Read and judged anew beside the screen: another seat, another pack or the shelf may have changed what stands."""
        self._run(self._desk.listed, self._listed, self.fail)

    def heard(self) -> None:
        """Templates, products or rules changed: the list is kept true while it is in front."""
        if self.front is Front.LIST:
            self.load()

    def look(self, text: str) -> None:
        """What a text may mean."""
        self.text = text
        self._look(first=bool(text.strip()))
        self.changed()

    def choose(self, view: TemplateView | None) -> None:
        """Look at one."""
        if view is not None and view != self.chosen:
            self.chosen = view
            self.changed()

    def step(self, by: int) -> None:
        """The next one, or the one before."""
        if self.rows:
            here = self.rows.index(self.chosen) if self.chosen in self.rows else -1 if by > 0 else 0
            self.choose(self.rows[(here + by) % len(self.rows)])

    def close(self) -> None:
        """Back to the sheet."""
        if self.front is not Front.NOTHING:
            self.front, self.form, self.error = Front.NOTHING, None, None
            self.changed()

    def was_put(self, view: TemplateView, encounter: str) -> None:
        """It came on the sheet of a visit: what is kept of that sheet is proposed under its name."""
        self._put = encounter, view.template
        self.close()

    def rename(self, name: str) -> None:
        """Another name for the one looked at."""
        one = self.chosen
        if one is not None:
            self._act(lambda: self._desk.rename(one.template.id, name), Done.RENAMED)

    def take_back(self) -> None:
        """The one looked at is offered no more."""
        one = self.chosen
        if one is not None:
            self._act(lambda: self._desk.take_back(one.template.id), Done.GONE)

    def bring_back(self) -> None:
        """The one deleted last stands again."""
        one = self._gone
        if one is not None:
            self._act(lambda: self._desk.bring_back(one.id), Done.BACK)

    # keeping

    def keep(self, draft: RxDraft) -> None:
        """What the sheet would be kept as, in front."""
        self.done = Done.NOTHING
        self.do(lambda: self._desk.proposal(draft), lambda form: self._proposed(form, draft))

    def save(self, name: str, diagnosis: tuple[str, str], scope: TemplateScope, over: bool = False) -> None:
        """Keep it; ``over``: as the next version of what has the name."""
        assert self.form is not None
        icd10, words = diagnosis
        form = self.form = replace(self.form, name=name, icd10=icd10, diagnosis=words, scope=scope)

        def work() -> RxTemplate:
            return self._desk.write(form, [one.id for one in self._desk.same(form)] if over else ())

        self.do(work, self._kept)

    @property
    def is_twice(self) -> bool:
        """Whether another has the name, and may be replaced."""
        return self.error is not None and self.error.code == "template_twice"

    # inside

    def _act(self, work: Callable[[], RxTemplate], done: Done) -> None:
        self.done = Done.NOTHING
        self.do(work, lambda made: self._acted(made, done))

    def _acted(self, made: RxTemplate, done: Done) -> None:
        self.done, self.done_name = done, made.name
        self._gone = made if made.gone else None
        self.chosen = None
        self.load()

    def _fail(self, error: KnownError) -> None:
        super()._fail(error)
        if error.code in _MET:
            self.load()

    def _listed(self, views: tuple[TemplateView, ...]) -> None:
        self._views = views
        self._look(first=bool(self.text.strip()))
        self.changed()

    def _look(self, first: bool = False) -> None:
        """Nothing that is not for today's diagnoses is taken by an Enter that did not choose it."""
        self.rows = ranked(self._views, self.text, self.diagnoses)
        ids = {one.template.id: one for one in self.rows}
        kept = ids.get(self.chosen.template.id) if self.chosen is not None else None
        near = self.rows[0] if self.rows and (first or is_for(self.rows[0].template, self.diagnoses)) else None
        self.chosen = near if first or kept is None else kept

    def _proposed(self, form: TemplateForm, draft: RxDraft) -> None:
        if self._put is not None and self._put[0] == draft.encounter:
            one = self._put[1]
            scope = one.scope if self.may_agree else TemplateScope.OWN
            form = replace(form, name=one.name, scope=scope)
        self.form, self.diagnoses, self.front = form, draft.diagnoses, Front.KEEPING

    def _kept(self, made: RxTemplate) -> None:
        self.done, self.done_name = Done.KEPT, made.name
        self.front, self.form = Front.NOTHING, None
