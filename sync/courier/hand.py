"""A courier in the words of the page that asks it (:class:`app.services.couriers.Hand`)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.clock import Clock, iso
from app.services.couriers import Carried, Correspondent, FileTaken, FileWritten
from app.store.database import Store
from sync.clinic import ClinicReplica
from sync.courier.desk import Courier, Taken, Written
from sync.courier.keys import HUB, Card
from sync.courier.ledger import Ledger, News
from sync.courier.seat import SeatLedger


class CourierHand:
    """One site's courier, a seat's or a hub's."""

    def __init__(self, courier: Courier, ledger: Ledger) -> None:
        self._courier, self._ledger = courier, ledger

    def own(self) -> Correspondent:
        """See :meth:`Hand.own`."""
        return _told(self._ledger.identity().card)

    def correspondents(self) -> list[Correspondent]:
        """See :meth:`Hand.correspondents`."""
        return [_told(card) for card in self._ledger.cards().values()]

    def state(self, site: str) -> Carried:
        """See :meth:`Hand.state`."""
        now = self._courier.state(self._ledger.cards()[site])
        return Carried(now.pending, iso(now.oldest) if now.oldest else None, now.seq, now.records, now.at)

    def look(self, card: Path) -> Correspondent:
        """See :meth:`Hand.look`."""
        return _told(self._courier.look(card))

    def write_card(self, folder: Path) -> Path:
        """See :meth:`Hand.write_card`."""
        return self._courier.write_card(folder)[0]

    def meet(self, card: Path, above: bool = False) -> Correspondent:
        """See :meth:`Hand.meet`."""
        return _told(self._courier.meet(card, above))

    def part(self, site: str) -> None:
        """See :meth:`Hand.part`."""
        self._ledger.part(site)

    def export(self, folder: Path, site: str, also: Sequence[str] = ()) -> FileWritten:
        """See :meth:`Hand.export`."""
        return _written(self._courier.export(folder, self._courier.correspondent(site), also))

    def receipt(self, folder: Path, site: str) -> FileWritten:
        """See :meth:`Hand.receipt`."""
        return _written(self._courier.receipt(folder, self._courier.correspondent(site)))

    def take(self, file: Path) -> FileTaken:
        """See :meth:`Hand.take`."""
        return _taken(self._courier.take(file))

    def files(self, folder: Path) -> list[Path]:
        """See :meth:`Hand.files`."""
        return self._courier.files(folder)


def seat_hand(store: Store, clock: Clock) -> CourierHand:
    """A workstation's."""
    ledger = SeatLedger(store)
    return CourierHand(Courier(ledger, clock, replica=ClinicReplica(store)), ledger)


def _told(card: Card) -> Correspondent:
    return Correspondent(card.site, card.name, card.number, card.role == HUB)


def _written(one: Written) -> FileWritten:
    return FileWritten(one.path, one.to.name, one.seq, one.records, one.more)


def _taken(one: Taken) -> FileTaken:
    return FileTaken(
        sender=one.sender.name,
        kind=one.kind,
        seq=one.seq,
        repeated=one.news is not News.NEW,
        arrived=one.delivered + one.settled.taken,
        refused=one.refused + one.settled.refused,
        waiting=one.waiting + one.settled.waiting,
        news=one.applied.changed,
        conflicts=one.applied.conflicts + one.settled.conflicts,
    )
