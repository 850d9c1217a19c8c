"""A rule pack is read whole or refused: every way of being broken has its own word."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest

from app.errors import KnownError
from app.rules import pack_file
from app.rules.pack import FILES
from app.rules.pack_file import CASES, MANIFEST, SIGNATURES, load, packed, prove, read_pack_file, read_place, run_cases, zipped
from tests.app.rules.pack_files import ZHAO, data, made, signed
from tests.shipped_pack import shipped_pack


def box(**changed: bytes | None) -> bytes:
    """A good pack with entries replaced (or left out) behind its manifest's back."""
    with zipfile.ZipFile(io.BytesIO(packed(made()))) as good:
        files = {name: good.read(name) for name in good.namelist()}
    names = {"manifest": MANIFEST, "signatures": SIGNATURES, "cases": CASES, "formulary": "formulary.csv"}
    for key, body in changed.items():
        name = names.get(key, key)
        if body is None:
            files.pop(name)
        else:
            files[name] = body
    return zipped(files)


def refusal(body: bytes) -> KnownError:
    with pytest.raises(KnownError) as caught:
        read_pack_file(body, "x.xypack")
    return caught.value


def test_what_was_packed_is_read_again() -> None:
    one = signed(made(), ZHAO)
    again = read_pack_file(packed(one))
    assert again == one and again.id == one.id and set(again.data) == {*FILES, CASES}
    assert (again.manifest.label, again.manifest.valid_from) == ("county-rules-2026.3.1", date(2026, 3, 1))
    assert packed(again) == packed(one), "the same pack is the same bytes"


def test_who_signed_does_not_change_what_the_pack_is() -> None:
    assert signed(made(), ZHAO).id == made().id != made(version="2026.3.2").id


def test_it_loads_under_its_own_name_and_holds_its_cases() -> None:
    one = made(data(max_daily="10"))
    pack = load(one)
    assert pack.label.startswith("county-rules-2026.3.1/") and pack.sha256 != shipped_pack().sha256
    assert pack.products["simvastatin-tab"].max_daily == 10 != shipped_pack().products["simvastatin-tab"].max_daily
    assert prove(one, pack) == len(run_cases(one, pack)) >= 10


def test_the_programs_own_rules_hold_the_cases_that_are_given_out_with_them() -> None:
    assert [result for result in run_cases(made(), shipped_pack()) if result.status != "pass"] == []


@pytest.mark.parametrize("body", [b"", b"junk", b"PK\x03\x04 cut short", packed(made())[:-40]])
def test_what_is_no_zip_is_refused(body: bytes) -> None:
    assert refusal(body).code == "pack_unreadable"


@pytest.mark.parametrize("told", [b"{}", b"[]", b"not json", b'{"format": "xiangyi/rule-pack/2"}', b"[" * 5000])
def test_a_manifest_that_is_none_is_refused(told: bytes) -> None:
    assert refusal(box(manifest=told)).code == "pack_unreadable"
    assert refusal(box(manifest=None)).code == "pack_unreadable"


@pytest.mark.parametrize(
    "about", [{"id": "Bad Id"}, {"id": ""}, {"version": "1.x"}, {"version": ""}, {"version": "1.2.3.4.5"}, {"valid_from": "soon"}]
)
def test_a_name_or_version_that_is_none_is_refused(about: dict[str, str]) -> None:
    with pytest.raises(KnownError, match="pack_unreadable"):
        made(data(), **about)


@pytest.mark.parametrize("told", [b"{}", b'"x"', b'[{"key": "00"}]', b"[1]"])
def test_signatures_that_are_none_are_refused(told: bytes) -> None:
    wrong = refusal(box(signatures=told)) if told != b"{}" else refusal(box(signatures=None))
    assert wrong.code == "pack_unreadable"


def test_one_changed_byte_is_named() -> None:
    wrong = refusal(box(formulary=data()["formulary.csv"] + b" "))
    assert (wrong.code, wrong.facts["files"]) == ("pack_altered", "formulary.csv")


def test_a_file_more_or_less_than_the_manifest_says_is_named() -> None:
    assert refusal(box(formulary=None)).code == refusal(box(cases=None)).code == "pack_altered"
    assert refusal(box(**{"autorun.inf": b"x"})).facts["files"] == "autorun.inf"


def test_rules_in_a_file_that_this_program_does_not_read_are_not_lost_in_silence() -> None:
    with pytest.raises(KnownError, match=r"pack_foreign.*rx_new\.csv"):
        made(data() | {"rx_new.csv": b"x"})
    with pytest.raises(KnownError, match=r"pack_incomplete.*rx_pairs\.csv"):
        made({name: body for name, body in data().items() if name != "rx_pairs.csv"})


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack_file, "MOST_BYTES", 300_000)
    assert refusal(box(formulary=bytes(400_000))).facts["why"] == "size"
    monkeypatch.undo()
    monkeypatch.setattr(pack_file, "MOST_FILES", 5)
    assert refusal(packed(made())).facts["why"] == "size"


def test_two_files_of_one_name_are_refused() -> None:
    doubled = io.BytesIO(packed(made()))
    with zipfile.ZipFile(doubled, "a") as more, pytest.warns(UserWarning, match="Duplicate"):
        more.writestr("formulary.csv", "id")
    assert refusal(doubled.getvalue()).facts["why"] == "twice"


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("formulary.csv", b"id,name\n"),
        ("formulary.csv", b"\xff\xfe\x00"),
        ("interactions.json", b"{"),
        ("interactions.json", b"[]"),
        ("rx_policy.toml", b"policy_id = 1"),
        ("condition_severity.json", b'{"a": 3}'),
        ("rx_pairs.csv", b"a,b\n1,2\n"),
    ],
)
def test_a_file_that_is_not_understood_refuses_the_whole_pack(name: str, body: bytes) -> None:
    with pytest.raises(KnownError) as caught:
        load(made(data() | {name: body}))
    assert caught.value.code == "pack_not_understood" and caught.value.facts["file"]


def test_a_pack_whose_own_cases_fail_is_refused() -> None:
    cases = json.loads(data()[CASES])
    wanted = cases["cases"][0]
    wanted["expected"]["issues"] = [{"code": "RX-APP-08", "severity": "block", "drugs": ["amlodipine-tab"]}]
    one = made(data() | {CASES: json.dumps(cases).encode()})
    with pytest.raises(KnownError) as caught:
        prove(one, load(one))
    assert (caught.value.code, caught.value.facts["failed"], caught.value.facts["cases"]) == ("pack_cases_failed", 1, wanted["id"])


def test_a_case_that_nobody_answers_proves_nothing() -> None:
    cases = json.loads(data()[CASES])
    cases["cases"].append({"id": "strange", "area": "no_such_area", "given": {}, "expected": {}})
    one = made(data() | {CASES: json.dumps(cases).encode()})
    with pytest.raises(KnownError, match=r"pack_cases_failed.*strange"):
        prove(one, load(one))


@pytest.mark.parametrize("cases", [b'{"cases": []}', b"{}", b"[]", b"x", b'{"cases": [1]}', b'{"cases": [{"id": "a"}]}'])
def test_a_pack_without_a_case_of_danger_is_refused(cases: bytes) -> None:
    one = made(data() | {CASES: cases})
    with pytest.raises(KnownError, match="pack_no_cases"):
        prove(one, load(one))


def test_versions_are_numbers() -> None:
    assert made(version="2026.10").manifest.order > made(version="2026.9.30").manifest.order > made(version="2026.9").manifest.order


def test_a_folder_is_a_pack_too(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(packed(signed(made(), ZHAO)))) as good:
        good.extractall(tmp_path)
    (tmp_path / ".DS_Store").write_bytes(b"x")
    assert read_pack_file(read_place(tmp_path)) == signed(made(), ZHAO)


def test_a_place_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KnownError, match="pack_unreadable"):
        read_place(tmp_path / "gone.xypack")
    (tmp_path / "big").write_bytes(bytes(2000))
    monkeypatch.setattr(pack_file, "MOST_BYTES", 1000)
    with pytest.raises(KnownError, match="size"):
        read_place(tmp_path / "big")
    with pytest.raises(KnownError, match="size"):
        read_place(tmp_path)
