"""A line that proves where a record is: uploaded when, as which version, under which number; or that it is not there yet (H37)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QLabel

from app.clock import Clock
from app.errors import KnownError
from app.store.receipts import Receipt
from app.store.sync_state import COURIER
from ui import theme
from ui.pages.wording import when

Read = Callable[[str, str], list[Receipt]]
"""(record type, id) → its receipts."""

_SHOWN = 8
"""Letters of a number or a check code that two people compare over the telephone."""


class ReceiptLine(QLabel):
    """Empty and hidden until :meth:`of` names records; several are one document, and the line says the least of them."""

    def __init__(self, read: Read, clock: Clock) -> None:
        super().__init__()
        self._read, self._clock = read, clock
        self._records: tuple[tuple[str, str], ...] = ()
        self.setWordWrap(True)
        theme.set_tone(self, "ink", "secondary")
        self.hide()

    def of(self, records: Sequence[tuple[str, str]]) -> None:
        """Show the receipt of these (record type, id)."""
        self._records = tuple(records)
        self.again()

    def again(self) -> None:
        """A pass ended or something was written: look again."""
        try:
            found = [_first(self._read(*one)) for one in self._records]
        except KnownError:  # whoever is signed in may not see it
            found = []
        self.setText(self._said(found) if found else "")
        self.setVisible(bool(found))

    def _said(self, found: Sequence[Receipt | None]) -> str:
        here = [one for one in found if one is not None]
        if any(one.refused for one in here):
            return self.tr("The server did not take it: see the page Upload")
        if not here:
            return self.tr("Not uploaded yet")
        if len(here) < len(found) or any(one.waiting for one in here):
            return self.tr("Not all uploaded yet; what was there last: {receipt}").format(receipt=self._one(here[0]))
        return self._one(max(here, key=lambda one: one.at or ""))

    def _one(self, receipt: Receipt) -> str:
        parts = [
            self.tr("uploaded {time}").format(time=when(receipt.at, self._clock.now())) if receipt.at else self.tr("came from the server")
        ]
        if receipt.version:
            parts.append(self.tr("version {n}").format(n=receipt.version[:_SHOWN]))
        parts.append(self.tr("number there {id}").format(id=receipt.remote_id[:_SHOWN]))
        parts.append(self.tr("check code {hash}").format(hash=receipt.hash[:_SHOWN]))
        return " · ".join(parts)


def _first(receipts: Sequence[Receipt]) -> Receipt | None:
    """That of the upstream; of whoever it was carried to by hand where there is none."""
    return next((one for one in receipts if one.kind != COURIER), next(iter(receipts), None))
