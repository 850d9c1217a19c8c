"""The services of the prescription page, as far as it uses them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from app.clock import Clock
from app.domain.clinical import Answer, Fact, FactKind
from app.domain.draft import Draft
from app.domain.prescription import Prescription
from app.rules.facts import RxContext
from app.rules.findings import Review
from app.rules.formulary import Product
from app.rules.frequencies import Frequency
from app.services.charting import Chart
from app.services.drug_search import ProductRow
from app.services.measuring import Entered
from app.services.prescribing import LineDefaults
from app.services.refills import RefillProposal
from app.services.residents import Banner
from app.services.rx_draft import RxDraft, RxDraftLine
from app.services.rx_lines import Ordered
from app.services.rx_slips import Paper
from app.services.rx_splitting import Part
from app.services.rx_wants import Wants
from ui.pages.skin.model import SkinDesk


class RxDesk(Protocol):
    """Writing, reviewing, signing, printing."""

    def find(self, text: str, limit: int = 12) -> list[ProductRow]: ...

    def product(self, drug: str) -> Product | None: ...

    def shelved(self, drug: str) -> ProductRow | None: ...

    def frequencies(self) -> tuple[Frequency, ...]: ...

    def defaults(self, drug: str, person: str) -> LineDefaults: ...

    def compute_quantity(self, line: RxDraftLine) -> Ordered | None: ...

    def context(self, draft: RxDraft) -> RxContext: ...

    def with_results(self, draft: RxDraft) -> RxDraft: ...

    def review(self, draft: RxDraft) -> Review: ...

    def new_draft(self, person: str, encounter: str) -> RxDraft: ...

    def save_draft(self, draft: RxDraft) -> Draft: ...

    def draft_of(self, encounter: str) -> RxDraft | None: ...

    def drop_draft(self, draft: RxDraft) -> None: ...

    def parts(self, draft: RxDraft) -> tuple[Part, ...]: ...

    def wants(self, draft: RxDraft) -> Wants: ...

    def set_remote(self, encounter: str, remote: bool) -> None: ...

    def sign_all(self, draft: RxDraft) -> tuple[Prescription, ...]: ...

    def together(self, prescription: Prescription) -> tuple[Prescription, ...]: ...

    def cancel(self, prescription: str, reason: str) -> Prescription: ...

    def refill(self, prescription: str) -> RefillProposal: ...

    def refill_draft(self, proposal: RefillProposal, encounter: str, chosen: tuple[int, ...] | None = None) -> RxDraft: ...

    def of_person(self, person: str) -> list[Prescription]: ...

    def of_encounter(self, encounter: str) -> list[Prescription]: ...

    def pdf(self, *keys: str) -> bytes: ...

    def draft_pdf(self, draft: RxDraft) -> bytes: ...

    def paper_pdf(self, paper: Paper, *keys: str) -> bytes: ...

    def paper_printed(self, paper: Paper, prescription: str, pdf: bytes) -> None: ...

    def printed(self, prescription: str, pdf: bytes) -> object: ...


class ChartDesk(Protocol):
    """Diagnoses to choose from, and questions that are asked right here."""

    def chart(self, person: str) -> Chart: ...

    def answer(self, person: str, kind: FactKind, answer: Answer, source: str) -> Fact: ...

    def add_allergy(self, person: str, text: str, token: str = "", reaction: str = "", severity: str = "", source: str = "") -> object: ...


class WeightDesk(Protocol):
    """A weight typed at the doctor's desk."""

    def enter(self, encounter: str, kind: str, text: str, context: str = "", arm: str = "", confirmed: tuple[str, ...] = ()) -> Entered: ...


class BannerDesk(Protocol):
    """Who it is, for the top of the page."""

    def banner(self, person: str) -> Banner: ...


@dataclass(frozen=True)
class Services:
    """``skin`` None = no test is begun here. ``unread``: whether a value of this resident was corrected and the doctor has not read it yet (safety.md §3)."""

    rx: RxDesk
    charting: ChartDesk
    intake: WeightDesk
    residents: BannerDesk
    clock: Clock
    unread: Callable[[str], bool]
    signer: Callable[[], str]
    skin: SkinDesk | None = None
