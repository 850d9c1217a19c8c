"""What listens for the hub: uvicorn over the ASGI shell. Imported with the first hub that listens; a seat of another one needs none of it."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading

import uvicorn

from sync.hub.app import make_app
from sync.hub.bell import Bell
from sync.hub.service import HubService

_LAST_ANSWERS = 1.0


class WebServer(uvicorn.Server):
    """A uvicorn server that says when it listens. ``context``: TLS."""

    def __init__(self, service: HubService, bell: Bell, context: ssl.SSLContext | None) -> None:
        config = uvicorn.Config(
            make_app(service, bell),
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            http="h11",
            loop="asyncio",
            timeout_keep_alive=75,
            timeout_graceful_shutdown=2,
            limit_concurrency=256,
            server_header=False,
        )
        if context is not None:
            config.load()
            config.ssl = context
        super().__init__(config)
        self.up = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.up.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """A client that keeps a TLS connection does not say goodbye in time: idle ones are cut at once, the others after their answer."""
        asyncio.get_running_loop().call_later(_LAST_ANSWERS, self._cut, True)
        self._cut(everything=False)
        await super().shutdown(sockets=sockets)

    def _cut(self, everything: bool) -> None:
        for connection in list(self.server_state.connections):
            cycle = getattr(connection, "cycle", None)
            if everything or cycle is None or cycle.response_complete:
                connection.transport.abort()
