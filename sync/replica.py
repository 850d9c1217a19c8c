"""What push and pull know of storage: the records of one site as FHIR JSON, and what each peer holds of them.

``sync.clinic`` implements :class:`Replica` over the clinic's store, ``sync.hub.replica`` over the hub's
tables, the tests in memory. Nothing here knows of SQL, HTTP or a clinic.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any, NamedTuple, Protocol


class Ref(NamedTuple):
    """A resource by type and logical id, as in the reference ``Patient/7f3c…``. A tuple: it is a key some seventy times per resource."""

    fhir_type: str
    fhir_id: str

    def __str__(self) -> str:
        return f"{self.fhir_type}/{self.fhir_id}"


class Lane(IntEnum):
    """Order of sending: a lower number goes first, and a later lane yields after every bundle."""

    URGENT = 0
    """Prescriptions, allergies, critical values."""
    VITALS = 1
    """Residents, encounters, measurements."""
    REST = 2
    BULK = 3
    """Waveforms and documents: units of their own."""


@dataclass(frozen=True, slots=True)
class Pending:
    """One row of the change log that this peer has not yet answered.

    ``tx`` names the local transaction, the unit of sending; ``seq`` rises with every row.
    """

    seq: int
    tx: str
    ref: Ref
    lane: int


@dataclass(frozen=True, slots=True)
class Known:
    """What a peer is known to hold of one resource: its content hash, its ETag if it gave one, its own id."""

    hash: str
    etag: str | None = None
    remote_id: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """One entry of a bundle on its way: it answers for the change rows of ``ref`` up to ``seq``, and no later edit."""

    ref: Ref
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class InFlight:
    """A bundle that was or is about to be sent: the exact JSON bytes (before compression) and what each entry covers."""

    body: bytes
    covers: tuple[Sent, ...]


class Verdict(StrEnum):
    """How one change ended for one peer."""

    ACKED = "acked"
    """The peer stored it, or held the very same content already."""
    SAME = "same"
    """Not sent: the peer is known to hold the current content."""
    NOTHING = "nothing"
    """Not sent: the record has no FHIR form."""
    PARKED = "parked"
    """The peer refused it for good; a person decides. A later edit of the resource makes it pending again."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to write down for one resource: its change rows up to ``seq`` are answered.

    ``body`` is the resource as the peer accepted it (the base of the next merge), ``hash`` its
    :func:`sync.canonical.content_hash`. A parked one has a message code and facts, never a sentence.
    """

    ref: Ref
    seq: int
    verdict: Verdict
    hash: str = ""
    etag: str | None = None
    remote_id: str | None = None
    body: bytes | None = None
    code: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Remote:
    """A resource as a peer gave it: its own JSON text, byte for byte, and the version the peer calls it.

    ``superseded``: a newer version follows in the feed. It is taken only where nothing is held under this id
    (so that references always find their target), and otherwise counts as the same: no record ever goes back. ``parsed``: the value
    of ``body`` where it was read already; nobody changes it. ``remote_id``: the peer's own id, '' where it uses ours; ``body`` is told in ours.
    """

    ref: Ref
    etag: str | None
    updated: str
    body: bytes
    superseded: bool = False
    parsed: dict[str, Any] | None = field(default=None, compare=False, repr=False)
    remote_id: str = ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An entry of a feed that is no usable resource; it is written down and the rest goes on."""

    code: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a peer's feed with the place to go on from.

    ``cursor`` None leaves the stored cursor alone (a single resource that was re-read). ``epoch`` is the
    identity of the hub's database: where it differs from the stored one, whatever was believed about
    this peer (records held, answers given) is forgotten, so that every own row is offered again.
    """

    resources: tuple[Remote, ...]
    cursor: str | None
    epoch: str | None = None
    unreadable: tuple[Unreadable, ...] = ()


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a page: changed here, already known (own echoes too), left to a person, set aside."""

    changed: int = 0
    same: int = 0
    conflicts: int = 0
    set_aside: int = 0
    new_epoch: bool = False

    def __add__(self, other: Applied) -> Applied:
        return Applied(
            self.changed + other.changed,
            self.same + other.same,
            self.conflicts + other.conflicts,
            self.set_aside + other.set_aside,
            self.new_epoch or other.new_epoch,
        )


@dataclass(frozen=True, slots=True)
class Backlog:
    """What has not arrived at a peer: resources waiting, the time of the oldest of them, and those parked; ``newest``: the last row of the log."""

    pending: int
    oldest_at: datetime | None
    parked: int
    newest: int = 0


class Replica(Protocol):
    """The records of one site. Every method is one transaction; writes are durable on return.

    A peer is named by its id in the store. Methods may be called from any sync thread.
    """

    def pending(self, peer: str, after: int, limit: int) -> list[Pending]:
        """Unanswered rows of the change log with ``seq > after``, in seq order; only what was written at this site."""
        ...

    def ready(self, peer: str, refs: Collection[Ref]) -> None:
        """Read what the next bundles are made of in one go; whatever is asked for without it is read one by one."""
        ...

    def body(self, ref: Ref) -> bytes | None:
        """The current FHIR JSON in UTF-8, or None where the record has no FHIR form.

        Two calls without an edit between them return the same bytes.
        """
        ...

    def digest(self, ref: Ref) -> str | None:
        """The :func:`sync.canonical.content_hash` of :meth:`body`. Raises :class:`sync.jsontext.BadJson` where that is no JSON."""
        ...

    def references(self, ref: Ref) -> list[Ref]:
        """What the current content refers to and this site can send."""
        ...

    def known(self, peer: str, ref: Ref) -> Known | None:
        """What the peer is known to hold, from its answers and its feed."""
        ...

    def remote_ids(self, peer: str, refs: Collection[Ref]) -> dict[Ref, str]:
        """What the peer calls those of these resources that it is known to hold in any form."""
        ...

    def local_ids(self, peer: str, refs: Collection[Ref]) -> dict[Ref, str]:
        """Our ids of resources given by the peer's ids; without those never met."""
        ...

    def put_remote_ids(self, peer: str, ids: Mapping[Ref, str]) -> None:
        """Note what the peer calls resources. Says nothing of their content: they stay pending."""
        ...

    def is_settled(self, peer: str, ref: Ref) -> bool:
        """Whether the peer holds the current content already."""
        ...

    def is_parked(self, peer: str, ref: Ref) -> bool:
        """Whether the peer refused this resource and it has not been edited since."""
        ...

    def in_flight(self, peer: str) -> InFlight | None:
        """The bundle that was put last and is not answered in full."""
        ...

    def put_in_flight(self, peer: str, bundle: InFlight) -> None:
        """Keep the exact bytes, durably, before the first of them is sent; replaces an earlier bundle."""
        ...

    def settle(self, peer: str, outcomes: Sequence[Outcome], keep_in_flight: bool = False) -> None:
        """Write down answers, advance what counts as sent, and drop the bundle in flight unless it is kept: one transaction.

        Rows of a resource with a higher seq than its outcome stay pending.
        """
        ...

    def cursor(self, peer: str) -> str | None:
        """Where the peer's feed was read up to."""
        ...

    def wanted(self, peer: str) -> list[Ref]:
        """What the peer's resources refer to, no feed of its brings and nobody has asked for within the hour: to be read one by one."""
        ...

    def apply(self, peer: str, page: Page) -> Applied:
        """Take in a page: its resources and its cursor in one transaction.

        Own echoes (etag or content hash known) are skipped; a resource with unsent edits here is
        merged (:mod:`sync.merge`), never overwritten; one that clashes is parked as ``sync_conflict`` for a person, who may decide
        from then on; what cannot be taken in is set aside and does not stop the rest. Applying the same page again changes nothing.
        """
        ...

    def dialect(self, peer: str) -> str | None:
        """What was learnt about the peer, as :meth:`sync.dialect.Dialect.dump` wrote it."""
        ...

    def put_dialect(self, peer: str, text: str) -> None:
        """Remember what was learnt about the peer."""
        ...

    def backlog(self, peer: str) -> Backlog:
        """How much has not arrived, for the status line."""
        ...
