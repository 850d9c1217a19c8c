"""What is asked for from elsewhere: the list, the one in front, and a form that is being filled in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from app.clock import Clock
from app.domain.supplying import SupplyRequest, SupplyStatus, SupplyWay
from app.errors import KnownError
from app.services.supply_step import Happened
from app.services.supplying import Supply, SupplyForm
from ui.pages.page_model import Rereading
from ui.pages.queued_model import QueuedModel


class Cloud(Protocol):
    """Requests and their steps (app.services.supplying.Supplying)."""

    def listed(self) -> Sequence[Supply]: ...
    def looked(self, one: SupplyRequest) -> None: ...
    def form(self, sheet: str, line: str) -> SupplyForm: ...
    def request(self, form: SupplyForm, way: SupplyWay, consent: bool) -> SupplyRequest: ...
    def step(self, request: str, status: SupplyStatus, told: Happened) -> SupplyStatus: ...


class SupplyModel(QueuedModel):
    """``form`` while something is being asked for; ``chosen``: id of the request in front, '' = none; ``asks``: whether one may ask."""

    def __init__(self, cloud: Cloud, clock: Clock, asks: bool = True) -> None:
        super().__init__()
        self._cloud, self.clock, self.asks = cloud, clock, asks
        self.rows: tuple[Supply, ...] = ()
        self.chosen = ""
        self.form: SupplyForm | None = None
        self.told = ""
        self._list = Rereading(self, lambda: self._cloud.listed, self._reread)

    @property
    def shown(self) -> Supply | None:
        """The request in front."""
        return next((one for one in self.rows if one.request.id == self.chosen), None)

    def load(self) -> None:
        """The list anew; nobody's key is lost while it is read."""
        self._list.read()

    def open(self, key: str) -> None:
        """Another request in front; a form that was begun is given up."""
        self.chosen, self.form, self.told, self.error = key, None, "", None
        if self.shown is not None:
            self._cloud.looked(self.shown.request)
        self.changed()

    def begin(self, sheet: str, line: str) -> None:
        """Ask for what is missing of a line."""
        self.when_free(lambda: self._begin(sheet, line))

    def _begin(self, sheet: str, line: str) -> None:
        self.told = ""

        def done(form: SupplyForm) -> None:
            self.form, self.chosen = form, ""

        self.do(lambda: self._cloud.form(sheet, line), done)

    def ask(self, way: str | None, pieces: str, contact: str, phone: str, address: str, consent: bool) -> None:
        """As confirmed with the patient; the way is chosen, never assumed."""
        if self.form is None:
            return
        if way is None:
            self.fail(KnownError("supply_way"))
            return
        number = int(pieces) if pieces.isascii() and pieces.isdigit() else 0
        form = replace(self.form, pieces=number, contact=contact, phone=phone, address=address)

        def work() -> tuple[str, Sequence[Supply]]:
            made = self._cloud.request(form, SupplyWay(way), consent)
            return made.id, self._cloud.listed()

        self._act(work)

    def step(self, status: SupplyStatus, told: Happened) -> None:
        """What happened next."""
        key = self.chosen

        def work() -> tuple[str, Sequence[Supply]]:
            self._cloud.step(key, status, told)
            return key, self._cloud.listed()

        self._act(work)

    def _act(self, work: Callable[[], tuple[str, Sequence[Supply]]]) -> None:
        self.told = ""

        def done(found: tuple[str, Sequence[Supply]]) -> None:
            self.chosen, self.form = found[0], None
            self._show(found[1])
            self.told = self.shown.status.value if self.shown is not None else ""

        self.do(work, done)

    def _reread(self, rows: Sequence[Supply]) -> None:
        """An act under way shows what is true after it."""
        if not self.busy:
            self._show(rows)

    def _show(self, rows: Sequence[Supply]) -> None:
        self.rows = tuple(rows)
