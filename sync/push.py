"""Sends what was written at this site to one peer, until every entry of every bundle has an answer of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass

from sync import jsontext
from sync.ahead import Ahead
from sync.answers import Judgement, Kind, judge, refusal_of
from sync.canonical import content_hash
from sync.dialect import Dialect
from sync.hub.names import TERSE
from sync.id_map import DOUBLED
from sync.link import Answer, Link, LinkFault, PeerStop
from sync.order import clusters, dependants
from sync.outbox import WAITS, Item, Outbox, items_of
from sync.replica import InFlight, Outcome, Page, Ref, Remote, Replica, Verdict
from sync.wire import Wire

REFUSED = "sync_refused"
CONFLICT = "sync_conflict"
DELETED_THERE = "sync_deleted_there"
LOST_THERE = "sync_lost_there"
TOO_LARGE = "sync_too_large"
CHANGING = "sync_changing"

_SUSPECTS = 5
"""Refusals in a row, with nothing taken between them, that say the peer takes nothing at all."""

Group = list[Item]


@dataclass
class Tally:
    """What a run did so far."""

    acked: int = 0
    parked: int = 0
    merged: int = 0


class Push:
    """One run of sending. ``halted`` is asked between bundles.

    A crash at any point is harmless: the bundle in flight is sent again byte for byte, the peer meets the same
    ids with the same content, and what was not in it is still pending.
    """

    def __init__(self, replica: Replica, peer: str, link: Link, dialect: Dialect, halted: Callable[[], bool]) -> None:
        self._replica, self._peer, self._link, self._dialect = replica, peer, link, dialect
        self._halted = halted
        self._wire = Wire(replica, peer, link, dialect)
        self._outbox = Outbox(replica, peer)
        self._suspects: list[Outcome] = []
        self._merged: set[Ref] = set()
        self._open: set[Ref] = set()
        self._flying = False
        self._written: tuple[Sequence[Item], InFlight] = (), InFlight(b"", ())
        self._ahead = Ahead(self._outbox, dialect)
        self._reader: Executor
        self._unlooked: Sequence[Item] = ()
        self.tally = Tally()

    @property
    def left_out(self) -> Mapping[Ref, str]:
        """What this run could not send, with message codes."""
        return self._outbox.left_out

    def run(self) -> None:
        """Send everything that can be sent. Raises LinkFault to be called again later, PeerStop where a person must act."""
        kept = self._replica.in_flight(self._peer)
        if kept is not None:
            self._resume(kept)
        with ThreadPoolExecutor(1, "sync-reader") as self._reader:
            while not self._halted():
                if not self._next():
                    break
        self._flush()

    def _next(self) -> bool:
        """One bundle, put together, kept, sent and answered; whether there was anything to do."""
        batch, bundle = self._ahead.following()
        if batch.outcomes:
            self._replica.settle(self._peer, batch.outcomes)
            self.tally.parked += sum(one.verdict is Verdict.PARKED for one in batch.outcomes)
        if batch.items:
            self._written = batch.items, bundle
            self._replica.put_in_flight(self._peer, bundle)
            acked, self._unlooked = self.tally.acked, batch.items
            self._ship(batch.items)
            if self.tally.acked - acked < len(batch.items):
                self._ahead.put_back()
        return bool(batch.items or batch.outcomes)

    def _resume(self, kept: InFlight) -> None:
        """Answer for every entry of a bundle whose reply was lost: it may have been stored, so it is not put together anew."""
        items = [item for item in items_of(kept) if not self._is_answered(item)]
        if items:
            self._wire.resume(items)
            self._ship(items)
        else:
            self._replica.settle(self._peer, [])

    def _is_answered(self, item: Item) -> bool:
        known = self._replica.known(self._peer, item.ref)
        return known is not None and known.hash == item.hash

    def _ship(self, items: list[Item]) -> None:
        """Send what is kept in flight, in one piece or in parts, until every entry has its answer; only then it is let go."""
        self._open = {item.ref for item in items}
        self._flying = True
        self._deliver([items])
        if self._flying and not (self._open and self._halted()):
            self._replica.settle(self._peer, [])

    def _write(self, outcomes: Sequence[Outcome]) -> None:
        self._open.difference_update(one.ref for one in outcomes)
        self._flying = self._flying and bool(self._open)
        self._replica.settle(self._peer, outcomes, keep_in_flight=self._flying)

    def _deliver(self, pieces: list[list[Item]]) -> None:
        """Send pieces in turn; what is refused comes back as smaller ones."""
        waiting = list(reversed(pieces))
        while waiting and not self._halted():
            items, *more = self._parts(self._unblocked(waiting.pop()))
            waiting += reversed(more)
            if items:
                waiting += reversed(self._after(items, self._send(items)))

    def _send(self, items: Sequence[Item]) -> Judgement | list[Judgement]:
        kept, bundle = self._written
        return self._judged(bundle.body if kept is items and self._wire.whole else self._wire.body(items), len(items))

    def _judged(self, body: bytes, sent: int) -> Judgement | list[Judgement]:
        unlooked, self._unlooked = self._unlooked, ()
        coming = self._reader.submit(self._ahead.look, unlooked) if unlooked else None
        started = time.monotonic()
        try:
            answer = self._post(body)
            self._dialect.measured(len(body), time.monotonic() - started)
            return judge(answer, sent)
        except LinkFault as fault:
            if fault.code == "sync_timeout":
                self._dialect.timed_out()
            raise
        finally:
            if coming is not None:
                coming.result()

    def _post(self, body: bytes) -> Answer:
        headers = {"Prefer": "return=minimal"}
        gzip = self._dialect.gzip
        if self._dialect.terse and gzip is not False:
            answer = self._link.post(body, True, {**headers, "Content-Encoding": TERSE})
            if answer.status != 415:
                return answer
            self._dialect.terse = False  # another hub of ours, of before or after this coding
        answer = self._link.post(body, gzip is not False, headers)
        if gzip is not False and (answer.status == 415 or (answer.status == 400 and gzip is None)):
            plain = self._link.post(body, False, headers)
            if plain.status == 200:
                self._dialect.gzip = False
            return plain
        if answer.status == 200 and gzip is None:
            self._dialect.gzip = True
        return answer

    def _after(self, items: list[Item], judged: Judgement | list[Judgement]) -> list[list[Item]]:
        """Write down the answer to a bundle; returns what of it must be sent in another form."""
        if isinstance(judged, list):
            again = self._learnt(items, judged)
            self._settle(
                [item for item in items if item not in again], [one for item, one in zip(items, judged, strict=True) if item not in again]
            )
            return [again] if again else []
        if judged.refuses_ids and self._may_number_itself(items):
            return [items]
        if judged.kind is Kind.TOO_LARGE:
            self._dialect.refused_size(len(items))
            if len(items) == 1:
                self._park(items[0], TOO_LARGE, judged.facts)
                return []
            # A circle that is too large even alone is cut: some servers do not check references.
            parts = self._parts(items)
            return parts if len(parts) > 1 else [[item] for item in items]
        groups = _groups(items)
        if len(groups) == 1:
            self._refused(items, judged)
            return []
        if judged.kind is Kind.CONFLICT and any(item.if_match for item in items):
            unread = [item for item in items if item.if_match is None or self._still_to_send(item, judged)]
            if len(unread) < len(items):
                return [unread]
        culprit, rest = self._named(groups, items, judged) or self._searched(groups)
        for item in culprit:
            self._outbox.leave_out(item.ref, REFUSED)
        self._deliver([[item for group in rest for item in group]])
        self._alone(culprit)
        return []

    def _learnt(self, items: list[Item], judged: Sequence[Judgement]) -> list[Item]:
        """What the entries tell of the server; returns those to be sent another way before they are taken for refused."""
        refused = [item for item, one in zip(items, judged, strict=True) if one.kind is Kind.REFUSED]
        if not self._wire.whole or not refused:
            self._dialect.ids_proven = self._dialect.ids_proven or (self._dialect.client_ids and not refused)
            return []
        # Something was taken or refused by itself: this was no transaction, and what refers may have gone before what it refers to.
        self._dialect.transactions = False
        if all(one.refuses_ids for one in judged if one.kind is Kind.REFUSED):
            self._may_number_itself(items)
        return refused

    def _may_number_itself(self, items: Sequence[Item]) -> bool:
        """A server that never took an id of ours and does not know one is spoken to as one that gives its own, unless it holds one."""
        guessed = self._dialect.guesses_ids
        if guessed:
            self._dialect.client_ids = self._dialect.ids_proven = self._wire.recall(items)
        return guessed and not self._dialect.client_ids

    def _parts(self, items: list[Item]) -> list[list[Item]]:
        """Bundles that may go now, at least one, in their order; the last may have to be parted again when its turn comes."""
        now, later = self._wire.wave(items)
        return [*self._sized(now), later] if later else self._sized(now)

    def _sized(self, items: list[Item]) -> list[list[Item]]:
        """Bundles of the size that is allowed now, at least one; what refers to each other in a circle stays together."""
        if len(items) <= self._dialect.entries:
            return [items]
        parts: list[list[Item]] = [[]]
        for group in _groups(items):
            if parts[-1] and len(parts[-1]) + len(group) > self._dialect.entries:
                parts.append([])
            parts[-1] += group
        return parts

    def _named(self, groups: list[Group], items: list[Item], judged: Judgement) -> tuple[Group, list[Group]] | None:
        if judged.culprit is None:
            return None
        named = items[judged.culprit]
        culprit = next(group for group in groups if named in group)
        return culprit, [group for group in groups if group is not culprit]

    def _searched(self, groups: list[Group]) -> tuple[Group, list[Group]]:
        """Halve a refused bundle until one group is left; the halves that are taken are settled on the way."""
        rest: list[Group] = []
        while len(groups) > 1:
            middle = len(groups) // 2
            first = [item for group in groups[:middle] for item in group]
            judged = self._send(first)
            if isinstance(judged, list):
                self._settle(first, judged)
                groups = groups[middle:]
            else:
                rest = groups[middle:] + rest
                groups = groups[:middle]
        return groups[0], rest

    def _alone(self, group: Group) -> None:
        """Let the peer say of the culprit itself what is wrong with it."""
        judged = self._send(group)
        if isinstance(judged, list):
            self._settle(group, judged)
        else:
            self._refused(group, judged)

    def _settle(self, items: Sequence[Item], judged: Sequence[Judgement]) -> None:
        judged = self._wire.heard(items, judged)
        whole = [(item, one) for item, one in zip(items, judged, strict=True) if not item.provisional]
        taken = [_acked(item, one) for item, one in whole if one.kind is Kind.TAKEN]
        later = next((one for one in judged if one.kind is Kind.LATER), None)
        if taken:
            self._write(taken)
        for outcome in taken:
            self._outbox.answered(outcome.ref, outcome.seq)
        self.tally.acked += len(taken)
        if taken:
            self._flush()
        if later is not None:
            raise LinkFault("sync_server", status=later.facts.get("status", ""))
        if all(one.kind is Kind.TAKEN for one in judged):
            self._dialect.took(len(items))
            return
        failed = {item.ref: (item, one) for item, one in zip(items, judged, strict=True) if one.kind is not Kind.TAKEN}
        self._failed(failed)

    def _failed(self, failed: Mapping[Ref, tuple[Item, Judgement]]) -> None:
        """Entries of a bundle that the peer ran as a batch: those that failed for want of another failed one are no culprits."""
        edges = {ref: item.references() & failed.keys() - {ref} for ref, (item, _) in failed.items()}
        culprits = [ref for ref, needs in edges.items() if not needs] or list(failed)
        for ref in failed:
            if ref in culprits:
                item, judged = failed[ref]
                self._refused([item], judged)
            else:
                self._outbox.leave_out(ref, WAITS)

    def _refused(self, group: Group, judged: Judgement) -> None:
        """The verdict on a group that cannot be made smaller; in a circle only the one that the peer named is to blame."""
        blamed = group if judged.culprit is None else [group[judged.culprit]]
        for item in group:
            if item not in blamed:
                self._outbox.leave_out(item.ref, WAITS)
            elif judged.kind is Kind.CONFLICT:
                if self._still_to_send(item, judged):
                    self._outbox.leave_out(item.ref, CHANGING)
            elif judged.kind is Kind.TOO_LARGE:
                self._park(item, TOO_LARGE, judged.facts)
            else:
                self._park(item, self._reason(item, judged), judged.facts)

    def _reason(self, item: Item, judged: Judgement) -> str:
        if judged.kind is Kind.GONE:
            return DELETED_THERE
        if judged.says_not_there and self._wire.was_there(item):
            return LOST_THERE
        return DOUBLED if self._wire.is_doubled(item) else REFUSED

    def _still_to_send(self, item: Item, judged: Judgement) -> bool:
        """Another version is there, or our own whose acknowledgement was lost: read it, compare, merge (sync.md 4.4).

        True where the peer is still at the version the item was based on.
        """
        if self._wire.is_doubled(item):
            self._park(item, DOUBLED, judged.facts)
            return False
        answer = self._wire.read(item)
        if answer.status in (404, 410):
            refusal_of(answer)
            code = DELETED_THERE if answer.status == 410 else LOST_THERE if item.if_match else REFUSED
            self._park(item, code, judged.facts)
            return False
        theirs = self._wire.remote(item.ref, answer)
        digest = content_hash(jsontext.loads(theirs.body.decode()))
        if digest == item.hash:
            self._settle([item], [Judgement(Kind.TAKEN, theirs.etag, theirs.remote_id or None)])
            return False
        if item.if_match is not None and _bare(theirs.etag) == _bare(item.if_match):
            return True
        self._merge(item, theirs)
        return False

    def _merge(self, item: Item, theirs: Remote) -> None:
        applied = self._replica.apply(self._peer, Page((theirs,), None))
        if applied.conflicts:  # parked with the clash: who decided about it at once must not be parked again
            self._outbox.leave_out(item.ref, CONFLICT)
            self._open.discard(item.ref)
            self.tally.parked += 1
            self._flush()
            return
        self.tally.merged += 1
        if item.ref in self._merged:
            self._outbox.leave_out(item.ref, CHANGING)
        else:
            self._merged.add(item.ref)
            self._outbox.again(item.ref)

    def _park(self, item: Item, code: str, facts: Mapping[str, str]) -> None:
        """Write down a refusal. What may be the fault of a wrong address waits until the peer has taken something else."""
        self._outbox.leave_out(item.ref, code)
        self._suspects.append(Outcome(item.ref, item.seq, Verdict.PARKED, item.hash, code=code, facts=dict(facts)))
        if self.tally.acked or code not in (REFUSED, TOO_LARGE):
            self._flush()
        elif len(self._suspects) >= _SUSPECTS:
            self._dialect.doubt()
            raise PeerStop("sync_refuses_all", **facts)

    def _flush(self) -> None:
        if self._suspects:
            self._write(self._suspects)
            self.tally.parked += len(self._suspects)
            self._suspects = []

    def _unblocked(self, items: list[Item]) -> list[Item]:
        """Without what was left out meanwhile, and without what cannot go before it."""
        if not self._outbox.left_out:
            return items
        edges = {item.ref: item.references() for item in items}
        named = set(edges).union(*edges.values())
        held = dependants({ref for ref in named if self._outbox.blocks(ref)}, edges)
        for ref in held:
            self._outbox.leave_out(ref, self._outbox.left_out.get(ref, WAITS))
        return [item for item in items if item.ref not in held and not self._outbox.is_out(item.ref)]


def _acked(item: Item, judged: Judgement) -> Outcome:
    return Outcome(item.ref, item.seq, Verdict.ACKED, item.hash, judged.etag, judged.remote_id, item.text.encode())


def _groups(items: list[Item]) -> list[Group]:
    """Items in groups that refer to each other, each group after what it refers to."""
    by_ref = {item.ref: item for item in items}
    edges = {ref: [one for one in item.references() if one in by_ref] for ref, item in by_ref.items()}
    return [[by_ref[ref] for ref in group] for group in clusters(by_ref, edges.__getitem__)]


def _bare(etag: str | None) -> str | None:
    return None if etag is None else etag.removeprefix("W/").strip('"')
