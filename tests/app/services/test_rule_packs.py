"""Rules from a stick: only whole, signed by those the site trusts, newer, and right about their own cases; and back again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.domain.person import Person
from app.domain.rx_document import read
from app.errors import KnownError, NotAllowed
from app.paths import DataFolder
from app.rules.cases import FAIL, CaseResult
from app.rules.pack import Pack
from app.rules.pack_file import CASES, PackFile, load, packed, read_pack_file
from app.services.clinic import Clinic
from app.services.desk import Desk
from app.services.rule_packs import ABOUT, Inspected, RulePacks
from app.services.rx_draft import RxDraft, RxDraftLine
from app.store import rule_packs
from app.store.audit import PROGRAM
from app.store.tables.log import audit
from app.store.tables.rule_packs import rule_pack
from tests.app.rules.pack_files import QIAN, STRANGER, ZHAO, data, made, public, signed
from tests.app.services.rx_clinic import sheet, visit_of

SIMVASTATIN = RxDraftLine("simvastatin-tab", Decimal(20), "qn", "oral", 7)
TRUST = f'rule_pack_keys = ["赵药师 {public(ZHAO)}", "钱 药师 {public(QIAN).upper()}"]\n'


@pytest.fixture
def clinic(desk: Desk, folder: DataFolder, pack: Pack) -> Clinic:
    folder.site_file.write_text(TRUST, encoding="utf-8")
    desk.session.set(replace(desk.who, permissions=desk.who.permissions | {"formulary.confirm"}))
    return Clinic.over(desk, pack, folder.site_file)


@pytest.fixture
def stick(tmp_path: Path) -> Callable[[PackFile], Path]:
    """Writes a pack to a stick."""

    def write(one: PackFile) -> Path:
        place = tmp_path / f"{one.id[:12]}-{len(one.signatures)}.xypack"
        place.write_bytes(packed(one))
        return place

    return write


Stick = Callable[[PackFile], Path]


def newer(version: str = "2026.3.1", **cells: str) -> PackFile:
    """A pack both pharmacists signed, in which simvastatin may be given up to 10 mg a day."""
    return signed(made(data(**(cells or {"max_daily": "10"})), version=version), ZHAO, QIAN)


def draft_of(clinic: Clinic, person: Person) -> RxDraft:
    return sheet(person.id, visit_of(clinic.desk, person.id).id, SIMVASTATIN)


def codes(clinic: Clinic, draft: RxDraft) -> set[str]:
    return {found.code for found in clinic.prescribing.review(draft).objections}


def offered(clinic: Clinic) -> set[str]:
    return {row.name for row in clinic.prescribing.find("辛伐他汀")}


def test_a_pack_is_looked_at_before_it_is_used(clinic: Clinic, stick: Stick, pack: Pack) -> None:
    found = clinic.rule_packs.inspect(stick(newer()))
    assert [name for name, _ in found.kept.signed_by] == ["赵药师", "钱 药师"]
    assert found.cases >= 10 and found.products == len(pack.products) and found.pairs == len(pack.interactions.pairs)
    assert clinic.rule_packs.now().kept is None and clinic.rule_packs.now().label == pack.label


def test_a_doctor_at_work_has_the_new_rules_at_the_next_check(
    clinic: Clinic, stick: Stick, make_person: Callable[..., Person], pack: Pack
) -> None:
    draft = draft_of(clinic, make_person())
    clinic.prescribing.save_draft(draft)
    assert "RX-QTY-08" not in codes(clinic, draft)
    used = clinic.rule_packs.use(clinic.rule_packs.inspect(stick(newer(max_daily="10", name_zh="辛伐他汀片（新）"))))
    assert used.kept is not None and used.label.startswith("county-rules-2026.3.1/") and used.before is None
    assert clinic.prescribing.draft_of(draft.encounter) == draft, "what was typed is untouched"
    assert "RX-QTY-08" in codes(clinic, draft)
    assert "辛伐他汀片（新）" in offered(clinic)
    assert clinic.formulary.details("simvastatin-tab").row.name == "辛伐他汀片（新）"
    clinic.rule_packs.back()
    assert "RX-QTY-08" not in codes(clinic, draft) and clinic.prescribing.review(draft).pack == pack.label
    assert "辛伐他汀片（新）" not in offered(clinic)


def test_a_signed_sheet_keeps_the_rules_it_was_judged_by(
    clinic: Clinic, stick: Stick, make_person: Callable[..., Person], pack: Pack
) -> None:
    before = clinic.prescribing.sign(draft_of(clinic, make_person()))
    clinic.rule_packs.use(clinic.rule_packs.inspect(stick(newer(max_daily="40"))))
    after = clinic.prescribing.sign(draft_of(clinic, make_person(name="李四", serial=26)))
    told = [json.dumps(read(clinic.prescribing.get(one.id).document or b"")) for one in (before, after)]
    assert pack.label in told[0] and "county-rules" not in told[0]
    assert "county-rules-2026.3.1/" in told[1]


def test_what_was_chosen_is_in_use_after_a_restart(clinic: Clinic, stick: Stick, pack: Pack, folder: DataFolder) -> None:
    used = clinic.rule_packs.use(clinic.rule_packs.inspect(stick(newer())))
    again = Clinic.over(clinic.desk, pack, folder.site_file)
    assert again.rule_packs.now() == used and again.rule_packs.pack is not None and again.rule_packs.pack.label == used.label


def test_back_leads_to_the_one_before_and_in_the_end_to_the_programs_own(clinic: Clinic, stick: Stick, pack: Pack) -> None:
    packs = clinic.rule_packs
    for version in ("2026.3.1", "2026.3.2"):
        packs.use(packs.inspect(stick(newer(version))))
    now = packs.now()
    assert now.kept is not None and now.before is not None and (now.kept.version, now.before.version) == ("2026.3.2", "2026.3.1")
    first = packs.back()
    assert first.kept is not None and first.kept.version == "2026.3.1" and first.before is None
    assert packs.back().kept is None and packs.now().label == pack.label
    with pytest.raises(KnownError, match="pack_no_earlier"):
        packs.back()


def test_the_newest_may_come_back_and_nothing_older(clinic: Clinic, stick: Stick) -> None:
    packs = clinic.rule_packs
    old, new = stick(newer("2026.3.9")), stick(newer("2026.3.10"))
    held = packs.inspect(old)
    packs.use(packs.inspect(new))
    for refused in (lambda: packs.inspect(old), lambda: packs.use(held), lambda: packs.inspect(stick(newer("2026.3.10", max_daily="20")))):
        with pytest.raises(KnownError, match="pack_older"):
            refused()
    packs.back()
    with pytest.raises(KnownError, match="pack_older"):
        packs.inspect(old)
    again = packs.use(packs.inspect(new))
    assert again.kept is not None and again.kept.version == "2026.3.10" and again.before is None


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (made(), "pack_unsigned"),
        (signed(made(), ZHAO), "pack_signatures_few"),
        (signed(made(), ZHAO, ZHAO), "pack_signatures_few"),
        (signed(made(), ZHAO, STRANGER), "pack_signatures_few"),
        (signed(made(), STRANGER), "pack_key_unknown"),
        (replace(signed(made(), ZHAO, QIAN), signatures=signed(made(version="2026.4"), ZHAO, QIAN).signatures), "pack_signature_bad"),
        (
            replace(signed(made(), ZHAO, QIAN), signatures=(replace(signed(made(), ZHAO).signatures[0], signature="zz"),)),
            "pack_signature_bad",
        ),
        (signed(made(valid_from="2026-03-06"), ZHAO, QIAN), "pack_early"),
        (signed(made(data() | {"interactions.json": b"{"}), ZHAO, QIAN), "pack_not_understood"),
        (signed(made(data() | {CASES: b'{"cases": []}'}), ZHAO, QIAN), "pack_no_cases"),
        (
            signed(
                made(data() | {"formulary.csv": data()["formulary.csv"].replace(b"\namlodipine-tab,", b"\namlodipin-tab,")}), ZHAO, QIAN
            ),
            "",
        ),
    ],
)
def test_what_cannot_be_trusted_is_refused_whole(clinic: Clinic, stick: Stick, pack: Pack, one: PackFile, code: str) -> None:
    with pytest.raises(KnownError) as caught:
        clinic.rule_packs.inspect(stick(one))
    assert caught.value.code == (code or "pack_cases_failed") or (not code and caught.value.code == "pack_not_understood")
    assert clinic.rule_packs.now().label == pack.label
    assert clinic.desk.store.read(lambda conn: conn.execute(select(rule_pack)).all()) == []


@pytest.mark.parametrize("cells", [{"max_daily": "400"}, {"max_single": "200"}, {"dose_unit": "g"}])
def test_a_planted_tenfold_dose_is_refused_whoever_signed_it(clinic: Clinic, stick: Stick, pack: Pack, cells: dict[str, str]) -> None:
    """H44: its own cases hold, both pharmacists signed."""
    with pytest.raises(KnownError, match=r"pack_leap.*simvastatin-tab"):
        clinic.rule_packs.inspect(stick(newer(**cells)))
    draft = clinic.rule_packs.copy(stick(newer()).parent / "draft")
    (draft / "formulary.csv").write_bytes(data(**cells)["formulary.csv"])
    with pytest.raises(KnownError, match="pack_leap"):
        clinic.rule_packs.sign(draft)
    assert clinic.rule_packs.now().label == pack.label


def test_a_correction_back_to_the_programs_own_limit_is_no_leap(clinic: Clinic, stick: Stick) -> None:
    clinic.rule_packs.use(clinic.rule_packs.inspect(stick(newer(max_daily="4", max_single="4"))))
    found = clinic.rule_packs.inspect(stick(newer("2026.3.2", max_daily="40")))
    assert {(one.field, one.old, one.new) for one in found.against.looser} == {("max_daily", "4", "40"), ("max_single", "4", "40")}
    assert found.against.files == ("formulary.csv",)


def test_the_programs_own_cases_cannot_be_left_out(clinic: Clinic, stick: Stick) -> None:
    """H44: a pack that no longer minds nitroglycerin beside sildenafil brings no case about it."""
    cases = json.loads(data()[CASES])["cases"]
    alone = json.dumps({"cases": [one for one in cases if one["id"] == "dose-paracetamol"]}).encode()
    muted = {"interactions.json": data()["interactions.json"].replace(b"sildenafil", b"sildenafix").replace(b"G04BE", b"G04BX")}
    with pytest.raises(KnownError, match=r"pack_cases_failed.*nitrate-sildenafil"):
        clinic.rule_packs.inspect(stick(signed(made(data() | muted | {CASES: alone}), ZHAO, QIAN)))


@pytest.mark.expect_log("the chosen rule pack")
def test_the_programs_cases_run_again_when_a_kept_pack_is_loaded(
    clinic: Clinic, stick: Stick, pack: Pack, folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic.rule_packs.use(clinic.rule_packs.inspect(stick(newer())))
    monkeypatch.setattr("app.rules.pack_file._golden", lambda _: [CaseResult("no-right", "rx_legality", FAIL)])
    now = Clinic.over(clinic.desk, pack, folder.site_file).rule_packs.now()
    assert now.label == pack.label and now.trouble is not None and now.trouble.code == "pack_cases_failed"


def test_a_pack_damaged_on_the_stick_is_refused(clinic: Clinic, stick: Stick) -> None:
    place = stick(newer())
    place.write_bytes(place.read_bytes()[:-100])
    with pytest.raises(KnownError, match="pack_unreadable"):
        clinic.rule_packs.inspect(place)


def test_a_site_may_be_content_with_one_signature(desk: Desk, folder: DataFolder, stick: Stick, pack: Pack) -> None:
    folder.site_file.write_text(TRUST + "rule_pack_signatures = 1\n", encoding="utf-8")
    packs = Clinic.over(desk, pack, folder.site_file).rule_packs
    assert packs.inspect(stick(signed(made(), QIAN, STRANGER))).kept.signed_by == (("钱 药师", public(QIAN)),)


def test_a_site_that_trusts_nobody_takes_nothing(desk: Desk, folder: DataFolder, stick: Stick, pack: Pack) -> None:
    packs = Clinic.over(desk, pack, folder.site_file).rule_packs
    with pytest.raises(KnownError, match="pack_no_keys"):
        packs.inspect(stick(newer()))
    folder.site_file.write_text('rule_pack_keys = ["赵药师 12ab"]\n', encoding="utf-8")
    with pytest.raises(KnownError, match=r"setting_bad.*rule_pack_keys"):
        Clinic.over(desk, pack, folder.site_file).rule_packs.inspect(stick(newer()))


@pytest.mark.expect_log("the chosen rule pack")
def test_a_pack_that_no_longer_fits_the_program_gives_way_to_its_own_and_says_so(
    clinic: Clinic, stick: Stick, pack: Pack, folder: DataFolder
) -> None:
    clinic.rule_packs.use(clinic.rule_packs.inspect(stick(newer())))
    broken = update(rule_pack).values(body=packed(newer("2026.3.7")))
    clinic.desk.store.write(lambda uow: uow.conn.execute(broken)).result()
    again = Clinic.over(clinic.desk, pack, folder.site_file).rule_packs
    now = again.now()
    assert now.label == pack.label and now.kept is not None and now.trouble is not None and now.trouble.code == "pack_altered"
    assert again.back().trouble is None and again.now().kept is None


def test_only_whoever_keeps_the_workstation_changes_the_rules(clinic: Clinic, stick: Stick) -> None:
    found = clinic.rule_packs.inspect(stick(newer()))
    clinic.desk.session.set(replace(clinic.desk.who, permissions=frozenset({"rx.sign"})))
    for verb in (lambda: clinic.rule_packs.use(found), clinic.rule_packs.back, lambda: clinic.rule_packs.sign(Path("x"))):
        with pytest.raises(NotAllowed):
            verb()


def test_each_change_is_in_the_trail(clinic: Clinic, stick: Stick) -> None:
    clinic.rule_packs.use(clinic.rule_packs.inspect(stick(newer())))
    clinic.rule_packs.back()
    rows = clinic.desk.store.read(
        lambda conn: conn.execute(select(audit.c.action, audit.c.detail).where(audit.c.type == "rule_pack")).all()
    )
    assert [row.action for row in rows] == ["create", "use", "go_back"]
    assert "2026.3.1" in rows[1].detail and "赵" not in rows[1].detail


# making packs


def test_a_pharmacist_edits_a_copy_signs_it_and_another_signs_too(desk: Desk, folder: DataFolder, tmp_path: Path, pack: Pack) -> None:
    desk.session.set(replace(desk.who, permissions=desk.who.permissions | {"formulary.confirm"}))
    packs = RulePacks(desk, pack, Clinic.over(desk, pack, folder.site_file).preferences.now)
    draft = packs.copy(tmp_path / "draft")
    (draft / "formulary.csv").write_bytes(data(max_daily="10")["formulary.csv"])
    assert (draft / ABOUT).read_text(encoding="utf-8").count("2026.03.05.1") == 1
    file, one = packs.sign(draft)
    assert file == tmp_path / "county-rules-2026.03.05.1.xypack" and len(one.signatures) == 1
    desk.session.set(replace(desk.who, name="钱药师", signing_seed=bytes(32)))
    again, one = packs.sign(file)
    assert again == file and len(one.signatures) == 2
    assert len(packs.sign(file)[1].signatures) == 2, "nobody signs twice"
    keys = [packs.own_key(), f"赵药师 {one.signatures[0].key}"]
    folder.site_file.write_text(f"rule_pack_keys = {json.dumps(keys, ensure_ascii=False)}\n", encoding="utf-8")
    site = Clinic.over(desk, pack, folder.site_file).rule_packs
    assert [name for name, _ in site.use(site.inspect(file)).kept.signed_by] == ["赵药师", "钱药师"]  # type: ignore[union-attr]
    copied = site.copy(tmp_path / "next")
    assert (copied / "formulary.csv").read_bytes() == data(max_daily="10")["formulary.csv"], "the rules in use, not the program's own"
    with pytest.raises(KnownError, match="folder_not_empty"):
        site.copy(copied)


def test_nobody_signs_what_does_not_hold(clinic: Clinic, tmp_path: Path) -> None:
    draft = clinic.rule_packs.copy(tmp_path / "draft")
    whole = (draft / "formulary.csv").read_bytes()
    (draft / "formulary.csv").write_bytes(b"id\n")
    with pytest.raises(KnownError, match="pack_not_understood"):
        clinic.rule_packs.sign(draft)
    (draft / "formulary.csv").write_bytes(whole)
    (draft / ABOUT).write_text("id = ", encoding="utf-8")
    with pytest.raises(KnownError, match="file_unreadable"):
        clinic.rule_packs.sign(draft)
    clinic.desk.session.set(replace(clinic.desk.who, signing_seed=None))
    for verb in (lambda: clinic.rule_packs.sign(draft), clinic.rule_packs.own_key):
        with pytest.raises(KnownError, match="rx_no_key"):
            verb()
    assert list(tmp_path.glob("*.xypack")) == []


def test_a_stick_that_cannot_be_written_is_told(clinic: Clinic, stick: Stick, tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="pack_not_written"):
        clinic.rule_packs.sign(stick(newer()), tmp_path / "gone" / "x.xypack")


def test_the_store_keeps_the_file_as_it_came(clinic: Clinic, stick: Stick) -> None:
    found: Inspected = clinic.rule_packs.inspect(stick(newer()))
    clinic.rule_packs.use(found)
    kept = clinic.desk.store.read(lambda conn: rule_packs.body(conn, found.kept.id))
    assert kept == found.body and load(read_pack_file(kept)).label == found.pack.label


# ---- what a server publishes


def publish(clinic: Clinic, one: PackFile | None, key: str = "l-1", title: str = "县规则") -> None:
    """As a pull leaves it; None: its content lies elsewhere and did not come."""
    body = None if one is None else packed(one)
    clinic.desk.store.write(lambda uow: rule_packs.offer(uow, key, title, body, "b-1"), PROGRAM, origin="up").result()


def test_a_published_pack_is_proposed_looked_at_and_used_like_one_from_a_stick(clinic: Clinic, pack: Pack) -> None:
    packs = clinic.rule_packs
    publish(clinic, newer())
    (one,) = packs.offers()
    assert one.trouble is None and one.version == "county-rules-2026.3.1"
    assert packs.now().label == pack.label, "nothing counts before somebody takes it into use"
    packs.use(packs.inspect_offer(one.id))
    assert "county-rules-2026.3.1" in packs.now().label and packs.offers() == []
    publish(clinic, newer("2026.2.9"), "l-2")
    assert packs.offers() == [], "older than what is in use"
    packs.back()
    assert packs.now().label == pack.label


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (None, "pack_not_fetched"),
        (made(data(max_daily="10"), version="2026.3.1"), "pack_unsigned"),
        (signed(made(data(max_daily="10"), version="2026.3.1"), STRANGER), "pack_key_unknown"),
        (replace(newer(), signatures=(replace(newer().signatures[0], signature="00" * 64),)), "pack_signature_bad"),
    ],
)
def test_a_published_pack_that_is_not_trusted_is_kept_out_and_says_why(clinic: Clinic, one: PackFile | None, code: str) -> None:
    publish(clinic, one)
    (found,) = clinic.rule_packs.offers()
    assert found.trouble is not None and found.trouble.code == code
    with pytest.raises(KnownError) as refusal:
        clinic.rule_packs.inspect_offer("l-1")
    assert refusal.value.code == code


def test_a_published_file_that_is_no_pack_says_so(clinic: Clinic) -> None:
    clinic.desk.store.write(lambda uow: rule_packs.offer(uow, "l-1", "县规则", b"PK\x03\x04", ""), PROGRAM, origin="up").result()
    (found,) = clinic.rule_packs.offers()
    assert found.trouble is not None and found.trouble.code == "pack_unreadable" and found.title == "县规则"
