"""The project's own files: what `make` sets up, what it says when something is missing, what the documents promise."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
TOOLS = ("sh", "mktemp", "rm", "tail", "grep", "cat", "dirname")


def locked(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text("utf-8")
    return {match[1]: match[2] for match in re.finditer(r"^([\w.-]+)==(\S+)", text, re.MULTILINE)}


def project() -> dict[str, object]:
    found: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_a_hash(name: str) -> None:
    packages = re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text("utf-8"))[1:]
    assert packages
    assert [each.split()[0] for each in packages if "--hash=sha256:" not in each] == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_dependency_is_locked(name: str) -> None:
    dependencies = project()["dependencies"]
    assert isinstance(dependencies, list)
    wanted = {re.split(r"[<>=\[;]", each)[0] for each in dependencies}
    assert wanted - locked(name).keys() == set()


def test_both_locks_hold_the_same_versions() -> None:
    runtime, dev = (locked(name) for name in LOCKS)
    assert {name: dev.get(name) for name in runtime} == runtime


def test_the_changelog_is_of_this_version() -> None:
    assert f"\n## {project()['version']} " in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_documents_name_targets_and_commands_that_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    for document in [ROOT / "README.md", *ROOT.glob("docs/*.md")]:
        text = document.read_text("utf-8")
        assert set(re.findall(r"`make ([a-z-]+)|^make ([a-z-]+)", text, re.MULTILINE)) <= {
            *((target, "") for target in targets),
            *(("", target) for target in targets),
        }, document
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", text):
            assert (document.parent / link).exists(), f"{document.name}: {link}"


def test_the_scripts_can_be_run() -> None:
    for script in (".ci/run", ".ci/environment"):
        assert os.access(ROOT / script, os.X_OK), script
    subprocess.run(["/bin/sh", "-n", ROOT / ".ci/environment"], check=True)


class Bare:
    """A machine with a shell and `make`'s script, and the programs that a test puts there."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.venv = folder / "venv"
        self.bin.mkdir()
        for tool in TOOLS:
            (self.bin / tool).symlink_to(str(shutil.which(tool)))

    def program(self, name: str, script: str, folder: Path | None = None) -> None:
        path = (folder or self.bin) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        path.chmod(0o755)

    def environment(self, **env: str) -> str:
        """Return what the script says as it fails."""
        done = subprocess.run(
            [ROOT / ".ci/environment", self.venv, "requirements.lock"],
            env={"PATH": str(self.bin), **env},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1
        return done.stderr


@pytest.fixture
def bare(tmp_path: Path) -> Bare:
    return Bare(tmp_path)


def test_no_python_is_said_plainly(bare: Bare) -> None:
    assert "Rasd needs Python 3.11 or newer; here there is no Python." in bare.environment()
    bare.program("python3", 'case $1 in --version) echo "Python 3.9.2";; *) exit 1;; esac')
    assert "here there is Python 3.9.2. Install one (Debian, Ubuntu: apt install" in bare.environment()
    assert "PYTHON=python9: there is no such program." in bare.environment(PYTHON="python9")
    assert "PYTHON=python3 is not Python 3.11 or newer." in bare.environment(PYTHON="python3")


def test_a_python_without_venv_is_said_plainly(bare: Bare) -> None:
    bare.program("python3.12", 'case $2 in *ensurepip*) exit 1;; *version_info*) exit 0;; esac; echo "Python 3.12.1"')
    said = bare.environment()
    assert "python3.12 cannot make an environment: its modules venv and ensurepip are missing." in said
    assert "apt install python3-venv" in said


@pytest.mark.parametrize(
    ("pip", "words"),
    [
        ("Retrying after connection broken by 'NewConnectionError'", "The package index could not be reached."),
        ("ERROR: Could not find a version that satisfies the requirement x", "lacks a package of requirements.lock"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "A package does not match its hash in requirements.lock"),
        ("error: disk full", "could not be installed; pip's last words stand above."),
    ],
)
def test_what_pip_cannot_do_is_one_plain_sentence(bare: Bare, pip: str, words: str) -> None:
    failing = f'case "$*" in *install*) echo "{pip}" >&2; exit 1;; esac'
    bare.program("python", failing, bare.venv / "bin")
    said = bare.environment()
    assert words in said
    assert pip in said
