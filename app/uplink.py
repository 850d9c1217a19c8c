"""The way up of a workstation and of a hub behind the upload settings: credentials merged, tried out, taken up."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from app.errors import KnownError
from app.services.desk import Desk
from app.services.preferences import Preferences
from app.services.uplinks import Finding, Uplink, Way, Wish
from app.store import settings, sync_state
from app.store.audit import PROGRAM
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork
from app.upstream import UPSTREAM
from sync import credentials, relief
from sync.credentials import Credentials
from sync.enrolling import enrol
from sync.hub.keeper import Keeper
from sync.probing import probe
from sync.smart import ES384, SCOPE, jwk_of, new_key

SEAT_KEY, HUB_KEY = "own.upload_key", "own.hub_upload_key"
"""Rows of the encrypted database: the private key that is, or is to be, registered at the server above."""

LONGEST_AUTHORITY = 65_536


def _nothing() -> None:
    """Nobody runs."""


class _Keyed(ABC):
    """What both ways up have in common: a key of this computer, and settings that are tried before they are used."""

    def __init__(self, desk: Desk, row: str) -> None:
        self._desk, self._row = desk, row

    @abstractmethod
    def before(self) -> tuple[str, Credentials]:
        """Address and credentials in force."""

    def public_key(self) -> str:
        """See :meth:`app.services.uplinks.Line.public_key`."""
        return _public(self._key())

    def new_key(self, algorithm: str) -> str:
        """See :meth:`app.services.uplinks.Line.new_key`."""
        made = new_key(algorithm)
        self._desk.store.write(lambda uow: settings.put(uow, self._row, made), PROGRAM).result()
        return _public(made)

    def try_out(self, wish: Wish) -> Sequence[Finding]:
        """See :meth:`app.services.uplinks.Line.try_out`."""
        return probe(wish.url.strip(), self.merged(wish), self._desk.clock)

    def merged(self, wish: Wish) -> Credentials:
        """What is known with what was filled in over it. KnownError ``uplink_client``, ``uplink_token``, ``uplink_authority`` …"""
        url, before = self.before()
        same = bool(url) and _origin(url) == _origin(wish.url.strip())
        if wish.way is Way.CODE:
            if not before.server_name:
                raise KnownError("uplink_code")
            return replace(before, proxy=_proxy(before, wish)).checked()
        trusted = "" if wish.public_authorities or (before.server_name and not same) else before.ca_pem
        kept = Credentials(ca_pem=_text_of(wish.authority) if wish.authority else trusted, proxy=_proxy(before, wish))
        if wish.way is Way.KEY:
            if not wish.client_id.strip():
                raise KnownError("uplink_client")
            scope = wish.scope.strip() or SCOPE
            kept = replace(kept, client_id=wish.client_id.strip(), key_pem=self._key(), scope=scope, token_url=wish.token_url.strip())
        if wish.way is Way.TOKEN:
            token = wish.token.strip() or (before.token if same else "")
            if not token:
                raise KnownError("uplink_token")
            kept = replace(kept, token=token)
        return kept.checked()

    def _key(self) -> str:
        kept = self._desk.store.read(lambda conn: settings.get(conn, self._row, ""))
        if not kept:
            before = self.before()[1]
            kept = before.key_pem if before.client_id and not before.server_name else ""
            kept = kept or new_key(ES384)
            self._desk.store.write(lambda uow: settings.put(uow, self._row, kept), PROGRAM).result()
        return kept


class SeatLine(_Keyed):
    """A workstation's. ``quiet``: end what is on its way, so that no late answer is taken for one of the next server; ``again``: go on
    with the address and credentials of now.
    """

    def __init__(
        self, desk: Desk, preferences: Preferences, quiet: Callable[[], None] = _nothing, again: Callable[[], None] = _nothing
    ) -> None:
        super().__init__(desk, SEAT_KEY)
        self._preferences, self._quiet, self._again = preferences, quiet, again

    def before(self) -> tuple[str, Credentials]:
        """See :meth:`_Keyed.before`."""
        state = self._desk.store.read(_in_force)
        return ("", Credentials()) if state is None else (str(state["url"]), Credentials.load(state["secret"]))

    def known(self) -> Uplink:
        """See :meth:`app.services.uplinks.Line.known`."""
        now = self._preferences.now()
        url = now.text("upstream_url") or self.before()[0]
        other = self._desk.store.read(lambda conn: sync_state.state(conn, relief.PEER))
        told = _told(url, self.before()[1]) if url else Uplink()
        return replace(told, stands_in=str(other["url"]) if other is not None and url else "", fixed=now.is_fixed("upstream_url"))

    def use(self, wish: Wish) -> None:
        """See :meth:`app.services.uplinks.Line.use`."""
        self._unfixed()
        moved = wish.way is Way.CODE  # the same hub at another address
        url, found = wish.url.strip(), self.merged(wish)
        other = not moved and _origin(self.before()[0]) != _origin(url)
        self._take_up(url, found, _stays if moved else relief.stand_down, other)

    def join(self, address: str, code: str) -> None:
        """See :meth:`app.services.uplinks.Line.join`; the server that was used before stands in while the hub is away."""
        self._unfixed()
        seat, instance = self._desk.store.read(_named)
        made = enrol(address, code, seat, instance)
        self._take_up(made.base_url, Credentials.load(made.secret()), _stand_in, other=True)

    def leave(self) -> None:
        """See :meth:`app.services.uplinks.Line.leave`."""
        self._unfixed()
        self._quiet()
        self._preferences.choose("upstream_url", "")
        self._desk.store.write(_drop_networked, self._desk.actor).result()
        self._again()

    def _take_up(self, url: str, found: Credentials, first: Callable[[UnitOfWork], object], other: bool) -> None:
        """``other``: it is not the server of before, so nothing is believed of what it holds."""

        def work(uow: UnitOfWork) -> None:
            first(uow)
            for one in _networked(uow):
                if one not in (UPSTREAM, relief.PEER):  # one upstream at a time
                    sync_state.drop_peer(uow, one)
            credentials.use(uow, UPSTREAM, "cloud", url, found)
            if other:
                credentials.begin_anew(uow, UPSTREAM)

        self._quiet()
        try:
            self._desk.store.write(work, self._desk.actor).result()
        except KnownError:
            self._again()
            raise
        if self._preferences.now().text("upstream_url") == url:
            self._again()
        else:
            self._preferences.choose("upstream_url", url)

    def _unfixed(self) -> None:
        if self._preferences.now().is_fixed("upstream_url"):
            raise KnownError("setting_fixed", key="upstream_url")


class HubLine(_Keyed):
    """That of the hub inside this workstation. ``quiet`` and ``again`` as :class:`SeatLine` has them."""

    def __init__(self, desk: Desk, keeper: Callable[[], Keeper], quiet: Callable[[], None], again: Callable[[], None]) -> None:
        super().__init__(desk, HUB_KEY)
        self._keeper, self._quiet, self._again = keeper, quiet, again

    def before(self) -> tuple[str, Credentials]:
        """See :meth:`_Keyed.before`."""
        url, secret = self._keeper().way_up()
        return url, Credentials.load(secret)

    def known(self) -> Uplink:
        """See :meth:`app.services.uplinks.Line.known`."""
        url, found = self.before()
        return _told(url, found) if url else Uplink()

    def use(self, wish: Wish) -> None:
        """See :meth:`app.services.uplinks.Line.use`."""
        url, secret = wish.url.strip(), self.merged(wish).dump()
        self._between(lambda: self._keeper().follow(url, secret))

    def join(self, address: str, code: str) -> None:
        """See :meth:`app.services.uplinks.Line.join`."""
        self._between(lambda: self._keeper().join(address, code, "hub"))

    def leave(self) -> None:
        """See :meth:`app.services.uplinks.Line.leave`."""
        self._between(lambda: self._keeper().follow(""))

    def _between(self, work: Callable[[], None]) -> None:
        self._quiet()
        try:
            work()
        finally:
            self._again()


def _told(url: str, found: Credentials) -> Uplink:
    """Without anything secret."""
    way = Way.NOBODY
    if found.key_pem and found.client_id:
        way = Way.CODE if found.server_name else Way.KEY
    elif found.token:
        way = Way.TOKEN
    algorithm = jwk_of(found.key_pem)["alg"] if found.key_pem else ""
    own_authority, scope = bool(found.ca_pem) and not found.server_name, "" if found.scope == SCOPE else found.scope
    told = Uplink(url, way, found.client_id, algorithm, own_authority, _shown_proxy(found.proxy))
    return replace(told, token_url=found.token_url, scope=scope) if way is Way.KEY else told


def _shown_proxy(proxy: str) -> str:
    """A proxy's address without its password."""
    parts = urlsplit(proxy)
    return proxy if not parts.password else proxy.replace(f":{parts.password}@", ":●@", 1)


def _proxy(before: Credentials, wish: Wish) -> str:
    """As filled in; what is shown without its password and left alone is the one there is."""
    asked = wish.proxy.strip()
    return before.proxy if asked and asked == _shown_proxy(before.proxy) else asked


def _stays(_uow: UnitOfWork) -> None:
    """Whoever stands in goes on standing in."""


def _stand_in(uow: UnitOfWork) -> None:
    relief.stand_in(uow, UPSTREAM)


def _in_force(conn: Reading) -> Mapping[Any, Any] | None:
    """The peer that is the upstream: the one the setting names, else the practice clinic's."""
    others = [one.id for one in sync_state.upstreams(conn)]
    return sync_state.state(conn, UPSTREAM if UPSTREAM in others or not others else others[0])


def _drop_networked(uow: UnitOfWork) -> None:
    for one in _networked(uow):
        sync_state.drop_peer(uow, one)


def _networked(uow: UnitOfWork) -> list[str]:
    """Every peer that is reached over the network."""
    return [one.id for one in sync_state.peers(uow.conn) if one.kind not in (sync_state.COURIER, sync_state.FILE)]


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def _public(key: str) -> str:
    return json.dumps({"keys": [jwk_of(key)]}, indent=2)


def _text_of(file: Path) -> str:
    try:
        data = file.read_bytes()[: LONGEST_AUTHORITY + 1]
        text = data.decode("ascii")
    except (OSError, ValueError) as fault:
        raise KnownError("uplink_authority") from fault
    if len(data) > LONGEST_AUTHORITY or "-----BEGIN CERTIFICATE-----" not in text:
        raise KnownError("uplink_authority")
    return text


def _named(conn: Reading) -> tuple[str, str]:
    """Seat and instance: by these the hub's fleet page knows the workstation."""
    return str(settings.get(conn, settings.SEAT, "")), str(settings.get(conn, settings.INSTANCE, ""))
