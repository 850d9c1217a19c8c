"""The audit page on show: a morning in the trail, a check that found something, and a filter that finds nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtWidgets import QWidget

from app.clock import SetClock
from app.domain.person import ResidentRow
from app.services.auditing import Entry, Filter, Progress, TrailPage
from app.store.audit import Flaw
from app.store.trail import Row
from ui.gallery import Entry as Shown
from ui.pages.audit.model import AuditModel
from ui.pages.audit.page import AuditPage
from ui.pages.on_show import on_show

NOW = datetime(2026, 3, 5, 2, 20, tzinfo=UTC)
DOCTOR, NURSE, AUDITOR = ("a1", "刘建国"), ("a2", "李秀兰"), ("a3", "周玉芬")
_PERSON, _SHEET = "0f2a4c1e-7d1b-4f4e-9a58-7d3c1be0a111", "5c9be7b2-62b4-4f6c-8a0e-2f1d6a90b222"


def row(seq: int, minute: int, who: tuple[str, str], action: str, kind: str, **more: str) -> Entry:
    """One made-up row of this morning."""
    resident = more.pop("resident", "")
    given = {"ref": "", "person": "", "outcome": "ok", "reason": "", "detail": ""} | more
    role = {"a1": "doctor", "a2": "nurse", "a3": "auditor"}.get(who[0], "")
    return Entry(
        Row(seq, f"2026-03-05T0{minute // 60}:{minute % 60:02d}:07.000Z", who[0], role, "A1", action, kind, **given), who[1], resident
    )


ROWS = (
    row(1418, 138, AUDITOR, "read", "audit", detail='{"seat":"A1"}'),
    row(1417, 137, AUDITOR, "login", "account", detail='{"wrong_before":1}'),
    row(1416, 136, ("", ""), "login", "account", outcome="refused", reason="password", detail='{"tries":1}'),
    row(1415, 121, DOCTOR, "print", "printed_copy", ref=_SHEET, resident="王秀英", person="p1"),
    row(1414, 120, DOCTOR, "sign", "prescription", ref=_SHEET, resident="王秀英", person="p1"),
    row(1413, 112, NURSE, "refuse", "permission", ref="rx.cancel", outcome="refused", reason="no_permission"),
    row(1412, 96, NURSE, "entered-in-error", "measurement", ref=_PERSON, resident="王秀英", person="p1", reason="袖带绑在衣服外面"),
    row(1411, 93, NURSE, "disarm", "arming", resident="王秀英", person="p1", reason="saved"),
    row(1410, 93, NURSE, "create", "measurement", ref=_PERSON, resident="王秀英", person="p1"),
    row(1409, 88, NURSE, "arm", "arming", resident="王秀英", person="p1", reason="name+birth"),
    row(1408, 71, DOCTOR, "read", "id_number", resident="李建国", person="p2"),
    row(1407, 70, DOCTOR, "read", "chart", resident="李建国", person="p2"),
    row(1406, 55, ("", ""), "sync", "allergy", resident="李建国", person="p2"),
    row(1405, 42, ("", ""), "backup", "database", detail='{"bytes":48234496}'),
    row(1404, 41, DOCTOR, "login", "account"),
)
FLAWS = (Flaw("row_hash", "measurement", _PERSON), Flaw("chain_gap", "audit", "1187"))


class Desk:
    """Answers from made-up rows; nothing is checked."""

    def __init__(self, rows: tuple[Entry, ...] = ROWS, flaws: tuple[Flaw, ...] = (), older: int | None = 1404) -> None:
        self._rows, self._flaws, self._older = rows, flaws, older

    def rows(self, wanted: Filter, before: int | None = None) -> TrailPage:
        """The morning."""
        return TrailPage(self._rows, self._older if self._rows else None)

    def accounts(self) -> list[tuple[str, str]]:
        """Three."""
        return [DOCTOR, NURSE, AUDITOR]

    def verify(self, tell: Callable[[Progress], None]) -> Sequence[Flaw]:
        """What was made up."""
        return self._flaws

    def search(self, text: str, limit: int = 20) -> list[ResidentRow]:
        """Nobody."""
        return []


def page(desk: Desk) -> AuditPage:
    """The page over made-up rows."""
    model = AuditModel(desk, desk, SetClock(NOW))
    return on_show(lambda bridge: AuditPage(model, bridge))


def morning() -> QWidget:
    """One row in full; a check is under way."""
    made = page(Desk())
    made.model.checking = Progress("rows", 0.43)
    made.refresh()
    made.table.select("1412")
    return made


def flawed() -> QWidget:
    """One resident's rows; the check found two differences."""
    made = page(Desk(tuple(one for one in ROWS if one.row.person == "p1"), FLAWS, None))
    made.model.verify()
    made.model.wanted, made.model.resident = replace(made.model.wanted, person="p1"), "王秀英"
    made.refresh()
    return made


def nothing() -> QWidget:
    """Nothing of the kind; all fits."""
    made = page(Desk(()))
    made.model.choose_period("week")
    made.model.verify()
    return made


ENTRIES = [Shown("audit", morning), Shown("audit-flawed", flawed), Shown("audit-nothing", nothing)]
