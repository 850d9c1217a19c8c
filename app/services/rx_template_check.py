"""Templates judged by the rules of today without anybody in the chair: doses, what its lines do to each other, what was withdrawn."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from types import MappingProxyType

from app.domain.formulary import FormularyEntry
from app.domain.herbs import PREFIX
from app.domain.rx_template import RxTemplate
from app.rules.checks import dose, giving, legality, partners
from app.rules.engine import evaluate
from app.rules.facts import LineFacts, RxContext
from app.rules.findings import Finding
from app.rules.pack import Pack
from app.services.rx_draft import RxDraft
from app.services.rx_template_put import sheet_of
from app.services.withdrawn import day_of

CHECKS = (
    legality.WITHDRAWN,
    partners.DUPLICATE,
    partners.INTERACTION,
    partners.MANY,
    dose.DOSE,
    dose.INTERVAL,
    giving.ROUTE,
    giving.INFUSION,
    giving.HERBS,
)
"""Those that need no resident: what they lack (age, other medicines) is looked at on the sheet."""
Days = tuple[str, ...]
"""Since when each line's product is withdrawn, '' = it is not."""


class TemplateJudge:
    """Remembers what it said of a version under the rules of one pack: a version never changes, and of the shelf only what is withdrawn
    counts. ``pack`` None = no rules: nothing is said."""

    def __init__(self, pack: Pack | None) -> None:
        self._pack = pack
        self._said: dict[str, tuple[Days, tuple[Finding, ...]]] = {}
        self._judging = threading.Lock()

    def follow(self, pack: Pack) -> None:
        """Judge by other rules from now on, every template anew."""
        with self._judging:
            self._pack, self._said = pack, {}

    def findings(self, one: RxTemplate, entries: Mapping[str, FormularyEntry] = MappingProxyType({})) -> tuple[Finding, ...]:
        """What would stop a signature, or ask for a reason, whoever it were for."""
        with self._judging:
            days = tuple(day_of(entries[line.drug]) if line.drug in entries else "" for line in one.lines)
            known = self._said.get(one.id)
            if known is None or known[0] != days:
                known = self._said[one.id] = days, self._judged(one, days)
            return known[1]

    def _judged(self, one: RxTemplate, days: Days) -> tuple[Finding, ...]:
        if self._pack is None:
            return ()
        sheet = sheet_of(one).in_lines()
        herbs = len(sheet.lines) - len(days)
        review = evaluate(RxContext(lines=_facts(sheet, (*days, *("",) * herbs))), self._pack, CHECKS)
        return tuple(found for found in review.findings if found.severity.interrupts)


def _facts(sheet: RxDraft, days: Days) -> tuple[LineFacts, ...]:
    decocted = sheet.decoction is not None and "煎" in sheet.decoction.method
    return tuple(
        LineFacts(
            line.drug,
            line.single,
            line.times_a_day,
            line.days,
            line.route,
            bag=line.bag,
            usage=line.as_needed,
            way=line.note if decocted and line.drug.startswith(PREFIX) else None,
            withdrawn=day,
        )
        for line, day in zip(sheet.lines, days, strict=True)
    )
