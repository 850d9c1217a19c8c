"""`xiangyi sync login …` and `sync join …`: which server, and who we are there. What is secret goes into the encrypted database alone."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from app.cli.arguments import Usage
from app.cli.call import Call
from app.cli.opened import opened
from app.errors import KnownError
from app.services.desk import Desk
from app.services.preferences import Preferences
from app.store import settings, sync_state
from app.store.unit_of_work import UnitOfWork
from app.texts import Texts
from app.uplink import SEAT_KEY, SeatLine
from app.upstream import UPSTREAM
from sync import credentials
from sync.credentials import Credentials
from sync.smart import ES384, RS384, SCOPE, jwk_of, new_key


def login_arguments(parser: argparse.ArgumentParser, words: Texts) -> None:
    """Server, way of signing in, and way there."""
    parser.add_argument("--url", metavar="URL", help=words.say("cli.sync_url"))
    parser.add_argument("--client-id", metavar="ID", help=words.say("cli.login_client"))
    parser.add_argument("--algorithm", choices=(ES384, RS384), default=ES384, help=words.say("cli.login_algorithm"))
    parser.add_argument("--scope", default=SCOPE, help=words.say("cli.login_scope"))
    parser.add_argument("--token-url", metavar="URL", default="", help=words.say("cli.login_token_url"))
    parser.add_argument("--token-fd", metavar="N", type=int, help=words.say("cli.login_token"))
    parser.add_argument("--ca", type=Path, metavar="FILE", help=words.say("cli.login_ca"))
    parser.add_argument("--proxy", metavar="URL", help=words.say("cli.login_proxy"))
    parser.add_argument("--none", action="store_true", help=words.say("cli.login_none"))
    parser.add_argument("--login", default=argparse.SUPPRESS, metavar="NAME", help=words.say("cli.login"))


def join_arguments(parser: argparse.ArgumentParser, words: Texts) -> None:
    """The hub and its code."""
    parser.add_argument("address", metavar="URL", help=words.say("cli.join_address"))
    parser.add_argument("code", metavar="CODE", help=words.say("cli.join_code"))
    parser.add_argument("--login", default=argparse.SUPPRESS, metavar="NAME", help=words.say("cli.login"))


def run_login(call: Call) -> int:
    """Write down what was given; without anything given, only print the public key to be registered (a JWK set)."""
    with opened(call) as desk:
        url, before = _known(desk)
        found = _wanted(call, before)
        url = call.args.url or url
        if not url:
            raise KnownError("no_upstream")
        if found != before or call.args.url:
            _keep(call, desk, url, None if found == before else found)
        _show(call, _known(desk)[1])
    return 0


def run_join(call: Call) -> int:
    """Join a hub with the code that is shown there; the server that was used before stands in while it is away.

    KnownError as :func:`sync.enrolling.enrol`.
    """
    with opened(call) as desk:
        desk.allow("settings.manage")
        line = SeatLine(desk, Preferences(desk, call.folder.site_file))
        line.join(call.args.address, call.args.code)
        call.say(call.words.say("cli.joined", {"url": line.known().url}))
    return 0


def _known(desk: Desk) -> tuple[str, Credentials]:
    desk.allow("settings.manage")
    state = desk.store.read(lambda conn: sync_state.state(conn, UPSTREAM))
    return ("", Credentials()) if state is None else (str(state["url"]), Credentials.load(state["secret"]))


def _wanted(call: Call, before: Credentials) -> Credentials:
    """What is known with what was given put over it; a new client gets a new key."""
    args = call.args
    told = {} if args.none else {name: getattr(before, name) for name in Credentials.__dataclass_fields__}
    if args.ca is not None:
        told["ca_pem"] = _text_of(args.ca)
    if args.proxy is not None:
        told["proxy"] = args.proxy
    if args.token_fd is not None:
        told |= {"token": _line_of(args.token_fd), "client_id": "", "key_pem": ""}
    if args.client_id is not None:
        told |= {"client_id": args.client_id, "key_pem": new_key(args.algorithm), "token": ""}
        told |= {"scope": args.scope, "token_url": args.token_url}
    return Credentials(**told).checked()


def _keep(call: Call, desk: Desk, url: str, found: Credentials | None) -> None:
    def work(uow: UnitOfWork) -> None:
        credentials.use(uow, UPSTREAM, "cloud", url, found)
        if found is not None and found.client_id and not found.server_name:
            settings.put(uow, SEAT_KEY, found.key_pem)  # the upload page shows and uses the same

    desk.write("settings.manage", work)
    Preferences(desk, call.folder.site_file).choose("upstream_url", url)


def _show(call: Call, found: Credentials) -> None:
    if found.key_pem:
        call.say(json.dumps({"keys": [jwk_of(found.key_pem)]}, indent=2))
        return
    call.say(call.words.say("cli.login_token_kept" if found.token else "cli.login_nobody"))


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii")
    except (OSError, ValueError) as fault:
        raise Usage(f"--ca: {type(fault).__name__}") from fault


def _line_of(number: int) -> str:
    try:
        with os.fdopen(number, encoding="ascii", closefd=False) as pipe:
            return pipe.readline().strip()
    except (OSError, ValueError) as fault:
        raise Usage(f"--token-fd: {type(fault).__name__}") from fault
