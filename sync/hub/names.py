"""Names on the wire by which a hub of ours and its seats know each other."""

from __future__ import annotations

SOFTWARE = "xiangyi-hub"
"""``CapabilityStatement.software.name``: the marker."""

FEED = "changes"
"""Name of the operation that gives every version in commit order."""

EPOCH_SYSTEM = "urn:xiangyi:hub:epoch"
"""``Bundle.identifier.system`` of a page of the feed; its value names the database the sequence belongs to."""

PLACE = "urn:xiangyi:hub:since"
"""Relation of the link to go on from, present on every page; ``next`` only where more waits already."""

SUPERSEDED = "urn:xiangyi:hub:superseded"
"""Extension of an entry whose resource has a newer version further on in the feed."""

TERSE = "x-xiangyi-2"
"""Content coding of a body that goes to a hub of ours (:func:`sync.packing.pack_terse`): the number is that of sync/phrases.txt.
The hub names it in ``Accept-Encoding`` of its /metadata (RFC 9110 §12.5.3); who does not know it answers 415 and is given gzip."""

EPOCH = "X-Xiangyi-Epoch"
"""Header of every answer to somebody who was let in: a seat learns of another database before it takes a refusal for its own fault."""

BEAT = "X-Xiangyi-Seat"
"""Header of a request for the feed: JSON with seq (last local change), pending, parked, oldest (instant of the oldest pending), version."""
