"""When the FHIR server of the tests is prepared anew."""

import subprocess
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """The server's files as they lie beside a checkout."""
    folder = tmp_path / "shared" / "peer"
    folder.mkdir(parents=True)
    (folder / "medplum-server.mjs").write_text("console.log('LISTENING')", encoding="utf-8")
    (folder / "package.json").write_text("{}", encoding="utf-8")
    return folder


def test_it_lies_beside_the_checkout_unless_named(fhir_peer_setup: ModuleType, source: Path, tmp_path: Path) -> None:
    assert fhir_peer_setup.source_of(tmp_path / "main", {}) == source
    assert fhir_peer_setup.source_of(Path("nowhere/main"), {"FHIR_PEER_SOURCE": str(source)}) == source
    assert fhir_peer_setup.source_of(Path("nowhere/main"), {}) is None


def test_an_installed_copy_wins(fhir_peer_setup: ModuleType, tmp_path: Path) -> None:
    given = {"FHIR_PEER_DIR": str(tmp_path / "mine")}
    assert fhir_peer_setup.ensure(tmp_path / ".venv", tmp_path, given) == tmp_path / "mine"


def test_a_changed_server_is_copied_again(
    fhir_peer_setup: ModuleType, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / ".venv" / "peer"
    calls: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        calls.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(fhir_peer_setup.subprocess, "run", run)
    assert fhir_peer_setup.fill(home, source, ["node", "npm-cli.js"])
    assert calls[0][:3] == ["node", "npm-cli.js", "install"]
    assert fhir_peer_setup.is_ready(home, source)
    (source / "medplum-server.mjs").write_text("console.log('LISTENING again')", encoding="utf-8")
    assert not fhir_peer_setup.is_ready(home, source)


def test_one_prepared_earlier_serves_without_its_source(fhir_peer_setup: ModuleType, tmp_path: Path) -> None:
    venv, root = tmp_path / ".venv", tmp_path / "main"
    assert fhir_peer_setup.ensure(venv, root, {}) is None
    (venv / "peer").mkdir(parents=True)
    (venv / "peer" / "ready.sha256").write_text("made earlier", encoding="ascii")
    assert fhir_peer_setup.ensure(venv, root, {}) == venv / "peer"


def test_a_failed_installation_is_not_ready(
    fhir_peer_setup: ModuleType, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fhir_peer_setup.subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 1))
    assert not fhir_peer_setup.fill(tmp_path / "peer", source, ["node", "npm-cli.js"])
    assert not fhir_peer_setup.is_ready(tmp_path / "peer", source)


@pytest.mark.parametrize(("text", "version"), [("v20.19.3\n", (20, 19)), ("v18.20.4", (18, 20)), ("", (0, 0)), ("node", (0, 0))])
def test_node_versions_are_read(fhir_peer_setup: ModuleType, text: str, version: tuple[int, int]) -> None:
    assert fhir_peer_setup.parse_version(text) == version
