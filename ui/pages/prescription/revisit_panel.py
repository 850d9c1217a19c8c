"""Internet care on the sheet: which visit it is, and where each disease was diagnosed in person before."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.revisit import EarlierDiagnosis, read_day
from app.services.rx_internet import Proved
from ui import theme
from ui import tokens as t
from ui.pages.prescription.model import PrescriptionModel
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.fields import NumberField, TextField
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import column, label, secondary
from ui.widgets.pill import Pill
from ui.widgets.tick import Tick

IN_PERSON, REMOTE = "in_person", "remote"


class ChannelBar(ChoiceBar):
    """In person, or internet care. The visit changes, and with it every sheet of it."""

    def __init__(self, model: PrescriptionModel) -> None:
        words = [(IN_PERSON, self.tr("In person")), (REMOTE, self.tr("Internet care"))]
        super().__init__(self.tr("How the patient is seen"), words)
        self._model = model
        self.chosen.connect(lambda key: model.set_remote(key == REMOTE))

    def refresh(self) -> None:
        """Follow the model."""
        self.set_value(REMOTE if self._model.wants.remote else IN_PERSON)


class RevisitPanel(QWidget):
    """A diagnosis that the records here prove is only shown; for another the doctor says what the patient showed."""

    def __init__(self, model: PrescriptionModel) -> None:
        super().__init__()
        self._model = model
        self._shown: object = None
        self.rows: list[ProofRow] = []
        self.guardian = Tick(self.tr("The guardian is there, and I am a doctor of this specialty (child under 6 years)"))
        self.guardian.toggled.connect(lambda on: model.set_sheet(guardian=on))
        self._list = QVBoxLayout()
        self._list.setSpacing(t.XS)
        about = secondary(
            self.tr("Only diseases that were diagnosed in person before; no narcotic, psychotropic or toxic drugs."), wrap=True
        )
        body = column(about, gap=t.XS)
        body.addLayout(self._list)
        body.addWidget(self.guardian)
        self.setLayout(body)

    def refresh(self) -> None:
        """Follow the model."""
        wants, draft = self._model.wants, self._model.draft
        self.setVisible(wants.remote)
        if draft is None or not wants.remote:
            return
        typed = {(one.icd10, one.display): one for one in draft.earlier}
        shown = tuple((one.icd10, one.display, one.earlier if (one.icd10, one.display) not in typed else None) for one in wants.proved)
        if shown != self._shown:
            self._shown = shown
            self._rebuild(wants.proved, typed)
        for row in self.rows:
            row.refresh(typed.get(row.diagnosis))
        self.guardian.setVisible(wants.guardian)
        self.guardian.blockSignals(True)
        self.guardian.setChecked(draft.guardian)
        self.guardian.blockSignals(False)

    def _rebuild(self, proved: tuple[Proved, ...], typed: dict[tuple[str, str], EarlierDiagnosis]) -> None:
        for row in self.rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = []
        for one in proved:
            known = one.earlier if (one.icd10, one.display) not in typed else None
            row = ProofRow(self._model, (one.icd10, one.display), known)
            self.rows.append(row)
            self._list.addWidget(row)


class ProofRow(QWidget):
    """One diagnosis: proved, or two fields for what the patient showed."""

    def __init__(self, model: PrescriptionModel, diagnosis: tuple[str, str], known: EarlierDiagnosis | None) -> None:
        super().__init__()
        self._model, self.diagnosis = model, diagnosis
        name = label(diagnosis[1] or diagnosis[0], bold=True)
        self.source = TextField(self.tr("Where it was diagnosed"), self.tr("institution on the record"))
        self.source.setMinimumWidth(theme.px(180))
        self.day = NumberField(self.tr("Day of the diagnosis"), self.tr("2025-11-03"), width=120)
        self.proof = Pill("", t.Mark.OK, size=t.BODY)
        asked = (label(self.tr("diagnosed at"), ink="secondary"), self.source, label(self.tr("on"), ink="secondary"), self.day)
        for field in (self.source, self.day):
            field.editingFinished.connect(partial(self._typed, field))
        if known is not None:
            self.proof.set_state(self.tr("{day} {source}").format(day=known.on, source=known.source), t.Mark.OK)
            self.setLayout(column(flowing(name, self.proof)))
        else:
            self.setLayout(column(flowing(name, *asked)))

    def refresh(self, typed: EarlierDiagnosis | None) -> None:
        """What was typed so far; what is missing asks."""
        for field, words in ((self.source, typed.source if typed else ""), (self.day, typed.on if typed else "")):
            if not field.hasFocus() and not (field.isModified() and not words):
                field.setText(words)
                field.setModified(False)
            field.set_state("" if words else "warn")

    def _typed(self, field: TextField) -> None:
        if not field.isModified():
            return
        day = read_day(self.day.text())
        on = day.isoformat() if day is not None else ""
        field.setModified(field is self.day and not on and bool(self.day.text().strip()))
        self._model.show_earlier(EarlierDiagnosis(*self.diagnosis, self.source.text().strip(), on, told=True))
