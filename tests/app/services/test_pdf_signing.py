"""A copy says who gave it out and whether it is untouched; what was changed, added or signed by a stranger says so."""

from __future__ import annotations

import io
import random
import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.errors import KnownError, NotAllowed
from app.printing.prescription import prescription_pdf
from app.printing.preview import rasterise
from app.services.certificates import Certificates
from app.services.desk import Desk
from app.services.pdf_signing import PdfSigning, check_pdf
from app.services.pdf_words import told_verdict
from app.store.tables.log import audit
from app.texts import load_texts
from tests.app.printing.sheets import ORDINARY

WORDS = load_texts("zh_CN")


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return prescription_pdf(ORDINARY)


@pytest.fixture
def signing(desk: Desk) -> PdfSigning:
    return PdfSigning(desk)


def test_a_copy_is_the_same_pages_with_a_signature_behind_them(signing: PdfSigning, pdf: bytes) -> None:
    signed = signing.sign(pdf, "处方笺副本")
    assert signed.startswith(pdf) and len(signed) - len(pdf) < 20_000
    assert [page.rgb for page in rasterise(signed, 40)] == [page.rgb for page in rasterise(pdf, 40)]
    verdict = signing.check(signed)
    (one,) = verdict.signatures
    assert verdict.sound and one.known and one.untouched
    assert (one.name, one.organization, one.issuer, one.reason) == ("王建国", "柳树村卫生室", "柳树村卫生室", "处方笺副本")
    assert told_verdict(WORDS, verdict)[0].startswith("王建国（柳树村卫生室）") and "内容未被改动" in told_verdict(WORDS, verdict)[0]


def test_any_byte_changed_outside_the_place_of_the_signature_is_noticed(signing: PdfSigning, pdf: bytes) -> None:
    signed, dice = signing.sign(pdf), random.Random(7)
    ranges = re.search(rb"/ByteRange \[ ?0 (\d+) (\d+) ", signed)
    assert ranges is not None
    first, after = int(ranges[1]), int(ranges[2])
    told = set()
    for _ in range(60):
        place = dice.choice([dice.randrange(first), dice.randrange(after, len(signed))])
        changed = bytearray(signed)
        changed[place] ^= 1 << dice.randrange(8)
        try:
            verdict = signing.check(bytes(changed))
        except KnownError as error:
            assert error.code == "pdf_unreadable"
        else:
            assert not verdict.sound, place
            told.update(told_verdict(WORDS, verdict))
    assert any("改动过" in line for line in told)


def test_what_is_added_after_the_signature_is_noticed(signing: PdfSigning, pdf: bytes) -> None:
    verdict = signing.check(signing.sign(pdf) + b"\n% one more line\n")
    assert not verdict.sound and "又加了内容" in told_verdict(WORDS, verdict)[-1]


def test_a_page_changed_by_an_update_is_noticed(signing: PdfSigning, pdf: bytes) -> None:
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(signing.sign(pdf)))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = generic.NumberObject(90)
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    verdict = signing.check(out.getvalue())
    assert not verdict.sound and not verdict.signatures[0].untouched


def test_a_stranger_is_named_as_one(signing: PdfSigning, pdf: bytes) -> None:
    verdict = check_pdf(signing.sign(pdf), [])
    assert not verdict.sound and verdict.signatures[0].untouched and not verdict.signatures[0].known
    assert "不能确认是不是本人" in told_verdict(WORDS, verdict)[0]


def test_a_certificate_of_another_institution_with_our_name_is_a_strangers(signing: PdfSigning, desk: Desk, pdf: bytes) -> None:
    ours = signing.sign(pdf)
    other = replace_key(desk)
    theirs = Certificates(other).institution()
    assert theirs.subject == signing.certificates.institutions()[0].subject
    assert not check_pdf(ours, [theirs]).sound


def replace_key(desk: Desk) -> Desk:
    assert desk.keyring is not None
    return replace(desk, keyring=replace(desk.keyring, data_key=bytes(32)))


def test_a_file_without_a_signature_is_not_called_sound(signing: PdfSigning, pdf: bytes) -> None:
    verdict = signing.check(pdf)
    assert not verdict.sound and told_verdict(WORDS, verdict) == ["文件没有电子签名。"]


@pytest.mark.parametrize("body", [b"", b"junk", b"%PDF-1.7\n", b"%PDF-1.7\nxref\n0 1\ntrailer\n<<>>\nstartxref\n9\n%%EOF"])
def test_what_is_no_pdf_is_refused(signing: PdfSigning, body: bytes) -> None:
    with pytest.raises(KnownError, match="pdf_unreadable"):
        signing.check(body)
    with pytest.raises(KnownError, match="pdf_not_signed"):
        signing.sign(body)


def test_who_may_not_print_signs_no_copy_and_who_has_no_key_cannot(signing: PdfSigning, desk: Desk, pdf: bytes) -> None:
    desk.session.set(replace(desk.who, signing_seed=None))
    with pytest.raises(KnownError, match="rx_no_key"):
        signing.sign(pdf)
    desk.session.set(replace(desk.who, permissions=frozenset()))
    with pytest.raises(NotAllowed):
        signing.sign(pdf)


def test_a_signed_copy_is_in_the_trail(signing: PdfSigning, desk: Desk, pdf: bytes) -> None:
    signing.sign(pdf)
    rows = desk.store.read(lambda conn: conn.execute(select(audit.c.action).where(audit.c.type == "pdf")).scalars().all())
    assert list(rows) == ["sign"]
