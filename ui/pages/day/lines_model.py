"""The lines before opening and at the close of the day, with why a line is left until tomorrow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from app.services.day_board import DayClosed
from app.services.day_lines import DayLine
from ui.pages.page_model import PageModel, Rereading


class Board(Protocol):
    """app.services.day_board.DayBoard"""

    def opening(self) -> list[DayLine]: ...
    def closing(self) -> list[DayLine]: ...
    def closed(self) -> DayClosed | None: ...
    def close(self, lines: Sequence[DayLine], left: Mapping[str, str]) -> DayClosed: ...


class OpeningModel(PageModel):
    """``lines`` None = not read yet; those that need somebody first."""

    def __init__(self, board: Board) -> None:
        super().__init__()
        self.board = board
        self.lines: tuple[DayLine, ...] | None = None
        self._reading = Rereading(self, self._wanted, self._show)

    @property
    def needing(self) -> int:
        """How many lines need somebody."""
        return sum(one.needs for one in self.lines or ())

    def load(self) -> None:
        """Anew."""
        self._reading.read()

    def _wanted(self) -> Callable[[], tuple[list[DayLine], DayClosed | None]]:
        board = self.board
        return lambda: (board.opening(), None)

    def _show(self, found: tuple[list[DayLine], DayClosed | None]) -> None:
        self.lines = tuple(sorted(found[0], key=lambda one: not one.needs))


class ClosingModel(OpeningModel):
    """``closed``: today's close, once it is written. A reason goes with a line that is settled meanwhile."""

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self.closed: DayClosed | None = None
        self.left: dict[str, str] = {}

    def leave(self, key: str, why: str) -> None:
        """Why a line is left until tomorrow; '' = not said."""
        self.left[key] = why

    def close(self) -> None:
        """Write it. KnownError ``day_left``, ``day_closed`` are shown."""
        lines = self.lines
        if lines is None:
            return
        left = {one.key: self.left.get(one.key, "") for one in lines if one.needs}
        self.do(lambda: self.board.close(lines, left), self._written)

    def _written(self, done: DayClosed) -> None:
        self.closed = done

    def _wanted(self) -> Callable[[], tuple[list[DayLine], DayClosed | None]]:
        board = self.board
        return lambda: (board.closing(), board.closed())

    def _show(self, found: tuple[list[DayLine], DayClosed | None]) -> None:
        super()._show(found)
        self.closed = found[1]
