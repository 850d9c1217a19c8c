"""待办, the worklist: what came back and waits for a person.

A critical value to tell, a delivery that failed, a sheet sent back, a call to make, a shelf to look into. Each row
is read from where it is settled, so it goes when it is settled there, at whatever seat.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.clock import iso
from app.services import critical_values
from app.services.comments_back import CommentsBack
from app.services.contracts import Contracts
from app.services.corrections import Corrections
from app.services.critical_values import CriticalRow, CriticalValues, due_now
from app.services.desk import Desk
from app.services.emergency_sheets import EmergencySheets
from app.services.home_asking import told_ask
from app.services.home_readings import HomeReadings
from app.services.infectious import InfectiousReports, Report
from app.services.late_facts import LateFacts
from app.services.returned import Returned
from app.services.stock import Stock
from app.services.stock_settling import CodeClash, Shortfall
from app.services.supply_step import failures
from app.services.supplying import Supply, Supplying


class WorkKind(StrEnum):
    """Where it is settled."""

    CRITICAL = "critical"  # 危急值: somebody is to be told, or asked again
    EMERGENCY = "emergency"  # 急救: to be completed with name and diagnosis
    REPORT = "report"  # 传染病报告卡: to be written, or sent in the national system
    CALL = "call"  # 需要打电话: a value was taken back, or something became known, after signing
    FAILED = "failed"  # 未送达
    RETURNED = "returned"  # 药师退回
    SHELF = "shelf"  # 库存待核实
    COMMENT = "comment"  # 处方点评待答复
    HOME = "home"  # 居民自测超标: what was measured at home asks for a doctor
    CONTRACT = "contract"  # 家医签约待续签: as many as ``count`` says


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One row. ``ref``: the sheet, the request, or the comment; ``name``: whom it is about; ``phone``, ``why`` as far as they are known;
    ``count``: how many it stands for.
    """

    kind: WorkKind
    ref: str
    name: str = ""
    phone: str = ""
    why: str = ""
    at: str = ""
    count: int = 1


SOURCES = frozenset(
    {
        "supply_request",
        "supply_step",
        "prescription",
        "review_step",
        "stock_move",
        "dispense",
        "late_call",
        "correction",
        "rx_comment",
        "rx_comment_answer",
        "measurement",
        "critical_step",
        "contact",
        "condition",
        "filled_form",
        "contract",
        "contract_step",
    }
)
"""Tables whose changes may add a row or take one away."""


class Worklist:
    """For whoever is signed in: only what they may settle."""

    def __init__(self, desk: Desk, supplying: Supplying, returned: Returned, stock: Stock, calls: tuple[Corrections, LateFacts]) -> None:
        self._desk, self._supplying, self._returned, self._stock, self._calls = desk, supplying, returned, stock, calls
        self._comments = CommentsBack(desk)
        self._critical = CriticalValues(desk)
        self._home = HomeReadings(desk)
        self._infectious, self._contracts = InfectiousReports(desk), Contracts(desk)
        self._emergencies = EmergencySheets.of(desk)

    def waiting(self) -> list[WorkItem]:
        """The oldest first of each kind: critical values, calls, deliveries, sheets, the shelf."""
        return [*self._waiting(), *self._of_public_health(), *self._from_home()]

    def asked(self) -> int:
        """How many requests wait for this pharmacy: new ones, and failed deliveries."""
        if not self._desk.who.may("supply.handle"):
            return 0
        return sum(one.asked and (one.failed or not one.steps) for one in self._supplying.under_way())

    def _from_home(self) -> Iterator[WorkItem]:
        """What residents measured at home asks for the doctor."""
        if self._desk.who.may("chart.write") and self._desk.who.may("chart.read"):
            for one in self._home.waiting():
                yield WorkItem(WorkKind.HOME, one.person, one.name, one.phone, told_ask(one), one.at)

    def _pressing(self) -> Iterator[WorkItem]:
        who = self._desk.who
        if who.may(critical_values.READ) and who.may(critical_values.WRITE):
            yield from map(_critical, due_now(self._critical.open(), self._desk.clock.now()))
        if who.may("chart.write"):
            yield from (WorkItem(WorkKind.EMERGENCY, one.id, at=one.opened_at) for one in self._emergencies.waiting())

    def _of_public_health(self) -> Iterator[WorkItem]:
        """What is to be reported, the one whose time ends first first, and how many agreements run out."""
        if self._desk.who.may("chart.read") and self._desk.who.may("forms.write"):
            yield from map(_report, self._infectious.waiting())
            due = self._contracts.due()
            yield from [WorkItem(WorkKind.CONTRACT, "", count=due)] if due else []

    def _waiting(self) -> Iterator[WorkItem]:
        who = self._desk.who
        yield from self._pressing()
        if who.may("chart.write") and who.may("chart.read"):
            for desk in self._calls:
                yield from (WorkItem(WorkKind.CALL, one.id, one.name, at=one.made_at) for one in desk.calls())
        if who.may("supply.handle"):
            yield from (_failed(one) for one in self._supplying.under_way() if one.failed and not one.asked)
        if who.may("rx.write"):
            for sheet in self._returned.waiting():
                if not sheet.asked_again:
                    yield WorkItem(WorkKind.RETURNED, sheet.sheet.id, sheet.name, sheet.phone, at=sheet.at)
            yield from (WorkItem(WorkKind.COMMENT, key, at=at) for key, at in self._comments.waiting())
        if who.may("stock.write"):
            found = self._stock.to_settle()
            rows: tuple[Shortfall | CodeClash, ...] = (*found.short, *found.clashes)
            yield from (WorkItem(WorkKind.SHELF, one.drug, one.name) for one in rows)


def _critical(one: CriticalRow) -> WorkItem:
    phone = one.phones[0][0] if one.phones else ""
    return WorkItem(WorkKind.CRITICAL, one.key, one.name, phone, at=iso(one.since))


def _report(one: Report) -> WorkItem:
    """``at``: the end of the time for it."""
    return WorkItem(WorkKind.REPORT, one.person, one.name, one.phone, one.disease.name, iso(one.until))


def _failed(one: Supply) -> WorkItem:
    last = one.steps[-1]
    return WorkItem(WorkKind.FAILED, one.request.id, one.patient, one.request.phone, failures().get(last.reason, last.note), last.at)
