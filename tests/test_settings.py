"""Settings that a running copy leaves behind for the commands beside it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent
ASK = "from config import settings; import sys; sys.stdout.write(settings.SITE_URL)"


def site_url(var, **given):
    environment = {name: value for name, value in os.environ.items() if name != "SITE_URL"}
    environment |= {"FOOTHOLD_VAR": str(var), **given}
    command = [sys.executable, "-c", ASK]
    return subprocess.run(command, cwd=HOUSE, env=environment, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own command


@pytest.mark.parametrize(
    ("kept", "given", "expected"),
    [
        (None, {}, "http://127.0.0.1:8000"),
        ("http://127.0.0.1:8477", {}, "http://127.0.0.1:8477"),
        ("http://127.0.0.1:8477", {"SITE_URL": "https://foothold.example"}, "https://foothold.example"),
    ],
)
def test_command_by_hand_makes_links_to_where_the_copy_was_served(tmp_path, kept, given, expected):
    if kept:
        (tmp_path / "address").write_text(kept)
    assert site_url(tmp_path, **given) == expected
