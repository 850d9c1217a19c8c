"""Certificates of signers: issued here, renewed, imported from an authority, opened by nobody but their owner."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from sqlalchemy import select

from app.errors import KnownError
from app.printing.prescription import prescription_pdf
from app.services.certificates import Certificates, Key, common_name, derived_key, named
from app.services.desk import Desk
from app.services.pdf_signing import PdfSigning, check_pdf
from app.store.tables.certificates import signing_certificate
from tests.app.printing.sheets import ORDINARY


@pytest.fixture
def mine(desk: Desk) -> Certificates:
    return Certificates(desk)


def name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


class Authority:
    """Gives out certificates; ``above``: the root that its own one comes from."""

    def __init__(self, desk: Desk) -> None:
        self.now = desk.clock.now()
        self.root_key, self.key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        self.root = self.certificate("某省 CA 根", "某省 CA 根", self.root_key, self.root_key, ca=True)
        self.own = self.certificate("某省 CA", "某省 CA 根", self.key, self.root_key, ca=True)

    def certificate(
        self,
        subject: str,
        issuer: str,
        key: Key | ed25519.Ed25519PrivateKey,
        by: ec.EllipticCurvePrivateKey,
        ca: bool = False,
        signs: bool = True,
        days: int = 365,
    ) -> x509.Certificate:
        made = x509.CertificateBuilder(
            name(issuer),
            name(subject),
            key.public_key(),
            x509.random_serial_number(),
            self.now - timedelta(400),
            self.now + timedelta(days),
        )
        made = made.add_extension(x509.BasicConstraints(ca, None), critical=True)
        return made.add_extension(x509.KeyUsage(signs, signs, False, not signs, False, ca, ca, False, False), critical=True).sign(
            by, SHA256()
        )

    def p12(self, key: Key, password: str = "p12 word", signs: bool = True, days: int = 365) -> bytes:
        """What somebody gets on a stick."""
        one = self.certificate("王建国", "某省 CA", key, self.key, signs=signs, days=days)
        return pkcs12.serialize_key_and_certificates(b"x", key, one, [self.own, self.root], BestAvailableEncryption(password.encode()))


@pytest.fixture
def authority(desk: Desk) -> Authority:
    return Authority(desk)


KEYS = [lambda: ec.generate_private_key(ec.SECP256R1()), lambda: rsa.generate_private_key(65537, 2048)]


@pytest.mark.parametrize("made", KEYS, ids=["P-256", "RSA"])
def test_an_imported_certificate_signs_and_its_root_vouches_for_it(
    mine: Certificates, authority: Authority, desk: Desk, made: object
) -> None:
    mine.mine()
    taken = mine.take_in(authority.p12(made()), "p12 word")  # type: ignore[operator]
    assert common_name(taken) == "王建国" and mine.mine().certificate == taken and len(mine.mine().chain) == 2
    signed = PdfSigning(desk).sign(prescription_pdf(ORDINARY))
    assert check_pdf(signed, [authority.root]).sound and not check_pdf(signed, mine.institutions()).sound
    assert check_pdf(signed, [authority.root]).signatures[0].issuer == "某省 CA"


def test_an_imported_key_lies_sealed_and_opens_for_its_owner_alone(mine: Certificates, authority: Authority, desk: Desk) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    taken = mine.take_in(authority.p12(key), "p12 word")
    rows = desk.store.read(lambda conn: conn.execute(select(signing_certificate.c.sealed_key)).scalars().all())
    secret = key.private_numbers().private_value.to_bytes(32)
    assert any(rows) and all(secret not in (row or b"") for row in rows)
    desk.session.set(replace(desk.who, signing_seed=bytes(32)))
    assert mine.mine().certificate != taken, "another seed signs with a certificate of its own"


def test_one_that_ran_out_is_not_used_any_more(mine: Certificates, authority: Authority, desk: Desk) -> None:
    taken = mine.take_in(authority.p12(ec.generate_private_key(ec.SECP256R1())), "p12 word")
    desk.clock.forward(timedelta(days=366).total_seconds())  # type: ignore[attr-defined]
    assert mine.mine().certificate != taken


def test_what_is_no_certificate_for_signing_is_refused(mine: Certificates, authority: Authority, desk: Desk) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    for body, password, code in (
        (b"junk", "x", "p12_unreadable"),
        (authority.p12(key), "another", "p12_unreadable"),
        (authority.p12(key, signs=False), "p12 word", "p12_not_for_signing"),
        (authority.p12(rsa.generate_private_key(65537, 1024)), "p12 word", "p12_not_for_signing"),
        (authority.p12(key, days=-1), "p12 word", "p12_out_of_date"),
        (
            pkcs12.serialize_key_and_certificates(b"x", None, authority.own, None, BestAvailableEncryption(b"p12 word")),
            "p12 word",
            "p12_not_for_signing",
        ),
    ):
        with pytest.raises(KnownError) as caught:
            mine.take_in(body, password)
        assert caught.value.code == code
    desk.session.set(replace(desk.who, signing_seed=None))
    with pytest.raises(KnownError, match="rx_no_key"):
        mine.take_in(authority.p12(key), "p12 word")
    assert desk.store.read(lambda conn: conn.execute(select(signing_certificate)).all()) == []


def test_long_names_fit_into_a_certificate(mine: Certificates, desk: Desk) -> None:
    long = "某某县某某镇中心卫生院柳树村第二卫生室（全科诊室）"
    desk.session.set(replace(desk.who, name="王" * 200, organization=replace(desk.who.organization, name=long)))
    one = mine.mine().certificate
    assert common_name(one) == "王" * 20 and named(one.issuer, NameOID.ORGANIZATION_NAME) == long
    assert mine.mine().certificate == one


def test_the_same_certificate_signs_until_it_runs_out_or_the_name_changes(mine: Certificates, desk: Desk) -> None:
    first = mine.mine()
    assert mine.mine().certificate == first.certificate
    assert first.certificate.issuer == mine.institution().subject
    first.certificate.verify_directly_issued_by(mine.institution())
    desk.session.set(replace(desk.who, name="王建军"))
    assert mine.mine().certificate != first.certificate
    desk.clock.forward(timedelta(days=3640).total_seconds())  # type: ignore[attr-defined]
    again = mine.mine()
    assert again.certificate.not_valid_after_utc > desk.clock.now() + timedelta(days=3000)
    assert len(mine.institutions()) == 2, "what the first one said still counts"


def test_each_purpose_has_a_key_of_its_own() -> None:
    keys = [derived_key(bytes(32), purpose).private_numbers().private_value for purpose in (b"a", b"b", b"a")]
    assert keys[0] == keys[2] != keys[1]


def test_a_signer_certificate_may_sign_and_nothing_else(mine: Certificates) -> None:
    usage = mine.mine().certificate.extensions
    assert usage.get_extension_for_class(x509.KeyUsage).value.content_commitment
    assert not usage.get_extension_for_class(x509.BasicConstraints).value.ca
