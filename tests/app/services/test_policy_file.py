"""What a policy file says is understood whole or not at all."""

from __future__ import annotations

import json

import pytest

from app.errors import KnownError
from app.printing.sheet import ReviewMode
from app.services.policy_file import composed, packed, read_policy_file
from tests.app.services.policies import policy, written_policy


def test_a_file_is_read_as_it_was_written() -> None:
    one = policy()
    again = read_policy_file(packed(one))
    assert again == one and again.policy.mode is ReviewMode.AFTER and again.policy.local_stock_only
    assert again.policy.institutions[1] == "PDY00000141010211A1002" and again.policy.valid_until.isoformat() == "2026-12-31"


def test_spaces_and_order_of_the_text_are_no_part_of_what_is_signed() -> None:
    told = json.loads(packed(policy()))
    turned = {"signatures": told["signatures"], "policy": dict(reversed(told["policy"].items()))}
    assert read_policy_file(json.dumps(turned, indent=4).encode()).signed_part == policy().signed_part


@pytest.mark.parametrize(
    "changed",
    [
        {"number": None},
        {"institutions": "[]"},
        {"institutions": '"PDY00000141010211A1001"'},
        {"mode": '"always"'},
        {"local_stock_only": '"yes"'},
        {"local_stock_only": "1"},
        {"valid_until": '"soon"'},
        {"issued_by": '" "'},
        {"most_yuan": "50"},
    ],
)
def test_what_is_not_understood_might_be_a_limit(changed: dict[str, str | None]) -> None:
    with pytest.raises(KnownError) as told:
        composed(written_policy(**changed))
    assert told.value.code == "policy_unreadable" and told.value.facts["place"]


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"[]", b"{}", b'{"policy": [], "signatures": []}', b'{"policy": {}, "signatures": [1]}']
)
def test_anything_else_is_no_policy(body: bytes) -> None:
    with pytest.raises(KnownError) as told:
        read_policy_file(body, "x.xypolicy")
    assert told.value.code == "policy_unreadable" and told.value.facts["file"] == "x.xypolicy"


@pytest.mark.parametrize("limit", ["uncontrolled_only", "no_open_override"])
def test_no_county_lets_controlled_drugs_or_overridden_sheets_out_first(limit: str) -> None:
    with pytest.raises(KnownError) as told:
        composed(written_policy(**{limit: "false"}))
    assert told.value.code == "policy_too_wide"
    assert composed(written_policy(mode='"before"', **{limit: "false"})).policy.mode is ReviewMode.BEFORE
