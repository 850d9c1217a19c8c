"""Bugs for the sync harness: each is put into the program for one run, which must then be found out."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any
from unittest import mock

from app.store import database, sync_state
from app.store.audit import PROGRAM
from sync import ahead, push
from sync.answers import Judgement, Kind
from sync.clinic import ClinicReplica
from sync.engine import Report
from sync.link import Answer
from sync.outbox import Item, bundle_of
from sync.replica import Applied, InFlight, Outcome, Page, Ref, Verdict

Patch = tuple[object, str, Any]


def _status_unchecked() -> list[Patch]:
    """Whatever the answer, every entry counts as taken."""

    def believed(answer: Answer, sent: int) -> list[Judgement]:
        return [Judgement(Kind.TAKEN)] * sent

    return [(push, "judge", believed)]


def _ack_without_answer() -> list[Patch]:
    """A bundle counts as delivered once it is about to be sent."""
    put = ClinicReplica.put_in_flight

    def early(self: ClinicReplica, peer: str, bundle: InFlight) -> None:
        put(self, peer, bundle)
        taken = [Outcome(one.ref, one.seq, Verdict.ACKED, one.hash) for one in bundle.covers]
        self.settle(peer, taken)

    return [(ClinicReplica, "put_in_flight", early)]


def _fresh_bytes() -> list[Patch]:
    """A bundle whose answer was lost is forgotten and put together anew."""
    return [(ClinicReplica, "in_flight", lambda self, peer: None)]


def _cursor_before_rows() -> list[Patch]:
    """The cursor is durable before the rows; now and then the program ends in between."""
    apply, turns = ClinicReplica.apply, itertools.count(1)

    def torn(self: ClinicReplica, peer: str, page: Page) -> Applied:
        if page.cursor is not None:
            self._store.write(lambda uow: sync_state.note(uow, peer, cursor=page.cursor), PROGRAM).result()
        return Applied() if next(turns) % 4 == 0 else apply(self, peer, page)

    return [(ClinicReplica, "apply", torn)]


def _new_ids() -> list[Patch]:
    """Every sending names an allergy anew, as a client does that lets the server choose ids and does not remember them."""

    def renamed(item: Item) -> Item:
        if item.ref.fhir_type != "AllergyIntolerance":
            return item
        fresh = str(uuid.uuid4())
        return replace(item, ref=Ref(item.ref.fhir_type, fresh), text=item.text.replace(f'"id":"{item.ref.fhir_id}"', f'"id":"{fresh}"', 1))

    def doubled(items: Sequence[Item]) -> InFlight:
        return replace(bundle_of([renamed(item) for item in items]), covers=bundle_of(items).covers)

    return [(ahead, "bundle_of", doubled)]


def _green_while_it_waits() -> list[Patch]:
    """The light is green as soon as nothing was refused."""
    return [(Report, "delivered", property(lambda self: self.parked == 0))]


def _refusal_believed() -> list[Patch]:
    """A 412 on our own edit, whose answer was lost, counts as somebody else's edit: the content is not compared."""

    def believed(self: push.Push, item: Item, judged: Judgement) -> bool:
        self._park(item, push.CONFLICT, judged.facts)
        return False

    return [(push.Push, "_still_to_send", believed)]


def _not_durable() -> list[Patch]:
    """The store answers before the disk has it."""
    pragmas = tuple(one.replace("synchronous=FULL", "synchronous=NORMAL") for one in database._PRAGMAS)
    return [(database, "_PRAGMAS", pragmas)]


def _last_edit_forgotten() -> list[Patch]:
    """An answer counts for every edit, also for those made while the bundle was on its way."""
    settle = ClinicReplica.settle

    def greedy(self: ClinicReplica, peer: str, outcomes: Sequence[Outcome], keep_in_flight: bool = False) -> None:
        settle(self, peer, [replace(one, seq=1 << 40) for one in outcomes], keep_in_flight)

    return [(ClinicReplica, "settle", greedy)]


PLANTS: Mapping[str, Callable[[], list[Patch]]] = {
    "": list,
    "status-unchecked": _status_unchecked,
    "ack-without-answer": _ack_without_answer,
    "fresh-bytes": _fresh_bytes,
    "cursor-before-rows": _cursor_before_rows,
    "new-ids": _new_ids,
    "green-while-it-waits": _green_while_it_waits,
    "refusal-believed": _refusal_believed,
    "not-durable": _not_durable,
    "last-edit-forgotten": _last_edit_forgotten,
}


@contextmanager
def planted(name: str) -> Iterator[None]:
    """The program with that bug in it."""
    with ExitStack() as patches:
        for owner, attribute, bug in PLANTS[name]():
            patches.enter_context(mock.patch.object(owner, attribute, bug))
        yield
