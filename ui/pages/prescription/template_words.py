"""The words of templates: what became of a line, what the rules say of one, what was put on the sheet and what was not."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject

from app.domain.amounts import amount_text
from app.domain.herbs import Decoction, Herb
from app.domain.rx_template import TemplateLine, TemplateScope
from app.rules.findings import Severity
from app.rules.formulary import Product
from app.services.rx_template_put import Put
from app.services.rx_template_view import Obstacle, TemplateView, ViewedLine
from app.services.rx_words import usage_text
from app.texts import text
from ui import tokens as t
from ui.pages.prescription.words import MARKS, RxWords


class TemplateWords(QObject):
    """Beside the words of the sheet."""

    def __init__(self, words: RxWords) -> None:
        super().__init__()
        self._words = words

    def scope(self, scope: TemplateScope) -> str:
        """Whose it is."""
        return text(f"template_scope.{scope.value}")

    def line(self, line: TemplateLine, product: Product | None) -> str:
        """How it is used."""
        if product is None or line.single is None:
            dose = self.tr("dose to be typed") if line.single is None else amount_text(line.single, line.dose_unit)
            days = self.tr("{n} days").format(n=line.days) if line.days else ""
            said = (dose, line.frequency, self._words.rules.word("route", line.route) if line.route else "", days, line.as_needed)
            return " · ".join(part for part in said if part)
        return usage_text(product, line.single, line.frequency, line.route, line.days, line.as_needed, line.per_day)

    def name(self, one: ViewedLine) -> str:
        """The product as it is called today, else as it was called."""
        if one.product is None or one.shelved is None:
            return " ".join(part for part in (one.line.name, one.line.strength) if part)
        return " ".join(part for part in (one.product.name, one.shelved.strength) if part)

    def shelf(self, one: ViewedLine) -> tuple[str, t.Mark]:
        """What became of it, or how much of it there is."""
        if one.obstacle is not None:
            mark = t.Mark.ATTENTION if one.obstacle is Obstacle.CHANGED else t.Mark.DANGER
            return self.obstacle(one.obstacle, one.line.strength), mark
        return ("", t.Mark.NONE) if one.shelved is None else self._words.on_shelf(one.shelved)

    def obstacle(self, obstacle: Obstacle, strength: str = "") -> str:
        """Why a line is not as it was."""
        return text(f"template_obstacle.{obstacle.value}", {"strength": strength or "—"})

    def herbs(self, herbs: Iterable[Herb], made: Decoction | None) -> str:
        """The decoction in one sentence."""
        named = " ".join(f"{one.name}{amount_text(one.grams, 'g')}{one.way}" for one in herbs)
        how = self.tr("{n} doses, {method}, {use}").format(n=made.doses, method=made.method, use=made.use) if made is not None else ""
        return " · ".join(part for part in (named, how) if part)

    def mark(self, view: TemplateView) -> t.Mark:
        """The gravest of what stands against it."""
        worst = min((found.severity for found in view.findings), key=lambda one: one.rank, default=None)
        if worst is Severity.BLOCK or any(one.obstacle is not None and one.obstacle is not Obstacle.CHANGED for one in view.lines):
            return t.Mark.DANGER
        if worst is not None:
            return MARKS[worst]
        return t.Mark.NONE if view.passes and not view.disputed else t.Mark.ATTENTION

    def short(self, view: TemplateView) -> str:
        """The gravest of it in a word, for the list."""
        gone = {one.obstacle for one in view.lines} - {None, Obstacle.CHANGED}
        if view.findings:
            return self._words.rules.severity(view.findings[0].severity)
        if gone:
            return self.tr("a drug is gone")
        if view.disputed:
            return self.tr("changed twice")
        return "" if view.passes else self.tr("strength changed")

    def reasons(self, view: TemplateView) -> tuple[str, ...]:
        """Why it carries a mark, in sentences; what became of a single product stands beside its line."""
        apart = self.tr("It was changed at two computers: look at both, keep one, delete the other.")
        return (*((apart,) if view.disputed else ()), *(self._words.rules.finding(found) for found in view.findings))

    def kept(self, name: str, key: str) -> str:
        """A sheet is a template now."""
        return self.tr("Kept as a template: {name}. {key} brings it.").format(name=name, key=key)

    def put(self, put: Put) -> str:
        """What came on the sheet, and what did not."""
        comma = self.tr(", ")
        left = comma.join(self.tr("{name} ({why})").format(name=name, why=self.obstacle(why)) for name, why in put.left_out)
        said = (
            self.tr("Put on the sheet: {names}.").format(names=comma.join(put.added)) if put.added else "",
            self.tr("On the sheet already, left as it is: {names}.").format(names=comma.join(put.there)) if put.there else "",
            self.tr("Not put on the sheet: {names}.").format(names=left) if left else "",
            self.tr("Please type the dose of {names}.").format(names=comma.join(put.without_dose)) if put.without_dose else "",
        )
        return " ".join(part for part in said if part)
