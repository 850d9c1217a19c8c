"""Each signer's X.509 certificate (RFC 5280): issued by this institution's own key, or imported from a PKCS #12 file.

Keys are ECDSA P-256, which every PDF reader knows. They are derived (HKDF, RFC 5869) from what the key slots hold: the signer's from
the signing seed, which only their own password opens, the institution's from the clinic's data key. No key is stored but an imported
one, and that only sealed under the signer's seed.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key, pkcs12
from cryptography.x509.oid import NameOID

from app.errors import KnownError
from app.services.desk import Desk
from app.services.session import SignedIn
from app.store import certificates
from app.store.certificates import INSTITUTION, StoredCertificate

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
CURVE = ec.SECP256R1()
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256 (FIPS 186-5, SP 800-186)
_YEARS, _SLACK, _RENEW = timedelta(days=3650), timedelta(days=1), timedelta(days=30)
_LONGEST = 60  # characters of a name; X.520 allows 64, of a common name the library 64 bytes
_LEAST_RSA = 2048


@dataclass(frozen=True, slots=True)
class Credential:
    """What a signature is made with."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    key: Key = field(repr=False)


class Certificates:
    """The certificates of one workstation."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def mine(self) -> Credential:
        """Of whoever is signed in: the one they imported while it is valid, else the institution's, made when it is first needed.

        Raises KnownError ``rx_no_key`` for somebody who cannot sign.
        """
        who, now = self._desk.who, self._desk.clock.now()
        if who.signing_seed is None:
            raise KnownError("rx_no_key")
        stored = self._desk.store.read(lambda conn: certificates.of_account(conn, who.account))
        for one in stored:
            if one.sealed_key and (found := _opened(one, who.signing_seed)) is not None and _holds(found.certificate, now):
                return found
        key, issuer = derived_key(who.signing_seed, b"xiangyi/pdf-signature/1"), self.institution()
        for one in stored:
            certificate = x509.load_der_x509_certificate(one.certificate)
            if _is_for(certificate, who, key, issuer) and _holds(certificate, now):
                return Credential(certificate, (issuer,), key)
        made = _issued(_subject(who), key.public_key(), issuer, self._institution_key(), now)
        self._keep(who.account, made)
        return Credential(made, (issuer,), key)

    def institution(self) -> x509.Certificate:
        """The institution's own certificate on this computer."""
        key, now = self._institution_key(), self._desk.clock.now()
        for one in self.institutions():
            if one.public_key() == key.public_key() and _holds(one, now):
                return one
        made = _self_issued(_name(self._desk.who.organization.name, self._desk.who.organization.name), key, now)
        self._keep(INSTITUTION, made)
        return made

    def institutions(self) -> list[x509.Certificate]:
        """Those whose word counts here."""
        stored = self._desk.store.read(lambda conn: certificates.of_account(conn, INSTITUTION))
        return [x509.load_der_x509_certificate(one.certificate) for one in stored]

    def take_in(self, body: bytes, password: str) -> x509.Certificate:
        """Sign with a certificate that an authority gave out, from a PKCS #12 file (.p12, .pfx).

        Raises KnownError ``rx_no_key``, ``p12_unreadable`` (wrong password too), ``p12_not_for_signing``, ``p12_out_of_date``.
        """
        who = self._desk.who
        if who.signing_seed is None:
            raise KnownError("rx_no_key")
        try:
            key, certificate, chain = pkcs12.load_key_and_certificates(body, password.encode())
        except ValueError as error:
            raise KnownError("p12_unreadable") from error
        if certificate is None or not isinstance(key, Key) or not _signs(certificate, key):
            raise KnownError("p12_not_for_signing")
        if not _holds(certificate, self._desk.clock.now(), timedelta(0)):
            raise KnownError("p12_out_of_date", day=certificate.not_valid_after_utc.date().isoformat())
        plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        self._keep(who.account, certificate, b"".join(map(der, chain)), _sealed(plain, who.signing_seed))
        return certificate

    def _institution_key(self) -> ec.EllipticCurvePrivateKey:
        return derived_key(self._desk.keys.data_key, b"xiangyi/institution/1")

    def _keep(self, account: str, one: x509.Certificate, chain: bytes = b"", sealed: bytes = b"") -> None:
        stored = StoredCertificate(one.fingerprint(SHA256()).hex(), der(one), chain, sealed)
        self._desk.store.write(lambda uow: certificates.add(uow, account, stored), self._desk.actor).result()


def derived_key(secret: bytes, purpose: bytes) -> ec.EllipticCurvePrivateKey:
    """A P-256 key out of 32 secret bytes; always the same for the same purpose (extra bits as FIPS 186-5, A.2.1)."""
    drawn = int.from_bytes(HKDF(SHA256(), 48, salt=None, info=purpose).derive(secret))
    return ec.derive_private_key(drawn % (_ORDER - 1) + 1, CURVE)


def der(one: x509.Certificate) -> bytes:
    """Its bytes."""
    return one.public_bytes(Encoding.DER)


def common_name(one: x509.Certificate) -> str:
    """Whose it is."""
    return named(one.subject, NameOID.COMMON_NAME)


def named(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    """One part of a name; '' where it has none."""
    found = name.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""


def _name(common: str, organization: str, number: str = "") -> x509.Name:
    short = common.encode()[:_LONGEST].decode(errors="ignore")
    parts = [(NameOID.COUNTRY_NAME, "CN"), (NameOID.ORGANIZATION_NAME, organization), (NameOID.COMMON_NAME, short)]
    parts += [(NameOID.SERIAL_NUMBER, number)] if number else []
    return x509.Name([x509.NameAttribute(oid, value[:_LONGEST]) for oid, value in parts])


def _subject(who: SignedIn) -> x509.Name:
    return _name(who.name, who.organization.name, who.staff_no)


def _is_for(one: x509.Certificate, who: SignedIn, key: ec.EllipticCurvePrivateKey, issuer: x509.Certificate) -> bool:
    return one.public_key() == key.public_key() and one.subject == _subject(who) and one.issuer == issuer.subject


def _holds(one: x509.Certificate, now: datetime, ahead: timedelta = _RENEW) -> bool:
    return one.not_valid_before_utc <= now <= one.not_valid_after_utc - ahead


def _begun(subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, now: datetime) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder(issuer, subject, public, secrets.randbits(120) + 1, now - _SLACK, now + _YEARS)
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)


def _usage(signs: bool, issues: bool) -> x509.KeyUsage:
    return x509.KeyUsage(signs, signs, False, False, False, issues, issues, False, False)


def _self_issued(name: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    builder = _begun(name, name, key.public_key(), now).add_extension(x509.BasicConstraints(True, 0), critical=True)
    return builder.add_extension(_usage(signs=False, issues=True), critical=True).sign(key, SHA256())


def _issued(
    subject: x509.Name, public: ec.EllipticCurvePublicKey, issuer: x509.Certificate, key: ec.EllipticCurvePrivateKey, now: datetime
) -> x509.Certificate:
    builder = _begun(subject, issuer.subject, public, now).add_extension(x509.BasicConstraints(False, None), critical=True)
    builder = builder.add_extension(_usage(signs=True, issues=False), critical=True)
    return builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False).sign(key, SHA256())


def _signs(one: x509.Certificate, key: Key) -> bool:
    """Whether key and certificate belong together and may sign documents (RFC 5280 §4.2.1.3)."""
    if one.public_key() != key.public_key() or (isinstance(key, rsa.RSAPrivateKey) and key.key_size < _LEAST_RSA):
        return False
    try:
        usage = one.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment


def _sealing_key(seed: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"xiangyi/imported-key/1").derive(seed))


def _sealed(plain: bytes, seed: bytes) -> bytes:
    nonce = secrets.token_bytes(12)
    return nonce + _sealing_key(seed).encrypt(nonce, plain, None)


def _opened(one: StoredCertificate, seed: bytes) -> Credential | None:
    """None where the seed is another one: the password was given anew by somebody else."""
    try:
        plain = _sealing_key(seed).decrypt(one.sealed_key[:12], one.sealed_key[12:], None)
    except InvalidTag:
        return None
    key = load_der_private_key(plain, None)
    assert isinstance(key, Key)
    return Credential(x509.load_der_x509_certificate(one.certificate), tuple(_chain(one.chain)), key)


def _chain(body: bytes) -> list[x509.Certificate]:
    """Certificates written one after another."""
    found = []
    while body:
        length = _der_length(body)
        found.append(x509.load_der_x509_certificate(body[:length]))
        body = body[length:]
    return found


def _der_length(body: bytes) -> int:
    """Bytes of the first element (X.690 §8.1.3)."""
    first = body[1]
    if first < 0x80:
        return 2 + first
    count = first & 0x7F
    return 2 + count + int.from_bytes(body[2 : 2 + count])
