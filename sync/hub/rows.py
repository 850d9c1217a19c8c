"""Words that the hub's modules share: a connection, who asks, what was stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sync.replica import Ref

Connection = Any
"""A sqlcipher3 connection: the package has no type stubs."""


@dataclass(frozen=True, slots=True)
class Client:
    """Who asks: the name of the credential and the institution that owns what it creates ('' = an open hub on loopback)."""

    name: str
    owner_org: str


@dataclass(frozen=True, slots=True)
class Stored:
    """A resource as the hub holds it after a write."""

    ref: Ref
    version: int
    at: str
    created: bool
    changed: bool

    @property
    def etag(self) -> str:
        """Weak, as R4 asks (http.html, "Support for Versions")."""
        return f'W/"{self.version}"'

    @property
    def location(self) -> str:
        """Relative address of this version."""
        return f"{self.ref}/_history/{self.version}"
