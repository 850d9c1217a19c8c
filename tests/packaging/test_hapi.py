"""How HAPI FHIR is built for the sync tests."""

import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path
from types import ModuleType

import pytest

from tests.hapi.server import JAR
from tests.packaging.conftest import PACKAGING

ROOT = PACKAGING.parent


def test_a_copy_that_is_named_is_not_built(hapi_setup: ModuleType, tmp_path: Path) -> None:
    assert hapi_setup.ensure(tmp_path / ".venv", tmp_path, {"HAPI_DIR": "elsewhere"}) == Path("elsewhere")


def test_maven_puts_it_beside_the_environment(hapi_setup: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        calls.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(hapi_setup.shutil, "which", lambda name: f"bin/{name}")
    monkeypatch.setattr(hapi_setup.subprocess, "run", run)
    assert hapi_setup.ensure(tmp_path / ".venv", ROOT, {}) == tmp_path / ".venv" / "hapi"
    assert calls == [hapi_setup.build_command("bin/mvn", ROOT, tmp_path / ".venv" / "hapi")]
    assert Path(calls[0][calls[0].index("-f") + 1]).is_file()


@pytest.mark.parametrize("maven", [None, "bin/mvn"])
def test_without_maven_or_a_registry_it_says_so(
    hapi_setup: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, maven: str | None
) -> None:
    monkeypatch.setattr(hapi_setup.shutil, "which", lambda _: maven)
    monkeypatch.setattr(hapi_setup.subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 1))
    with pytest.raises(hapi_setup.Refusal, match="HAPI"):
        hapi_setup.ensure(tmp_path / ".venv", ROOT, {})


def test_the_jar_has_the_name_that_the_tests_look_for() -> None:
    project = ET.parse(ROOT / "tests" / "hapi" / "pom.xml").getroot()
    assert f"{project.findtext('artifactId')}-{project.findtext('version')}.jar" == JAR
