"""Build .venv from the locked requirements, doing only what is missing. Runs on a bare Python.

`environment.py run` installs what the product needs, `environment.py dev` what the checks need on top.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
VENV = HOUSE / ".venv"
PYTHON = VENV / "bin" / "python"
# The development lock contains everything of the other, in the same versions.
LOCKS = {"run": "requirements.txt", "dev": "requirements-dev.txt"}
PIP = [PYTHON, "-m", "pip", "--disable-pip-version-check"]


def main(kind):
    """Bring .venv up to the lock of `kind`."""
    if not _works():
        _build()
    if not _is_installed(kind):
        _install(kind)


def _works():
    """Whether .venv has a Python that starts and a pip: a half-made or moved one has not."""
    if not PYTHON.exists():
        return False
    try:
        return subprocess.run([*PIP, "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _build():
    print("Making the virtual environment in .venv", flush=True)
    if _try_to_build() or (_install_venv_module() and _try_to_build()):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    sys.exit(
        "This Python cannot make virtual environments: its venv module is missing.\n"
        f"Install it and try again: sudo apt install {_venv_package()}"
    )


def _try_to_build():
    command = [sys.executable, "-m", "venv", "--clear", VENV]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0 and _works()


def _venv_package():
    return f"python{sys.version_info.major}.{sys.version_info.minor}-venv"


def _install_venv_module():
    """Debian and Ubuntu keep part of venv in a package of its own; root may simply install it."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print(f"Installing {_venv_package()} with apt-get", flush=True)
    unattended = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "-qq", "update"],
        ["apt-get", "-qq", "install", "-y", "--no-install-recommends", _venv_package()],
    ):
        subprocess.run(command, env=unattended, stdout=subprocess.DEVNULL, check=False)
    return True


def _fingerprint(kind):
    return hashlib.sha256((HOUSE / LOCKS[kind]).read_bytes()).hexdigest()


def _stamp(kind):
    return VENV / f"installed-{kind}"


def _is_installed(kind):
    stamp = _stamp(kind)
    return stamp.exists() and stamp.read_text() == _fingerprint(kind)


def _install(kind):
    print(f"Installing the packages of {LOCKS[kind]}", flush=True)
    command = [*PIP, "install", "--quiet", "--require-hashes", "-r", HOUSE / LOCKS[kind]]
    if subprocess.run(command, check=False).returncode:
        sys.exit(f"The packages of {LOCKS[kind]} could not be installed; pip's message is above.")
    for installed in ("run", "dev") if kind == "dev" else ("run",):
        _stamp(installed).write_text(_fingerprint(installed))


if __name__ == "__main__":
    main(sys.argv[1])
