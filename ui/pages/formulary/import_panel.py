"""A file in front: what it would change, which rows it cannot take and why, and the key that takes it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.services.formulary_import import Planned
from app.services.list_rows import Refusal
from ui import tokens as t
from ui.keymap import Act
from ui.models.rows import Column, RowsModel
from ui.pages.formulary.model import FormularyModel
from ui.pages.formulary.words import FormularyWords
from ui.widgets.buttons import button
from ui.widgets.data_table import DataTable
from ui.widgets.frames import Card, column, label, row

MOST_SHOWN = 300


class ImportPanel(QWidget):
    """Nothing is written before “take in”; ``pick`` asks where the rows in error are to be kept, '' = given up."""

    def __init__(self, model: FormularyModel, words: FormularyWords, pick: Callable[[str], str]) -> None:
        super().__init__()
        self._model, self._words, self._pick = model, words, pick
        self._said = label("", wrap=True)
        self.take = button("", model.take, Act.SAVE, "primary", "check")
        self.save = button(self.tr("Save the rows in error …"), self._save)
        self.back = button(self.tr("Back"), model.close_plan, icon="back")
        self._build()

    def refresh(self) -> None:
        """Follow the model."""
        plan = self._model.plan
        if plan is None:
            return
        self._said.setText(self._words.summary(plan))
        changing = [one for one in plan.products if one.state != "same"]
        self.changes.set_rows(changing[:MOST_SHOWN])
        self.errors.set_rows(plan.refused[:MOST_SHOWN])
        self._changing.setVisible(bool(changing))
        self._refused.setVisible(bool(plan.refused))
        self._changing.set_count(self.tr("{n} products").format(n=len(changing)))
        self._refused.set_count(self.tr("{n} rows").format(n=len(plan.refused)))
        self.take.setText(self.tr("Take in {n} products ({key})").format(n=len(changing), key=Act.SAVE.key))
        self.take.setVisible(bool(changing))
        self.save.setVisible(bool(plan.refused))
        for key in (self.take, self.save, self.back):
            key.setEnabled(not self._model.busy)

    def _save(self) -> None:
        plan = self._model.plan
        if plan is None:
            return
        found = self._pick(str(plan.file.with_name(f"{plan.file.stem}{self._words.refused_file()}.xlsx")))
        if found:
            self._model.save_refused(Path(found))

    def _build(self) -> None:
        words = self._words
        self.changes: RowsModel[Planned] = RowsModel(
            (
                Column(self.tr("Product"), lambda one: one.after.name, bold=True, mark=words.planned_mark),
                Column(self.tr("Strength and pack"), lambda one: words.box(one.after)),
                Column("", words.planned_state),
                Column(self.tr("What changes"), words.changes, stretch=True),
            ),
            key=lambda one: one.entry.drug,
        )
        self.errors: RowsModel[Refusal] = RowsModel(
            (
                Column(self.tr("Row"), lambda one: str(one.row.number), right=True),
                Column(self.tr("As it stands"), words.row_text),
                Column(self.tr("Why it cannot be taken"), words.refusal, stretch=True),
            ),
            key=lambda one: str(one.row.number),
        )
        self._changing = self._card(self.tr("What changes"), DataTable(self.changes, self.tr("What changes")))
        self._refused = self._card(self.tr("Rows in error"), DataTable(self.errors, self.tr("Rows in error")))
        whole = column(gap=t.M)
        whole.addLayout(row(self.back, 0, self.save, self.take))
        whole.addWidget(self._said)
        whole.addWidget(self._changing, 3)
        whole.addWidget(self._refused, 2)
        whole.addStretch(0)
        self.setLayout(whole)

    def _card(self, title: str, table: QWidget) -> Card:
        made = Card(title)
        made.body.addWidget(table, 1)
        return made
