"""Which printer each kind of document goes to."""

from __future__ import annotations

from app.services.desk import Desk
from app.store import settings


class Printers:
    """Remembered per kind: prescriptions on A5, strips on A4."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def chosen(self, kind: str) -> str:
        """The printer of that kind, '' = the system's default."""
        return self._desk.store.read(lambda conn: settings.get(conn, f"printer_{kind}", ""))

    def choose(self, kind: str, printer: str) -> None:
        """Remember it; nothing is written where it is that already."""
        if self.chosen(kind) != printer:
            self._desk.store.write(lambda uow: settings.put(uow, f"printer_{kind}", printer), self._desk.actor).result()
