"""What the hub answers beside FHIR: its certificate, the enrolment of a seat, the token endpoint."""

from __future__ import annotations

import json
from collections.abc import Callable

from app.clock import Clock
from sync.envelope import compact
from sync.hub import certificate
from sync.hub.enrolment import enrol
from sync.hub.outcome import Refused
from sync.hub.speech import Reply, Request, only
from sync.hub.store import HubStore
from sync.hub.tokens import TOKEN_PATH, Denied, grant

AUTHORITY_PATH, ENROL_PATH = "/hub.pem", "/enrol"
_MOST = 16_384
_JSON = {"Content-Type": "application/json"}


class Doors:
    """The paths that need no token."""

    def __init__(self, store: HubStore, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._paths: dict[str, Callable[[Request], Reply]] = {
            AUTHORITY_PATH: self._authority,
            ENROL_PATH: self._enrol,
            TOKEN_PATH: self._token,
        }

    def answer(self, request: Request) -> Reply:
        """Raises :class:`Refused` 404 for anything else."""
        found = self._paths.get(request.path)
        if found is None:
            raise Refused(404, "nothing here")
        if len(request.body) > _MOST:
            raise Refused(413, "body too large")
        return found(request)

    def _authority(self, request: Request) -> Reply:
        only(request, "GET")
        with self._store.read() as db:
            pem = certificate.authority(db)
        if pem is None:
            raise Refused(404, "this hub has no certificate")
        return Reply(200, pem.encode(), {"Content-Type": "application/x-pem-file"})

    def _enrol(self, request: Request) -> Reply:
        only(request, "POST")
        try:
            given = json.loads(request.body)
        except ValueError:
            given = None
        if not isinstance(given, dict):
            raise Refused(400, "send a JSON object")
        return Reply(201, compact(enrol(self._store, self._clock, given)).encode(), _JSON)

    def _token(self, request: Request) -> Reply:
        only(request, "POST")
        try:
            return Reply(
                200, compact(grant(self._store, self._clock, request.body.decode("ascii", "replace"), request.origin)).encode(), _JSON
            )
        except Denied as denied:
            return Reply(denied.status, compact({"error": denied.error}).encode(), _JSON)
