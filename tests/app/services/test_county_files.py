"""Insurance list and issuers as the county signed them: read, refused, followed in the order of their days, and never used unsigned."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from app.clock import SetClock
from app.domain.county_file import CountyKind
from app.errors import KnownError, NotAllowed
from app.rules.pack_file import Signature
from app.services import county_files as module
from app.services.county_files import CountyFiles, Opened, _text, composed, opened_file
from app.services.county_words import told_file
from app.services.desk import Desk
from app.services.insurance_list import InsuranceList
from app.services.issuers import Issuers
from app.services.signature import sign_bytes
from app.settings import Settings
from app.store import county_files
from app.texts import load_texts
from tests.app.services.policies import COUNTY, STRANGER, public
from tests.app.services.rx_reviewers import hire, seated
from tests.app.services.test_certificates import Authority
from tests.app.services.test_insurance_list import LIST

ZH = load_texts("zh_CN")
TRUSTING = Settings({"county_keys": (f"柳树县卫生健康局 {public(COUNTY)}",)}, {})


def made(seed: bytes | None = COUNTY, number: str = "柳医保〔2026〕7号", on: str = "2026-03-01", body: bytes = LIST.encode()) -> bytes:
    """A signed insurance list."""
    return _text(signed(composed(CountyKind.INSURANCE, number, date.fromisoformat(on), "限定支付.csv", body), seed)).encode()


def signed(one: Opened, seed: bytes | None) -> Opened:
    return one if seed is None else replace(one, signatures=(Signature(public(seed), sign_bytes(seed, one.to_sign)),))


@pytest.fixture
def site() -> Settings:
    return TRUSTING


@pytest.fixture
def files(desk: Desk, site: Settings) -> CountyFiles:
    return CountyFiles(desk, lambda: site)


def stick(tmp_path: Path, body: bytes) -> Path:
    file = tmp_path / "list.xycounty"
    file.write_bytes(body)
    return file


def arrived(desk: Desk, body: bytes) -> None:
    """As the sync writes it."""
    one = opened_file(body).file
    desk.store.write(lambda uow: county_files.take(uow, one)).result()


def test_a_signed_list_is_taken_in_and_used(files: CountyFiles, desk: Desk, tmp_path: Path) -> None:
    row = files.take(stick(tmp_path, made()))
    assert (row.followed, row.trouble, row.names) == (True, None, ("柳树县卫生健康局",))
    assert len(InsuranceList(desk).now().limits) == 3 and InsuranceList(desk).now().file == "限定支付.csv"
    assert told_file(ZH, row) == "医保限定支付目录 柳医保〔2026〕7号（2026-03-01 签发，柳树县卫生健康局签名）：正在使用"
    assert [one.file for one in files.listed()] == [row.file]


def altered() -> bytes:
    told = json.loads(made())
    told["file"]["number"] = "8号"
    return json.dumps(told).encode()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "county_unreadable"),
        (b"{}", "county_unreadable"),
        (b"[1]", "county_unreadable"),
        (made().replace(b"insurance", b"everything"), "county_unreadable"),
        (made().replace(b"2026-03-01", b"2026-13-01"), "county_unreadable"),
        (made()[:-40], "county_unreadable"),
        (altered(), "county_signature_bad"),
        (made(None), "county_unsigned"),
        (made(STRANGER), "county_key_unknown"),
        (made(body="没有表头\n".encode()), "table_no_limits"),
    ],
)
def test_what_does_not_hold_changes_nothing(files: CountyFiles, desk: Desk, tmp_path: Path, body: bytes, code: str) -> None:
    with pytest.raises(KnownError) as caught:
        files.take(stick(tmp_path, body))
    assert caught.value.code == code and files.listed() == [] and InsuranceList(desk).now().limits == ()


def test_only_who_keeps_the_workstation_takes_in_and_a_site_without_keys_takes_nothing(
    desk: Desk, files: CountyFiles, tmp_path: Path
) -> None:
    with seated(desk, hire(desk, "王护士", "201", "nurse")), pytest.raises(NotAllowed):
        files.take(stick(tmp_path, made()))
    with pytest.raises(KnownError) as caught:
        CountyFiles(desk, lambda: Settings({}, {})).take(stick(tmp_path, made()))
    assert caught.value.code == "county_no_keys"


def test_what_arrives_is_followed_the_newest_day_first_and_an_older_one_is_not(files: CountyFiles, desk: Desk) -> None:
    arrived(desk, made())
    assert files.follow() == 1 and files.follow() == 0
    arrived(desk, made(number="9号", on="2026-03-04", body="药品名称,诊断编码\n甘精胰岛素,E10\n".encode()))
    arrived(desk, made(number="1号", on="2025-01-01", body="药品名称,诊断编码\n二甲双胍,E11\n".encode()))
    assert files.follow() == 1
    assert [one.name for one in InsuranceList(desk).now().limits] == ["甘精胰岛素"]
    assert [one.file.number for one in files.listed()] == ["9号"]


def test_what_nobody_here_trusts_is_told_and_not_followed(files: CountyFiles, desk: Desk) -> None:
    arrived(desk, made())
    files.follow()
    arrived(desk, made(STRANGER, number="假", on="2026-03-05", body="药品名称,诊断编码\n二甲双胍,E11\n".encode()))
    assert files.follow() == 0 and len(InsuranceList(desk).now().limits) == 3
    bad, good = files.listed()
    assert bad.trouble is not None and bad.trouble.code == "county_key_unknown" and not bad.followed and good.followed
    assert "没有采用" in told_file(ZH, bad)


def test_a_newer_one_that_nobody_trusts_keeps_none_from_being_used(files: CountyFiles, desk: Desk, tmp_path: Path) -> None:
    arrived(desk, made())
    files.follow()
    arrived(desk, made(STRANGER, number="假", on="2026-03-05", body="药品名称,诊断编码\n二甲双胍,E11\n".encode()))
    mended = made(number="8号", on="2026-03-02", body="药品名称,诊断编码\n甘精胰岛素,E10\n".encode())
    assert files.take(stick(tmp_path, mended)).followed
    assert [one.name for one in InsuranceList(desk).now().limits] == ["甘精胰岛素"]
    older = made(number="6号", on="2026-02-01", body="药品名称,诊断编码\n二甲双胍,E11\n".encode())
    assert not files.take(stick(tmp_path, older)).followed and [one.name for one in InsuranceList(desk).now().limits] == ["甘精胰岛素"]


def test_issuers_travel_as_well(files: CountyFiles, desk: Desk, tmp_path: Path, clock: SetClock) -> None:
    root = Authority(desk).root.public_bytes(Encoding.PEM)
    one = signed(composed(CountyKind.ISSUERS, "CA-1", date(2026, 3, 1), "ca.pem", root), COUNTY)
    assert files.take(stick(tmp_path, _text(one).encode())).followed
    assert [each.name for each in Issuers(desk).listed()] == ["某省 CA 根"]


def test_whoever_signs_for_the_county_makes_the_file(
    files: CountyFiles, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SIGN", "rx.sign")
    table = tmp_path / "限定支付.csv"
    table.write_text(LIST, encoding="utf-8")
    out, one = files.sign(CountyKind.INSURANCE, table, "7号")
    assert out == tmp_path / "限定支付.xycounty" and opened_file(out.read_bytes()).file.id == one.id
    again, same = files.sign(CountyKind.INSURANCE, out, "")
    assert (again, same.id) == (out, one.id) and len(opened_file(out.read_bytes()).signatures) == 1
    for number, body in (("", LIST.encode()), ("7号", b"")):
        table.write_bytes(body)
        with pytest.raises(KnownError) as caught:
            files.sign(CountyKind.INSURANCE, table, number)
        assert caught.value.code == "county_unreadable"
