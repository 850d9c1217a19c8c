"""Export, import, receipt: the three verbs of carrying records by hand, the same on a seat and on a hub."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

from app.clock import Clock, iso
from app.errors import KnownError
from sync.courier import feed, rows, stick
from sync.courier.container import FEED, MAX_FILE, RECEIPT, ROWS, Heading, Manifest, Opened, Packer, pack_lines, seal, unseal
from sync.courier.delivery import Delivery
from sync.courier.keys import HUB, MAX_CARD_BYTES, Card, card_file, read_card
from sync.courier.ledger import Ledger, News, Standing
from sync.courier.rows import RECEIPT_LINE, Carrier, Settled
from sync.dialect import Dialect
from sync.hub.feed import place_of
from sync.hub.outcome import Refused
from sync.jsontext import BadJson
from sync.link import Link
from sync.replica import Applied

SUFFIX = ".age"
CARD_SUFFIX = ".card"
_KEPT = 8
"""Files without a receipt whose rows are remembered; a receipt for an older one comes too late, and its rows go again."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file on the stick. ``records``: resources in it; ``more``: not everything fitted."""

    path: Path
    kind: str
    to: Card
    seq: int
    records: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file. ``news`` AGAIN or OLDER: it was taken in before, and nothing was done."""

    sender: Card
    kind: str
    seq: int
    news: News
    delivered: int = 0
    refused: int = 0
    waiting: int = 0
    settled: Settled = field(default_factory=Settled)
    applied: Applied = field(default_factory=Applied)


@dataclass(frozen=True, slots=True)
class Underway:
    """``pending`` records wait for a correspondent, the oldest since ``oldest`` (None at a hub, which answers with whatever is new).

    ``seq``, ``records``, ``at``: the last file that lay whole on a stick and is not confirmed; 0 = there is none.
    """

    pending: int | None
    oldest: datetime | None
    seq: int = 0
    records: int = 0
    at: str = ""


def peer_id(site: str) -> str:
    """The peer under which a seat keeps what a correspondent holds."""
    return f"courier-{site}"


class Courier:
    """One site's side. A seat has ``replica``, its records; a hub has ``server``, which answers as it would answer that correspondent.

    A hub that sends on to one above it has both.
    """

    def __init__(self, ledger: Ledger, clock: Clock, replica: Carrier | None = None, server: Callable[[Card], Link] | None = None) -> None:
        self._ledger, self._clock, self._replica, self._server = ledger, clock, replica, server

    # ---- who

    def write_card(self, folder: Path) -> tuple[Path, Card]:
        """This site's card, to be read by the other one; its number is compared by the two people."""
        identity = self._ledger.identity()
        return stick.put(folder, f"xiangyi-{identity.card.site[:8]}{CARD_SUFFIX}", card_file(identity)), identity.card

    def meet(self, path: Path, above: bool = False) -> Card:
        """Read a card and trust it from now on; ``above`` where a hub's own rows go to the other hub. KnownError ``courier_card_bad``, ``courier_card_own``, ``courier_card_role``."""
        card = self.look(path)
        own = self._ledger.identity().card
        if card.site == own.site:
            raise KnownError("courier_card_own")
        if HUB not in (card.role, own.role):
            raise KnownError("courier_card_role")
        self._ledger.meet(card, above or own.role != HUB)
        return card

    def correspondent(self, named: str = "") -> Card:
        """The one that is meant: the only one, or the one whose site or name begins so. KnownError ``courier_nobody``, ``courier_who``."""
        cards = self._ledger.cards()
        found = [card for card in cards.values() if card.site.startswith(named) or card.name.startswith(named)]
        if not cards or not found:
            raise KnownError("courier_nobody")
        if len(found) > 1:
            raise KnownError("courier_who", names="、".join(sorted(card.name for card in found)))
        return found[0]

    def look(self, path: Path) -> Card:
        """A card that nobody trusts yet. KnownError ``courier_card_bad``, ``courier_gone``."""
        with stick.taken(path, MAX_CARD_BYTES) as file:
            return read_card(file.read(MAX_CARD_BYTES + 1))

    def state(self, to: Card) -> Underway:
        """What waits for a correspondent, and the last file that it has not confirmed."""
        replica, standing = self._carrier(to), self._ledger.standing(to.site)
        seq, records, at, place = standing.written
        if replica is None:
            return Underway(None, None, *((0, 0, "") if not place or standing.heard == place else (seq, records, at)))
        waits = replica.backlog(peer_id(to.site))
        answered = not seq or replica.carried(peer_id(to.site), seq) is None
        return Underway(waits.pending, waits.oldest_at, *((0, 0, "") if answered else (seq, records, at)))

    # ---- out

    def export(self, folder: Path, to: Card, also: Sequence[str] = ()) -> Written:
        """A file with what the correspondent has not confirmed: a seat's rows, or a hub's answer with its news."""
        packer, replica = Packer(), self._carrier(to)
        if replica is None:
            return self._answer(folder, to, also, packer)
        peer = peer_id(to.site)
        flight = rows.load(replica, peer, packer)
        standing = self._next(to)
        replica.carry(peer, standing.out, flight, _KEPT)
        more = packer.size >= rows.MAX_PACKED
        return self._put(folder, to, also, ROWS, standing, packer, len(flight.covers), more)

    def receipt(self, folder: Path, to: Card, also: Sequence[str] = ()) -> Written:
        """A file that only confirms: which rows were taken in and why others were not; from a seat, up to where it has read."""
        packer = pack_lines(self._receipt_lines(to))
        return self._put(folder, to, also, RECEIPT, self._next(to), packer, 0)

    def _answer(self, folder: Path, to: Card, also: Sequence[str], packer: Packer) -> Written:
        standing = self._ledger.standing(to.site)
        for line in self._receipt_lines(to):
            packer.add(line)
        before = packer.lines
        place = feed.load(self._link(to), standing.heard, packer)
        return self._put(folder, to, also, FEED, self._next(to), packer, packer.lines - before, packer.size >= rows.MAX_PACKED, place)

    def _receipt_lines(self, to: Card) -> list[bytes]:
        return [line.encode() for line in self._ledger.receipt(to.site).splitlines()] if self._carrier(to) is None else []

    def _carrier(self, to: Card) -> Carrier | None:
        """Our records, where they go to this correspondent."""
        return self._replica if self._ledger.is_above(to.site) else None

    def _next(self, to: Card) -> Standing:
        """The standing with the number of the next file taken, durably: no number is given twice."""
        standing = self._ledger.standing(to.site)
        standing.out += 1
        self._ledger.keep(to.site, standing)
        return standing

    def _put(
        self,
        folder: Path,
        to: Card,
        also: Sequence[str],
        kind: str,
        standing: Standing,
        packer: Packer,
        records: int,
        more: bool = False,
        place: str = "",
    ) -> Written:
        replica = self._carrier(to)
        heard = (replica.cursor(peer_id(to.site)) or "") if replica is not None else ""
        heading = Heading(kind, self._ledger.epoch(), standing.out, iso(self._clock.now()), heard, place)
        manifest, data = seal(self._ledger.identity(), to, also, heading, packer)
        name = f"xiangyi-{manifest.sender[:8]}-to-{to.site[:8]}-{kind}-{manifest.seq:05d}{SUFFIX}"
        written = Written(stick.put(folder, name, data), kind, to, manifest.seq, records, more)
        if kind != RECEIPT:
            standing.written = manifest.seq, records, heading.made_at, place
            self._ledger.keep(to.site, standing)
        return written

    # ---- in

    def take(self, path: Path) -> Taken:
        """Take a file in; nothing of it is believed before all of it is verified. KnownError ``courier_…``, those of the server's link."""
        with stick.taken(path, MAX_FILE) as file:
            opened = unseal(file, self._ledger.identity(), self._ledger.cards().values())
        manifest = opened.manifest
        sender, standing = self._ledger.cards()[manifest.sender], self._ledger.standing(manifest.sender)
        news = standing.news(manifest)
        if news is not News.NEW:
            return Taken(sender, manifest.kind, manifest.seq, news)
        try:
            replica = self._carrier(sender)
            return self._rows(sender, standing, opened) if replica is None else self._news(replica, sender, standing, opened)
        except (BadJson, ValueError, KeyError, TypeError) as bad:
            raise KnownError("courier_damaged") from bad

    def files(self, folder: Path) -> list[Path]:
        """Every file in a folder whose name says that it is for this site, in the order of their numbers."""
        own = self._ledger.identity().card.site[:8]
        return sorted(folder.glob(f"xiangyi-*-to-{own}-*{SUFFIX}"), key=lambda one: (one.name.rpartition("-")[2], one.name))

    def _rows(self, sender: Card, standing: Standing, opened: Opened) -> Taken:
        """Rows of a seat go into the server, and a receipt is made."""
        manifest = opened.manifest
        if manifest.kind not in (ROWS, RECEIPT):
            raise KnownError("courier_wrong_side")
        delivery = Delivery(self._link(sender), Dialect(hub=True, gzip=False, entries=rows.ENTRIES))
        for line in opened.lines():
            delivery.line(line)
        standing.heard = manifest.heard
        standing.took(manifest)
        receipt = b"\n".join(rows.receipt_lines(manifest.file, manifest.seq, delivery.entries)).decode()
        self._ledger.keep(sender.site, standing, receipt if manifest.kind == ROWS else None)
        counts = delivery.counts
        waiting = counts[rows.WAITS] + counts[rows.CONFLICT]
        return Taken(sender, manifest.kind, manifest.seq, News.NEW, counts[rows.TAKEN], counts[rows.REFUSED], waiting)

    def _news(self, replica: Carrier, sender: Card, standing: Standing, opened: Opened) -> Taken:
        """A hub's receipts settle our rows, its pages become records."""
        manifest, peer = opened.manifest, peer_id(sender.site)
        if manifest.kind not in (FEED, RECEIPT):
            raise KnownError("courier_wrong_side")
        lines, settled, applied = opened.lines(), Settled(), Applied()
        answers: dict[int, list[dict[str, Any]]] = {}
        page = None
        for line in lines:
            if not line.startswith(RECEIPT_LINE):
                page = line
                break
            seq, entries = rows.read_receipt(line)
            answers.setdefault(seq, []).extend(entries)
        for seq, entries in sorted(answers.items()):
            settled += rows.settle(replica, peer, seq, entries)
            replica.let_go(peer, seq)
        if page is not None and self._is_ahead(sender, manifest):
            applied = feed.take(replica, peer, chain([page], lines))
        standing.took(manifest)
        self._ledger.keep(sender.site, standing)
        return Taken(sender, manifest.kind, manifest.seq, News.NEW, settled=settled, applied=applied)

    def _is_ahead(self, sender: Card, manifest: Manifest) -> bool:
        """Whether a feed tells more than what the same hub told over the network: a record never goes back."""
        try:
            ends = place_of(manifest.place)
            others = [place_of(one) for one in self._ledger.read_elsewhere(sender.site)]
        except Refused as bad:
            raise KnownError("courier_damaged") from bad
        return all(ends > other for other in others if other[0] == ends[0])

    def _link(self, to: Card) -> Link:
        if self._server is None:
            raise KnownError("courier_wrong_side")
        return self._server(to)
