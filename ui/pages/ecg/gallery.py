"""The ECG page on show: a live curve while it is recorded, a strip made earlier, and nobody yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.clock import SetClock
from app.domain.ecg import EcgRecording
from app.errors import KnownError
from app.services.devices import DeviceCard
from app.services.ecg import Progress
from app.services.ecg_stored import StoredEcg
from app.services.residents import Banner
from device_drivers.readings import DeviceState, EcgBlock, Kind
from ui.bridge import Bridge
from ui.gallery import Entry
from ui.pages.ecg.model import EcgModel, Services
from ui.pages.ecg.page import EcgPage
from ui.pages.ecg.stored import StoredModel
from ui.pages.ecg.stored import at_once as wait_here
from ui.pages.encounter.gallery import NOW, WANG, ago, banner, beat
from ui.pages.page_model import at_once
from ui.widgets.frames import Scroll

HZ, NV = 125, 2467
PATCH = DeviceCard(
    "d3", "ble:patch", "lepu_er1", "心电贴", "", "黄3", "A1", (Kind.ECG,), 82, None, None, 0.0, DeviceState.CONNECTED, None, None, True, True
)  # fmt: skip
RECORDINGS = (
    EcgRecording("r2", WANG.id, "e0", "d3", ago(28), ("I",), HZ, NV, 30, "final", "clear", 76),
    EcgRecording("r1", WANG.id, "e0", "d3", ago(61), ("I",), HZ, NV, 12, "final", "unstable", None),
)


class Desk:
    """One patch, two recordings; nothing is recorded."""

    def __init__(self, cards: tuple[DeviceCard, ...] = (PATCH,), made: tuple[EcgRecording, ...] = RECORDINGS) -> None:
        self._cards, self._made = cards, made
        self.running: str | None = None
        self.fetched = False

    def start(self, person: str, encounter: str | None, device: str, hub_id: str) -> str:
        """As if it had begun."""
        return "r3"

    def stop(self) -> EcgRecording:
        """Nothing came."""
        raise KnownError("ecg_nothing")

    def samples(self, recording: str) -> Mapping[str, Sequence[int | None]]:
        """A made-up heart with a short gap."""
        signal: list[int | None] = [beat(n / HZ) for n in range(HZ * 30)]
        signal[900:960] = [None] * 60
        return {"I": signal}

    def of_person(self, person: str) -> list[EcgRecording]:
        """Two."""
        return list(self._made)

    def mark_error(self, recording: str, reason: str) -> None:
        """Nothing is written on show."""

    def known(self) -> list[DeviceCard]:
        """The patch."""
        return list(self._cards)

    def banner(self, person: str) -> Banner:
        """Her banner."""
        return banner()

    def pdf(self, recording: str) -> bytes:
        """Nothing is printed on show."""
        raise KnownError("record_unknown")

    def chosen(self, kind: str) -> str:
        """No printer yet."""
        return ""

    def choose(self, kind: str, printer: str) -> None:
        """Nothing to remember."""

    def printed(self, recording: str, pdf: bytes) -> None:
        """Nothing is printed on show."""

    # stored on the patch

    def waiting(self) -> list[StoredEcg]:
        """One that was given to the wrong resident; once fetched also one of this morning and one of a patch whose clock was flat."""
        return list(STORED) if self.fetched else list(STORED[2:])

    def claim(self, key: str, person: str, encounter: str, identified_by: str, evidence: str = "") -> EcgRecording:
        """Nothing is written on show."""
        raise KnownError("reading_gone")

    def set_aside(self, key: str, reason: str) -> None:
        """Nothing is written on show."""

    def second_identifier(self, person: str, kind: str, text: str) -> bool:
        """Nothing is written on show."""
        return False

    def fetch_recordings(self, hub_id: str) -> Future[int]:
        """Two came."""
        self.fetched = True
        done: Future[int] = Future()
        done.set_result(2)
        return done


STORED = (
    StoredEcg("s1", "黄3", "W20260305075500", ("I", "II", "V1"), 1260, ago(0, 77), "2026-03-05T07:55:00", ago(0, 4), ""),
    StoredEcg("s2", "黄3", "W20170101000059", ("I", "II", "V1"), 42, None, "2017-01-01T00:00:59", ago(0, 4), ""),
    StoredEcg("s3", "黄4", "R20260303101500", ("II",), 86_400, ago(2, 60), "2026-03-03T10:15:00", ago(1), "taken_back"),
)


def page(desk: Desk, attended: bool = True, stored: StoredModel | None = None) -> EcgPage:
    """The page over made-up services."""
    clock, bridge = SetClock(NOW), Bridge()
    clock.forward(1)
    model = EcgModel(Services(desk, desk, desk, desk, clock))
    made = EcgPage(model, bridge, desk, stored)
    bridge.setParent(made)
    model.attach(made.refresh, at_once)
    if attended:
        model.attend(WANG.id, "e1")
    return made


def feed(made: EcgPage, seconds: int) -> None:
    """Some seconds of the live signal, drawn at once."""
    samples = tuple(beat(n / HZ) for n in range(HZ * seconds))
    made.model.heard(EcgBlock("ble:patch", "I", HZ, NV, 1, samples, 76))
    made._feed()
    for _ in range(seconds * 4):
        made.sweep.advance(0.25)
    made.sweep.update()


def recording() -> QWidget:
    """Eight seconds are kept."""
    made = page(Desk())
    made.model.load()

    made.model.heard(EcgBlock("ble:patch", "I", HZ, NV, 0, (0,), 76))
    made.model.recording = True
    made.model.progressed(Progress("r3", 8, False, 76))
    QTimer.singleShot(0, made, lambda: feed(made, 9))
    return made


def reading() -> QWidget:
    """A strip made earlier."""
    made = page(Desk())
    made.model.review("r2")
    return made


def nobody() -> QWidget:
    """No device, nobody chosen."""
    return page(Desk((), ()), attended=False)


def stored() -> QWidget:
    """Two came out of the patch, one waits already; whose the first is, is asked."""
    desk = Desk(made=())
    shelf = StoredModel(desk, desk, desk, frozenset({PATCH.driver}))
    made = page(desk, stored=shelf)
    shelf.attach(made._refresh_stored, at_once)
    shelf.wait = wait_here
    shelf.reload()
    shelf.fetch()
    shelf.choose("s1")
    made.model.load()
    QTimer.singleShot(0, made, lambda: into_view(made))
    return made


def into_view(made: EcgPage) -> None:
    """The keys below the list."""
    scroll = made.findChild(Scroll)
    assert scroll is not None and made.stored is not None
    scroll.ensureWidgetVisible(made.stored.claim, 0, 40)


ENTRIES = [Entry("ecg", recording), Entry("ecg-strip", reading), Entry("ecg-stored", stored), Entry("ecg-empty", nobody)]
