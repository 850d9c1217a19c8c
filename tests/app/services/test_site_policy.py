"""Only a policy that the county signed, for this place and this day, lets anything out before a pharmacist has looked."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import KnownError, NotAllowed
from app.paths import DataFolder
from app.printing.sheet import ReviewMode
from app.services.desk import Desk
from app.services.policy_file import PolicyFile, packed
from app.services.policy_words import told_now, told_seen
from app.services.preferences import Preferences
from app.services.site_policy import KEY, InForce, SitePolicies
from app.store import settings
from app.texts import load_texts
from tests.app.services.policies import COUNTY, STRANGER, TRUST, policy, public, written_policy

ZH = load_texts("zh_CN")


@pytest.fixture
def policies(desk: Desk, folder: DataFolder) -> SitePolicies:
    folder.site_file.write_text(TRUST, encoding="utf-8")
    return SitePolicies(desk, Preferences(desk, folder.site_file).now)


def stick(folder: Path, one: PolicyFile) -> Path:
    place = folder / "p.xypolicy"
    place.write_bytes(packed(one))
    return place


def test_it_is_looked_at_then_taken_in_and_holds_after_a_restart(
    policies: SitePolicies, desk: Desk, folder: DataFolder, tmp_path: Path
) -> None:
    assert policies.in_force() == InForce(held="policy_missing") and policies.now().trouble is not None
    seen = policies.inspect(stick(tmp_path, policy()))
    assert seen.names == ("柳树县卫生健康局",) and "可先调配，事后审核" in told_seen(ZH, seen)[0]
    assert policies.in_force().mode is ReviewMode.BEFORE, "looking changes nothing"
    now = policies.use(seen)
    assert (now.names, now.taken_on, now.trouble) == (("柳树县卫生健康局",), "2026-03-05", None)
    again = SitePolicies(desk, Preferences(desk, folder.site_file).now)
    assert again.in_force() == InForce(ReviewMode.AFTER, local_stock_only=True, number="县卫〔2026〕3号")
    assert "2026-12-31" in told_now(ZH, again.now())[1]


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (replace(policy(), signatures=()), "policy_unsigned"),
        (policy(STRANGER), "policy_key_unknown"),
        (replace(policy(), signatures=policy(issued="2026-01-06").signatures), "policy_signature_bad"),
        (policy(institutions='["PDY9"]'), "policy_other_place"),
        (policy(valid_from="2026-03-06"), "policy_early"),
        (policy(valid_until="2026-03-04"), "policy_expired"),
    ],
)
def test_what_does_not_hold_is_refused_and_changes_nothing(policies: SitePolicies, tmp_path: Path, one: PolicyFile, code: str) -> None:
    with pytest.raises(KnownError) as told:
        policies.inspect(stick(tmp_path, one))
    assert told.value.code == code
    assert policies.in_force() == InForce(held="policy_missing")


def test_a_site_that_trusts_nobody_takes_none(desk: Desk, folder: DataFolder, tmp_path: Path) -> None:
    untrusting = SitePolicies(desk, Preferences(desk, folder.site_file).now)
    with pytest.raises(KnownError) as told:
        untrusting.inspect(stick(tmp_path, policy()))
    assert told.value.code == "policy_no_keys"
    with pytest.raises(KnownError) as told:
        untrusting.inspect(tmp_path / "none.xypolicy")
    assert told.value.code == "file_unreadable"


def test_the_last_day_counts_and_the_day_after_is_strict_again(policies: SitePolicies, tmp_path: Path, desk: Desk) -> None:
    policies.use(policies.inspect(stick(tmp_path, policy(valid_until="2026-03-05"))))
    assert policies.in_force().mode is ReviewMode.AFTER
    desk.clock.forward(86_400)  # type: ignore[attr-defined]
    assert policies.in_force() == InForce(held="policy_expired")
    said = "".join(told_now(ZH, policies.now()))
    assert "已过期" in said and "最严" in said and "急诊" in said


def test_a_changed_row_of_the_database_holds_nothing(policies: SitePolicies, tmp_path: Path, desk: Desk) -> None:
    """Whoever edits what was taken in has no county's key."""
    policies.use(policies.inspect(stick(tmp_path, policy())))
    kept = desk.store.read(lambda conn: settings.get(conn, KEY, {"text": "", "on": ""}))
    told = json.loads(kept["text"])
    told["policy"]["local_stock_only"] = False
    for text, code in ((json.dumps(told), "policy_signature_bad"), ("{", "policy_unreadable")):
        changed = {**kept, "text": text}
        desk.store.write(lambda uow, one=changed: settings.put(uow, KEY, one)).result()  # type: ignore[misc]
        assert policies.in_force() == InForce(held=code)


def test_the_county_tightens_and_an_older_one_does_not_come_back(policies: SitePolicies, tmp_path: Path) -> None:
    policies.use(policies.inspect(stick(tmp_path, policy())))
    policies.use(policies.inspect(stick(tmp_path, policy(number='"4号"', issued="2026-03-01", mode='"before"'))))
    assert policies.in_force() == InForce(ReviewMode.BEFORE, local_stock_only=True, number="4号")
    with pytest.raises(KnownError) as told:
        policies.inspect(stick(tmp_path, policy()))
    assert told.value.code == "policy_older" and told.value.facts["newer"] == "4号"


def test_it_is_signed_where_the_county_works(policies: SitePolicies, tmp_path: Path, desk: Desk) -> None:
    place = tmp_path / "授权.toml"
    place.write_bytes(written_policy())
    with pytest.raises(NotAllowed):
        policies.sign(place)
    desk.session.set(replace(desk.who, permissions=desk.who.permissions | {"formulary.confirm"}, signing_seed=COUNTY))
    file, one = policies.sign(place)
    assert file.suffix == ".xypolicy" and [each.key for each in one.signatures] == [public(COUNTY)]
    assert policies.inspect(file).policy.number == "县卫〔2026〕3号"
    again, two = policies.sign(file)
    assert again == file and len(two.signatures) == 1, "the same key signs once"


def test_only_whoever_keeps_the_workstation_takes_one_in(policies: SitePolicies, tmp_path: Path, desk: Desk) -> None:
    seen = policies.inspect(stick(tmp_path, policy()))
    desk.session.set(replace(desk.who, permissions=frozenset({"rx.sign"})))
    with pytest.raises(NotAllowed):
        policies.use(seen)
    assert policies.in_force().held == "policy_missing"
