"""The house's own tools: the guard around the tests, and the counting of their results."""

import socket

import pytest

from bin.check import NO_BROWSER, SUITES, Outcome, closing_line, counts_of


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("example.org", 80)])
def test_connection_to_another_machine_is_refused(address):
    with socket.socket() as outside, pytest.raises(RuntimeError, match="may not reach"):
        outside.connect(address)


def test_connection_within_this_machine_is_allowed():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass


@pytest.mark.parametrize(
    ("output", "succeeded", "counts"),
    [
        ("...\n412 passed in 3.10s", True, (412, 0, 0)),
        (
            "F\nFAILED a.py::b\n1 failed, 410 passed, 3 skipped, 2 deselected in 3.10s (0:00:03)",
            False,
            (410, 1, 3),
        ),
        ("1 passed, 2 errors in 1.00s", False, (1, 2, 0)),
        ("Traceback: it never began", False, (0, 1, 0)),
    ],
)
def test_counts_read_from_pytests_closing_line(output, succeeded, counts):
    assert counts_of(output, succeeded) == counts


def test_closing_line_adds_the_suites_and_names_missing_browser_tests():
    outcomes = [Outcome(SUITES[0], True, "", 1.0, (2, 0, 1)), Outcome(SUITES[1], False, "", 1.0, (1, 1, 0))]

    assert closing_line(outcomes, without_browser=False) == "3 passed, 1 failed, 1 skipped"
    assert closing_line(outcomes, without_browser=True) == f"3 passed, 1 failed, 1 skipped. {NO_BROWSER}"
