"""The prescription page: the sheet's lines with findings beside them, signing with its own key, and the sheets that are signed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QStackedWidget, QWidget

from app.domain.prescription import Prescription
from app.services.dispensing import Supplied
from app.services.medicines import IN_FORCE
from app.services.rx_draft import RxDraft
from app.services.rx_slips import Paper
from ui import theme
from ui import tokens as t
from ui.bridge import Bridge
from ui.keymap import Act
from ui.pages.bag.model import BagModel
from ui.pages.encounter.resident_banner import show_banner
from ui.pages.page_model import Run
from ui.pages.prescription.bag_front import BagFront
from ui.pages.prescription.dividing import Division
from ui.pages.prescription.findings_panel import FindingsPanel
from ui.pages.prescription.front import bring, put_into
from ui.pages.prescription.head_panel import HeadPanel
from ui.pages.prescription.herbs_panel import HerbsPanel
from ui.pages.prescription.lines_panel import LinesPanel
from ui.pages.prescription.model import PrescriptionModel
from ui.pages.prescription.refill_panel import RefillPanel
from ui.pages.prescription.returned_model import ReturnedModel
from ui.pages.prescription.returned_panel import ReturnedPanel
from ui.pages.prescription.said_above import found_again, verdict_of
from ui.pages.prescription.sheet_view import SheetView
from ui.pages.prescription.templates_front import TemplatesFront
from ui.pages.prescription.templates_model import TemplatesModel
from ui.pages.prescription.words import RxWords
from ui.pages.printing.preview import PrinterMemory, Signing
from ui.pages.printing.printable import Printable
from ui.pages.receipt_line import ReceiptLine
from ui.pages.skin.begin_card import BeginCard
from ui.widgets.banner import PatientBanner
from ui.widgets.buttons import button, primary
from ui.widgets.confirm_strip import ConfirmStrip
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow_layout import FlowLayout, flowing
from ui.widgets.frames import Bar, Scroll, column, label
from ui.widgets.notice import Notice
from ui.widgets.pill import Pill

DRAFT_AFTER_MS = 1_500
BESIDE_FROM = 900
FINDINGS_WIDE = 310


class PrescriptionPage(QWidget):
    """`left()` goes back to the visit; `signed(prescription id)` after signing."""

    left = Signal()
    signed = Signal(str)

    def __init__(self, model: PrescriptionModel, bridge: Bridge, printers: PrinterMemory, returned: ReturnedModel | None = None) -> None:
        super().__init__()
        self.returned, self._at_returned = returned, False
        self.model, self._words = model, RxWords()
        self.banner, self.notice, self.strip = PatientBanner(), Notice(), ConfirmStrip(Act.SIGN)
        self.head, self.herbs, self._division = HeadPanel(model), HerbsPanel(model), Division()
        self.lines, self.findings = LinesPanel(model, self._words), FindingsPanel(model, self._words)
        self.testing = BeginCard(model.testing) if model.testing is not None else None
        self.strip.closed.connect(lambda: self._refresh_keys())
        self._keep = QTimer(self, singleShot=True, interval=DRAFT_AFTER_MS)
        self._keep.timeout.connect(model.keep)
        self._receipts: Callable[[], ReceiptLine] | None = None
        self.copies: Signing | None = None
        self.templates: TemplatesFront | None = None
        self.bag: BagFront | None = None
        self._seen: object = None
        self._tabs_shown: object = None
        self._columns = 0
        self._build(bridge, printers)
        self.lines.walked_out.connect(self.sign.setFocus)
        self._run: Run = partial(bridge.run, owner=self)
        model.attach(self.refresh, self._run)
        if model.testing is not None and self.testing is not None:
            model.testing.attach(self.testing.refresh, self._run)
        if returned is not None:
            returned.attach(self._refresh_returned, self._run)
            returned.adopted = self._adopted
        self.refresh()

    @cached_property
    def sheet(self) -> SheetView:
        """A signed sheet; made when the first is shown, so that the page itself opens at once."""
        made = put_into(self._front, SheetView(self.model, self._words, self._receipts() if self._receipts is not None else None))
        made.papers.wanted.connect(self._print_paper)
        return made

    def offer_bag(self, model: BagModel) -> None:
        """What is taken from elsewhere, in front of the sheet when it is asked for."""
        model.attach(self.refresh, self._run)
        self.bag = BagFront(model, self.model, self._front, self._bag_key, self.findings, self.printable)
        self.refresh()

    def tell_receipts(self, line: Callable[[], ReceiptLine]) -> None:
        """Sheets say from now on what of them arrived; ``line`` makes the widget."""
        self._receipts = line

    def tell_supplied(self, supplied: Callable[[Prescription], Supplied]) -> None:
        """Sheets say from now on how much of them the patient has."""
        self._words.supplied = supplied

    def offer_templates(self, model: TemplatesModel, bridge: Bridge) -> None:
        """What is written again and again stands beside the search from now on."""
        self.templates = TemplatesFront(model, self.model, self._front, self.lines, self._words)
        model.attach(self.refresh, partial(bridge.run, owner=self))
        self.refresh()

    @property
    def _at_templates(self) -> bool:
        return self.templates is not None and self.templates.in_front

    def sheets_changed(self) -> None:
        """Sheets were signed, judged, voided or given out, here or elsewhere."""
        if self.returned is not None:
            self.returned.load()
        self.model.sheets_changed()

    def arrived(self) -> None:
        """A pass ended."""
        if "sheet" in self.__dict__ and self.sheet.receipt is not None:
            self.sheet.receipt.again()

    @cached_property
    def returned_list(self) -> ReturnedPanel:
        """What a pharmacist sent back; made when there is something."""
        assert self.returned is not None
        return put_into(self._front, ReturnedPanel(self.returned))

    @cached_property
    def refill(self) -> RefillPanel:
        """The comparison; made when the first is asked for."""
        return put_into(self._front, RefillPanel(self.model, self._words))

    def shown(self) -> None:
        """Facts may have changed while another page was open."""
        if self.returned is not None:
            self.returned.load()
        self.model.look_again()
        self.lines.focus_search()

    def hidden(self) -> None:
        """What was typed is kept."""
        self._keep.stop()
        self.model.keep()
        self.strip.close_strip()
        if self.templates is not None:
            self.templates.model.close()

    def refresh(self) -> None:
        """Follow the model."""
        model = self.model
        show_banner(self.banner, model.banner)
        if model.draft is not None:
            self.head.refresh()
            self.lines.refresh()
            self.herbs.refresh()
            self.findings.refresh()
        if self.bag is not None:
            self.bag.refresh()
        self._refresh_front()
        self._refresh_tabs()
        self._refresh_keys()
        self._schedule_draft()
        if model.just_signed is not None:
            sheet, model.just_signed = model.just_signed, None
            self.signed.emit(sheet.id)
        templates = self.templates
        said = found_again(model) or (templates.said() if templates is not None else "")
        self.notice.follow(model.error or (templates.error if templates else None), said, t.Mark.INFO)

    # what is in front

    def show_returned(self, on: bool = True) -> None:
        """The sheets that a pharmacist sent back in front, or what was there."""
        self._at_returned = on
        self.refresh()

    def _refresh_returned(self) -> None:
        self._at_returned = self._at_returned and self.returned is not None and bool(self.returned.rows)
        if self.returned is not None and (self.returned.rows or "returned_list" in self.__dict__):
            self.returned_list.refresh()
        self.refresh()

    def _adopted(self, draft: RxDraft) -> None:
        """On to the draft; what was being written for the visit is kept beside it."""
        self._at_returned = False
        self.model.keep()
        self.model.draft = None
        self.model.open(draft.person, draft.encounter)
        if self.returned is not None:
            self.returned.load()

    def _in_front(self, sheet: Prescription | None) -> None:
        self._at_returned = False
        if self.templates is not None:
            self.templates.model.close()
        if self.bag is not None:
            self.bag.open = False
        self.model.show_sheet(sheet)

    def _refresh_front(self) -> None:
        model = self.model
        waiting = self.returned is not None and bool(self.returned.rows)
        several = waiting and (self._at_returned or model.draft is None)
        self.banner.setVisible(not several)  # the list is of several residents: none of their names stands above it
        if several:
            bring(self._front, self.returned_list)
        elif model.draft is None:
            self._front.setCurrentWidget(self._nobody)
        elif model.shown is not None:
            self.sheet.show_sheet(model.shown)
            self.sheet.say_verdict(verdict_of(self.returned, model.shown))
            bring(self._front, self.sheet)
        elif self.bag is not None and self.bag.open:
            self.bag.bring()
        elif model.refill is not None:
            self.refill.show_proposal(model.refill)
            bring(self._front, self.refill)
        elif self.templates is not None and self.templates.in_front:
            self.templates.show()
        else:
            self._front.setCurrentWidget(self._editor)
            if self.templates is not None:
                self.templates.left()

    def _refresh_tabs(self) -> None:
        model = self.model
        back = self.returned.rows if self.returned is not None else ()
        shown = (model.signed, model.shown, back, self._at_returned)
        if shown == self._tabs_shown:
            return
        self._tabs_shown = shown
        self._tabs_flow.clear()
        if back:
            came_back = Pill(self.tr("Sent back by a pharmacist: {n}").format(n=len(back)), t.Mark.ATTENTION, clickable=True, size=t.BODY)
            came_back.pressed.connect(self.show_returned)
            self._tabs_flow.addWidget(came_back)
        at_draft = model.shown is None and not self._at_returned
        writing = Pill(self.tr("New sheet"), t.Mark.INFO if at_draft else t.Mark.NONE, clickable=True, size=t.BODY)
        writing.pressed.connect(lambda: self._in_front(None))
        if model.draft is not None:
            self._tabs_flow.addWidget(writing)
        for one in model.signed:
            self._tabs_flow.addWidget(self._tab(one))
        self._tabs.setVisible(bool(model.signed or back))

    def _tab(self, one: Prescription) -> QWidget:
        state, mark = self._words.state(one)
        said = self.tr("{number} · {n} drugs · {state}").format(number=(one.number or "")[-4:], n=len(one.lines), state=state)
        pill = Pill(said, mark, clickable=True, size=t.BODY)
        pill.pressed.connect(lambda: self._in_front(one))
        return pill

    def _refresh_keys(self) -> None:
        model = self.model
        aside = self._at_returned or self._at_templates or (self.bag is not None and self.bag.open)
        writing = model.draft is not None and model.shown is None and model.refill is None and not aside
        self.strip.keep_to(model.draft if writing else "")
        empty = model.draft is None or model.draft.empty
        self._count.setText(self._division.counted(model.lines(), model.parts, bool(model.draft and model.draft.herbs)))
        for each in (self._count, self.renew):
            each.setVisible(writing)
        self._verdict.set_state(*self._words.verdict(() if empty else model.findings()))
        self._verdict.setVisible(writing and bool(self._verdict.text()))
        self.sign.setVisible(writing and not self.strip.isVisible())  # the strip's button takes the key while it asks
        self.sign.setEnabled(not empty and not model.busy)
        self.renew.setEnabled(any(one.state in IN_FORCE for one in model.earlier))
        self.print.setEnabled(not empty or model.shown is not None)
        self.print.setVisible(model.refill is None and model.draft is not None and not aside)

    def _schedule_draft(self) -> None:
        if self.model.draft is not self._seen:
            self._seen = self.model.draft
            if not self._keep.isActive():
                self._keep.start()

    # signing and printing

    def _ask(self) -> None:
        """The confirm strip, or in its place why the sheet cannot be signed."""
        model = self.model
        error = model.why_not()
        if error is not None:
            model.fail(error)
            return
        model.keep()
        person = model.banner
        assert person is not None and model.draft is not None
        said = self.tr("Sign for {name}, {age}: {drugs}. It cannot be changed afterwards. Signing: {doctor}")
        drugs = self.tr(", ").join(one for one in (self._division.drugs(model.parts), self._division.sheets(model.parts)) if one)
        question = said.format(name=person.person.name, age=person.age_text, drugs=drugs, doctor=model.signer())
        self.strip.ask(question, self.tr("Sign"), self.model.sign, model.draft)
        self.sign.hide()

    def _renew(self) -> None:
        last = next((one for one in self.model.earlier if one.state in IN_FORCE), None)
        if last is not None:
            self.model.compare(last.id)

    def _print(self) -> None:
        papers = self.model.papers()
        title = self._title(papers) if papers else self.tr("Draft, not signed")
        self.model.pdf(
            lambda pdf: self._preview(title, pdf, "prescription", partial(self.model.printed, papers, pdf) if papers else _nothing), papers
        )

    def _print_paper(self, paper: Paper) -> None:
        """A slip or labels of all sheets that were signed with the one in front."""
        papers = self.model.papers()
        title = f"{self.sheet.papers.titles()[paper]} · {self._title(papers)}"
        printed = partial(self.model.paper_printed, paper, papers)
        self.model.paper(paper, papers, lambda pdf: self._preview(title, pdf, paper.value, partial(printed, pdf)))

    def _title(self, papers: tuple[Prescription, ...]) -> str:
        numbers = "、".join([papers[0].number or "", *((one.number or "")[-4:] for one in papers[1:])])
        return self.tr("Prescription {number}").format(number=numbers)

    def _preview(self, title: str, pdf: bytes, kind: str, printed: Callable[[], object]) -> None:
        self.printable.show_pdf(title, pdf, kind, printed, None if printed is _nothing else self.copies)

    # building

    def _build(self, bridge: Bridge, printers: PrinterMemory) -> None:
        self._front = QStackedWidget()
        self._nobody = EmptyState("prescription", self.tr("No visit is open"), self.tr("Open a visit on the doctor's page, then press F6."))
        self._editor = self._editor_panel()
        for each in (self._nobody, self._editor):
            self._front.addWidget(each)
        self._tabs = QWidget()
        self._tabs_flow = FlowLayout(self._tabs)
        self._tabs_flow.setContentsMargins(t.M, t.S, t.M, 0)
        body = column(self.banner, self._tabs, self.notice, self._front, self.strip, self._keys(), gap=0)
        body.setStretch(3, 1)
        self.printable = Printable(self, body, bridge, printers)

    def _editor_panel(self) -> Scroll:
        left = QWidget()
        testing = (self.testing,) if self.testing is not None else ()
        left.setLayout(column(self.head, self.lines, *testing, self.herbs, 0, gap=t.M))
        inner = QWidget()
        self._left = left
        self._grid = QGridLayout(inner)
        self._grid.setContentsMargins(t.M, t.M, t.M, t.M)
        self._grid.setSpacing(t.M)
        self._arrange(2)
        return Scroll(inner)

    def _keys(self) -> Bar:
        bar = Bar("foot")
        self._count = label("", bold=True)
        self.back = button(self.tr("Back to the visit"), self.left.emit, icon="back")
        self.renew = button(self.tr("Renew (as last time)"), self._renew)
        self._bag_key = button(self.tr("Medicine bag"))
        self._bag_key.hide()
        self.print = button(self.tr("Preview"), self._print, Act.PRINT, icon="print")
        self.sign = primary(self.tr("Sign"), self._ask, Act.SIGN)
        self._count.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._verdict = Pill("", t.Mark.NONE, clickable=True, size=t.BODY)
        self._verdict.pressed.connect(lambda: self._editor.ensureWidgetVisible(self.findings))
        bar.line.addWidget(flowing(self._count, self._verdict, self.back, self._bag_key, self.renew, self.print, self.sign), 1)
        return bar

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for each in (self._left, self.findings):
            self._grid.removeWidget(each)
        self._grid.addWidget(self._left, 0, 0)
        self._grid.addWidget(self.findings, *((0, 1) if columns == 2 else (1, 0)))
        if columns == 2:
            self.findings.setFixedWidth(theme.px(FINDINGS_WIDE))
        else:
            self.findings.setMinimumWidth(0)
            self.findings.setMaximumWidth(1 << 20)
        self._grid.setColumnStretch(0, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(2 if self.width() >= theme.px(BESIDE_FROM) else 1)


def _nothing() -> None:
    return
