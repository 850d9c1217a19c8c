"""家庭医生签约 on show: an agreement that runs out with what was done, one that is being signed, nobody yet."""

from __future__ import annotations

from datetime import date
from functools import cache

from PySide6.QtWidgets import QWidget

from app.clock import iso
from app.domain.contract import Contract
from app.domain.filled_form import FilledForm
from app.domain.ids import derived_id
from app.services.contract_paper import ContractPaper
from app.services.contracts import Contracts
from app.services.printers import Printers
from app.store import care, filled_forms
from app.store.unit_of_work import UnitOfWork
from ui.bridge import Bridge
from ui.gallery import Entry
from ui.pages.contract.model import ContractModel
from ui.pages.contract.page import ContractPage
from ui.pages.on_show import on_show
from ui.practice_desk import PracticeDesk, open_practice

TERMS = (
    ("2025-04-10", "2026-04-09"),
    ("2025-03-20", "2026-03-19"),
    ("2025-09-01", "2026-08-31"),
    ("2025-02-01", "2026-01-31"),
    ("2026-01-05", "2027-01-04"),
)


def _born(practice: PracticeDesk, person: str) -> date:
    return practice.residents.get(person).birth or date.max


def _grown(practice: PracticeDesk) -> list[str]:
    """Adults, those of working age first."""
    grown = [one for one in practice.people if _born(practice, one) < date(2005, 1, 1)]
    return sorted(grown, key=lambda one: _born(practice, one) < date(1961, 1, 1))


@cache
def _practice() -> PracticeDesk:
    made = open_practice(12)
    desk, by = made.desk, made.desk.who.practitioner

    def work(uow: UnitOfWork) -> None:
        for person, (first, last) in zip(_grown(made), TERMS, strict=False):
            packages = ("basic", "elderly") if _born(made, person) < date(1961, 1, 1) else ("basic", "hypertension")
            key = derived_id("contract-on-show", person)
            care.CONTRACTS.add(
                uow, Contract(key, person, "刘明远团队", packages, first, last, "本人", "2025年版", ("data",), by, f"{first}T01:00:00.000Z")
            )
        for day in ("2025-06-03", "2025-09-10", "2025-12-02"):
            one = FilledForm(derived_id("form-on-show", day), _grown(made)[0], None, "htn_followup", 1, day, {}, by, iso(made.clock.now()))
            filled_forms.add(uow, one)

    desk.store.write(work, desk.actor).result()
    return made


def page_over(practice: PracticeDesk, bridge: Bridge) -> ContractPage:
    """The page over a practice clinic's services."""
    desk = practice.desk
    model = ContractModel(Contracts(desk), ContractPaper(desk), practice.residents, practice.clock)
    return ContractPage(model, bridge, Printers(desk))


def _page(practice: PracticeDesk) -> ContractPage:
    return on_show(lambda bridge: page_over(practice, bridge))


def due() -> QWidget:
    """It runs out in five weeks; three of four follow-ups were done."""
    made = _page(_practice())
    one = next(row for row in made.model.rows if row.last_on == date(2026, 4, 9))
    made.model.choose(one)
    made.table.select(one.contract)
    return made


def signing() -> QWidget:
    """Somebody without an agreement: what fits them is offered, the rest says why not."""
    practice = _practice()
    made = _page(practice)
    who = practice.residents.get(_grown(practice)[-1])
    made.model.begin(who.id, who.name)
    return made


@cache
def _empty() -> PracticeDesk:
    return open_practice(1)


def nobody() -> QWidget:
    """No agreement yet."""
    return _page(_empty())


ENTRIES = [Entry("contract-due", due), Entry("contract-signing", signing), Entry("contract-nobody", nobody)]
