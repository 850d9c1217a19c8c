"""Who works on this PC, the password, and how long to wait after wrong ones."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from typing import Generic, Protocol, TypeVar

from app.clock import Clock
from app.errors import KnownError
from app.services.doorway import Notice, Tile
from ui.pages.page_model import PageModel

D = TypeVar("D")
D_co = TypeVar("D_co", covariant=True)

PASSWORD_WRONG, RECOVERY_WRONG, WAIT = "password_wrong", "recovery_wrong", "signin_wait"


class Door(Protocol[D_co]):
    """What of the sign-in service this page needs."""

    def tiles(self) -> tuple[Tile, ...]: ...

    def notice(self) -> Notice: ...

    def sign_in(self, login: str, password: str) -> D_co: ...

    def recover(self, code: str, login: str, new_password: str) -> D_co: ...


class SignInModel(PageModel, Generic[D]):
    """``entered`` is what signing in gave (the desk), None before."""

    def __init__(self, door: Door[D], clock: Clock) -> None:
        super().__init__()
        self._door, self._clock = door, clock
        self.tiles = sorted(door.tiles(), key=lambda tile: tile.last_used_at or "", reverse=True)
        self.notice = door.notice()
        self.chosen = self.tiles[0].login if self.tiles else ""
        self.recovering = False
        self.entered: D | None = None
        self._free_at: dict[str, datetime] = {}

    def choose(self, login: str) -> None:
        """Somebody else sits down; what was said to the person before is gone, the waiting time is not."""
        self.chosen, self.error = login, None
        self.changed()

    def wait_seconds(self) -> int:
        """Whole seconds until a password is taken again; 0 = now."""
        free_at = self._free_at.get(self._who())
        return 0 if free_at is None else max(0, ceil((free_at - self._clock.now()).total_seconds()))

    def sign_in(self, password: str) -> None:
        """Try a password; `entered` or `error` follows."""
        if self.chosen and password and not self.wait_seconds():
            login = self.chosen
            self.do(lambda: self._door.sign_in(login, password), self._enter)

    def forgot(self, recovering: bool) -> None:
        """To the recovery key, or back."""
        self.recovering, self.error = recovering, None
        self.changed()

    def recover(self, code: str, new_password: str) -> None:
        """Open with the recovery key and a new password for the chosen person."""
        if self.chosen and code and new_password and not self.wait_seconds():
            login = self.chosen
            self.do(lambda: self._door.recover(code, login, new_password), self._enter)

    def fail(self, error: KnownError) -> None:
        """Remember how long to wait."""
        seconds = error.facts.get("seconds" if error.code == WAIT else "wait_seconds")
        if error.code in (PASSWORD_WRONG, RECOVERY_WRONG, WAIT) and isinstance(seconds, int) and seconds:
            self._free_at[self._who()] = self._clock.now() + timedelta(seconds=seconds)
        super().fail(error)

    def _who(self) -> str:
        """Whose wrong tries count: each person's own, and the recovery key's."""
        return "" if self.recovering else self.chosen

    def _enter(self, desk: D) -> None:
        self.entered = desk
