"""The words of the drug list: state, stock, expiry and price of a product, and what a file would change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from PySide6.QtCore import QObject

from app.domain.amounts import yuan_text
from app.services.drug_search import ProductRow
from app.services.formulary import ALL, EXPIRING, IN_STOCK, UNCONFIRMED, UNRULED, BatchRow, FormularyList, ProductDetails, soon_days
from app.services.formulary_import import CHANGED, NEW, SAME, FormularyPlan, Planned, reasons_of
from app.services.list_rows import Refusal
from app.texts import chosen_language, load_texts, text
from ui import tokens as t
from ui.pages.wording import when

NOTHING = "—"


class FormularyWords(QObject):
    """What is told of a product; the day is asked for at every word, since the page stays open over midnight."""

    def views(self) -> dict[str, str]:
        """The word of each view."""
        return {
            ALL: self.tr("All"),
            IN_STOCK: self.tr("In stock"),
            EXPIRING: self.tr("Running out or expired"),
            UNCONFIRMED: self.tr("To be confirmed"),
            UNRULED: self.tr("Without rules"),
        }

    def counts(self, found: FormularyList) -> str:
        """How many there are, and how many of them want somebody."""
        whole = self.tr("{n} products").format(n=found.total)
        if found.total > len(found.rows):
            whole = self.tr("the first {n} of {total}").format(n=len(found.rows), total=found.total)
        waiting = ((self.tr("{n} running out or expired"), EXPIRING), (self.tr("{n} to be confirmed"), UNCONFIRMED))
        return " · ".join((whole, *(said.format(n=found.counts[view]) for said, view in waiting if found.counts.get(view))))

    def more_batches(self, count: int) -> str:
        """Those that are not listed."""
        return self.tr("and {n} more batches").format(n=count)

    def state(self, row: ProductRow) -> tuple[str, t.Mark]:
        """Confirmed or not, and whether any rule knows it."""
        if row.withdrawn:
            return text("catalogue.withdrawn", {"day": row.withdrawn}), t.Mark.FAILED
        if row.hidden:
            return self.tr("no longer used"), t.Mark.FAILED
        if not row.listed:
            return self.tr("not in our list"), t.Mark.NONE
        if not row.ruled:
            said = self.tr("confirmed, no rules") if row.confirmed else self.tr("not confirmed, no rules")
            return said, t.Mark.INFO if row.confirmed else t.Mark.ATTENTION
        return (self.tr("confirmed"), t.Mark.OK) if row.confirmed else (self.tr("not confirmed"), t.Mark.ATTENTION)

    def box(self, row: ProductRow) -> str:
        """5 mg × 28片/盒."""
        return " × ".join(part for part in (row.strength, row.pack) if part) or row.form

    def stock(self, row: ProductRow) -> str:
        """What may be given, and what may not any more."""
        said = row.stock_text or NOTHING
        return self.tr("{stock} (and expired ones)").format(stock=said) if row.expired else said

    def stock_mark(self, row: ProductRow) -> t.Mark:
        """Sold out or expired."""
        if row.expired:
            return t.Mark.DANGER
        return t.Mark.ATTENTION if row.stock == 0 else t.Mark.NONE

    def expiry(self, row: ProductRow) -> str:
        """The day on which the first batch runs out."""
        return NOTHING if row.expires is None else row.expires.isoformat()

    def expiry_mark(self, row: ProductRow, today: date) -> t.Mark:
        """Soon."""
        soon = row.expires is not None and (row.expires - today).days <= soon_days()
        return t.Mark.ATTENTION if soon else t.Mark.NONE

    def price(self, row: ProductRow) -> str:
        """Of one pack, in yuan."""
        return NOTHING if row.price_fen is None else yuan_text(row.price_fen)

    def batch(self, row: BatchRow, today: date) -> tuple[str, t.Mark]:
        """A batch with its day and what that means."""
        one = row.batch
        facts = {"number": one.number or NOTHING, "n": row.counted, "day": one.expiry.isoformat() if one.expiry else NOTHING}
        if one.expiry is None:
            return self.tr("Batch {number}: {n}, expiry not told").format(**facts), t.Mark.ATTENTION
        if one.is_expired(today):
            return self.tr("Batch {number}: {n}, expired on {day}: not to be given, take it off the shelf").format(**facts), t.Mark.DANGER
        left = (one.expiry - today).days
        if left <= soon_days():
            said = self.tr("Batch {number}: {n}, until {day}, {left} days left")
            return said.format(**facts, left=left), t.Mark.ATTENTION
        return self.tr("Batch {number}: {n}, until {day}").format(**facts), t.Mark.NONE

    def confirmed(self, details: ProductDetails, now: datetime) -> tuple[str, t.Mark]:
        """Who signed it, and whether that still fits."""
        if not details.confirmed_at:
            return self.tr("No pharmacist of this institution has confirmed it."), t.Mark.ATTENTION
        facts = {"name": details.confirmed_by or NOTHING, "time": when(details.confirmed_at, now)}
        if details.genuine:
            return self.tr("Confirmed and signed by {name}, {time}.").format(**facts), t.Mark.OK
        said = self.tr("Confirmed by {name}, {time}, but the signature does not fit what stands here: confirm it again.")
        return said.format(**facts), t.Mark.DANGER

    def catalogue(self, details: ProductDetails) -> list[tuple[str, t.Mark]]:
        """Whose list told of it, and that it is on that list no more."""
        entry, said = details.entry, []
        if details.row.withdrawn:
            said.append((text("catalogue.withdrawn_line", {"day": details.row.withdrawn}), t.Mark.DANGER))
        if entry.catalogue:
            facts = {"catalogue": entry.catalogue, "version": entry.version or NOTHING}
            said.append((text("catalogue.told_by", facts), t.Mark.NONE))
        return said

    def no_rules(self) -> str:
        """What it means that no rule knows a product."""
        return self.tr(
            "The rules do not know this product: dose, interactions, contraindications and allergies are not checked for it. "
            "Check the leaflet."
        )

    def told(self, what: str, said: str) -> str:
        """What was done last."""
        return {
            "reading": self.tr("Reading {file} …").format(file=said),
            "writing": self.tr("Taking the list in …"),
            "confirmed": self.tr("Confirmed and signed."),
            "withdrawn": self.tr("The confirmation was taken back."),
            "hidden": self.tr("It is no longer offered to prescribers; what was prescribed stays."),
            "priced": self.tr("The price was changed."),
            "shown": self.tr("It is offered to prescribers again."),
            "taken": self.tr("{n} products were taken in.").format(n=said),
            "saved": self.tr("Saved: {file}").format(file=said),
        }[what]

    # a file

    def refused_file(self) -> str:
        """What the name of a file with rows in error ends with."""
        return load_texts(chosen_language()).say("formulary_row.file")

    def row_text(self, one: Refusal) -> str:
        """The first cells of a row that say anything."""
        return " · ".join([text.strip() for text in one.row.texts if text.strip()][:3])

    def summary(self, plan: FormularyPlan) -> str:
        """What a file would do, in a line."""
        counts = {"new": plan.count(NEW), "changed": plan.count(CHANGED), "same": plan.count(SAME), "refused": len(plan.refused)}
        said = [self.tr("{new} new, {changed} changed, {same} as they are; {refused} rows cannot be taken.").format(**counts)]
        if plan.unruled:
            said.append(self.tr("{n} have no rules and will say so when prescribed.").format(n=len(plan.unruled)))
        if plan.columns.unused:
            said.append(self.tr("Columns not used: {names}.").format(names="、".join(plan.columns.unused)))
        return ("" if _chinese() else " ").join(said)

    def planned_state(self, one: Planned) -> str:
        """New, changed or as it is."""
        return {NEW: self.tr("new"), CHANGED: self.tr("changed"), SAME: self.tr("as it is")}[one.state]

    def planned_mark(self, one: Planned) -> t.Mark:
        """Expired first, then what has no rules."""
        if one.expired:
            return t.Mark.DANGER
        return t.Mark.ATTENTION if not one.after.ruled else t.Mark.NONE

    def changes(self, one: Planned) -> str:
        """Each fact that becomes another."""
        return ("；" if _chinese() else "; ").join(self._changes(one))

    def refusal(self, one: Refusal) -> str:
        """Why a row is not taken."""
        return reasons_of(load_texts(chosen_language()), one)

    def _changes(self, one: Planned) -> Iterator[str]:
        if not one.after.ruled:
            yield self.tr("no rules")
        if one.expired:
            yield self.tr("expired: batch {names}").format(names="、".join(batch.number or NOTHING for batch in one.expired))
        before, after = one.before, one.after
        pairs = (
            (self.tr("stock"), before and self._counted(before), self._counted(after)),
            (self.tr("price"), before and self.price(before), self.price(after)),
            (self.tr("class"), before and (before.insurance or NOTHING), after.insurance or NOTHING),
            (self.tr("pack"), before and self.box(before), self.box(after)),
        )
        for word, was, now in pairs:
            if before is None and now != NOTHING and word != self.tr("pack"):  # a column of its own tells it
                yield f"{word} {now}"
            elif before is not None and was != now:
                yield f"{word} {was} → {now}"
        if before is not None and before.confirmed and before.pack != after.pack:
            yield self.tr("the confirmation ends")

    def _counted(self, row: ProductRow) -> str:
        return row.stock_text or NOTHING


def _chinese() -> bool:
    return chosen_language() == "zh_CN"
