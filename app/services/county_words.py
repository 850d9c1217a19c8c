"""What is said of a file that the county signed; the command and the settings page say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.services.county_files import CountyFileNow
    from app.texts import Texts


def told_file(words: Texts, one: CountyFileNow) -> str:
    """Kind, number, day, signers, and whether it is in use or why not."""
    facts = {"kind": words.word("county_kind", one.file.kind.value), "number": one.file.number, "on": one.file.issued}
    if one.trouble is not None:
        why = words.error(one.trouble)
        return words.say("county.left", {**facts, "why": why.what + why.advice})
    facts["names"] = "、".join(one.names)
    return words.say("county.followed" if one.followed else "county.waits", facts)
