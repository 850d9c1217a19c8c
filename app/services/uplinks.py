"""Where records are uploaded to, as a person sets it: server, way of signing in, certificate, proxy; tried out before it is used."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TypeVar

from app.errors import KnownError
from app.events import Topic
from app.services.desk import Desk
from app.store.audit import Act

T = TypeVar("T")
MANAGE = "settings.manage"


class Way(StrEnum):
    """How this computer shows who it is: by the key of a hub's code, by a registered key, by a fixed token, not at all."""

    CODE = "code"
    KEY = "key"
    TOKEN = "token"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Uplink:
    """What is in force; no secret is among it. ``url`` '' = nothing is uploaded.

    ``own_authority``: only the certificates of a chosen file are trusted. ``proxy`` without its password. ``stands_in``: the server that
    is used while the hub is away. ``fixed``: the county's file names the address, it cannot be changed here. ``token_url`` '' = as the
    server's own configuration says, ``scope`` '' = the usual one (SMART Backend Services).
    """

    url: str = ""
    way: Way = Way.NOBODY
    client_id: str = ""
    algorithm: str = ""
    own_authority: bool = False
    proxy: str = ""
    stands_in: str = ""
    fixed: bool = False
    token_url: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person filled in. ``token`` '' and ``authority`` None keep what there is; ``public_authorities``: trust the system's again."""

    url: str
    way: Way = Way.NOBODY
    client_id: str = ""
    token: str = field(default="", repr=False)
    authority: Path | None = None
    public_authorities: bool = False
    proxy: str = ""
    token_url: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One step of a try. ``ok`` False: ``code`` is a message code of an error; else a key under ``uplink.``."""

    step: str
    code: str
    ok: bool = True
    facts: Mapping[str, object] = field(default_factory=dict)


class Line(Protocol):
    """One computer's way up, a workstation's or a hub's; given by the composition root."""

    def known(self) -> Uplink:
        """What is in force."""
        ...

    def public_key(self) -> str:
        """The public half of this computer's key as a JWK set (RFC 7517); the key is made at the first call."""
        ...

    def new_key(self, algorithm: str) -> str:
        """Another key (ES384 or RS384); the one before counts no more once the next settings are used."""
        ...

    def try_out(self, wish: Wish) -> Sequence[Finding]:
        """Go there and say what was found; nothing is kept."""
        ...

    def use(self, wish: Wish) -> None:
        """From now on; another server takes the place of the one before and is offered everything again."""
        ...

    def join(self, address: str, code: str) -> None:
        """Join a hub with the code shown there."""
        ...

    def leave(self) -> None:
        """Upload nothing any more."""
        ...


class Uplinks:
    """The page's verbs. ``line`` is set where there is a way up to be chosen; ``news`` after each change."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.line: Line | None = None
        self.news: Topic[str] = Topic("uplink")

    @property
    def ready(self) -> bool:
        """Whether there is anything to be set."""
        return self.line is not None

    def known(self) -> Uplink:
        """What is in force."""
        self._desk.allow("sync.read")
        return self._line().known()

    def public_key(self) -> str:
        """To be registered at the server."""
        self._desk.allow(MANAGE)
        return self._line().public_key()

    def new_key(self, algorithm: str) -> str:
        """Another one; audited."""
        return self._changed("renew_key", "", lambda: self._line().new_key(algorithm))

    def try_out(self, wish: Wish) -> Sequence[Finding]:
        """What a server says to these settings. KnownError for settings that could never be used."""
        self._desk.allow(MANAGE)
        return self._line().try_out(wish)

    def use(self, wish: Wish) -> None:
        """Take them up. KnownError as :meth:`try_out`."""
        self._changed("update", wish.url, lambda: self._line().use(wish))

    def join(self, address: str, code: str) -> None:
        """Join a hub. KnownError ``hub_code_form``, ``hub_not_that_one``, ``hub_code_refused``, ``sync_unreachable``."""
        self._changed("join", address, lambda: self._line().join(address, code))

    def leave(self) -> None:
        """Upload nothing any more; what waits stays."""
        self._changed("update", "", lambda: self._line().leave())

    def _line(self) -> Line:
        if self.line is None:
            raise KnownError("hub_not_here")
        return self.line

    def _changed(self, action: str, url: str, work: Callable[[], T]) -> T:
        actor = self._desk.allow(MANAGE)
        done = work()
        self._desk.store.write(lambda uow: uow.note(Act(action, "upstream", ref=url)), actor).result()
        self.news.publish(action)
        return done
