"""What the set-up asks apt for, judged without apt."""

from types import ModuleType

import pytest


def lacking(*absent: str):  # type: ignore[no-untyped-def]
    """A loader for a machine without these libraries."""

    def load(soname: str) -> object:
        if soname in absent:
            raise OSError(f"{soname}: cannot open shared object file")
        return object()

    return load


def test_nothing_is_missing_where_everything_loads(system_libraries: ModuleType) -> None:
    assert system_libraries.missing(system_libraries.wanted({"DISPLAY": ":0"}), lacking()) == []


def test_two_libraries_of_one_package_name_it_once(system_libraries: ModuleType) -> None:
    load = lacking("libglib-2.0.so.0", "libgthread-2.0.so.0", "libEGL.so.1")
    assert system_libraries.missing(system_libraries.wanted({}), load) == ["libegl1", "libglib2.0-0"]


@pytest.mark.parametrize(
    ("environ", "x11", "wayland"),
    [
        ({}, False, False),
        ({"DISPLAY": ""}, False, False),
        ({"DISPLAY": ":0"}, True, False),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True, True),
    ],
)
def test_a_window_systems_libraries_only_in_its_session(
    system_libraries: ModuleType, environ: dict[str, str], x11: bool, wayland: bool
) -> None:
    packages = system_libraries.wanted(environ).values()
    assert ("libxcb-cursor0" in packages, "libwayland-egl1" in packages) == (x11, wayland)
    assert "libegl1" in packages


@pytest.mark.parametrize(
    ("is_root", "sudo", "at_terminal", "prefix"),
    [
        (True, None, False, []),
        (True, "/usr/bin/sudo", True, []),
        (False, "/usr/bin/sudo", True, ["/usr/bin/sudo"]),
        (False, "/usr/bin/sudo", False, ["/usr/bin/sudo", "-n"]),
        (False, None, True, None),
    ],
)
def test_how_apt_is_called(
    system_libraries: ModuleType, is_root: bool, sudo: str | None, at_terminal: bool, prefix: list[str] | None
) -> None:
    assert system_libraries.rights(is_root, sudo, at_terminal) == prefix


def test_the_package_lists_are_read_before_installing(system_libraries: ModuleType) -> None:
    update, install = system_libraries.apt_commands(["libegl1"], ["sudo"])
    assert update[:2] == install[:2] == ["sudo", "apt-get"]
    assert update[-1] == "update"
    assert install[-1] == "libegl1"
    assert "-y" in install


def test_without_rights_the_command_is_named_in_two_languages(system_libraries: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_libraries, "rights", lambda *_: None)
    with pytest.raises(Exception, match="apt-get install libegl1") as refused:
        system_libraries.install(["libegl1"])
    assert "管理员" in refused.value.chinese  # type: ignore[attr-defined]
    assert "administrator" in refused.value.english  # type: ignore[attr-defined]


def test_a_display_is_needed_on_linux_alone(system_libraries: ModuleType) -> None:
    assert not system_libraries.has_display({}, "linux")
    assert system_libraries.has_display({"WAYLAND_DISPLAY": "wayland-0"}, "linux")
    assert system_libraries.has_display({}, "win32")
