"""`xiangyi hub`: the FHIR hub of the clinic's network, until it is told to stop; `xiangyi hub …`: what its keeper does with it."""

from __future__ import annotations

import argparse
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from app.cli import hub_desk
from app.cli.call import Call
from app.clock import SystemClock
from app.errors import KnownError
from app.hub_room import HubRoom, keeper_of
from app.logs import LogFiles
from app.services.keyring import hub_key, login_name
from app.settings import SETTINGS
from app.store.audit import Act
from app.store.keyslots import SERVICE, KeySlots, WrongPassword, tidy_recovery_code
from app.store.signin_file import SigninFile
from app.texts import Texts
from sync.hub.store import HubStore

_GLANCE_SECONDS = 1.0  # Windows delivers Ctrl+C only between two waits


def arguments(parser: argparse.ArgumentParser, words: Texts) -> None:
    """Run, `enable`, or what the keeper does."""
    parser.add_argument("--host", default="127.0.0.1", help=words.say("cli.hub_host"))
    parser.add_argument("--port", type=int, default=SETTINGS["hub_port"].default, help=words.say("cli.hub_port"))
    parser.add_argument("--login", metavar="NAME", help=words.say("cli.login"))
    actions = parser.add_subparsers(dest="action", metavar="…")
    actions.add_parser("enable", help=words.say("cli.hub_enable"))
    hub_desk.arguments(actions, words)


def run(call: Call) -> int:
    """0 after it was told to stop. KnownError ``already_open`` where another process runs this hub, ``hub_port`` …"""
    if not call.folder.keyslots.exists():
        raise KnownError("no_clinic", folder=str(call.folder.root))
    if call.args.action is None:
        return _serve(call)
    return _enable(call) if call.args.action == "enable" else _keep(call)


def _serve(call: Call) -> int:
    key = hub_key(data_key(call))
    with (
        HubRoom(call.folder, key, _home(call), SystemClock(), call.args.host, call.args.port) as hub,
        LogFiles(call.folder.logs, name="hub"),
        _stopping() as stop,
    ):
        call.say(call.words.say("cli.hub_runs", {"url": hub.base_url}))
        while not stop.wait(_GLANCE_SECONDS):
            hub.glance()
    call.say(call.words.say("cli.hub_ended"))
    return 0


def _keep(call: Call) -> int:
    """The keeper's verbs work on the records beside a running hub too."""
    store = HubStore(call.folder.hub_database, hub_key(data_key(call)), SystemClock())
    try:
        return hub_desk.run(call, keeper_of(store, SystemClock(), _home(call), call.args.login or "service"))
    finally:
        store.close()


def _home(call: Call) -> tuple[str, str]:
    """Code and name of the institution whose computer this is."""
    known = SigninFile.load(call.folder.signin)
    return known.organization_code, known.organization_name


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """Set when the process is asked to end, by hand or by the system."""
    stop = threading.Event()
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def data_key(call: Call) -> bytes:
    """Opened with a person's password, or with the service code where nobody is named. KnownError ``password_refused``."""
    slots = KeySlots.load(call.folder.keyslots)
    if call.args.login is None and SERVICE not in slots.slots:
        raise KnownError("hub_not_enabled")
    password = call.password()
    try:
        if call.args.login is None:
            return slots.open(SERVICE, tidy_recovery_code(password)).data_key
        return slots.open(login_name(call.args.login), password).data_key
    except WrongPassword as wrong:
        raise KnownError("password_refused") from wrong


def _enable(call: Call) -> int:
    """Make the service slot; the code is shown this once."""
    from app.services.signin import SignIn

    if call.args.login is None:
        raise KnownError("usage", said="hub --login NAME enable")
    with call.folder.lock():
        desk = SignIn(call.folder, SystemClock()).sign_in(call.args.login, call.password())
        try:
            actor = desk.allow("settings.manage")
            code = desk.keys.renew_service_code()
            desk.store.write(lambda uow: uow.note(Act("enable", "hub")), actor).result()
        finally:
            desk.store.close()
    call.say(call.words.say("cli.hub_code", {"code": code}))
    return 0
