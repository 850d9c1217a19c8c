"""The commands that work on the records: verify, backup, sync, and what they say when they cannot."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

from app import cli
from app.clock import SystemClock
from app.demo.clinic import DOCTOR, PASSWORD, prepare
from app.paths import DataFolder
from app.printing.prescription import prescription_pdf
from app.services.pdf_signing import PdfSigning
from app.services.signin import SignIn
from app.store.database import open_raw
from app.store.keyslots import KeySlots
from tests.app.printing.sheets import ORDINARY
from tests.app.services.test_issuers import County, pem

Capture = pytest.CaptureFixture[str]
Command = Callable[..., int]


@pytest.fixture
def command(folder: DataFolder) -> Command:
    """Runs a command on a small clinic with the doctor's password."""
    prepare(folder, SystemClock(), 2)

    def run(*words: str, login: str = DOCTOR) -> int:
        read, write = os.pipe()
        os.write(write, f"{PASSWORD}\n".encode())
        os.close(write)
        chosen = ["--login", login] if login else []
        try:
            return cli.main([*words, *chosen, "--data", str(folder.root), "--password-fd", str(read)])
        finally:
            os.close(read)

    return run


def test_a_sound_clinic_is_verified(command: Command, capsys: Capture) -> None:
    assert command("verify") == 0
    assert "全部相符" in capsys.readouterr().out


def test_a_changed_row_is_named(command: Command, folder: DataFolder, capsys: Capture) -> None:
    conn = open_raw(folder.database, KeySlots.load(folder.keyslots).open(DOCTOR, PASSWORD).data_key)
    conn.execute("UPDATE person SET phones = '[]' WHERE id = (SELECT min(id) FROM person)")
    conn.commit()
    conn.close()
    assert command("verify") == 1
    told = capsys.readouterr().out
    assert "记录被改动" in told and "person" in told and "共 1 处不符" in told


def test_a_backup_is_made_where_it_was_asked_for(command: Command, tmp_path: Path, capsys: Capture) -> None:
    assert command("backup", str(tmp_path / "stick")) == 0
    made = next((tmp_path / "stick").glob("clinic-*.db"))
    assert str(made) in capsys.readouterr().out


def test_one_pass_uploads_everything(command: Command, folder: DataFolder, capsys: Capture) -> None:
    from sync.hub.server import HubServer

    with HubServer(folder.root / "hub.db", bytes(32)) as hub:
        assert command("sync", "--once", "--json", "--url", hub.base_url) == 0
        report = json.loads(capsys.readouterr().out)
        assert report["delivered"] and report["pushed"] > 10
        assert report["url"] == hub.base_url and report["server"] | {"entries": 0, "bytes": 0} == {
            "hub": True,
            "ids": "client",
            "bundles": "transaction",
            "entries": 0,
            "bytes": 0,
        }
        assert {lane: one["pending"] for lane, one in report["lanes"].items()} == {"0": 0, "1": 0, "2": 0, "3": 0}
        assert (report["refused"], report["conflicts_open"], report["set_aside_unseen"], report["drift"]) == ([], 0, 0, 0)
        assert report["delivered_up_to"] == report["started_at"] and report["compared"]["checked"] > 10
        assert report["seconds"] > 0 and report["bytes_per_second"] > 0
        assert command("sync", "--once") == 0
        assert "待上传 0 条" in capsys.readouterr().out


def test_without_an_address_it_says_where_to_set_one(command: Command, capsys: Capture) -> None:
    assert command("sync", "--once") == 1
    assert "还没有设置上传的地址" in capsys.readouterr().err


def test_with_several_people_it_asks_whom(command: Command, capsys: Capture) -> None:
    assert command("verify", login="") == 1
    told = capsys.readouterr().err
    assert "--login" in told and DOCTOR in told


def test_a_folder_without_a_clinic_is_named(tmp_path: Path, capsys: Capture) -> None:
    assert cli.main(["verify", "--data", str(tmp_path / "nowhere")]) == 1
    assert "还没有诊所数据" in capsys.readouterr().err


def test_a_signed_pdf_says_who_signed_and_whether_it_is_untouched(
    command: Command, folder: DataFolder, tmp_path: Path, capsys: Capture
) -> None:
    signin = SignIn(folder, SystemClock())
    desk = signin.sign_in(DOCTOR, PASSWORD)
    signed, plain = PdfSigning(desk).sign(prescription_pdf(ORDINARY)), prescription_pdf(ORDINARY)
    name = desk.who.name
    signin.sign_out(desk)
    file = tmp_path / "copy.pdf"
    file.write_bytes(signed)
    assert command("verify", "--pdf", str(file)) == 0
    assert name in (told := capsys.readouterr().out) and "内容未被改动" in told
    file.write_bytes(signed.replace(b"/MediaBox", b"/CropBoxx", 1))
    assert command("verify", "--pdf", str(file)) == 1
    assert "改动过" in capsys.readouterr().out
    file.write_bytes(plain)
    assert command("verify", "--pdf", str(file), "--language", "en") == 1
    assert "no electronic signature" in capsys.readouterr().out
    assert command("verify", "--pdf", str(tmp_path / "gone.pdf")) == 1
    assert "gone.pdf" in capsys.readouterr().err


def test_a_certificate_of_an_authority_is_taken_in(command: Command, tmp_path: Path, capsys: Capture) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    today = SystemClock().now()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "某药师")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 7, today - timedelta(1), today + timedelta(90))
    file = tmp_path / "mine.p12"
    sealed = BestAvailableEncryption(b"p12 word")
    file.write_bytes(pkcs12.serialize_key_and_certificates(b"x", key, builder.sign(key, SHA256()), None, sealed))

    def take(word: bytes) -> int:
        read, write = os.pipe()
        os.write(write, word + b"\n")
        os.close(write)
        try:
            return command("import", "certificate", str(file), "--file-password-fd", str(read))
        finally:
            os.close(read)

    assert take(b"another") == 1
    assert "密码不对" in capsys.readouterr().err
    assert take(b"p12 word") == 0
    assert "证书已导入：某药师" in capsys.readouterr().out
    file.unlink()
    assert take(b"p12 word") == 1
    assert "mine.p12" in capsys.readouterr().err


def test_issuers_and_the_countys_list_are_taken_in(command: Command, folder: DataFolder, tmp_path: Path, capsys: Capture) -> None:
    """What a county's IT does on forty computers: its CA's certificate, its list; then a copy of the county hospital counts."""
    signin = SignIn(folder, SystemClock())
    desk = signin.sign_in(DOCTOR, PASSWORD)
    authority = County(desk)
    signin.sign_out(desk)
    paper, ca = tmp_path / "copy.pdf", tmp_path / "ca.pem"
    paper.write_bytes(authority.signed(prescription_pdf(ORDINARY))[0])
    ca.write_bytes(pem(authority.root, authority.own))
    assert command("verify", "--pdf", str(paper)) == 1
    assert "不能确认是不是本人" in capsys.readouterr().out
    assert command("import", "issuer", str(ca)) == 0
    assert "某省 CA 根、某省 CA" in capsys.readouterr().out
    assert command("verify", "--pdf", str(paper)) == 0
    assert "证书由某省 CA签发" in capsys.readouterr().out
    listed = tmp_path / "list.csv"
    listed.write_text("药品名称,诊断编码\n氯吡格雷,I20-I25\n甲,糖尿病\n", encoding="utf-8")
    assert command("import", "insurance", str(listed)) == 1
    assert "1 行，1 行有误" in capsys.readouterr().out and (tmp_path / "list-未导入.xlsx").exists()
