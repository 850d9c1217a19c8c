"""`xiangyi` without a command: the workstation's window; a second start brings the first one to the front."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from app.cli.call import Call
from app.clock import SystemClock
from app.errors import KnownError
from app.logs import LogFiles
from app.paths import DataFolder
from app.texts import Texts
from app.wishes import RAISE_WINDOW, WishServer, send_wish

if TYPE_CHECKING:
    from app.main import Workstation
    from ui.desktop import Desktop
    from ui.station import Occasion


def arguments(parser: argparse.ArgumentParser, words: Texts) -> None:
    """None of its own."""


def run(call: Call) -> int:
    """0 when the window was closed in order, or another one was raised."""
    folder = call.folder
    try:
        lock = folder.lock()
    except KnownError as error:
        return _raise_other(folder, error)
    with lock, LogFiles(folder.logs):
        return _show(Run(folder))


class Run:
    """One run: the workstation is made in a thread, after the window is there; wishes reach it from then on."""

    def __init__(self, folder: DataFolder) -> None:
        self.folder, self.clock = folder, SystemClock()
        self.station: Workstation | None = None

    def make_station(self) -> Workstation:
        """Import and make what lies below the window."""
        from app.main import Workstation

        self.station = Workstation(self.folder, self.clock)
        return self.station

    @contextmanager
    def beside(self, desktop: Desktop) -> Iterator[None]:
        """Listens for a second start and for commands while the window is open."""

        def grant(wish: str, facts: Mapping[str, Any]) -> Mapping[str, Any]:
            if wish == RAISE_WINDOW:
                desktop.raise_window()
                return {}
            if self.station is None:
                raise KnownError("store_closed")
            return self.station.grant(wish, facts)

        with WishServer(self.folder.wish_file, grant):
            yield


def _show(run: Run) -> int:
    from ui.run import show

    return show(_occasion(run), run.beside)


def _occasion(run: Run) -> Occasion:
    from ui.station import Occasion

    return Occasion(run.folder, run.clock, run.make_station)


def _raise_other(folder: DataFolder, error: KnownError) -> int:
    """The open window comes to the front; where none answers, or the folder cannot be used, the reason is shown in a window."""
    if error.code == "already_open":
        try:
            send_wish(folder.wish_file, RAISE_WINDOW)
            return 0
        except KnownError as silent:
            error = silent if silent.code != "no_workstation" else error
    from ui.run import has_display, show

    if has_display():
        show(_occasion(Run(folder)), refused=error)
    raise error
