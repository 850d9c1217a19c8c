"""What a seat and its hub say to each other beside the records: how far the seat is, and whether the database is still the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from app.clock import iso
from app.services.doorway import program_version
from sync.hub.names import BEAT, EPOCH, FEED
from sync.link import Answer, Link
from sync.replica import Backlog


class OtherEpoch(Exception):
    """The hub's database is not the one that was spoken to before: another computer took over, or a copy was restored."""

    def __init__(self, epoch: str) -> None:
        super().__init__(epoch)
        self.epoch = epoch


def beat_of(backlog: Backlog) -> str:
    """The header's text: numbers and instants, nothing of any record."""
    oldest = {"oldest": iso(backlog.oldest_at)} if backlog.oldest_at else {}
    said = {"seq": backlog.newest, "pending": backlog.pending, "parked": backlog.parked, "version": program_version()}
    return json.dumps(said | oldest)


class Attended:
    """A link to a hub of ours. Raises :class:`OtherEpoch` with the first answer that comes from another database than ``epoch``
    ('' = none was met yet), before anybody takes a refusal for the fault of a record; asks for the feed with the seat's own state.

    ``meet`` writes a first epoch down before its answer is believed, and says whether another had been: what a database acknowledged
    must never be kept without its name, or it would be held against the next one.
    """

    def __init__(self, inner: Link, epoch: str, beat: Callable[[], str], meet: Callable[[str], bool]) -> None:
        self._inner, self._beat, self._meet = inner, beat, meet
        self.epoch = epoch

    @property
    def base_url(self) -> str:
        """See :class:`sync.link.Link`."""
        return self._inner.base_url

    @property
    def bytes_up(self) -> int:
        """See :class:`sync.link.Link`."""
        return self._inner.bytes_up

    @property
    def bytes_down(self) -> int:
        """See :class:`sync.link.Link`."""
        return self._inner.bytes_down

    def get(self, target: str, query: Sequence[tuple[str, str]] = (), headers: Mapping[str, str] | None = None) -> Answer:
        """See :meth:`sync.link.Link.get`."""
        said = {BEAT: self._beat()} if target == "$" + FEED else {}
        return self._same(self._inner.get(target, query, {**(headers or {}), **said}))

    def post(self, body: bytes, packed: bool, headers: Mapping[str, str] | None = None) -> Answer:
        """See :meth:`sync.link.Link.post`."""
        return self._same(self._inner.post(body, packed, headers))

    def _same(self, answer: Answer) -> Answer:
        said = answer.headers.get(EPOCH.lower(), "")
        if said and said != self.epoch:
            if self.epoch or self._meet(said):
                raise OtherEpoch(said)
            self.epoch = said
        return answer
