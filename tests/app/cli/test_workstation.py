"""`xiangyi` itself: a second start raises the first, wishes reach the open clinic, and why nothing opens is said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from app import cli
from app.cli.workstation import Run
from app.clock import SystemClock
from app.demo.clinic import DOCTOR, PASSWORD, prepare
from app.errors import KnownError
from app.main import Workstation
from app.paths import DataFolder
from app.wishes import BACK_UP, RAISE_WINDOW, SYNC_NOW, WishServer, send_wish
from ui import run as ui_run

Capture = pytest.CaptureFixture[str]


def test_a_second_start_raises_the_first_and_ends(folder: DataFolder) -> None:
    raised: list[str] = []

    def grant(wish: str, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        raised.append(wish)
        return {}

    with folder.lock(), WishServer(folder.wish_file, grant):
        assert cli.main(["--data", str(folder.root)]) == 0
    assert raised == [RAISE_WINDOW]


def test_where_nobody_answers_it_says_that_the_data_are_open(folder: DataFolder, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(ui_run, "has_display", lambda: False)
    with folder.lock():
        assert cli.main(["--data", str(folder.root)]) == 3
    assert "已经打开" in capsys.readouterr().err


def test_without_a_display_it_says_so(folder: DataFolder, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert cli.main(["--data", str(folder.root)]) == 1
    assert "没有显示器" in capsys.readouterr().err


class Front:
    """The part of the desktop that a wish may touch."""

    def __init__(self) -> None:
        self.raised = 0

    def raise_window(self) -> None:
        """Counted."""
        self.raised += 1


@pytest.fixture
def run(folder: DataFolder) -> Iterator[Run]:
    """A run on a small clinic, its station made but nobody signed in."""
    prepare(folder, SystemClock(), 2)
    made = Run(folder)
    made.make_station()
    yield made
    assert made.station is not None
    made.station.close()


def test_wishes_before_and_after_somebody_signed_in(run: Run, folder: DataFolder) -> None:
    front = Front()
    with run.beside(front):  # type: ignore[arg-type]
        send_wish(folder.wish_file, RAISE_WINDOW)
        assert front.raised == 1
        with pytest.raises(KnownError, match="store_closed"):
            send_wish(folder.wish_file, BACK_UP)
        station = run.station
        assert isinstance(station, Workstation)
        station.opened(station.signin.sign_in(DOCTOR, PASSWORD))
        made = send_wish(folder.wish_file, BACK_UP, {"folder": str(folder.root / "stick")}, 60)["file"]
        assert list((folder.root / "stick").glob("clinic-*.db")) and made.startswith(str(folder.root / "stick"))
        with pytest.raises(KnownError, match="no_upstream"):
            send_wish(folder.wish_file, SYNC_NOW)
        with pytest.raises(KnownError, match="wish_unknown"):
            send_wish(folder.wish_file, "dance")


def test_a_wish_to_sync_is_answered_with_the_report_of_a_pass(run: Run, folder: DataFolder) -> None:
    from sync.hub.server import HubServer

    station = run.station
    assert station is not None
    station.opened(station.signin.sign_in(DOCTOR, PASSWORD))
    with HubServer(folder.root / "hub.db", bytes(32)) as hub, run.beside(Front()):  # type: ignore[arg-type]
        station.use_upstream("hub", "hub", hub.base_url)
        report = send_wish(folder.wish_file, SYNC_NOW, seconds=60)
        assert report["delivered"] and report["still_pending"] == 0 and report["peer"] == "hub"
        assert station.signin.notice().delivered_up_to is not None
        station.upstreams[0].network(False)
        with pytest.raises(KnownError, match="network_off"):
            send_wish(folder.wish_file, SYNC_NOW)
        station.close()
