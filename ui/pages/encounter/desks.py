"""The services of the doctor's page, as far as it uses them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from app.clock import Clock
from app.domain.clinical import Answer, Condition, Fact, FactKind
from app.domain.draft import Draft
from app.domain.encounter import Encounter
from app.services.charting import Chart
from app.services.diagnoses import DiagnosisRow
from app.services.infectious import Report
from app.services.queue import QueueRow
from app.services.residents import Banner
from ui.pages.encounter.taken_back import CorrectionDesk, LateDesk
from ui.pages.encounter.worklist_panel import WorklistDesk


class QueueDesk(Protocol):
    """What of the queue this page uses."""

    def today(self) -> list[QueueRow]: ...

    def call(self, encounter: str, take_over: bool = False) -> Encounter: ...

    def hold(self, encounter: str) -> Encounter: ...

    def missed(self, encounter: str) -> Encounter: ...

    def resume(self, encounter: str) -> Encounter: ...

    def finish(self, encounter: str) -> Encounter: ...


class ChartDesk(Protocol):
    """What of charting this page uses."""

    def chart(self, person: str) -> Chart: ...

    def find_diagnosis(self, text: str, limit: int = 12) -> list[DiagnosisRow]: ...

    def add_condition(self, person: str, encounter: str | None, row: DiagnosisRow, onset: date | None = None) -> Condition: ...

    def resolve_condition(self, condition: str) -> Condition: ...

    def reopen_condition(self, condition: str) -> Condition: ...

    def add_allergy(self, person: str, text: str, token: str = "", reaction: str = "", severity: str = "", source: str = "") -> object: ...

    def retract_allergy(self, allergy: str, reason: str) -> object: ...

    def answer(self, person: str, kind: FactKind, answer: Answer, source: str) -> Fact: ...

    def note(self, encounter: str, text: str) -> Encounter: ...


class BannerDesk(Protocol):
    """Who it is, for the top of the page."""

    def banner(self, person: str) -> Banner: ...


class DraftDesk(Protocol):
    """Where unfinished words are kept."""

    def keep(self, kind: str, person: str, encounter: str, body: Mapping[str, Any]) -> Draft: ...

    def find(self, kind: str, encounter: str) -> Draft | None: ...

    def drop(self, kind: str, encounter: str) -> None: ...


class StripDesk(Protocol):
    """The samples of a recording, for the small picture."""

    def samples(self, recording: str) -> Mapping[str, Sequence[int | None]]: ...


@dataclass(frozen=True)
class Services:
    """The services of the page."""

    queue: QueueDesk
    charting: ChartDesk
    residents: BannerDesk
    drafts: DraftDesk
    clock: Clock
    ecg: StripDesk
    corrections: CorrectionDesk
    late_facts: LateDesk
    worklist: WorklistDesk
    reports: Callable[[str], list[Report]] = lambda _: []  # what a visit's diagnoses ask for
