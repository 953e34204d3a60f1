"""How gunicorn serves Foothold: `gunicorn -c config/gunicorn_conf.py config.wsgi:application`."""

import os
import signal
import sys

bind = os.environ.get("BIND", f"127.0.0.1:{os.environ.get('PORT', '8000')}")
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 120
# How long a stop waits for requests and for the background task in hand.
graceful_timeout = 30
loglevel = os.environ.get("LOG_LEVEL", "warning").lower()
# The heartbeat file belongs in memory: on a slow disk a write may block for longer than the timeout.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - gunicorn makes a private file there
control_socket_disable = True


def when_ready(server):
    """The address is open: say so, with the sign-ins of the demonstration where there is one."""
    if welcome := os.environ.get("FOOTHOLD_WELCOME"):
        sys.stdout.write(f"\n{welcome}")
        sys.stdout.flush()


def post_worker_init(worker):
    """Each web process offers to do the background work; one at a time is chosen.

    Ctrl-C reaches the whole group of processes; the first one passes it on. A web process that hears both may
    wait for ever, because gunicorn's handler is not safe against being interrupted by itself.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from django.conf import settings

    from config import background

    if settings.WORKER_IN_WEB:
        worker.background = background.start(settings.VAR_DIR)


def worker_exit(server, worker):
    """Let the background task in hand end before the process does."""
    if hasattr(worker, "background"):
        worker.background.stop(patience=graceful_timeout - 2)


def on_exit(server):
    """Only said to somebody who was welcomed at a terminal."""
    if os.environ.get("FOOTHOLD_WELCOME"):
        sys.stdout.write("\nFoothold has stopped.\n")
