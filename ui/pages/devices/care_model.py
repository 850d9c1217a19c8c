"""质控与检定 on the device cards: what stands of each, and the one small form that is open."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from app.domain.device_check import ControlOutcome, DeviceCheck
from app.rules.device_checks import Standing
from app.services.device_checks import box_of
from ui.pages.page_model import PageModel

TABLES = frozenset({"device_check"})


class Care(StrEnum):
    """Which form is open."""

    CONTROL = "control"
    STRIPS = "strips"
    VERIFICATION = "verification"
    SETTLE = "settle"


class Checks(Protocol):
    """What of the service the cards use."""

    @property
    def interval(self) -> int: ...

    @property
    def may_write(self) -> bool: ...

    def standings(self, keys: Collection[str]) -> dict[str, Standing]: ...

    def verify(self, device: str, until: str) -> DeviceCheck: ...

    def open_strips(self, device: str, batch: str, until: str, ranges: Collection[str] = ()) -> DeviceCheck: ...

    def control(self, device: str, shown: str, level: str = "", limits: str = "") -> DeviceCheck: ...

    def settle(self, key: str, limits: str) -> DeviceCheck: ...


@dataclass(frozen=True, slots=True)
class Box:
    """What a scan into the field of the batch said: batch and last day, ISO, '' = not told."""

    batch: str
    until: str


def read_scan(text: str) -> Box | None:
    """A scanned box of strips; None for what was typed."""
    found = box_of(text)
    return None if found is None else Box(found.batch, found.until.isoformat() if found.until else "")


class CareModel(PageModel):
    """``open``: device and form, ('', None) while none is open. ``checks`` None: nothing is shown (the page of a tool, of a test)."""

    def __init__(self, checks: Checks | None) -> None:
        super().__init__()
        self._checks = checks
        self.standings: Mapping[str, Standing] = {}
        self.open: tuple[str, Care | None] = ("", None)

    @property
    def on(self) -> bool:
        """Whether there is anything to show."""
        return self._checks is not None

    @property
    def may_write(self) -> bool:
        """Whether whoever is signed in may write it down."""
        return self._checks is not None and self._checks.may_write

    @property
    def interval(self) -> int:
        """The site's interval for control results, days, 0 = none."""
        return 0 if self._checks is None else self._checks.interval

    def load(self, keys: Collection[str]) -> None:
        """Read what stands of these devices."""
        self.standings = {} if self._checks is None else self._checks.standings(keys)

    def of(self, key: str) -> Standing:
        """What stands of one."""
        return self.standings.get(key, Standing())

    def show_form(self, key: str, care: Care | None) -> None:
        """Open a form on a card, or close the open one."""
        self.open, self.error = (key, care) if care is not None else ("", None), None
        self.changed()

    def keep(self, *told: str) -> None:
        """Write down what the open form says, field by field."""
        key, care = self.open
        if self._checks is None or care is None:
            return
        writers: dict[Care, Callable[..., DeviceCheck]] = {
            Care.CONTROL: lambda shown, level, limits: self._sure.control(key, shown, level, limits),
            Care.STRIPS: lambda batch, until, *ranges: self._sure.open_strips(key, batch, until, ranges),
            Care.VERIFICATION: lambda until: self._sure.verify(key, until),
            Care.SETTLE: lambda limits: self._sure.settle(self._open_result(key), limits),
        }
        self.do(lambda: writers[care](*told), lambda _: self.show_form("", None))

    def _open_result(self, key: str) -> str:
        control = self.of(key).control
        return control.id if control is not None and control.outcome is ControlOutcome.OPEN else ""

    @property
    def _sure(self) -> Checks:
        assert self._checks is not None
        return self._checks
