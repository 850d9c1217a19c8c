"""The hub's self-made authority and certificate: known by its key's hash, named after the hub, whatever its address in the network."""

from __future__ import annotations

import hashlib
import secrets
import ssl
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.clock import iso
from sync.hub.rows import Connection
from sync.hub.store import HubStore

FINGERPRINT_BYTES = 10
"""How much of the hash travels with the enrolment code (architecture.md, "Sync feeds")."""

_AUTHORITY_DAYS, _SERVER_DAYS, _RENEW_DAYS = 3_650, 365, 60
_BEFORE = timedelta(days=2)
"""Seats whose clock is behind must still get in."""

_PEM, _PKCS8, _PLAIN = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()


def server_name(hub: str) -> str:
    """The name in the certificate of the hub with this id."""
    return f"hub-{hub[:12]}.xiangyi.internal"


def fingerprint(authority_pem: str) -> bytes:
    """SHA-256 of the authority's SubjectPublicKeyInfo, its first :data:`FINGERPRINT_BYTES`. ValueError where it is no certificate."""
    key = x509.load_pem_x509_certificate(authority_pem.encode()).public_key()
    spki = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(spki).digest()[:FINGERPRINT_BYTES]


def prepare(store: HubStore, now: datetime) -> str:
    """Make what is missing or runs out; returns the authority's certificate (PEM). Keys stay in the encrypted database."""
    with store.write() as db:
        if _get(db, "authority") is None:
            _make_authority(db, now)
        served = _get(db, "certificate")
        if served is None or x509.load_pem_x509_certificate(served.encode()).not_valid_after_utc - now < timedelta(days=_RENEW_DAYS):
            _make_served(db, now)
        return str(_get(db, "authority"))


def authority(db: Connection) -> str | None:
    """The authority's certificate (PEM), None before :func:`prepare`."""
    return _get(db, "authority")


def ends(db: Connection) -> str | None:
    """Until when the server's certificate is good (instant as text); None before :func:`prepare`."""
    served = _get(db, "certificate")
    return iso(x509.load_pem_x509_certificate(served.encode()).not_valid_after_utc) if served is not None else None


def context(store: HubStore) -> ssl.SSLContext:
    """A server's TLS context (1.2 at least)."""
    with store.read() as db:
        certificate, authority_pem, key_pem = (str(_get(db, name)) for name in ("certificate", "authority", "certificate_key"))
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    password = secrets.token_bytes(32).hex()
    key = serialization.load_pem_private_key(key_pem.encode(), None)
    locked = key.private_bytes(_PEM, _PKCS8, serialization.BestAvailableEncryption(password.encode()))
    # Python's ssl takes keys from files only: what lies there for a moment is encrypted under a password nobody keeps.
    with tempfile.TemporaryDirectory(prefix="xiangyi-") as folder:
        path = Path(folder) / "hub.pem"
        path.write_bytes(locked + certificate.encode() + authority_pem.encode())
        made.load_cert_chain(path, password=password)
    return made


def _make_authority(db: Connection, now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP384R1())
    name = _name(f"Xiangyi hub {_hub(db)[:12]}")
    made = (
        _builder(name, name, key, now, _AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA384())
    )
    _keep(db, "authority", made.public_bytes(_PEM).decode())
    _keep(db, "authority_key", key.private_bytes(_PEM, _PKCS8, _PLAIN).decode())
    db.execute("DELETE FROM site WHERE key='certificate'")


def _make_served(db: Connection, now: datetime) -> None:
    issuer = x509.load_pem_x509_certificate(str(_get(db, "authority")).encode())
    issuer_key = serialization.load_pem_private_key(str(_get(db, "authority_key")).encode(), None)
    assert isinstance(issuer_key, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP384R1())
    name = server_name(_hub(db))
    made = (
        _builder(_name(name), issuer.subject, key, now, _SERVER_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .sign(issuer_key, hashes.SHA384())
    )
    _keep(db, "certificate", made.public_bytes(_PEM).decode())
    _keep(db, "certificate_key", key.private_bytes(_PEM, _PKCS8, _PLAIN).decode())


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, days: int) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BEFORE)
        .not_valid_after(now + timedelta(days=days))
    )


def _usage(**wanted: bool) -> x509.KeyUsage:
    names = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    rest = ("key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
    return x509.KeyUsage(**dict.fromkeys((*names, *rest), False) | wanted)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _hub(db: Connection) -> str:
    return str(_get(db, "hub"))


def _get(db: Connection, key: str) -> str | None:
    row = db.execute("SELECT value FROM site WHERE key=?", (key,)).fetchone()
    return None if row is None else str(row[0])


def _keep(db: Connection, key: str, value: str) -> None:
    db.execute("INSERT OR REPLACE INTO site VALUES (?, ?)", (key, value))
