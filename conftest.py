"""What every test of the house may use, and what none may do: reach a machine other than this one."""

import os
import socket
from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

# The same examples on every machine and every run; a slow machine is no fault of the code.
hypothesis_settings.register_profile("house", derandomize=True, deadline=None, database=None)
hypothesis_settings.load_profile("house")

HOUSE = Path(__file__).resolve().parent


class OutsideWorld(RuntimeError):
    """A test tried to reach another machine."""


def _stays_here(family, address):
    if family not in (socket.AF_INET, socket.AF_INET6):
        return True
    host = address[0]
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def _stay_on_this_machine():
    """Refuse connections that leave this machine, for the whole run."""

    def guarded(connect):
        def connect_here(self, address):
            if not _stays_here(self.family, address):
                raise OutsideWorld(f"Tests may not reach {address[0]}.")
            return connect(self, address)

        return connect_here

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, guarded(getattr(socket.socket, name)))
        yield


@pytest.fixture(autouse=True)
def _empty_cache():
    """Start every test without the cached pages and sign-in counts of the last."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(scope="session")
def shared_data():
    """The folder of real files: $FOOTHOLD_DATA, or shared/data beside the checkout; skips without it."""
    folder = Path(os.environ.get("FOOTHOLD_DATA", HOUSE.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real data: {folder} is missing; FOOTHOLD_DATA may name another folder")
    return folder
