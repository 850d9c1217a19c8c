"""How a peer is reached and who we are there: a row of the encrypted database (``peer.secret``, JSON), made into a link."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from urllib.parse import urlsplit

from app.clock import Clock
from app.errors import KnownError
from app.store import sync_state
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork
from sync.dialect import Dialect
from sync.http import Bearer, HttpLink, check_address, check_proxy
from sync.link import Login
from sync.smart import SCOPE, Client, SmartLogin, jwk_of


@dataclass(frozen=True, slots=True)
class Credentials:
    """All empty: nobody, over the system's authorities. The members are named as :meth:`sync.enrolling.Enrolment.secret` names them.

    ``key_pem`` with ``client_id``: SMART Backend Services. ``token``: a fixed bearer token. ``ca_pem``: the only authority trusted.
    ``server_name``: what its certificate must name. ``proxy`` may name a user and a password.
    """

    client_id: str = ""
    key_pem: str = field(default="", repr=False)
    scope: str = SCOPE
    token_url: str = ""
    token: str = field(default="", repr=False)
    ca_pem: str = field(default="", repr=False)
    server_name: str = ""
    proxy: str = field(default="", repr=False)

    def dump(self) -> str:
        """As text for ``peer.secret``."""
        return json.dumps({name: value for name, value in asdict(self).items() if value}, sort_keys=True)

    @classmethod
    def load(cls, text: str) -> Credentials:
        """From such a text; members of others are passed over. KnownError ``sync_login_key`` where it is none."""
        try:
            told = json.loads(text or "{}")
        except ValueError:
            told = None
        if not isinstance(told, dict):
            raise KnownError("sync_login_key")
        return cls(**{one.name: str(told[one.name]) for one in fields(cls) if isinstance(told.get(one.name), str)})

    def checked(self) -> Credentials:
        """Raises KnownError for what could never be used: better when it is written down than at night."""
        if self.token_url:
            check_address(self.token_url)
        if self.proxy:
            check_proxy(self.proxy)
        if self.key_pem:
            jwk_of(self.key_pem)
        return self

    def login(self, clock: Clock) -> Login | None:
        """Whoever these let us be."""
        if self.client_id and self.key_pem:
            return SmartLogin(Client(self.client_id, self.key_pem, self.scope, self.token_url), clock)
        return Bearer(lambda: self.token) if self.token else None


def link_to(url: str, secret: str, clock: Clock, heard_date: Callable[[datetime], None] | None = None) -> HttpLink:
    """A link to the peer at ``url`` under the credentials kept for it. KnownError for an address or credentials that will not be used."""
    found = Credentials.load(secret)
    return HttpLink(
        url,
        login=found.login(clock),
        ca_pem=found.ca_pem or None,
        server_name=found.server_name or None,
        proxy=found.proxy or None,
        heard_date=heard_date,
    )


def use(uow: UnitOfWork, peer: str, kind: str, url: str, credentials: Credentials | None = None) -> None:
    """Take up ``peer`` at ``url``; ``credentials`` None keeps what was agreed with it. KnownError for what could never be used.

    A fixed token stays with the host that it was made for. A key shows itself to nobody, so it may follow a hub to its new address.
    """
    check_address(url)
    state = sync_state.state(uow.conn, peer)
    kept = credentials or Credentials.load(state["secret"] if state is not None else "")
    if credentials is None and state is not None and urlsplit(state["url"])[:2] != urlsplit(url)[:2]:
        kept = replace(kept, token="", token_url="")
    sync_state.add_peer(uow, peer, kind, url, kept.checked().dump())


def begin_anew(uow: UnitOfWork, peer: str) -> None:
    """The peer is another server from now on: nothing is believed of what it holds, its own is read first, then all of ours is offered."""
    sync_state.forget_answers(uow, peer)
    sync_state.note(uow, peer, epoch=None, dialect=Dialect(unread=True).dump())


def link_of(conn: Reading, peer: str, clock: Clock, heard_date: Callable[[datetime], None] | None = None) -> HttpLink:
    """A link to a peer as the database knows it. KnownError as :func:`link_to`; ``no_upstream`` where it does not."""
    state = sync_state.state(conn, peer)
    if state is None:
        raise KnownError("no_upstream")
    return link_to(state["url"], state["secret"], clock, heard_date)
