"""One medicine of the bag: where from, how it is taken as far as it is known, and whether it still is."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QWidget

from app.domain.outside_medicine import BagSource, Taking
from app.services.medicine_bag import Told
from ui import tokens as t
from ui.keymap import Act
from ui.pages.bag.model import BagModel
from ui.pages.bag.words import BagWords
from ui.widgets.buttons import button, primary
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.fields import TextField, labelled
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import column, label
from ui.widgets.keyed_combo import KeyedCombo


class BagForm(QFrame):
    """Hidden while nothing is being told."""

    def __init__(self, model: BagModel, words: BagWords) -> None:
        super().__init__()
        self.setProperty("surface", "info")
        self._model, self._shown = model, None
        self._told: Told | None = None
        self.name = TextField(self.tr("Name"), self.tr("as said, or as on the box"))
        self._title = label("", bold=True, wrap=True)
        self.source = ChoiceBar(self.tr("Where from"), words.sources())
        self.place = TextField(self.tr("Which place"), self.tr("which place, if known"))
        self.dose = TextField(self.tr("Each time"), self.tr("1 tablet, 5mg …"))
        self.often = KeyedCombo(self.tr("How often"), self.tr("not known"), words.frequencies(), 170)
        self.since = TextField(self.tr("Since"), self.tr("2024 or 2024-05"))
        self.taking = ChoiceBar(self.tr("Still taken"), words.taking())
        self.keep = primary(self.tr("Save"), self._save, Act.SAVE)
        self._build()

    def refresh(self) -> None:
        """Follow the model; what is being typed stays."""
        told = self._model.form
        self.setVisible(told is not None)
        if told is self._told or told is None:
            self._told = told
            return
        self._told = told
        self._title.setText(told.name if told.drug else self.tr("In plain words; no rule can look at it unless the name is known"))
        self._named.setVisible(not told.drug)
        self.name.setText(told.name)
        self.source.set_value(told.source.value if told.source is not None else None)
        self.place.setText(told.place)
        self.dose.setText(told.dose)
        self.often.set_key(told.frequency)
        self.since.setText(told.since)
        self.taking.set_value(told.taking.value)

    def told(self) -> Told:
        """What the fields say."""
        known, source = self._told or Told(), self.source.value()
        return Told(
            known.drug,
            known.name if known.drug else self.name.text(),
            BagSource(source) if source else None,
            known.code,
            self.place.text(),
            self.dose.text(),
            self.often.key(),
            self.since.text(),
            Taking(self.taking.value() or Taking.YES.value),
        )

    def _save(self) -> None:
        self._told = told = self.told()
        self._model.save(told)

    def _build(self) -> None:
        self._named = labelled(self.tr("Name"), self.name)
        first: tuple[QWidget, ...] = (labelled(self.tr("Where from"), self.source), self.place)
        use = (
            labelled(self.tr("Each time"), self.dose),
            labelled(self.tr("How often"), self.often),
            labelled(self.tr("Since"), self.since),
        )
        last = (labelled(self.tr("Still taken"), self.taking), self.keep, button(self.tr("Cancel"), self._model.leave))
        body = column(self._title, self._named, flowing(*first, gap=t.M), flowing(*use, gap=t.M), flowing(*last, gap=t.M))
        body.setContentsMargins(t.S, t.S, t.S, t.S)
        self.setLayout(body)
        self.hide()
