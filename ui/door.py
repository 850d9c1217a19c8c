"""The sign-in service as the first page sees it: names at once, the password once the workstation is loaded."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING

from app.services.doorway import Doorway, Notice, Tile
from ui.station import Occasion, Practice, Station

if TYPE_CHECKING:
    from app.services.desk import Desk


class Entered:
    """An opened workstation, and what the practice clinic adds to it."""

    def __init__(self, station: Station, practice: Practice | None) -> None:
        self.station, self.practice = station, practice


class Door:
    """Loading goes on while somebody types; a password given earlier waits for it in its worker thread."""

    def __init__(self, occasion: Occasion, station: Future[Station]) -> None:
        self._occasion, self._station = occasion, station
        self._doorway = Doorway(occasion.folder)

    def tiles(self) -> tuple[Tile, ...]:
        """The people of this PC."""
        return self._doorway.tiles()

    def notice(self) -> Notice:
        """Institution, version, what was uploaded."""
        return self._doorway.notice()

    def sign_in(self, login: str, password: str) -> Entered:
        """Open the store, then everything over it. Raises KnownError like SignIn.sign_in; nothing stays half open."""
        station = self._station.result()
        return self._open(station, lambda: station.signin.sign_in(login, password))

    def recover(self, code: str, login: str, new_password: str) -> Entered:
        """The same with the recovery key."""
        station = self._station.result()
        return self._open(station, lambda: station.signin.recover(code, login, new_password))

    def _open(self, station: Station, sign_in: Callable[[], Desk]) -> Entered:
        desk = sign_in()
        try:
            station.opened(desk)
            practice = self._occasion.practice(station) if self._occasion.practice else None
        except BaseException:
            station.close()
            desk.store.close()
            raise
        return Entered(station, practice)
