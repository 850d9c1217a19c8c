"""The words of the prescription page: frequencies, routes, findings, states."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from app.domain.amounts import amount_text, plain_number, yuan_text
from app.domain.formulary import ProductSource
from app.domain.herbs import PREFIX
from app.domain.prescription import Prescription, PrescriptionLine, PrescriptionState
from app.domain.review import WAITING
from app.domain.rx_document import DocumentError, read
from app.rules.findings import Finding, Review, Severity
from app.rules.formulary import Product
from app.rules.frequencies import frequencies
from app.rules.wording import Words, load_words
from app.services.dispensing import Supplied
from app.services.drug_search import ProductRow
from app.services.policy_words import begun, held_words
from app.services.rx_draft import RxDraft, RxDraftLine
from app.services.rx_lines import Ordered
from app.services.rx_words import dose_text, usage_text
from app.store.pinyin import initials_of
from app.texts import chosen_language, load_texts, text
from ui import tokens as t
from ui.widgets.suggest_box import Suggestion

ROUTES = (
    *("oral", "sublingual", "iv", "im", "subcut", "inhalation", "nebulised", "topical", "eye", "ear", "nasal"),
    *("gargle", "rectal", "vaginal", "infiltration", "intradermal"),
)
MARKS = {
    Severity.BLOCK: t.Mark.DANGER,
    Severity.OVERRIDE: t.Mark.ATTENTION,
    Severity.WARN: t.Mark.INFO,
    Severity.PASSIVE: t.Mark.NONE,
}


class RxWords(QObject):
    """Rule words come from the rule tables, the rest is the page's."""

    def __init__(self) -> None:
        super().__init__()
        self.rules: Words = load_words(chosen_language())
        self.supplied: Callable[[Prescription], Supplied] = lambda _: Supplied.NOTHING

    def frequencies(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """(code, 每日1次（qd）, what may be typed)."""
        return [(one.code, one.shown, (one.code, *initials_of(one.words))) for one in frequencies().values()]

    def routes(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """(key, 口服, what may be typed)."""
        return [(route, self.rules.word("route", route), (route, *initials_of(self.rules.word("route", route)))) for route in ROUTES]

    def suggestion(self, row: ProductRow) -> Suggestion:
        """A hit of the drug search: what it is, what it costs, whether anybody here confirmed it, and how many there are."""
        set_off = tuple(n for start, end in row.differs for n in range(start, end))
        note, mark = self.on_shelf(row)
        return Suggestion(row.drug, f"{row.name} {row.strength}".strip(), self._about(row), note, set_off, row.needs_choice, mark)

    def shelf_warnings(self, row: ProductRow | None, order: Ordered | None) -> tuple[str, ...]:
        """What a line's product lacks: rules, or pieces on the shelf."""
        if row is None:
            return ()
        short = order is not None and row.stock is not None and order.pieces > row.stock
        return (
            *((self.tr("no rules: nothing about this drug is checked, look at the leaflet"),) if not row.ruled else ()),
            *((self.tr("only {n} in stock").format(n=row.stock_text),) if short else ()),
        )

    def _about(self, row: ProductRow) -> str:
        parts = (
            "" if row.ruled else self.tr("no rules"),
            "" if row.confirmed else self.tr("not confirmed here"),
            self.tr("found as {name}").format(name=row.matched) if row.matched else "",
            row.form,
            row.pack,
            row.insurance,
            "" if row.price_fen is None else f"¥{yuan_text(row.price_fen)}",
        )
        return " · ".join(part for part in parts if part)

    def on_shelf(self, row: ProductRow) -> tuple[str, t.Mark]:
        """How many there are; '' where no stock is kept."""
        if row.withdrawn:
            return text("catalogue.withdrawn", {"day": row.withdrawn}), t.Mark.DANGER
        if row.source is ProductSource.COUNTY and not row.stock:
            return self.tr("county catalogue"), t.Mark.NONE
        if row.stock is None:
            return "", t.Mark.NONE
        if row.expired:
            return self.tr("{n} in stock, others expired").format(n=row.stock_text), t.Mark.ATTENTION
        return self.tr("{n} in stock").format(n=row.stock_text), t.Mark.NONE if row.stock else t.Mark.ATTENTION

    def severity(self, severity: Severity) -> tuple[str, t.Mark]:
        """What the doctor may still do."""
        return self.rules.severity(severity), MARKS[severity]

    def verdict(self, findings: Sequence[Finding]) -> tuple[str, t.Mark]:
        """How many of each severity, for the bar where the sign button is; '' where there is nothing to look at."""
        counted = Counter(found.severity for found in findings)
        said = [self.tr("{n} × {severity}").format(n=n, severity=self.rules.severity(one)) for one, n in counted.items()]
        worst = min(counted, key=lambda one: one.rank, default=Severity.PASSIVE)
        return " · ".join(said), MARKS[worst]

    def pack(self, review: Review) -> str:
        """The version of the rules in a few characters."""
        found = re.search(r"\d{4}\.\d+", review.pack)
        return found.group() if found else review.pack

    def where(self, found: Finding, draft: RxDraft | None = None) -> str:
        """Line 2, or lines 1, 2; a herb by its name; '' for the whole sheet."""
        if not found.lines:
            return self.tr("whole sheet")
        count = len(draft.lines) if draft is not None else max(found.lines) + 1
        lines = [str(line + 1) for line in found.lines if line < count]
        herbs = [draft.herbs[line - count].name for line in found.lines if draft is not None and 0 <= line - count < len(draft.herbs)]
        said = [self.tr("line {n}").format(n="、".join(lines))] if lines else []
        return "、".join([*said, *herbs])

    def source(self, found: Finding) -> str:
        """Where the rule stands."""
        return self.tr("Source: {source}").format(source=found.source) if found.source else ""

    def summary(self, review: Review) -> str:
        """How many checks ran and which could not; never that nothing is wrong."""
        return self.rules.summary(review)

    def could_not(self, review: Review) -> list[str]:
        """The checks that could not run, by what they lacked."""
        return self.rules.gaps(review.could_not)

    def dose(self, product: Product | None, line: RxDraftLine) -> str:
        """As it stands in the field."""
        return "" if product is None or line.single is None else amount_text(line.single, product.dose_unit)

    def echo(self, product: Product | None, line: RxDraftLine) -> str:
        """What was understood: 5 mg（1片）."""
        if product is None or line.single is None:
            return ""
        said = dose_text(product, line.single)
        return said if said != amount_text(line.single, product.dose_unit) else ""

    def quantity(self, order: Ordered | None) -> tuple[str, str]:
        """(number, unit) of what is ordered."""
        return ("", "") if order is None else (plain_number(order.quantity), order.unit)

    def usage(self, line: PrescriptionLine, product: Product | None) -> str:
        """How a signed line is used."""
        if line.drug.startswith(PREFIX):
            way = f"（{line.note}）" if line.note else ""
            return self.tr("{dose} in each dose").format(dose=amount_text(line.single, line.dose_unit)) + way
        if product is None:
            return f"{amount_text(line.single, line.dose_unit)} {line.frequency}"
        return usage_text(product, line.single, line.frequency, line.route, line.days, line.as_needed, line.per_day)

    def state(self, sheet: Prescription) -> tuple[str, t.Mark]:
        """A sheet's state in word and shape."""
        marks = {
            PrescriptionState.CANCELLED: t.Mark.FAILED,
            PrescriptionState.RETURNED: t.Mark.ATTENTION,
            PrescriptionState.REFUSED: t.Mark.DANGER,
            PrescriptionState.APPROVED: t.Mark.OK,
            PrescriptionState.RELEASED: t.Mark.WAITING,
            PrescriptionState.SIGNED: t.Mark.WAITING,
        }
        supplied = self.supplied(sheet)
        said = [
            text(f"rx_state.{_special(sheet) or sheet.state.value}"),
            *([text(f"rx_supplied.{supplied}")] if supplied else []),
        ]
        return " · ".join(said), marks.get(sheet.state, t.Mark.NONE)

    def held(self, sheet: Prescription) -> str:
        """Why it waits for a pharmacist, while it does."""
        return held_words(load_texts(chosen_language()), sheet) if sheet.state in WAITING else ""


def _special(sheet: Prescription) -> str:
    """``reviewed`` where a pharmacist approved it (a site without review has every sheet approved as it is signed), ``urgent`` for 紧急调配."""
    if sheet.state is PrescriptionState.RELEASED:
        return "urgent" if begun(sheet)[1] else ""
    if sheet.state is not PrescriptionState.APPROVED or sheet.document is None:
        return ""
    try:
        told = read(sheet.document)
    except DocumentError:
        return ""  # whoever prints it or gives it out is told that it is damaged
    return "reviewed" if told.get("signed_as") in WAITING else ""
