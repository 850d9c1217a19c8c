"""`xiangyi rules publish FILE`: a signed rule pack put on the server above, for every site that reads it; who trusts it, each site decides."""

from __future__ import annotations

from app.cli.call import Call
from app.cli.opened import opened
from app.clock import SystemClock
from app.domain.ids import derived_id
from app.errors import KnownError
from app.rules.pack_file import PackFile, read_pack_file, read_place
from app.services.signature import genuine
from app.upstream import UPSTREAM
from sync import credentials
from sync.fhir import library
from sync.publishing import publish


def run(call: Call) -> int:
    """0 when the server has it. KnownError ``pack_…``, ``no_upstream``, ``publish_refused``, and what keeps a server from being reached."""
    body = read_place(call.args.place)
    one = read_pack_file(body, call.args.place.name)
    _refuse_unsigned(one)
    with opened(call) as desk:
        desk.allow("settings.manage")
        link = desk.store.read(lambda conn: credentials.link_of(conn, UPSTREAM, SystemClock()))
        try:
            publish(link, library.to_fhir(derived_id("rule-pack", one.manifest.id), one.manifest, body))
        finally:
            link.close()
    call.say(call.words.say("rule_pack.published", {"label": one.manifest.label, "url": link.base_url}))
    return 0


def _refuse_unsigned(one: PackFile) -> None:
    if not one.signatures:
        raise KnownError("pack_unsigned")
    if not all(genuine(one.to_sign, each.signature, each.key) for each in one.signatures):
        raise KnownError("pack_signature_bad")
