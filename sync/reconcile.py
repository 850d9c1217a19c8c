"""Compares what a peer holds with what it is believed to hold: by counts, by id and version where these differ; repairs and reports (sync.md 4.3)."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from app.clock import instant, iso
from sync import envelope
from sync.dialect import Dialect
from sync.id_map import IdMap
from sync.link import Answer, Link, LinkFault
from sync.pull import MAX_PAGES, bundle_of, local_address, page_of
from sync.replica import Page, Replica

log = logging.getLogger(__name__)

COUNT_EVERY = timedelta(hours=1)
LIST_EVERY = timedelta(days=7)
SETTLING = timedelta(seconds=120)
"""What changed there so shortly before is the feed's to bring."""

MANY = 50
"""More lost at once than this, and more than a fifth, is a server that went back in time or was emptied: a person is told, nothing is sent blindly."""

_PAGE = 500
_AT_ONCE = 50
_NO_CACHE = {"Cache-Control": "no-cache"}


class Holdings(Protocol):
    """What is known of a peer's holdings; each method is one transaction."""

    def count(self, peer: str, fhir_type: str) -> int:
        """How many resources of a type the peer is known to hold."""
        ...

    def held(self, peer: str, fhir_type: str) -> Mapping[str, tuple[str, str | None]]:
        """The peer's id → our id and the version it is known to hold."""
        ...

    def own(self, fhir_type: str, fhir_ids: Collection[str]) -> set[str]:
        """Those that were written here."""
        ...

    def offer_again(self, peer: str, fhir_type: str, fhir_ids: Collection[str]) -> None:
        """These wait to be sent again."""
        ...

    def compared(self, peer: str) -> str:
        """What :meth:`put_compared` kept, '{}' before."""
        ...

    def put_compared(self, peer: str, text: str) -> None:
        """Remember how the last comparison went."""
        ...


@dataclass
class Compared:
    """How the last comparison went.

    ``repaired``: resources read or offered again; ``lost``: own ones the peer does not hold any more and that wait for a person;
    ``gone``: by type, others' that are no longer shown to us. Instants as text, '' = never. ``checked`` = resources compared by count.
    """

    counted: str = ""
    listed: str = ""
    checked: int = 0
    repaired: int = 0
    lost: int = 0
    gone: dict[str, int] = field(default_factory=dict)

    @classmethod
    def load(cls, text: str) -> Compared:
        """From what :meth:`dump` wrote."""
        found = json.loads(text)
        return cls(**{name: found[name] for name in cls.__dataclass_fields__ if name in found})

    def dump(self) -> str:
        """As text."""
        return json.dumps(asdict(self), sort_keys=True)


class Reconcile:
    """One comparison with one peer. ``again`` reads and sends what is new, so that only what stays different counts."""

    def __init__(
        self,
        holdings: Holdings,
        replica: Replica,
        peer: str,
        link: Link,
        dialect: Dialect,
        types: Sequence[str],
        halted: Callable[[], bool],
    ) -> None:
        self._holdings, self._replica, self._peer, self._link = holdings, replica, peer, link
        self._dialect, self._types, self._halted = dialect, types, halted

    def due(self, now: datetime) -> bool:
        """Whether it is time to count."""
        last = Compared.load(self._holdings.compared(self._peer))
        return _older(last.counted, now, COUNT_EVERY) or _older(last.listed, now, LIST_EVERY)

    def run(self, now: datetime, again: Callable[[], None]) -> Compared:
        """Count, list what differs (everything once a week), repair. Raises LinkFault."""
        last = Compared.load(self._holdings.compared(self._peer))
        whole = _older(last.listed, now, LIST_EVERY) and last.counted != ""
        made = Compared(iso(now), last.listed or iso(now), gone=dict(last.gone))
        differing = [*self._types] if whole else self._differing(made)
        if differing and not whole:
            again()
            differing = self._differing(made, differing)
        for fhir_type in differing:
            if self._halted():
                return last
            self._list(fhir_type, now, made)
        if whole:
            made.listed = iso(now)
        self._holdings.put_compared(self._peer, made.dump())
        if made.repaired or made.lost:
            log.info("sync %s: %d resources differed and were repaired, %d are lost there", self._peer, made.repaired, made.lost)
        return made

    def _differing(self, made: Compared, types: Sequence[str] = ()) -> list[str]:
        found = []
        for fhir_type in types or self._types:
            there = self._count(fhir_type)
            here = self._holdings.count(self._peer, fhir_type)
            if there is not None and there != here - made.gone.get(fhir_type, 0):
                found.append(fhir_type)
            elif there is not None:
                made.checked += here
        return found

    def _count(self, fhir_type: str) -> int | None:
        """What the peer counts; None where it does not count for us."""
        answer = self._link.get(fhir_type, [("_summary", "count")], _NO_CACHE)
        if answer.status != 200:
            return None
        total = bundle_of(answer, "searchset").members.get("total")
        return total if isinstance(total, int) else None

    def _list(self, fhir_type: str, now: datetime, made: Compared) -> None:
        first = self._link.get(fhir_type, [("_elements", "id,meta"), ("_count", str(_PAGE))], _NO_CACHE)
        there = dict(self._entries(first))
        held = self._holdings.held(self._peer, fhir_type)
        cutoff = iso((first.date or now) - SETTLING)  # by the clock that set the stamps
        stale = [key for key, (version, at) in there.items() if _differs(held.get(key), version) and at <= cutoff]
        missing = [held[key][0] for key in held if key not in there]
        rewound = [held[key][0] for key in stale if key in held and 0 < _number(there[key][0]) < _number(held[key][1])]
        mine = self._holdings.own(fhir_type, [*missing, *rewound])
        made.checked += len(held)
        made.gone[fhir_type] = len(set(missing) - mine)
        if len(mine) > max(MANY, len(held) // 5):
            made.lost += len(mine)
        else:
            self._holdings.offer_again(self._peer, fhir_type, mine)
            made.repaired += len(mine)
        back = set(rewound)
        made.repaired += self._read_again(fhir_type, [key for key in stale if key not in held or held[key][0] not in back])

    def _entries(self, answer: Answer) -> Iterator[tuple[str, tuple[str, str]]]:
        """Every id with its version and stamp, page by page."""
        seen: set[str] = set()
        while True:
            bundle = bundle_of(answer, "searchset")
            for entry in bundle.entries:
                yield from _version(entry.resource)
            url = bundle.link("next")
            if url is None:
                return
            here = local_address(self._link.base_url, url)
            if here in seen or len(seen) >= MAX_PAGES:
                raise LinkFault("sync_page_loop")
            seen.add(here)
            answer = self._link.get(here, (), _NO_CACHE)

    def _read_again(self, fhir_type: str, remote_ids: Sequence[str]) -> int:
        """Read resources whole and take them in; how many said something new."""
        changed = 0
        ids = IdMap(self._replica, self._peer, self._link)
        for some in _chunks(remote_ids):
            answer = self._link.get(fhir_type, [("_id", ",".join(some)), ("_count", str(len(some)))], _NO_CACHE)
            page = page_of(bundle_of(answer, "searchset").entries, fhir_type)
            whole = Page(page.resources, None, unreadable=page.unreadable)
            changed += self._replica.apply(self._peer, whole if self._dialect.client_ids else ids.told_in_ours(whole)).changed
        return changed


def _chunks(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def _version(resource: object) -> Iterator[tuple[str, tuple[str, str]]]:
    if not isinstance(resource, dict) or not envelope.is_id(resource.get("id")):
        return
    meta = resource.get("meta")
    said = meta if isinstance(meta, dict) else {}
    yield str(resource["id"]), (str(said.get("versionId", "")), _stamp(str(said.get("lastUpdated", ""))))


def _stamp(text: str) -> str:
    try:
        return iso(instant(text))
    except (ValueError, OverflowError):
        return ""


def _differs(held: tuple[str, str | None] | None, version: str) -> bool:
    return held is None or (bool(version) and _bare(held[1]) != version)


def _bare(etag: str | None) -> str:
    """``W/"3"`` and ``"3"`` are version 3."""
    return (etag or "").removeprefix("W/").strip('"')


def _number(version: str | None) -> int:
    """For servers that count: a lower number than was seen is an older copy. Versions that are no numbers never rewind."""
    text = _bare(version)
    return int(text) if text.isascii() and text.isdigit() else 0


def _older(at: str, now: datetime, than: timedelta) -> bool:
    if not at:
        return True
    return not timedelta() <= now - instant(at) < than
