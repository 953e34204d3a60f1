"""Background work inside a web process, for installations that start nothing beside the web server.

Every web process runs a `BackgroundThread`; the one that holds the lock file does the work. When that
process ends, however it ends, the operating system frees the lock and another process takes over.
"""

import fcntl
import logging
import secrets
import threading

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 0.5


class Abandoned(Exception):
    """The web process that did this work ended before the work did."""


def start(folder):
    """Start a thread that does background work when it is this process's turn; `folder` keeps the lock."""
    thread = BackgroundThread(folder / "background-worker")
    thread.start()
    return thread


class BackgroundThread(threading.Thread):
    """Looks for waiting tasks, and runs them one after the other.

    `lock_path` is the file whose lock makes this process the one that works. It contains the name under
    which all holders claim tasks, so that the next holder recognises what the last left unfinished.
    """

    def __init__(self, lock_path):
        super().__init__(name="background-worker", daemon=True)
        self.lock_path = lock_path
        self.stopping = threading.Event()
        self.worker = None

    def run(self):
        with self.lock_path.open("a+") as lock_file:
            while not self.stopping.wait(SECONDS_BETWEEN_LOOKS):
                if _locked(lock_file):
                    self._work_until_stopped(_name_in(lock_file))

    def stop(self, patience):
        """Start no further task and wait up to `patience` seconds for the one in hand."""
        self.stopping.set()
        if worker := self.worker:
            worker.running = False
            if worker.running_task:
                logger.warning("Waiting for the background work in hand to end")
        self.join(patience)

    def _work_until_stopped(self, name):
        self._survive(fail_abandoned_tasks, name)
        while not self.stopping.wait(SECONDS_BETWEEN_LOOKS):
            self._survive(run_waiting_tasks, name, self._hold)

    def _hold(self, worker):
        """Keep the worker within reach of `stop`; one that began after the stop does not run."""
        self.worker = worker
        worker.running = not self.stopping.is_set()

    def _survive(self, step, *arguments):
        """Do `step`; log a fault, such as a database that is away, and go on at the next look."""
        try:
            step(*arguments)
        except Exception:
            logger.exception("The background worker met a fault and goes on")
            forget_connections()


def run_waiting_tasks(name, hold=lambda worker: None):
    """Run what waits. Looking first spares SQLite's single write lock while nothing waits.

    `hold` is given the worker before it runs, and may clear its `running` to end it after the task in hand.
    """
    from django.db import close_old_connections
    from django_tasks_db.models import DBTaskResult

    close_old_connections()
    if DBTaskResult.objects.ready().exists():
        worker = _batch_worker(name)
        hold(worker)
        worker.run()


def forget_connections():
    """Close this thread's database connections, so that the next look opens sound ones."""
    from django.db import connections

    connections.close_all()


def fail_abandoned_tasks(name):
    """Mark as failed the tasks claimed under `name` and never finished: their process was killed."""
    from django_tasks_db.models import DBTaskResult

    for task in DBTaskResult.objects.running():
        if task.worker_ids[-1:] == [name]:
            task.set_failed(Abandoned("The server was stopped while this was being done. Please start it again."))
            logger.error("Task %s was abandoned when its process ended", task.pk)


def _batch_worker(name):
    from django_tasks_db.management.commands.db_worker import Worker

    return Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=name,
    )


def _locked(lock_file):
    """Take the lock if no other process has it."""
    try:
        fcntl.flock(lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _name_in(lock_file):
    """The name kept in the lock file, made up by its first holder."""
    lock_file.seek(0)
    name = lock_file.read().strip()
    if not name:
        name = f"web-{secrets.token_hex(8)}"
        lock_file.write(name)
        lock_file.flush()
    return name
