"""The courier page on show: a file just written, files taken in and refused, a card to be compared, and a beginner's page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.clock import SetClock
from app.errors import KnownError
from app.services.couriers import Carried, Correspondent, FileTaken, FileWritten
from ui.gallery import Entry
from ui.pages.courier.model import HUB, SEAT, CourierModel, CourierState, Stick, Taken
from ui.pages.courier.page import CourierPage
from ui.pages.on_show import on_show

NOW = datetime(2026, 3, 5, 9, 20, tzinfo=UTC)
STICK = Path("/media/clinic/KINGSTON")
OWN = Correspondent("a" * 32, "柳河村卫生室 A1", "4821 0930 7715 2264", False)
TOWN = Correspondent("b" * 32, "镇卫生院", "9035 1187 4402 6718", True)
COUNTY = Correspondent("c" * 32, "县平台", "1150 8843 2097 3361", True)
CARRIED = Carried(12, "2026-03-04T08:20:00.000Z", 4, 9, "2026-03-04T09:05:00.000Z")
FILE = "xiangyi-bbbbbbbb-to-aaaaaaaa-feed-00007.age"


class Hand:
    """Knows these places; writes and reads nothing."""

    def __init__(self, known: Sequence[Correspondent] = (TOWN,), ready: bool = True) -> None:
        self._known, self.ready = list(known), ready

    def own(self) -> Correspondent:
        """The village."""
        return OWN

    def known(self) -> list[Correspondent]:
        """The town."""
        return self._known

    def state(self, site: str) -> Carried:
        """Twelve wait, nine are not confirmed."""
        return CARRIED

    def look(self, card: Path) -> Correspondent:
        """The town's card."""
        return TOWN

    def write_card(self, folder: Path) -> Path:
        """Nothing is written on show."""
        return folder

    def meet(self, card: Path, above: bool = False) -> Correspondent:
        """Nobody is trusted on show."""
        return TOWN

    def part(self, site: str) -> None:
        """Nobody is left on show."""

    def export(self, folder: Path, site: str, also: Sequence[str] = ()) -> FileWritten:
        """A file that is written nowhere."""
        return FileWritten(folder / "x.age", TOWN.name, 5, 12)

    def receipt(self, folder: Path, site: str) -> FileWritten:
        """A file that is written nowhere."""
        return FileWritten(folder / "x.age", TOWN.name, 6, 0)

    def files(self, folder: Path) -> list[Path]:
        """Two for us."""
        return [folder / FILE, folder / FILE.replace("7", "8")]

    def take(self, file: Path) -> FileTaken:
        """A receipt and some news."""
        return FileTaken(TOWN.name, "feed", 7, arrived=9, news=3)


def page(hand: Hand, sticks: Sequence[Stick] = (Stick(STICK, "KINGSTON", 12_400_000_000),), hub: Hand | None = None) -> CourierPage:
    """The page over made-up places."""
    sides = {SEAT: hand} | ({HUB: hub} if hub is not None else {})
    model = CourierModel(dict(sides), lambda: sticks, SetClock(NOW))
    return on_show(lambda bridge: CourierPage(model, bridge))


def stated(made: CourierPage, files: Sequence[str] = (FILE,), cards: Sequence[str] = ()) -> CourierPage:
    """With files on a stick that is not there."""
    before = made.model.state
    made.model.state = CourierState(
        before.own, before.known, before.carried, tuple(STICK / name for name in files), tuple(STICK / name for name in cards)
    )
    made.refresh()
    return made


def written() -> QWidget:
    """A file lies on the stick."""
    made = stated(page(Hand()))
    made.model.written = FileWritten(STICK / "x.age", TOWN.name, 5, 12)
    made.refresh()
    return made


def taken() -> QWidget:
    """One taken in, one again, one torn, one from a stranger; and a hub here."""
    made = stated(page(Hand((TOWN, COUNTY)), hub=Hand((OWN,))), (FILE, "2", "3", "4"))
    made.model.taken = (
        Taken(FILE, FileTaken(TOWN.name, "feed", 7, arrived=9, news=3, conflicts=1)),
        Taken(FILE.replace("7", "6"), FileTaken(TOWN.name, "feed", 6, repeated=True)),
        Taken(FILE.replace("7", "8"), error=KnownError("courier_unreadable")),
        Taken("x.age", error=KnownError("courier_unknown_sender")),
    )
    made.refresh()
    return made


def comparing() -> QWidget:
    """The town's card was read, nobody trusts it yet."""
    made = stated(page(Hand(())), (), ("xiangyi-bbbbbbbb.card",))
    made.model.look(STICK / "xiangyi-bbbbbbbb.card")
    return made


def beginning() -> QWidget:
    """No stick, nobody known."""
    return page(Hand(()), ())


ENTRIES = [Entry("courier", written), Entry("courier-taken", taken), Entry("courier-card", comparing), Entry("courier-none", beginning)]
