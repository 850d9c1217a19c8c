"""Builds a HAPI FHIR server for the sync tests from tests/hapi, in .venv/hapi; needs a JDK of at least 17 and Maven, once."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from telling import Refusal, say

POM = Path("tests", "hapi", "pom.xml")


def build_command(maven: str, root: Path, home: Path) -> list[str]:
    """The call of Maven that puts the server and all it stands on into `home`/lib."""
    return [maven, "-q", "-B", "-f", str(root / POM), f"-Dhapi.home={home}", "package"]


def ensure(venv: Path, root: Path, environ: Mapping[str, str]) -> Path:
    """The folder of a built server: HAPI_DIR, else .venv/hapi, brought up to date. Raises Refusal where it cannot be built."""
    given = environ.get("HAPI_DIR")
    if given:
        return Path(given)
    maven = shutil.which("mvn")
    if maven is None:
        raise Refusal(
            "HAPI FHIR 要用 Maven 和 JDK 17 构建,这里没有 mvn。", "HAPI FHIR is built with Maven and a JDK 17; there is no mvn here."
        )
    say("构建测试用的 HAPI FHIR(首次下载约 290 MB)", "building HAPI FHIR for the tests (the first time some 290 MB are fetched)")
    if subprocess.run(build_command(maven, root, venv / "hapi"), cwd=root, check=False).returncode:
        raise Refusal("HAPI FHIR 没有构建成功,Maven 的说明在上面。", "HAPI FHIR was not built; Maven's words are above.")
    return venv / "hapi"
