"""What only some lists are asked: who fetches the drugs, what a controlled drug is for, an emergency. Hidden where it does not apply."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.services.rx_facts import PAIN
from ui import theme
from ui import tokens as t
from ui.pages.prescription.model import PrescriptionModel
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.fields import NumberField, TextField, labelled
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import label, row
from ui.widgets.tick import Tick

ADHD = "adhd"
_USUAL = "usual"


class PapersPanel(QWidget):
    """Follows what the model says the list wants."""

    def __init__(self, model: PrescriptionModel) -> None:
        super().__init__()
        self._model = model
        self.purpose = ChoiceBar(
            self.tr("What the controlled drug is for"),
            [(_USUAL, self.tr("Usual")), (PAIN, self.tr("Cancer pain, or chronic pain of moderate to severe degree"))],
        )
        self.purpose.chosen.connect(lambda key: model.set_sheet(purpose="" if key == _USUAL else key))
        self.adhd = Tick(self.tr("For attention deficit (ADHD): up to 15 days"))
        self.adhd.toggled.connect(lambda on: model.set_sheet(purpose=ADHD if on else ""))
        self.one_day = Tick(self.tr("Emergency: antibiotic above my tier, 1 day only"))
        self.one_day.toggled.connect(lambda on: model.set_sheet(one_day=on))
        self.rescue = Tick(self.tr("Resuscitation: rules advise only"))
        self.rescue.toggled.connect(lambda on: model.set_sheet(rescue=on))
        self.agent = TextField(self.tr("Name of who fetches the drugs"))
        self.agent_id = NumberField(self.tr("ID number of who fetches the drugs"), width=210)
        self.agent_relation = TextField(self.tr("Who that is to the patient"), self.tr("son, daughter …"))
        self.agent_phone = NumberField(self.tr("Phone of who fetches the drugs"), width=130)
        for name, field in self._fields().items():
            field.editingFinished.connect(lambda field=field, name=name: self._named(field, name))
        self._build()

    def refresh(self) -> None:
        """Follow the model."""
        draft, wants = self._model.draft, self._model.wants
        if draft is None:
            return
        self._why.setVisible(wants.pain and not wants.adhd)
        self.purpose.set_value(draft.purpose if draft.purpose == PAIN else _USUAL)
        for box, shown, on in (
            (self.adhd, wants.adhd, draft.purpose == ADHD),
            (self.one_day, wants.one_day, draft.one_day),
            (self.rescue, wants.rescue, draft.rescue),
        ):
            box.setVisible(shown)
            box.blockSignals(True)
            box.setChecked(on)
            box.blockSignals(False)
        for part in self._fetched:
            part.setVisible(wants.agent)
        for name, field in self._fields().items():
            words = getattr(draft, name)
            if not field.hasFocus():
                field.setText(words)
                field.setModified(False)
            needed = (wants.agent_needed and field in {self.agent, self.agent_relation}) or (wants.agent_paper and field is self.agent_id)
            field.set_state("warn" if needed and not words else "")
        self.setVisible(wants.pain or wants.adhd or wants.one_day or wants.rescue or wants.agent)

    def _fields(self) -> dict[str, TextField]:
        """By the draft's own names."""
        return {
            "agent": self.agent,
            "agent_relation": self.agent_relation,
            "agent_id": self.agent_id,
            "agent_phone": self.agent_phone,
        }

    def _named(self, field: TextField, name: str) -> None:
        if field.isModified():
            field.setModified(False)
            self._model.set_sheet(**{name: field.text().strip()})

    def _build(self) -> None:
        self._why = QWidget()
        self._why.setLayout(row(label(self.tr("For"), ink="secondary"), self.purpose))
        self.agent.setMinimumWidth(theme.px(120))
        self._fetched = (
            labelled(self.tr("Fetched by"), self.agent),
            labelled(self.tr("Relation"), self.agent_relation),
            labelled(self.tr("ID number"), self.agent_id),
            labelled(self.tr("Phone"), self.agent_phone),
        )
        flow = FlowLayout(self, gap=t.M)
        for each in (self._why, self.adhd, self.one_day, self.rescue, *self._fetched):
            flow.addWidget(each)
