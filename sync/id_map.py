"""What a peer that numbers resources itself calls ours, kept at hand for one run, and what it sends told in our ids."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

from app.domain.ids import is_uuid
from sync import envelope, jsontext
from sync.answers import refusal_of
from sync.jsontext import BadJson
from sync.link import Link, LinkFault
from sync.renaming import KEY_SYSTEM, inward, own_id, targets
from sync.replica import Page, Ref, Remote, Replica, Unreadable

_ASKED_AT_ONCE = 50
_REMEMBERED = 20_000
_KEY = KEY_SYSTEM.encode()
_WILL_NOT = frozenset({400, 403, 404, 405, 410, 501})

DOUBLED = "sync_doubled_there"
"""Message code: the peer holds two resources that carry the same id of ours."""


class IdMap:
    """Both directions of the map for one peer. Used by one thread at a time."""

    def __init__(self, replica: Replica, peer: str, link: Link) -> None:
        self._replica, self._peer, self._link = replica, peer, link
        self._there: dict[Ref, str] = {}
        self._here: dict[Ref, str] = {}

    def _make_room(self) -> None:
        if len(self._there) + len(self._here) > _REMEMBERED:
            self._there.clear()
            self._here.clear()

    def expect(self, refs: Collection[Ref]) -> None:
        """Look up what the peer calls these, once for all of them."""
        unknown = [ref for ref in refs if ref not in self._there]
        for ref, remote_id in self._replica.remote_ids(self._peer, unknown).items():
            self.learnt(ref, remote_id)

    def there(self, ref: Ref) -> str | None:
        """What the peer calls a resource, of those that were expected or learnt."""
        return self._there.get(ref)

    def learnt(self, ref: Ref, remote_id: str) -> None:
        """The peer calls ``ref`` so."""
        self._there[ref] = remote_id
        self._here[Ref(ref.fhir_type, remote_id)] = ref.fhir_id

    # ---- what comes in

    def told_in_ours(self, page: Page) -> Page:
        """A page of the peer's feed in our ids. Raises LinkFault: what a resource refers to may have to be asked for."""
        self._make_room()
        found = [(remote, _parsed(remote)) for remote in page.resources]
        self._meet({remote.ref: own_id(body) for remote, body in found})
        self.expect([Ref(remote.ref.fhir_type, self._here[remote.ref]) for remote, _ in found])
        self._ask({one for _, body in found for one in targets(body, self._link.base_url)})
        told = [self._told(remote, body) for remote, body in found]
        return replace(
            page,
            resources=tuple(one for one in told if isinstance(one, Remote)),
            unreadable=(*page.unreadable, *(one for one in told if isinstance(one, Unreadable))),
        )

    def one_in_ours(self, remote: Remote) -> Remote | None:
        """A single resource that was read; None where it turns out to be another one."""
        return next(iter(self.told_in_ours(Page((remote,), None)).resources), None)

    def _told(self, remote: Remote, body: Any) -> Remote | Unreadable:
        there = remote.ref.fhir_id
        ref = Ref(remote.ref.fhir_type, self._here[remote.ref])
        if self._there.setdefault(ref, there) != there:
            return Unreadable(DOUBLED, {"ref": str(ref)})
        told = inward(body, ref.fhir_id, self._here_of, self._link.base_url)
        return replace(remote, ref=ref, body=jsontext.dumps(told).encode(), parsed=told, remote_id=there)

    def _here_of(self, remote: Ref) -> str | None:
        return self._here.get(remote)

    def _meet(self, carried: dict[Ref, str | None]) -> None:
        """Learn the ids here of resources: as they were noted, else as they carry them, else (a stranger's own) as they are there."""
        known = self._replica.local_ids(self._peer, [ref for ref in carried if ref not in self._here])
        for ref, told in carried.items():
            if ref not in self._here:
                self._here[ref] = known.get(ref) or told or ref.fhir_id

    def _ask(self, refs: Collection[Ref]) -> None:
        """Ids of what is referred to and was not met yet (a diagnosis comes after its visit): noted, or asked for."""
        unmet = {ref for ref in refs if ref not in self._here}
        for ref, here in self._replica.local_ids(self._peer, unmet).items():
            self.learnt(Ref(ref.fhir_type, here), ref.fhir_id)
        lost = [ref for ref in unmet if ref not in self._here]
        self._meet(dict.fromkeys(lost) | dict(self._there_now(lost)))

    def recall(self, refs: Collection[Ref]) -> bool:
        """Learn which of these the peer holds under our own ids, though it may number by now; whether any.

        What it was sent while ids of ours were thought to do may have arrived though the answer was lost: to make it anew would double
        it. Only a UUID is nobody else's; another server's ``Device/17`` is another device.
        """
        self.expect(refs)
        lost = [ref for ref in refs if ref not in self._there and is_uuid(ref.fhir_id)]
        held = [ref for ref, one in self._there_now(lost) if one in (None, ref.fhir_id)]
        for ref in held:
            self.learnt(ref, ref.fhir_id)
        return bool(held)

    def _there_now(self, refs: Collection[Ref]) -> Iterator[tuple[Ref, str | None]]:
        """Those of these ids of the peer's that it holds, each with the id of ours that it carries."""
        for fhir_type in sorted({ref.fhir_type for ref in refs}):
            ids = sorted(ref.fhir_id for ref in refs if ref.fhir_type == fhir_type)
            for start in range(0, len(ids), _ASKED_AT_ONCE):
                some = ids[start : start + _ASKED_AT_ONCE]
                query = [("_id", ",".join(some)), ("_elements", "identifier,meta"), ("_count", str(len(some)))]
                found = ((str(body.get("id")), body) for body in matches(self._link, fhir_type, query))
                yield from ((Ref(fhir_type, there), own_id(body)) for there, body in found if there in some)


def shows_numbers(page: Page) -> bool:
    """Whether a page gives away that the peer numbers resources itself: one carries an id of ours and goes by another there."""
    return any(_KEY in one.body and own_id(_parsed(one)) not in (None, one.ref.fhir_id) for one in page.resources)


def matches(link: Link, fhir_type: str, query: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """The resources on the first page of a search; none where the server itself will not tell. Raises LinkFault where the answer is none."""
    answer = link.get(fhir_type, query, {"Cache-Control": "no-cache"})
    if answer.status in _WILL_NOT:
        refusal_of(answer)
        return []
    if answer.status != 200:
        raise LinkFault("sync_server", answer.retry_after, status=answer.status)
    try:
        bundle = envelope.answers(jsontext.decode(answer.body))
    except BadJson:
        raise LinkFault("sync_not_fhir") from None
    if bundle.kind != "searchset":
        raise LinkFault("sync_bad_answer")
    return [one.resource for one in bundle.entries if isinstance(one.resource, dict) and one.resource.get("resourceType") == fhir_type]


def _parsed(remote: Remote) -> Any:
    return jsontext.loads(remote.body.decode()) if remote.parsed is None else remote.parsed
