"""Issuers of the county: taken in, refused, dropped; what a signature of theirs is worth when its certificate is wrong, expired or revoked."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from app.clock import SetClock
from app.errors import KnownError, NotAllowed
from app.printing.prescription import prescription_pdf
from app.services.certificates import Credential, Key
from app.services.desk import Desk
from app.services.issuers import Issuers
from app.services.pdf_signing import PdfSigning, Trust, signed_pdf
from app.services.pdf_words import told_verdict
from app.texts import load_texts
from tests.app.printing.sheets import ORDINARY
from tests.app.services.rx_reviewers import hire, seated
from tests.app.services.test_certificates import Authority, name


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return prescription_pdf(ORDINARY)


class County(Authority):
    """An authority whose certificates outlast any computer that runs this."""

    def certificate(
        self,
        subject: str,
        issuer: str,
        key: Key | ed25519.Ed25519PrivateKey,
        by: ec.EllipticCurvePrivateKey,
        ca: bool = False,
        signs: bool = True,
        days: int = 36_500,
    ) -> x509.Certificate:
        return super().certificate(subject, issuer, key, by, ca, signs, days)

    def signed(self, pdf: bytes, days: int = 36_500) -> tuple[bytes, x509.Certificate]:
        """A copy, and the certificate it was signed with."""
        key = ec.generate_private_key(ec.SECP256R1())
        mine = self.certificate("王建国", "某省 CA", key, self.key, days=days)
        return signed_pdf(pdf, Credential(mine, (self.own, self.root), key), "王建国", ""), mine


@pytest.fixture
def authority(desk: Desk) -> County:
    return County(desk)


@pytest.fixture
def issuers(desk: Desk) -> Issuers:
    return Issuers(desk)


@pytest.fixture
def signed(authority: County, pdf: bytes) -> bytes:
    """A copy signed with a certificate of the authority."""
    return authority.signed(pdf)[0]


def pem(*ones: x509.Certificate | x509.CertificateRevocationList) -> bytes:
    return b"".join(one.public_bytes(Encoding.PEM) for one in ones)


def revoking(
    authority: County, *serials: int, at: datetime, by: ec.EllipticCurvePrivateKey | None = None
) -> x509.CertificateRevocationList:
    made = x509.CertificateRevocationListBuilder(name("某省 CA"), at, at + timedelta(30))
    for serial in serials:
        made = made.add_revoked_certificate(x509.RevokedCertificateBuilder(serial, at).build())
    return made.sign(by or authority.key, SHA256())


def said(desk: Desk, pdf: bytes) -> tuple[Trust, str, bool]:
    verdict = PdfSigning(desk).check(pdf)
    return verdict.signatures[0].trust, "".join(told_verdict(load_texts("zh_CN"), verdict)), verdict.sound


def test_a_listed_issuer_counts_until_it_is_dropped(desk: Desk, issuers: Issuers, authority: County, signed: bytes) -> None:
    assert said(desk, signed)[0] is Trust.STRANGER
    assert issuers.take_in(pem(authority.root, authority.own)).issuers == ("某省 CA 根", "某省 CA")
    assert issuers.take_in(pem(authority.root)).issuers == (), "the same one again is nothing new"
    trust, words, sound = said(desk, signed)
    assert trust is Trust.LISTED and sound and "证书由某省 CA签发" in words and "未能核对" in words
    for one in issuers.listed():
        issuers.drop(one.fingerprint)
    assert said(desk, signed)[0] is Trust.STRANGER and issuers.listed() == []


def test_a_list_says_what_was_revoked(desk: Desk, clock: SetClock, issuers: Issuers, authority: County, pdf: bytes) -> None:
    issuers.take_in(pem(authority.root, authority.own))
    signed, mine = authority.signed(pdf)
    assert issuers.take_in(pem(revoking(authority, 4711, at=clock.now()))).lists == ("某省 CA",)
    trust, words, sound = said(desk, signed)
    assert trust is Trust.LISTED and sound and "吊销名单中没有这张证书" in words
    issuers.take_in(pem(revoking(authority, mine.serial_number, at=clock.now() + timedelta(hours=1))))
    trust, words, sound = said(desk, signed)
    assert trust is Trust.REVOKED and not sound and "已被某省 CA吊销（2026-03-05）" in words
    issuers.take_in(pem(revoking(authority, at=clock.now() - timedelta(3))))
    assert said(desk, signed)[0] is Trust.REVOKED, "an older list takes nothing back"


def test_a_list_counts_from_its_own_issuer_alone(clock: SetClock, issuers: Issuers, authority: County) -> None:
    one = revoking(authority, 1, at=clock.now())
    with pytest.raises(KnownError, match="crl_unknown"):
        issuers.take_in(pem(one))
    issuers.take_in(pem(authority.own))
    with pytest.raises(KnownError, match="crl_unknown"):
        issuers.take_in(pem(revoking(authority, 1, at=clock.now(), by=authority.root_key)))
    assert issuers.take_in(one.public_bytes(Encoding.DER)).lists == ("某省 CA",)


def test_a_forged_issuer_is_told(desk: Desk, issuers: Issuers, authority: County, signed: bytes) -> None:
    """Another CA of the same name: the certificate names it and was not issued by it."""
    other = County(desk)
    issuers.take_in(pem(other.own, other.root))
    trust, words, sound = said(desk, signed)
    assert trust is Trust.FALSE and not sound and "可能是假冒的" in words


def test_a_certificate_that_had_run_out_does_not_count(desk: Desk, issuers: Issuers, authority: County, pdf: bytes) -> None:
    issuers.take_in(pem(authority.root, authority.own))
    trust, words, sound = said(desk, authority.signed(pdf, days=1)[0])
    assert trust is Trust.EXPIRED and not sound and "已经过期（到 2026-03-06）" in words


def test_a_certificate_of_the_future_points_at_the_clock(desk: Desk, issuers: Issuers, authority: County, pdf: bytes) -> None:
    issuers.take_in(pem(authority.root, authority.own))
    authority.now += timedelta(days=73_000)
    trust, words, sound = said(desk, authority.signed(pdf)[0])
    assert trust is Trust.EARLY and not sound and "还没有生效" in words


@pytest.mark.parametrize(
    "body", [b"", b"junk", b"-----BEGIN CERTIFICATE-----\nxx\n-----END CERTIFICATE-----\n", b"-----BEGIN PRIVATE KEY-----\n"]
)
def test_what_is_no_certificate_is_refused(issuers: Issuers, body: bytes) -> None:
    with pytest.raises(KnownError, match="issuer_unreadable"):
        issuers.take_in(body)


def test_a_signers_certificate_issues_nothing(issuers: Issuers, authority: County) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    with pytest.raises(KnownError, match="issuer_not_ca"):
        issuers.take_in(pem(authority.certificate("王建国", "某省 CA", key, authority.key)))
    with pytest.raises(KnownError, match="issuer_out_of_date"):
        issuers.take_in(pem(authority.certificate("旧 CA", "旧 CA", key, key, ca=True, days=-1)))


def test_whoever_keeps_the_workstation_says_who_counts(desk: Desk, issuers: Issuers, authority: County) -> None:
    with seated(desk, hire(desk, "李护士", "105", "nurse")), pytest.raises(NotAllowed):
        issuers.take_in(pem(authority.root))
