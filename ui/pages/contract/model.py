"""家庭医生签约: the list by how it stands, the agreement in front with what it promised and what was done, a form to sign or renew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from app.clock import Clock, local_day
from app.domain.contract import Contract, ContractEnd, ContractStep
from app.domain.person import ResidentRow
from app.rules.contracts import State
from app.services.contracts import ContractRow, Fulfilment, Option, SigningForm
from ui.pages.page_model import PageModel, Rereading

GROUPS = {
    "due": frozenset({State.DUE}),
    "running": frozenset({State.RUNNING, State.RENEWED, State.AHEAD}),
    "past": frozenset({State.OVER, State.ENDED}),
}
"""What the list is filtered by."""


class Agreements(Protocol):
    """app.services.contracts.Contracts"""

    def options(self, person: str) -> tuple[Option, ...]: ...
    def proposal(self, person: str) -> SigningForm: ...
    def sign(self, form: SigningForm) -> Contract: ...
    def end(self, contract: str, end: ContractEnd, on: date, note: str = "") -> ContractStep: ...
    def listed(self) -> list[ContractRow]: ...
    def fulfilment(self, contract: str) -> Fulfilment: ...


class Paper(Protocol):
    """app.services.contract_paper.ContractPaper"""

    def agreement(self, contract: str) -> bytes: ...
    def fulfilment(self, found: Fulfilment) -> bytes: ...
    def printed(self, contract: Contract, pdf: bytes) -> None: ...


class People(Protocol):
    """app.services.residents.Residents"""

    def search(self, text: str, limit: int = 20) -> list[ResidentRow]: ...


class ContractModel(PageModel):
    """``found``: what the agreement in front promised; ``form``: what is being signed, with ``options`` and the ``signer``'s name."""

    def __init__(self, agreements: Agreements, paper: Paper, residents: People, clock: Clock) -> None:
        super().__init__()
        self._agreements, self._paper, self._residents, self.clock = agreements, paper, residents, clock
        self.group, self.query = "", ""
        self._all: tuple[ContractRow, ...] | None = None
        self.chosen = ""
        self.found: Fulfilment | None = None
        self.form: SigningForm | None = None
        self.options: tuple[Option, ...] = ()
        self.signer = ""
        self._reading = Rereading(self, lambda: self._agreements.listed, self._show)

    @property
    def read(self) -> bool:
        """Whether the list was read."""
        return self._all is not None

    @property
    def today(self) -> date:
        """The clinic's day."""
        return local_day(self.clock.now())

    @property
    def rows(self) -> tuple[ContractRow, ...]:
        """Of the group, by name, village or team."""
        wanted = GROUPS.get(self.group)
        return tuple(
            one
            for one in self._all or ()
            if (wanted is None or one.state in wanted) and (not self.query or self.query in f"{one.name}{one.village}{one.team}")
        )

    def count(self, group: str) -> int:
        """How many of a group, '' = all."""
        wanted = GROUPS.get(group)
        return sum(wanted is None or one.state in wanted for one in self._all or ())

    def load(self) -> None:
        """Anew."""
        self._reading.read()

    def choose_group(self, group: str) -> None:
        """One group, '' = all."""
        self.group = group
        self.changed()

    def find(self, text: str) -> None:
        """Name, village or team."""
        self.query = text.strip()
        self.changed()

    def search(self, text: str) -> list[ResidentRow]:
        """Any resident, to sign."""
        return self._residents.search(text)

    def choose(self, row: ContractRow) -> None:
        """An agreement of the list."""
        if row.contract != self.chosen:
            self.chosen, self.found, self.form = row.contract, None, None
            self.changed()
            self._look()

    def begin(self, person: str, name: str) -> None:
        """Sign for somebody; one that runs out is renewed."""

        def work() -> tuple[SigningForm, tuple[Option, ...]]:
            return self._agreements.proposal(person), self._agreements.options(person)

        def show(got: tuple[SigningForm, tuple[Option, ...]]) -> None:
            self.form, self.options = got
            self.signer, self.chosen, self.found = name, "", None

        self.do(work, show)

    def renew(self) -> None:
        """The agreement in front again."""
        if self.found is not None:
            self.begin(self.found.person.id, self.found.person.name)

    def leave(self) -> None:
        """No agreement is signed."""
        self.form, self.error = None, None
        self.changed()

    def sign(self, form: SigningForm) -> None:
        """As it is filled in."""
        self.form = form
        self.do(lambda: self._agreements.sign(form), self._signed)

    def end(self, end: ContractEnd, on: date, note: str) -> None:
        """The agreement in front ends before its time."""
        found = self.found
        if found is not None:
            self.do(lambda: self._agreements.end(found.contract.id, end, on, note), lambda _: self._again(found.contract.id))

    def print_agreement(self, done: Callable[[bytes], None]) -> None:
        """Two copies."""
        found = self.found
        if found is not None:
            self.do(lambda: self._paper.agreement(found.contract.id), done)

    def print_fulfilment(self, done: Callable[[bytes], None]) -> None:
        """What was promised and done."""
        found = self.found
        if found is not None:
            self.do(lambda: self._paper.fulfilment(found), done)

    def printed(self, contract: Contract, pdf: bytes) -> None:
        """It left the printer."""
        self._paper.printed(contract, pdf)

    # inside

    def _show(self, rows: Sequence[ContractRow]) -> None:
        self._all = tuple(rows)

    def _signed(self, made: Contract) -> None:
        self.form = None
        self._again(made.id)

    def _again(self, contract: str) -> None:
        self.chosen = contract
        self.load()
        self._look()

    def _look(self) -> None:
        key = self.chosen
        self._run(lambda: self._agreements.fulfilment(key), lambda found: self._tell(key, found), self.fail)

    def _tell(self, key: str, found: Fulfilment) -> None:
        if key == self.chosen:
            self.found = found
            self.changed()


def with_packages(form: SigningForm, packages: Sequence[str], consents: Sequence[str]) -> SigningForm:
    """The form with what is ticked."""
    return replace(form, packages=tuple(packages), consents=tuple(consents))
