"""The medicine bag in front of the sheet: opened by its key, its state on the key, what it holds beside the medication check."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QPushButton, QStackedWidget

from ui.pages.bag.model import BagModel
from ui.pages.bag.view import BagView
from ui.pages.bag.words import BagWords
from ui.pages.prescription.findings_panel import FindingsPanel
from ui.pages.prescription.front import bring, put_into
from ui.pages.prescription.model import PrescriptionModel
from ui.pages.printing.printable import Printable


class BagFront(QObject):
    """Follows whoever's sheet is being written."""

    def __init__(
        self,
        model: BagModel,
        sheet: PrescriptionModel,
        stack: QStackedWidget,
        key: QPushButton,
        findings: FindingsPanel,
        printable: Printable,
    ) -> None:
        super().__init__(stack)
        self.model, self.open, self._wanted = model, False, ""
        self._sheet, self._stack, self._key, self._findings, self._printable = sheet, stack, key, findings, printable
        self._words = BagWords()
        model.after = sheet.look_again
        key.clicked.connect(lambda: self.show(True))
        findings.questions.bag.show()
        findings.questions.bag_wanted.connect(lambda: self.show(True))

    @cached_property
    def view(self) -> BagView:
        """Made when the bag is opened first."""
        made = put_into(self._stack, BagView(self.model))
        made.left.connect(lambda: self.show(False))
        made.print_wanted.connect(self._print)
        return made

    def show(self, on: bool) -> None:
        """In front, or back to the sheet."""
        self.open = on
        if on:
            self.model.load()
        self._sheet.changed()
        if on:
            self.view.search.setFocus()

    def show_of(self, person: str) -> None:
        """In front as soon as the sheet is this resident's."""
        if person == self.model.person:
            self.show(True)
        else:
            self._wanted = person

    def refresh(self) -> None:
        """Its state on the key, and the sentence for the medication check."""
        sheet, bag = self._sheet, self.model.bag
        person = "" if sheet.draft is None else sheet.draft.person
        if person != self.model.person:
            self.open, self._wanted = bool(person) and person == self._wanted, ""
            self.model.open(person)
        self._key.setVisible(sheet.draft is not None and sheet.shown is None and sheet.refill is None and not self.open)
        self._key.setText(self._words.key(bag))
        self._findings.say_bag(self._words.about(bag))
        if self.open:
            self.view.refresh()

    def bring(self) -> None:
        """To the front of the stack."""
        bring(self._stack, self.view)

    def scanned(self, text: str) -> bool:
        """A code for the bag, where it is in front."""
        if self.open:
            self.view.scanned(text)
        return self.open

    def _print(self) -> None:
        person, title = self.model.person, self.tr("Table of all medicines")

        def show(pdf: bytes) -> None:
            self._printable.show_pdf(title, pdf, "medication_table", lambda: self.model.printed(person, pdf))

        self.model.pdf(show)
