"""Behind the lock: the same person's password opens it, another person's password hands the desk over."""

from __future__ import annotations

from typing import Generic, Protocol, TypeVar

from app.clock import Clock
from app.services.doorway import Notice, Tile
from ui.pages.signin.model import SignInModel

D = TypeVar("D")
D_contra = TypeVar("D_contra", contravariant=True)


class LockedDoor(Protocol[D_contra]):
    """What of the sign-in service works while the store stays open."""

    def tiles(self) -> tuple[Tile, ...]: ...

    def notice(self) -> Notice: ...

    def unlock(self, desk: D_contra, password: str) -> object: ...

    def switch(self, desk: D_contra, login: str, password: str) -> object: ...


class _Attempt(Generic[D]):
    """Signing in, as far as a locked desk knows it."""

    def __init__(self, door: LockedDoor[D], desk: D, login: str) -> None:
        self._door, self._desk, self._login = door, desk, login
        self.tiles, self.notice = door.tiles, door.notice

    def sign_in(self, login: str, password: str) -> str:
        if login == self._login:
            self._door.unlock(self._desk, password)
        else:
            self._door.switch(self._desk, login, password)
        return login

    def recover(self, code: str, login: str, new_password: str) -> str:
        raise LookupError("a locked desk is not recovered; sign out first")


class LockModel(SignInModel[str]):
    """``login`` and ``name`` of who locked; ``entered`` is the log-in name that opened it."""

    def __init__(self, door: LockedDoor[D], desk: D, login: str, name: str, clock: Clock) -> None:
        super().__init__(_Attempt(door, desk, login), clock)
        self.login, self.name = login, name
        self.chosen = login
        self.switching = False

    def switch(self, on: bool) -> None:
        """Show the other people, or go back to the one who locked."""
        self.switching, self.error = on, None
        self.chosen = next((tile.login for tile in self.tiles if tile.login != self.login), self.login) if on else self.login
        self.changed()
