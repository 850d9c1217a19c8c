"""The words of the medicine bag."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from PySide6.QtCore import QCoreApplication, QObject

from app.clock import instant, local_day
from app.domain.outside_medicine import BagSource, OutsideMedicine, Taking
from app.rules.frequencies import frequencies
from app.services.drug_search import strength_text
from app.services.medicine_bag import Bag, BagRow
from app.services.outside_facts import Twice, amount_in
from app.services.rx_words import dose_text
from app.store.pinyin import initials_of
from app.texts import text
from ui import tokens as t
from ui.pages.bag.model import asked_none
from ui.pages.wording import day


class BagWords(QObject):
    """In the language of the program; names of drugs stay Chinese."""

    def sources(self) -> list[tuple[str, str]]:
        """Where it may come from."""
        return [(one.value, text(f"medicine_source.{one.value}")) for one in BagSource]

    def taking(self) -> list[tuple[str, str]]:
        """What may be answered."""
        return [(Taking.YES.value, self.tr("yes")), (Taking.NO.value, self.tr("no")), (Taking.UNSURE.value, self.tr("not sure"))]

    def frequencies(self) -> list[tuple[str, str, Sequence[str]]]:
        """Every one, with what may be typed for it."""
        return [(one.code, one.words, (one.code, *initials_of(one.words))) for one in frequencies().values()]

    def state(self, bag: Bag) -> tuple[str, t.Mark]:
        """Asked or not, and what came of it: three states (H17)."""
        if bag.rows:
            stale = len(bag.stale)
            if stale:
                return self.tr("{n} to be confirmed").format(n=stale), t.Mark.ATTENTION
            return self.tr("{n} kinds, asked today").format(n=len(bag.rows)), t.Mark.OK
        if asked_none(bag) and bag.asked is not None:
            on = local_day(instant(bag.asked.at))
            words = self.tr("none (asked today)") if on == bag.as_of else self.tr("none (asked {day})").format(day=on.isoformat())
            return words, t.Mark.OK
        return self.tr("not asked"), t.Mark.ATTENTION

    def key(self, bag: Bag | None) -> str:
        """On the button that opens it."""
        name = self.tr("Medicine bag")
        return name if bag is None else self.tr("{name}: {state}").format(name=name, state=self.state(bag)[0])

    def about(self, bag: Bag | None) -> str:
        """One sentence for the medication check: what it looked at from elsewhere, as of when, and what it could not compare."""
        if bag is None or not bag.rows:
            return ""
        asked = min(one.asked for one in bag.rows)
        said = self.tr("From elsewhere: {n} kinds, by what was asked on {day}.").format(n=len(bag.rows), day=asked.isoformat())
        names = "、".join(one.told.name for one in bag.unmatched)
        return f"{said} {self.tr('Cannot be compared: {names}').format(names=names)}" if names else said

    def as_of(self, bag: Bag) -> str:
        """How far the list reaches."""
        said = self.tr("By the records up to {day}: {ours} of our sheets, {n} from elsewhere.")
        return said.format(day=bag.as_of.isoformat(), ours=len(bag.ours), n=len(bag.rows))

    def title(self, row: BagRow) -> str:
        """Its name; beside words the product they are compared as."""
        product = row.product
        if product is None:
            return row.told.name
        strength = strength_text(product)
        if row.told.drug or product.name == row.told.name:
            return f"{product.name} {strength}".strip()
        return self.tr("{name} (compared as {product})").format(name=row.told.name, product=product.name)

    def source(self, told: OutsideMedicine) -> str:
        """Where from."""
        word = text(f"medicine_source.{told.source.value}")
        return f"{word} {told.place}" if told.place and told.place not in word else word

    def use(self, row: BagRow) -> str:
        """How it is taken, as far as it was told."""
        told = row.told
        amount = amount_in(told, row.product)
        dose = (
            dose_text(row.product, amount)
            if row.product is not None and amount is not None
            else told.use or _number(told.single, told.unit)
        )
        known = frequencies().get(told.frequency)
        since = self.tr("since {day}").format(day=told.since) if told.since else ""
        parts = [one for one in (dose, known.words if known is not None else "", since) if one]
        return " · ".join(parts) if parts else self.tr("use not known")

    def asked(self, row: BagRow, now: datetime) -> str:
        """When it was last asked about, and by whom."""
        return self.tr("asked {day} {name}").format(day=day(row.told.at, now), name=row.by).strip()

    def stopped(self, row: BagRow) -> str:
        """Since when and why it is not taken any more."""
        told = row.told
        return " · ".join(part for part in (self.tr("stopped {day}").format(day=told.stopped).strip(), told.reason) if part)

    def twice(self, one: Twice) -> str:
        """Two of the set that are the same, or do the same."""
        if one.one.id == one.other.id:
            return self.tr("{drug}: from two places, one may be left out").format(drug=one.one.name)
        return self.tr("{one} and {other}: the same ingredient or effect, one may be left out").format(
            one=one.one.name, other=one.other.name
        )


def strip_title() -> str:
    """Of the panel."""
    return QCoreApplication.translate("BagView", "Medicine bag (from elsewhere)")


def _number(single: str, unit: str) -> str:
    return f"{Decimal(single):f} {unit}" if single else ""
