"""`xiangyi sync courier …`: records on a stick, for a workstation or (--hub) for the hub of this folder."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from app.cli.call import Call
from app.cli.opened import opened
from app.clock import SystemClock
from app.domain.ids import organization_id
from app.errors import KnownError
from app.services.couriers import Couriers, FileTaken, FileWritten, Hand
from app.services.keyring import hub_key
from app.store.signin_file import SigninFile
from app.texts import Texts, error_text
from sync.courier.hand import CourierHand, seat_hand

_VERBS = ("card", "meet", "export", "import", "receipt")


def arguments(parser: argparse.ArgumentParser, words: Texts) -> None:
    """What to do, with which folder or file, and for whom."""
    parser.add_argument("verb", choices=_VERBS, help=words.say("cli.courier_verb"))
    parser.add_argument("place", type=Path, metavar="PATH", help=words.say("cli.courier_place"))
    parser.add_argument("--to", default="", metavar="NAME", help=words.say("cli.courier_to"))
    parser.add_argument("--hub", action="store_true", help=words.say("cli.courier_hub"))
    parser.add_argument("--above", action="store_true", help=words.say("cli.courier_above"))
    parser.add_argument("--also", action="append", default=[], metavar="AGE1", help=words.say("cli.courier_also"))
    parser.add_argument("--login", default=argparse.SUPPRESS, metavar="NAME", help=words.say("cli.login"))


def run(call: Call) -> int:
    """0 when it was done; 1 where one of several files could not be taken in. KnownError ``courier_…``."""
    with _hand(call) as hand:
        return _VERB[call.args.verb](call, hand)


@contextmanager
def _hand(call: Call) -> Iterator[Hand]:
    if call.args.hub:
        with _hub(call) as hand:
            yield hand
        return
    with opened(call) as desk:
        couriers = Couriers(desk)
        couriers.hand = seat_hand(desk.store, desk.clock)
        yield _Asked(couriers)


@contextmanager
def _hub(call: Call) -> Iterator[Hand]:
    from app.cli.hub import data_key
    from sync.courier.desk import Courier
    from sync.hub.courier import HubCarrier, HubLedger, answering
    from sync.hub.store import HubStore

    if not call.folder.keyslots.exists():
        raise KnownError("no_clinic", folder=str(call.folder.root))
    key, home = hub_key(data_key(call)), SigninFile.load(call.folder.signin)
    store = HubStore(call.folder.hub_database, key, SystemClock())  # beside a running hub too, as the keeper's verbs
    try:
        ours = organization_id(home.organization_code)
        ledger = HubLedger(store, home.organization_name, ours)
        yield CourierHand(Courier(ledger, SystemClock(), HubCarrier(store, ours), answering(store)), ledger)
    finally:
        store.close()


class _Asked:
    """The service as a hand: every verb with its permission and its place in the audit trail."""

    def __init__(self, couriers: Couriers) -> None:
        self.own, self.correspondents = couriers.own, couriers.known
        self.state, self.look = couriers.state, couriers.look
        self.write_card, self.meet, self.part = couriers.write_card, couriers.meet, couriers.part
        self.export, self.receipt, self.take, self.files = couriers.export, couriers.receipt, couriers.take, couriers.files


def _card(call: Call, hand: Hand) -> int:
    file = hand.write_card(call.args.place)
    call.say(call.words.say("courier.card", {"file": str(file), "number": hand.own().number}))
    return 0


def _meet(call: Call, hand: Hand) -> int:
    met = hand.meet(call.args.place, call.args.above)
    call.say(call.words.say("courier.met", {"name": met.name, "number": met.number}))
    return 0


def _export(call: Call, hand: Hand) -> int:
    return _say_written(call, hand.export(call.args.place, call.args.to, call.args.also))


def _receipt(call: Call, hand: Hand) -> int:
    return _say_written(call, hand.receipt(call.args.place, call.args.to))


def _say_written(call: Call, one: FileWritten) -> int:
    facts = {"file": str(one.path), "to": one.to, "records": one.records}
    call.say(call.words.say("courier.written", facts))
    if one.more:
        call.say(call.words.say("courier.more"))
    return 0


def _import(call: Call, hand: Hand) -> int:
    place: Path = call.args.place
    files = hand.files(place) if place.is_dir() else [place]
    if not files:
        call.say(call.words.say("courier.nothing"))
    return max([_take(call, hand, file) for file in files], default=0)


def _take(call: Call, hand: Hand, file: Path) -> int:
    try:
        taken = hand.take(file)
    except KnownError as error:
        call.say(f"{file.name}：{error_text(error, call.language)}")
        return 1
    call.say(f"{file.name}：{told(call.words, taken)}")
    return 0


def told(words: Texts, taken: FileTaken) -> str:
    """What became of a file, in a sentence."""
    return words.say("courier.repeated" if taken.repeated else f"courier.taken_{taken.kind}", asdict(taken))


_VERB = {"card": _card, "meet": _meet, "export": _export, "import": _import, "receipt": _receipt}
