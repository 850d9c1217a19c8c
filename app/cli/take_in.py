"""`xiangyi import ndjson | residents | drugs | insurance | certificate | issuer PATH`: a clinic's records, lists, a certificate, who issues them."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from app.cli.call import Call
from app.cli.opened import login_argument, opened
from app.errors import KnownError
from app.rules.pack import load_pack
from app.services.certificates import Certificates, common_name
from app.services.desk import Desk
from app.services.formulary import Formulary
from app.services.formulary_import import CHANGED, NEW, SAME, FormularyImport, FormularyPlan, reasons_of
from app.services.insurance_list import InsuranceList
from app.services.issuers import Issuers
from app.services.preferences import Preferences
from app.services.resident_import import ResidentImport
from app.services.rule_packs import RulePacks
from app.texts import Texts
from sync import ndjson


def arguments(parser: argparse.ArgumentParser, words: Texts) -> None:
    """What is read, and from where."""
    parser.add_argument("kind", choices=tuple(_KINDS), help=words.say("cli.import_kind"))
    parser.add_argument("place", type=Path, metavar="PATH", help=words.say("cli.import_place"))
    parser.add_argument("--file-password-fd", type=int, metavar="N", help=words.say("cli.certificate_password_fd"))
    parser.add_argument("--json", action="store_true", help=words.say("cli.json_report"))
    login_argument(parser, words)


def run(call: Call) -> int:
    """0 when all of it was taken in or kept as received, 1 where something was not. KnownError ``exchange_…``, ``table_…``, ``p12_…``."""
    with opened(call) as desk:
        return _KINDS[call.args.kind](call, desk)


def _residents(call: Call, desk: Desk) -> int:
    found = ResidentImport(desk).take(call.args.place, call.language)
    facts = {"added": found.added, "already": found.already, "proposed": found.proposed, "refused": len(found.refused)}
    call.say(call.words.say("cli.residents_taken", facts))
    if found.unused:
        call.say(call.words.say("cli.residents_unused", {"names": "、".join(found.unused)}))
    if found.errors is not None:
        call.say(call.words.say("cli.residents_errors", {"file": str(found.errors)}))
    return 1 if found.refused else 0


def _drugs(call: Call, desk: Desk) -> int:
    """The page's own import: rows in error are written beside the file, the rest is taken in at once."""
    packs = RulePacks(desk, load_pack(), Preferences(desk, call.folder.site_file).now)
    taking = FormularyImport(desk, Formulary(desk, packs.pack))
    file: Path = call.args.place
    plan = taking.plan(file)
    if plan.to_write:
        taking.take(plan)
    beside = file.with_name(f"{file.stem}{call.words.say('formulary_row.file')}.xlsx") if plan.refused else None
    if beside is not None:
        taking.save_refused(plan, beside, call.language)
    for line in _told_drugs(call, plan, beside):
        call.say(line)
    return 1 if plan.refused else 0


def _told_drugs(call: Call, plan: FormularyPlan, beside: Path | None) -> list[str]:
    """What became of a list: as JSON, or in words."""
    counts = {state: plan.count(state) for state in (NEW, CHANGED, SAME)} | {"refused": len(plan.refused), "unruled": len(plan.unruled)}
    if call.args.json:
        rows = [
            {"row": one.row.number, "codes": [code for code, _ in one.reasons], "reason": reasons_of(call.words, one)}
            for one in plan.refused
        ]
        told = {**counts, "unused_columns": plan.columns.unused, "errors_file": None if beside is None else str(beside), "errors": rows}
        return [json.dumps(told, ensure_ascii=False, indent=1)]
    said = [call.words.say("cli.drugs_taken", counts)]
    if plan.columns.unused:
        said.append(call.words.say("cli.residents_unused", {"names": "、".join(plan.columns.unused)}))
    if beside is not None:
        said.append(call.words.say("cli.residents_errors", {"file": str(beside)}))
    return said


def _clinic(call: Call, desk: Desk) -> int:
    desk.allow("residents.write")
    found = ndjson.take(desk.store, call.args.place, desk.allow("chart.write"))
    one = found.applied
    facts = {"changed": one.changed, "same": one.same, "conflicts": one.conflicts, "kept": sum(found.kept.values()), "aside": one.set_aside}
    call.say(call.words.say("cli.clinic_taken", facts))
    if found.not_taken is not None:
        call.say(call.words.say("cli.clinic_not_taken", {"file": str(found.not_taken)}))
    return 1 if one.conflicts or one.set_aside else 0


def _insurance(call: Call, desk: Desk) -> int:
    """As the settings page: rows in error are written beside the file, the rest is the list from now on."""
    taking, file = InsuranceList(desk), call.args.place
    plan = taking.plan(file)
    taking.take(plan)
    call.say(call.words.say("cli.insurance_taken", {"rows": len(plan.limits), "refused": len(plan.refused)}))
    if plan.refused:
        beside = file.with_name(f"{file.stem}{call.words.say('insurance_row.file')}.xlsx")
        taking.save_refused(plan, beside, call.language)
        call.say(call.words.say("cli.residents_errors", {"file": str(beside)}))
    return 1 if plan.refused else 0


def _issuer(call: Call, desk: Desk) -> int:
    taken = Issuers(desk).take_in(_bytes(call.args.place))
    names = "、".join(dict.fromkeys((*taken.issuers, *taken.lists))) or "–"
    call.say(call.words.say("cli.issuer_taken", {"names": names}))
    return 0


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise KnownError("file_unreadable", file=str(file)) from error


def _certificate(call: Call, desk: Desk) -> int:
    body = _bytes(call.args.place)
    password = call.secret(call.args.file_password_fd, "cli.certificate_password")
    one = Certificates(desk).take_in(body, password)
    call.say(call.words.say("pdf_signature.taken_in", {"name": common_name(one)}))
    return 0


_KINDS = {
    "ndjson": _clinic,
    "residents": _residents,
    "drugs": _drugs,
    "insurance": _insurance,
    "certificate": _certificate,
    "issuer": _issuer,
}
