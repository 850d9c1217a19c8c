"""A hub's feed carried by hand: its pages as lines of a file, and read on the other side as if the hub had answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import parse_qs, urlsplit

from sync import envelope, jsontext
from sync.courier.container import Packer
from sync.courier.rows import MAX_PACKED
from sync.dialect import Dialect
from sync.hub.names import FEED, PLACE
from sync.link import Answer, Link, LinkFault
from sync.pull import Pull
from sync.replica import Applied, Replica

_PAGE = "500"
_LAST = 1


def load(link: Link, since: str, packer: Packer) -> str:
    """Put the hub's news after ``since`` into ``packer``, as far as there is room; returns the place to go on from."""
    while packer.size < MAX_PACKED:
        answer = link.get("$" + FEED, [("_count", _PAGE), *([("since", since)] if since else [])])
        if answer.status != 200:
            raise LinkFault("sync_server", status=answer.status)
        bundle = answer.bundle()
        place = _place(bundle)
        if bundle.entries or place != since:
            packer.add(answer.body)
        if bundle.link("next") is None or place == since:
            return place
        since = place
    return since


def take(replica: Replica, peer: str, lines: Iterator[bytes]) -> Applied:
    """Read the pages the ordinary way. Raises LinkFault where a line is no page."""
    pull = Pull(replica, peer, Pages(lines), Dialect(hub=True), lambda: False)
    pull.run()
    return pull.applied


class Pages:
    """The hub as far as it can be asked here: each request is answered with the next page of the file, at last with an empty one."""

    base_url = "https://courier.invalid/fhir"
    bytes_up = 0
    bytes_down = 0

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self._last: bytes = b""
        self._ended = 0

    def get(self, target: str, query: Sequence[tuple[str, str]] = (), headers: Mapping[str, str] | None = None) -> Answer:
        """The next page."""
        line = next(self._lines, None)
        if line is not None:
            self._last = line
            return Answer(200, {}, line)
        if not self._last or self._ended >= _LAST:
            raise LinkFault("sync_bad_answer")
        self._ended += 1
        return Answer(200, {}, _end(self._last))

    def post(self, body: bytes, packed: bool, headers: Mapping[str, str] | None = None) -> Answer:
        """A file takes nothing."""
        raise LinkFault("sync_bad_answer")


def _end(page: bytes) -> bytes:
    """An empty page at the place where the file ends."""
    members = envelope.read(jsontext.decode_page(page)).members
    links = [one for one in members.get("link", []) if isinstance(one, dict) and one.get("relation") == PLACE]
    return envelope.bundle("history", [], identifier=members.get("identifier"), link=links)


def _place(bundle: envelope.Envelope) -> str:
    found = parse_qs(urlsplit(bundle.link(PLACE) or "").query).get("since")
    if not found:
        raise LinkFault("sync_bad_answer")
    return found[0]
