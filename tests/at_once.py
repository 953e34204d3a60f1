"""Acts of several people at the same moment, on either database."""

import sqlite3
import threading
from contextlib import closing, contextmanager
from unittest import mock

from django.db import connections


@contextmanager
def open_to_threads(folder):
    """Let other threads have connections of their own.

    SQLite in memory locks its tables without waiting, unlike the file it stands for, so threads get a copy in `folder`.
    """
    default = connections["default"]
    if default.vendor != "sqlite":
        yield
        return
    path = folder / "copy.sqlite3"
    with closing(sqlite3.connect(path)) as copy:
        default.connection.backup(copy)
    with mock.patch.dict(default.settings_dict, NAME=str(path)):
        yield


def at_once(*acts):
    """Call every act in a thread of its own, all at the same moment; what each returned or raised, in their order."""
    start, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

    def call(place, act):
        try:
            start.wait(timeout=10)
            outcomes[place] = act()
        except Exception as error:
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=call, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return outcomes


def elsewhere(act):
    """What an act returns in a thread of its own, on the database that the others wrote to."""
    (outcome,) = at_once(act)
    if isinstance(outcome, Exception):
        raise outcome
    return outcome
