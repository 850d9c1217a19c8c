"""Trying a server out before it is used: reached, certificate, signing in, dialect, clock; what was found, in the order a person asks."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from app.clock import Clock
from app.errors import KnownError
from app.services.uplinks import Finding
from sync.credentials import Credentials, link_to
from sync.dialect import Dialect, learn
from sync.http import HttpLink
from sync.link import LinkFault, PeerStop

REACHED, CERTIFICATE, SIGNED_IN, DIALECT, CLOCK = "reached", "certificate", "signed_in", "dialect", "clock"
CLOCK_OFF = timedelta(minutes=2)
"""From here on a person is told (sync.md §4.7)."""

_SPEAKS = frozenset({"sync_not_fhir", "sync_fhir_version", "sync_portal", "sync_server", "sync_too_much", "sync_cut"})
_OFFERED = "found_hub", "found_client_ids", "found_server_ids"


def probe(url: str, found: Credentials, clock: Clock) -> list[Finding]:
    """Go to ``url`` as ``found`` would and keep nothing. KnownError for an address or credentials that could never be used."""
    trial = _Trial(url, found, clock)
    with closing(trial.link(replace(found, client_id="", key_pem="", token=""))) as bare, closing(trial.link(found)) as own:
        trial.run(bare, own)
    return trial.findings


class _Trial:
    def __init__(self, url: str, found: Credentials, clock: Clock) -> None:
        self._url, self._found, self._clock = url, found, clock
        self._offset: timedelta | None = None
        self.findings: list[Finding] = []

    def link(self, as_who: Credentials) -> HttpLink:
        """Under these credentials, listening for the server's time."""
        return link_to(self._url, as_who.dump(), self._clock, self._heard)

    def run(self, bare: HttpLink, own: HttpLink) -> None:
        """Step by step; what stands in the way of one ends it."""
        began = time.monotonic()
        learnt = self._learnt(bare, own)
        if learnt is not None:
            first = [Finding(REACHED, "found_reached", facts={"ms": round((time.monotonic() - began) * 1000)}), self._certificate()]
            self.findings[:0] = first
            if self._step(SIGNED_IN, lambda: self._sign_in(own, learnt)):
                self.findings.append(self._spoken(learnt))
        if self._offset is not None:
            off, seconds = abs(self._offset) >= CLOCK_OFF, abs(round(self._offset.total_seconds()))
            self.findings.append(Finding(CLOCK, "found_clock_off" if off else "found_clock", not off, {"seconds": seconds}))

    def _learnt(self, bare: HttpLink, own: HttpLink) -> Dialect | None:
        """What /metadata says; open to everybody on most servers, on some only to those who sign in."""
        try:
            return self._metadata(bare)
        except PeerStop as stop:
            if stop.code == "sync_login" and (self._found.key_pem or self._found.token):
                return self._second(own)
            self._failed(stop)
        except KnownError as fault:
            self._failed(fault)
        return None

    def _second(self, own: HttpLink) -> Dialect | None:
        try:
            return self._metadata(own)
        except KnownError as fault:
            self._failed(fault)
        return None

    def _metadata(self, link: HttpLink) -> Dialect:
        return learn(Dialect(), link, self._clock.now())

    def _failed(self, fault: KnownError) -> None:
        """With the steps that went well before it."""
        step = REACHED
        if fault.code.startswith("sync_tls"):
            step = CERTIFICATE
        elif fault.code.startswith("sync_login"):
            step = SIGNED_IN
        elif fault.code in _SPEAKS:
            step = DIALECT
        if step != REACHED:
            self.findings.append(Finding(REACHED, "found_somebody"))
        if step in (SIGNED_IN, DIALECT):
            self.findings.append(self._certificate())
        self.findings.append(Finding(step, fault.code, False, dict(fault.facts)))

    def _certificate(self) -> Finding:
        if urlsplit(self._url).scheme == "http":
            return Finding(CERTIFICATE, "found_same_computer")
        if self._found.server_name:
            return Finding(CERTIFICATE, "found_hub_certificate")
        return Finding(CERTIFICATE, "found_own_authority" if self._found.ca_pem else "found_public_authority")

    def _sign_in(self, own: HttpLink, learnt: Dialect) -> str:
        """Ask for something that only those who are let in may know: how many residents there are."""
        answer = own.get("Patient", [("_summary", "count")])
        if answer.status == 401:
            raise PeerStop("sync_login")
        if answer.status == 403:
            raise PeerStop("sync_forbidden")
        if answer.status >= 500:
            raise LinkFault("sync_server", status=answer.status)
        if self._found.key_pem and self._found.client_id:
            return "found_hub_seat" if learnt.hub and self._found.server_name else "found_key"
        return "found_token" if self._found.token else "found_nobody"

    def _step(self, step: str, work: Callable[[], str]) -> bool:
        try:
            self.findings.append(Finding(step, work()))
        except KnownError as fault:
            self.findings.append(Finding(step, fault.code, False, dict(fault.facts)))
            return False
        return True

    def _spoken(self, learnt: Dialect) -> Finding:
        hub, client, server = _OFFERED
        return Finding(DIALECT, hub if learnt.hub else client if learnt.client_ids else server)

    def _heard(self, there: datetime) -> None:
        self._offset = there - self._clock.now()
