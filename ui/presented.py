"""What was laid on the card reader or held before the scanner: it goes where typing it would have gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.domain.identification import IdentifiedBy
from app.domain.person import IdKind, Person
from app.errors import KnownError
from app.services.resident_form import ResidentForm
from app.texts import error_text
from device_drivers.readings import Card, Scan
from ui import tokens as t
from ui.bridge import Bridge
from ui.community_pages import CommunityPages
from ui.counter_pages import CounterPages
from ui.pages.ecg.page import EcgPage
from ui.pages.encounter.page import EncounterPage
from ui.pages.measuring.page import MeasuringPage
from ui.pages.prescription.page import PrescriptionPage
from ui.pages.residents.page import ResidentsPage
from ui.window import MainWindow

if TYPE_CHECKING:
    from app.services.clinic import Clinic

MEASURING, RESIDENTS = "measuring", "residents"
KINDS = {"resident": IdKind.RESIDENT, "hmt": IdKind.HMT}
DOUBTFUL = frozenset({"checksum", "birth_date", "sex"})
"""A card that contradicts itself recognises nobody."""


class Ways(Protocol):
    """How another page is opened."""

    def __call__(self, key: str) -> QWidget | None: ...


class Presented:
    """Cards and scans for the page in front. A page where something is being written is never left for them."""

    def __init__(self, window: MainWindow, clinic: Clinic, bridge: Bridge, open_page: Ways) -> None:
        self._window, self._clinic, self._bridge, self._open = window, clinic, bridge, open_page

    def take(self, news: Card | Scan) -> None:
        """A card or a code."""
        if isinstance(news, Card):
            self._card(news)
        else:
            self._scan(news.text)

    # --- cards ---------------------------------------------------------------------------------------------------------
    def _card(self, card: Card) -> None:
        if DOUBTFUL & set(card.issues) or not card.id_number:
            self._say(_word("The card contradicts itself: compare it with the person, and type the number."))
            return
        self._find(card.id_number, lambda person: self._recognised(person, card.id_number) if person else self._register(card))

    def _recognised(self, person: Person, number: str) -> None:
        """Whose card it is, is recognised by it."""
        page = self._window.page(self._window.current)
        if isinstance(page, EncounterPage) and page.model.current is not None and person.id in page.model.persons:
            self._verify(person, number)
        elif (isinstance(page, CounterPages) and page.giving.presented(person.id)) or (
            isinstance(page, CommunityPages) and page.presented(number)
        ):
            return
        elif isinstance(page, EcgPage) and page.presented(person.id, number):
            self._say(_word("Identity of {name} checked by the card").format(name=person.name), t.Mark.OK)
        elif isinstance(page, ResidentsPage) and not page.writing:
            page.open_resident(person.id)
        elif self._may_leave(page) and self._window.has(MEASURING):
            self._measure(number)
        else:
            self._say(_word("Card of {name}. Finish what is open here first.").format(name=person.name))

    def _verify(self, person: Person, number: str) -> None:
        """The visit in front is the card's: its identity counts as checked from now on."""
        said = _word("Identity of {name} checked by the card").format(name=person.name)

        def work() -> None:
            self._clinic.intake.open_visit(person.id, IdentifiedBy.CARD, evidence=number)

        self._bridge.run(work, lambda _: self._say(said, t.Mark.OK), self._fail, self._window)

    def _register(self, card: Card) -> None:
        """Nobody on record has this number: a form with what the card says."""
        page = self._window.page(self._window.current)
        if isinstance(page, CommunityPages) and page.presented(card.id_number, card.name):
            return
        may = self._clinic.desk.who.may("residents.write") and self._window.has(RESIDENTS)
        if not may or not (self._may_leave(page) or isinstance(page, ResidentsPage)):
            self._say(_word("Nobody on record has this card: {name}").format(name=card.name))
            return
        residents = self._open(RESIDENTS)
        if isinstance(residents, ResidentsPage) and not residents.register_with(form_of_card(card)):
            self._say(_word("Another form is open: save it first, then lay the card down again."))

    # --- scans ---------------------------------------------------------------------------------------------------------
    def _scan(self, text: str) -> None:
        page = self._window.page(self._window.current)
        if isinstance(page, MeasuringPage):
            page.scanned(text)
        elif isinstance(page, CounterPages):
            page.giving.scanned(text)
        elif isinstance(page, PrescriptionPage) and page.bag is not None and page.bag.scanned(text):
            return
        elif isinstance(page, ResidentsPage) and not page.writing:
            self._find(text, lambda person: page.open_resident(person.id) if person else page.look_for(text))
        else:
            self._find(text, lambda person: self._recognised(person, text) if person else self._type(text))

    def _type(self, text: str) -> None:
        """It is nobody's number: into the field with the cursor, as the scanner would have typed it."""
        field = QApplication.focusWidget()
        if isinstance(field, QLineEdit) and field.isEnabled() and field.echoMode() is QLineEdit.EchoMode.Normal:
            field.insert(text)
            field.textEdited.emit(field.text())
        else:
            self._say(_word("Scanned {text}: nobody's number, and no field to write it into").format(text=text[:30]))

    # --- inside --------------------------------------------------------------------------------------------------------
    def _measure(self, number: str) -> None:
        page = self._open(MEASURING)
        if isinstance(page, MeasuringPage):
            page.scanned(number)

    def _may_leave(self, page: QWidget | None) -> bool:
        if isinstance(page, ResidentsPage):
            return not page.writing
        return not isinstance(page, PrescriptionPage | EcgPage | CounterPages)

    def _find(self, number: str, then: Callable[[Person | None], object]) -> None:
        def done(person: Person | None) -> None:
            then(person)

        self._bridge.run(lambda: self._clinic.residents.by_number(number), done, self._fail, self._window)

    def _fail(self, error: KnownError) -> None:
        self._say(error_text(error).what)

    def _say(self, words: str, mark: t.Mark = t.Mark.ATTENTION) -> None:
        self._window.toast.say(words, mark)


def form_of_card(card: Card) -> ResidentForm:
    """What a card fills into the form of a new resident; the address on the chip is newer than the printed one."""
    return ResidentForm(
        name=card.name,
        id_number=card.id_number,
        id_kind=KINDS.get(card.kind, IdKind.OTHER),
        sex=card.sex_code if card.sex_code in ("1", "2") else "",
        birth=card.birth_date,
        address=card.new_address or card.address,
    )


def _word(source: str) -> str:
    return {
        "The card contradicts itself: compare it with the person, and type the number.": QCoreApplication.translate(
            "Presented", "The card contradicts itself: compare it with the person, and type the number."
        ),
        "Card of {name}. Finish what is open here first.": QCoreApplication.translate(
            "Presented", "Card of {name}. Finish what is open here first."
        ),
        "Identity of {name} checked by the card": QCoreApplication.translate("Presented", "Identity of {name} checked by the card"),
        "Nobody on record has this card: {name}": QCoreApplication.translate("Presented", "Nobody on record has this card: {name}"),
        "Another form is open: save it first, then lay the card down again.": QCoreApplication.translate(
            "Presented", "Another form is open: save it first, then lay the card down again."
        ),
        "Scanned {text}: nobody's number, and no field to write it into": QCoreApplication.translate(
            "Presented", "Scanned {text}: nobody's number, and no field to write it into"
        ),
    }[source]
