"""Who writes a courier file and who may read it: a site's two key pairs, and the card with their public halves."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from dataclasses import asdict, dataclass, field
from typing import Any

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.errors import KnownError

CARD_FORMAT = "xiangyi/courier-card/1"
HUB, SEAT = "hub", "seat"
MAX_CARD_BYTES = 4_096
_SITE = re.compile(r"[0-9a-f]{32}")
_NAME_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Card:
    """A site's public side: ``recipient`` (age X25519) is written to, ``verify`` (Ed25519, hex) checks what it signed.

    ``role`` hub or seat; ``organization`` the id of the institution that owns what the site writes, '' for a hub of several.
    """

    site: str
    name: str
    role: str
    recipient: str
    verify: str
    organization: str = ""

    @property
    def number(self) -> str:
        """Sixteen digits that two people compare before they trust a card that came on a stick."""
        digest = hashlib.sha256(_plain(asdict(self))).digest()
        digits = f"{int.from_bytes(digest[:16]) % 10**16:016d}"
        return " ".join(digits[at : at + 4] for at in range(0, 16, 4))

    def signed_here(self, signature: bytes, message: bytes) -> bool:
        """Whether this site signed ``message``."""
        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.verify)).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True

    def dump(self) -> str:
        """As JSON text."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)


@dataclass(frozen=True, slots=True)
class Identity:
    """A site's secret side; a row of the encrypted database and nowhere else."""

    card: Card
    age_secret: str = field(repr=False)
    seed: bytes = field(repr=False)

    @classmethod
    def make(cls, name: str, role: str, organization: str = "") -> Identity:
        """New keys for a site."""
        age, signing = pyrage.x25519.Identity.generate(), Ed25519PrivateKey.generate()
        verify = signing.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
        card = Card(uuid.uuid4().hex, name[:_NAME_LENGTH], role, str(age.to_public()), verify, organization)
        return cls(card, str(age), signing.private_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """64 bytes of Ed25519 (RFC 8032)."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)

    def dump(self) -> str:
        """As JSON text, secrets included."""
        return json.dumps({"card": asdict(self.card), "age": self.age_secret, "seed": self.seed.hex()}, ensure_ascii=False)

    @classmethod
    def load(cls, text: str) -> Identity:
        """From :meth:`dump`."""
        found = json.loads(text)
        return cls(Card(**found["card"]), found["age"], bytes.fromhex(found["seed"]))


def card_file(identity: Identity) -> bytes:
    """The card as a file to hand over; signed by itself, so that a damaged one is noticed."""
    body = {"format": CARD_FORMAT, **asdict(identity.card)}
    return json.dumps(body | {"signature": identity.sign(_plain(body)).hex()}, ensure_ascii=False, indent=1).encode()


def read_card(data: bytes) -> Card:
    """The card in a file. KnownError ``courier_card_bad``; whether it is the right one only the two people know (:attr:`Card.number`)."""
    try:
        body = _card_body(data)
        signature = bytes.fromhex(body.pop("signature"))
        card = Card(**{name: value for name, value in body.items() if name != "format"})
        pyrage.x25519.Recipient.from_str(card.recipient)
    except (ValueError, KeyError, TypeError, pyrage.RecipientError) as bad:
        raise KnownError("courier_card_bad") from bad
    if _SITE.fullmatch(card.site) is None or card.role not in (HUB, SEAT) or not card.signed_here(signature, _plain(body)):
        raise KnownError("courier_card_bad")
    return card


def _card_body(data: bytes) -> dict[str, Any]:
    body = json.loads(data.decode()) if len(data) <= MAX_CARD_BYTES else None
    if not isinstance(body, dict) or body.get("format") != CARD_FORMAT or not all(isinstance(value, str) for value in body.values()):
        raise ValueError("not a card")
    if len(body["name"]) > _NAME_LENGTH:
        raise ValueError("a long name")
    return body


def load_card(text: str) -> Card:
    """From :meth:`Card.dump`."""
    return Card(**json.loads(text))


def _plain(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
