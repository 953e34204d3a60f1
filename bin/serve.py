"""Bring the database and static files up to date, make the demonstration programme, start the web server.

`serve.py --database-only` stops after the database. Settings come from the environment, PORT among them.
"""

import hashlib
import io
import os
import socket
import sys
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
PORT = os.environ.get("PORT", "8000")


def main(arguments):
    """Do what is missing, then become gunicorn."""
    os.chdir(HOUSE)
    sys.path.insert(0, str(HOUSE))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    serving = "--database-only" not in arguments
    if serving:
        _refuse_taken_port()
        is_our_choice = "SITE_URL" not in os.environ
        os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{PORT}")
    _prepare_database()
    if serving:
        if is_our_choice:
            _remember_address()
        _collect_static_files()
        os.environ["FOOTHOLD_WELCOME"] = _welcome(_demonstration())
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "-c",
            "config/gunicorn_conf.py",
            "config.wsgi:application",
        ]
        sys.stdout.flush()
        os.execv(sys.executable, command)  # noqa: S606 - the server takes this process's place, signals and all


def _refuse_taken_port():
    if not PORT.isdigit() or not 0 < int(PORT) < 65536:
        sys.exit(f"PORT must be a number from 1 to 65535, not {PORT!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(PORT)))
        except OSError as fault:
            sys.exit(
                f"Port {PORT} cannot be used ({fault.strerror}). "
                f"Stop what runs there, or choose another: make run PORT={int(PORT) + 1}"
            )


def _remember_address():
    """Leave word of the address for commands that are run by hand: config/settings.py reads it."""
    from django.conf import settings

    (settings.VAR_DIR / "address").write_text(settings.SITE_URL)


def _prepare_database():
    import django
    from django.core.management import call_command

    django.setup()
    print("Bringing the database up to date", flush=True)
    call_command("migrate", verbosity=0, interactive=False)
    _refuse_older_tables()
    call_command("createcachetable", verbosity=0)


def _refuse_older_tables():
    """Until the first release migrations are rewritten, not added to: a database of an earlier day has other tables."""
    from django.apps import apps
    from django.db import connection

    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for model in apps.get_models():
            table = model._meta.db_table
            described = connection.introspection.get_table_description(cursor, table) if table in tables else []
            missing = {field.column for field in model._meta.local_concrete_fields} - {row.name for row in described}
            if model._meta.managed and missing:
                sys.exit(
                    f"The database {connection.settings_dict['NAME']} was made by an earlier version of Foothold, "
                    "before its first release, and cannot be brought up to date. Move it away and start again."
                )


def _collect_static_files():
    """Collect static files when ours or the packages' have changed since the last time."""
    from django.conf import settings
    from django.core.management import call_command

    stamp, wanted = settings.VAR_DIR / "static-files", _static_fingerprint(settings.STATICFILES_DIRS)
    if stamp.exists() and stamp.read_text() == wanted and Path(settings.STATIC_ROOT).is_dir():
        return
    print("Collecting the static files", flush=True)
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(wanted)


def _static_fingerprint(folders):
    digest = hashlib.sha256((HOUSE / "requirements.txt").read_bytes())
    for path in sorted(path for folder in folders for path in Path(folder).rglob("*") if path.is_file()):
        digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()


def _demonstration():
    """Make the demonstration programme if it is not there; what the command says names the sign-ins."""
    from django.core.management import call_command

    print("Looking for the demonstration programme, making it if it is missing", flush=True)
    said = io.StringIO()
    call_command("make_demonstration", stdout=said)
    return said.getvalue()


def _welcome(demonstration):
    return f"{demonstration.rstrip()}\n\nFoothold is at {os.environ['SITE_URL']}\nPress Ctrl-C to stop it.\n"


if __name__ == "__main__":
    main(sys.argv[1:])
