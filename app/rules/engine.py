"""Review of a prescription: every check with its inputs, nothing lost in silence (H17)."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace

from app.rules.check import Check
from app.rules.checks import allergy, child, condition, dose, form, giving, insurance, legality, organs, partners, person, quantity
from app.rules.facts import RxContext
from app.rules.findings import CheckRun, CheckState, Finding, Gap, Review, Severity
from app.rules.inputs import gaps
from app.rules.pack import Pack
from app.rules.sheet import Sheet, read_sheet

_log = logging.getLogger(__name__)

CHECKS: tuple[Check, ...] = (
    form.FORM,
    form.VALIDITY,
    legality.RIGHTS,
    legality.NARCOTIC,
    legality.TIER,
    legality.INTERNET,
    legality.WITHDRAWN,
    quantity.QUANTITY,
    quantity.REFILL,
    allergy.ALLERGY,
    partners.DUPLICATE,
    partners.INTERACTION,
    partners.MANY,
    condition.CONDITION,
    condition.RENAL,
    organs.RENAL_DOSE,
    organs.LIVER,
    person.PREGNANCY,
    organs.LACTATION,
    person.AGE,
    person.SEX,
    dose.DOSE,
    dose.INTERVAL,
    dose.COURSE,
    child.WEIGHT,
    child.PER_KG,
    organs.INDICATION,
    organs.ASK_FIRST,
    giving.SKIN_TEST,
    giving.ROUTE,
    giving.INFUSION,
    giving.HERBS,
    insurance.PAYMENT,
    insurance.TRACE,
)
_COULD_NOT = frozenset({CheckState.NOT_RUN, CheckState.FAILED})


def evaluate(context: RxContext, pack: Pack | None, checks: Iterable[Check] = CHECKS) -> Review:
    """Review a sheet. Never raises: what goes wrong inside a check makes it a check that could not run.

    ``pack`` None = the data could not be loaded; then no check ran.
    """
    if pack is None:
        runs = tuple(CheckRun(check.id, CheckState.NOT_RUN, (Gap("pack"),)) for check in checks)
        return Review(tuple(_not_run(run) for run in runs), runs, "")
    try:
        sheet = read_sheet(context, pack)
    except Exception:  # a bug of ours must not look like a clean sheet
        _log.exception("sheet could not be read")
        runs = tuple(CheckRun(check.id, CheckState.FAILED) for check in checks)
        return Review(tuple(_not_run(run) for run in runs), runs, pack.label)
    results = [_run(check, sheet) for check in checks]
    findings = [found for _, several in results for found in several]
    findings += [_not_run(run) for run, _ in results if run.state in _COULD_NOT]
    if context.sheet.rescue:
        findings = [_advice(found) for found in findings]
    return Review(tuple(sorted(findings, key=_order)), tuple(run for run, _ in results), pack.label)


def _run(check: Check, sheet: Sheet) -> tuple[CheckRun, list[Finding]]:
    try:
        if not check.applies(sheet):
            return CheckRun(check.id, CheckState.NOT_APPLICABLE), []
        missing = gaps(sheet, check.inputs)
        found = list(check.find(sheet))
    except Exception:  # see evaluate
        _log.exception("check %s failed", check.id)
        return CheckRun(check.id, CheckState.FAILED), []
    return CheckRun(check.id, CheckState.NOT_RUN if missing else CheckState.RAN, missing), found


def _not_run(run: CheckRun) -> Finding:
    """RX-SAF-02: passive, named."""
    missing = ",".join(gap.input for gap in run.gaps) or "error"
    lines = tuple(sorted({line for gap in run.gaps for line in gap.lines}))
    return Finding("RX-SAF-02", Severity.PASSIVE, run.check, "", lines, (), {"check": run.check, "missing": missing})


def _advice(found: Finding) -> Finding:
    """In a resuscitation the rules advise and nothing blocks (H27)."""
    return replace(found, severity=Severity.WARN) if found.severity.interrupts else found


def _order(found: Finding) -> tuple[int, tuple[int, ...], str, str]:
    return found.severity.rank, found.lines, found.code, found.rule
