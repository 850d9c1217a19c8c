"""Upload settings: what is in force, what is filled in, what a try found; a secret goes in and never comes out again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from app.errors import KnownError
from app.services.uplinks import Finding, Uplink, Way, Wish
from ui.pages.page_model import PageModel

SEAT, HUB = "seat", "hub"
JOIN, SERVER, NONE = "join", "server", "none"
"""Kinds of upstream a person chooses between."""


class Uplinks(Protocol):
    """What of the service this page uses."""

    @property
    def ready(self) -> bool: ...

    def known(self) -> Uplink: ...

    def public_key(self) -> str: ...

    def new_key(self, algorithm: str) -> str: ...

    def try_out(self, wish: Wish) -> Sequence[Finding]: ...

    def use(self, wish: Wish) -> None: ...

    def join(self, address: str, code: str) -> None: ...

    def leave(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Form:
    """What is filled in. ``authority``: a file just chosen; ``public_authorities``: trust no file any more."""

    kind: str = ""
    address: str = ""
    code: str = ""
    way: Way = Way.NOBODY
    client_id: str = ""
    token: str = ""
    authority: Path | None = None
    public_authorities: bool = False
    proxy: str = ""
    token_url: str = ""
    scope: str = ""


class UplinkModel(PageModel):
    """``sides``: this workstation's way up and, where it is the hub, the hub's. ``key``: the public half as a JWK set, '' until wanted.

    ``findings`` None = nothing was tried since something was changed. ``doing`` "try" or "use" while that goes on.
    """

    def __init__(self, sides: dict[str, Uplinks]) -> None:
        super().__init__()
        self._sides = sides
        self.side = SEAT
        self.known = Uplink()
        self.form = Form()
        self.key = ""
        self.findings: tuple[Finding, ...] | None = None
        self.told = ""
        self.doing = ""
        self._filled = False

    @property
    def has_hub(self) -> bool:
        """Whether there is a hub here with a way up of its own."""
        return HUB in self._sides and self._sides[HUB].ready

    @property
    def joined(self) -> bool:
        """Whether the upstream in force is a hub that was joined by its code."""
        return self.known.way is Way.CODE and bool(self.known.url)

    @property
    def other_server(self) -> bool:
        """Whether using the form means that another server takes over."""
        return bool(self.known.url) and self.form.kind != NONE and self._url() != self.known.url

    @property
    def can_try(self) -> bool:
        """A hub that was not joined yet cannot be tried: without its code nobody knows whether it is the right one."""
        return not self.why_not() and (self.form.kind == SERVER or (self.form.kind == JOIN and self.joined and not self.form.code.strip()))

    def load(self) -> None:
        """What is in force; a form that somebody fills in is left alone."""
        self._run(lambda: self._uplinks.known(), self._loaded, self.fail)

    def choose_side(self, side: str) -> None:
        """The workstation's or the hub's."""
        self.side, self.form, self._filled, self.key = side, Form(), False, ""
        self.findings, self.error, self.told = None, None, ""
        self.load()

    def fill(self, **values: object) -> None:
        """Something was typed or chosen: what was found before says nothing about it."""
        self.form = replace(self.form, **values)  # type: ignore[arg-type]
        self._filled = True
        self.findings, self.told = None, ""
        if self.form.way is Way.KEY and not self.key:
            self.show_key()
        self.changed()

    def why_not(self) -> str:
        """A code for what is missing; '' where it can be tried or used."""
        form = self.form
        if self.known.fixed and self.side == SEAT:
            return "fixed"
        if not form.kind:
            return "kind"
        if form.kind != NONE and not form.address.strip():
            return "address"
        if form.kind == JOIN and not form.code.strip() and not self.joined:
            return "code"
        if form.kind == SERVER and form.way is Way.KEY and not form.client_id.strip():
            return "client"
        return ""

    def show_key(self) -> None:
        """The public half, to be registered at the server."""
        self.do(lambda: self._uplinks.public_key(), self._keyed)

    def new_key(self, algorithm: str) -> None:
        """Another key: it has to be registered again."""
        self.do(lambda: self._uplinks.new_key(algorithm), lambda key: self._keyed(key, "key"))

    def copied(self) -> None:
        """The public half lies on the clipboard."""
        self._tell("copied")
        self.changed()

    def save_key(self, file: Path) -> None:
        """The public half as a file for the administrator of the server."""
        key = self.key
        self.do(lambda: _written(file, key), lambda _: self._tell("key_saved"))

    def try_out(self) -> None:
        """Go there with what is filled in; nothing is kept."""
        wish = self._wish()
        if wish is not None and not self.busy:
            self.findings, self.told, self.doing = None, "", "try"
            self.do(lambda: tuple(self._uplinks.try_out(wish)), self._tried)
            self.changed()

    def use(self) -> None:
        """From now on."""
        if self.busy:
            return
        form, uplinks, wish = self.form, self._uplinks, self._wish()
        self.told, self.doing = "", "use"
        if form.kind == NONE:
            self.do(uplinks.leave, lambda _: self._used("left"))
        elif form.kind == JOIN and form.code.strip():
            self.do(lambda: uplinks.join(form.address.strip(), form.code), lambda _: self._used("joined"))
        elif wish is not None:
            self.do(lambda: uplinks.use(wish), lambda _: self._used("used"))
        self.changed()

    # --- inside --------------------------------------------------------------------------------------------------------
    @property
    def _uplinks(self) -> Uplinks:
        return self._sides[self.side]

    def fail(self, error: KnownError) -> None:
        self.doing = ""
        super().fail(error)

    def _wish(self) -> Wish | None:
        form = self.form
        if form.kind == SERVER:
            seen = form.authority, form.public_authorities, form.proxy
            return Wish(self._url(), form.way, form.client_id, form.token, *seen, form.token_url, form.scope)
        if form.kind == JOIN:
            return Wish(self._url(), Way.CODE, proxy=self.known.proxy if self.joined else "")
        return None

    def _url(self) -> str:
        address = self.form.address.strip()
        return address.rstrip("/").removesuffix("/fhir") + "/fhir" if self.form.kind == JOIN else address

    def _loaded(self, known: Uplink) -> None:
        self.known = known
        if not self._filled:
            self.form = _form_of(known)
        self.changed()

    def _keyed(self, key: str, told: str = "") -> None:
        self.key, self.told, self.findings = key, told, None

    def _tried(self, found: tuple[Finding, ...]) -> None:
        self.findings, self.doing = found, ""

    def _used(self, told: str) -> None:
        """The secrets that were typed are forgotten here."""
        self.doing, self.told, self._filled, self.findings = "", told, False, None
        self.load()

    def _tell(self, told: str) -> None:
        self.told = told


def _form_of(known: Uplink) -> Form:
    """The form of what is in force, without anything secret."""
    if not known.url:
        return Form()
    if known.way is Way.CODE:
        return Form(JOIN, known.url.removesuffix("/fhir"), proxy=known.proxy)
    return Form(SERVER, known.url, "", known.way, known.client_id, proxy=known.proxy, token_url=known.token_url, scope=known.scope)


def _written(file: Path, text: str) -> None:
    try:
        file.write_text(text + "\n", encoding="ascii")
    except OSError as fault:
        raise KnownError("uplink_key_file", folder=str(file.parent)) from fault
