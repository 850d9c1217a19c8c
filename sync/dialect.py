"""How a peer wants to be spoken to: read from its CapabilityStatement, then learnt from its answers."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from app.clock import instant, iso
from sync.hub.names import FEED, SOFTWARE, TERSE
from sync.jsontext import BadJson
from sync.link import Answer, Link, LinkFault, PeerStop

FIRST_ENTRIES = 50
"""What every server is known to take (Medplum's limit is 50 updates per transaction)."""

MOST_ENTRIES = 480
MOST_BYTES = 800 * 1024
"""Of JSON: forty visits of eleven resources, about 750 kB, and still within the 1 MB that Medplum takes by default. The more that is alike
in one bundle, the shorter it packs."""

LEAST_BYTES = 8 * 1024
_BUNDLE_SECONDS = 4.0
_SLOW_AGAIN = 2
_KINDS: dict[str, tuple[type, ...]] = {
    "hub": (bool,),
    "client_ids": (bool,),
    "ids_proven": (bool,),
    "transactions": (bool,),
    "batch_reads": (bool,),
    "gzip": (bool, type(None)),
    "terse": (bool,),
    "entries": (int,),
    "ceiling": (int,),
    "slow": (int,),
    "budget": (int,),
    "asked": (str,),
    "epoch": (str,),
    "unread": (bool,),
    "url": (str,),
}
_GOOD_FOR = timedelta(hours=24)


@dataclass
class Dialect:
    """What is known of a peer.

    ``hub``: one of ours, with a feed in commit order. ``client_ids``: a PUT creates under our id; ``ids_proven`` once one did.
    ``transactions``: a transaction is one; False where /metadata knows none or an answer gave it away. ``batch_reads``: searches may
    come in a batch. ``gzip`` None until a packed body was taken or refused; ``terse``: a hub that takes our own shorter coding. ``entries`` per bundle grows with success up to
    ``ceiling``, which falls when the peer refuses a size; ``budget`` is its size in bytes of JSON, by the speed of the link.
    ``unread``: everything is to be offered again, and the peer's feed was not read to its end since; it goes first, or what others
    wrote meanwhile would be written over. ``slow`` counts time-outs in a row. ``asked`` is when /metadata was read.
    """

    hub: bool = False
    client_ids: bool = True
    ids_proven: bool = False
    transactions: bool = True
    batch_reads: bool = True
    gzip: bool | None = None
    terse: bool = False
    entries: int = FIRST_ENTRIES
    ceiling: int = MOST_ENTRIES
    slow: int = 0
    budget: int = MOST_BYTES
    asked: str = ""
    epoch: str = ""
    unread: bool = False
    url: str = ""

    def dump(self) -> str:
        """As text for :meth:`sync.replica.Replica.put_dialect`."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def load(cls, text: str | None) -> Dialect:
        """From such a text; whatever is unusable in it is as if never learnt."""
        try:
            found = json.loads(text or "{}")
        except ValueError:
            return cls()
        if not isinstance(found, dict):
            return cls()
        return cls(**{name: found[name] for name, kinds in _KINDS.items() if name in found and isinstance(found[name], kinds)})

    def is_fresh(self, now: datetime) -> bool:
        """Whether /metadata need not be read again."""
        try:
            return timedelta() <= now - instant(self.asked) < _GOOD_FOR
        except ValueError:
            return False

    @property
    def guesses_ids(self) -> bool:
        """Whether it is only supposed that a PUT creates under our id: HAPI says nothing of it in either case."""
        return self.client_ids and not self.ids_proven and not self.hub

    def took(self, count: int) -> None:
        """A bundle of ``count`` entries was taken whole: up to twice as many next time. Whole units seldom fill one to the last place."""
        self.slow = 0
        self.entries = max(self.entries, min(count * 2, self.ceiling))

    def refused_size(self, count: int) -> None:
        """A bundle of ``count`` entries was too much."""
        self.ceiling = self.entries = max(1, min(self.entries, count // 2))

    def timed_out(self) -> None:
        """No answer in time. Once is the network; again and again is a bundle too heavy for the link."""
        self.slow += 1
        if self.slow >= _SLOW_AGAIN:
            self.slow = 0
            self.entries = max(1, self.entries // 2)
            self.budget = max(LEAST_BYTES, self.budget // 2)

    def doubt(self) -> None:
        """The peer took nothing at all: what was guessed of it is asked again."""
        self.client_ids, self.transactions, self.asked = True, True, ""

    def measured(self, size: int, seconds: float) -> None:
        """A bundle of ``size`` bytes of JSON took so long: a later one, and whatever is urgent, waits for about four seconds.

        A small bundle says nothing of a fast link, so it never makes the budget smaller.
        """
        fitting = int(size / max(seconds, 0.001) * _BUNDLE_SECONDS)
        if seconds > _BUNDLE_SECONDS or fitting > self.budget:
            self.budget = min(max(fitting, LEAST_BYTES), MOST_BYTES)


def learn(known: Dialect, link: Link, now: datetime) -> Dialect:
    """Read /metadata into what is known. Raises :class:`LinkFault`, or :class:`PeerStop` for a server we cannot speak to."""
    answer = link.get("metadata")
    statement = _statement(answer)
    version = str(statement.get("fhirVersion", ""))
    if not version.startswith("4.0"):
        raise PeerStop("sync_fhir_version", found=version[:20])
    rest = _first(statement.get("rest"))
    known.hub = _name(statement) == SOFTWARE and any(one.get("name") == FEED for one in _objects(rest.get("operation")))
    known.terse = known.hub and TERSE in answer.headers.get("accept-encoding", "")
    # Silence is taken for yes: update-as-create is optional in R4, but those who refuse it say so. What an answer taught stays learnt.
    known.client_ids = known.hub or (
        known.client_ids
        and all(one.get("updateCreate") is not False for one in _objects(rest.get("resource")) if one.get("type") == "Patient")
    )
    offered = {one.get("code") for one in _objects(rest.get("interaction"))}
    known.transactions = known.transactions and ("transaction" in offered or not offered)
    known.asked, known.url = iso(now), link.base_url
    return known


def _statement(answer: Answer) -> dict[str, Any]:
    if answer.status in (401, 403):
        raise PeerStop("sync_login")
    if answer.status != 200:
        raise LinkFault("sync_server", answer.retry_after, status=answer.status)
    try:
        found = answer.value()
    except BadJson:
        raise LinkFault("sync_not_fhir") from None
    if not isinstance(found, dict) or found.get("resourceType") != "CapabilityStatement":
        raise LinkFault("sync_not_fhir")
    return found


def _objects(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _first(value: object) -> dict[str, Any]:
    return next(iter(_objects(value)), {})


def _name(statement: dict[str, Any]) -> object:
    software = statement.get("software")
    return software.get("name") if isinstance(software, dict) else None
