"""Templates in the prescription page: their two buttons beside the search, the list and what is kept in front of the sheet."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QStackedWidget

from app.errors import KnownError
from app.services.rx_draft import RxDraft
from app.services.rx_template_view import TemplateView
from ui.keymap import Act
from ui.pages.prescription.front import bring, put_into
from ui.pages.prescription.keep_panel import KeepPanel
from ui.pages.prescription.lines_panel import LinesPanel
from ui.pages.prescription.model import PrescriptionModel
from ui.pages.prescription.template_words import TemplateWords
from ui.pages.prescription.templates_model import Done, Front, TemplatesModel
from ui.pages.prescription.templates_panel import TemplatesPanel
from ui.pages.prescription.words import RxWords
from ui.widgets.buttons import button


class TemplatesFront:
    """Panels are made when they are first asked for."""

    def __init__(self, model: TemplatesModel, rx: PrescriptionModel, stack: QStackedWidget, lines: LinesPanel, words: RxWords) -> None:
        self.model, self._rx, self._stack, self._lines = model, rx, stack, lines
        self._words = TemplateWords(words)
        self._was = Front.NOTHING
        self._asked: RxDraft | None = None
        self.open = button(QCoreApplication.translate("TemplatesFront", "Templates"), self._open, Act.TEMPLATES)
        self.keep = button(QCoreApplication.translate("TemplatesFront", "Keep as template"), self._keep)
        lines.offer(self.open, self.keep)

    @cached_property
    def panel(self) -> TemplatesPanel:
        """The list."""
        return put_into(self._stack, TemplatesPanel(self.model, self._words, self.put))

    @cached_property
    def keeping(self) -> KeepPanel:
        """What is about to be kept."""
        return put_into(self._stack, KeepPanel(self.model, self._rx, self._words))

    @property
    def in_front(self) -> bool:
        """Whether one of the two stands in front of the sheet."""
        return self.model.front is not Front.NOTHING

    def show(self) -> None:
        """The one that is wanted, ready to be typed at when it comes."""
        shown = self.panel if self.model.front is Front.LIST else self.keeping
        shown.refresh()
        bring(self._stack, shown)
        if self._was is not self.model.front:
            self._was = self.model.front
            shown.begin()

    def left(self) -> None:
        """The sheet is in front: its search has the cursor again."""
        self.keep.setEnabled(self._rx.draft is not None and not self._rx.draft.empty)
        if self._was is not Front.NOTHING:
            self._was = Front.NOTHING
            if "keeping" in self.__dict__:
                self.keeping.refresh()
            if self._lines.isVisible():
                self._lines.focus_search()

    def said(self) -> str:
        """What was done last, in words."""
        if self._rx.put is not None:
            return self._words.put(self._rx.put)
        kept = self.model.done is Done.KEPT and self._rx.draft is self._asked
        return self._words.kept(self.model.done_name, Act.TEMPLATES.key) if kept else ""

    @property
    def error(self) -> KnownError | None:
        """Why the sheet was not kept, until something else is typed."""
        return self.model.error if not self.in_front and self._rx.draft is self._asked else None

    def put(self, view: TemplateView) -> None:
        """Take one onto the sheet."""
        draft = self._rx.draft
        if draft is not None:
            self._rx.put_template(view)
            self.model.was_put(view, draft.encounter)

    def _open(self) -> None:
        draft = self._rx.draft
        if draft is not None:
            self._rx.put = self._asked = None
            self.model.open(draft.diagnoses)

    def _keep(self) -> None:
        draft = self._asked = self._rx.draft
        if draft is not None:
            self._rx.put = None
            self.model.keep(draft)
