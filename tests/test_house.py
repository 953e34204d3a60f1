"""The house's own tools: the guard around the tests, and the counting of their results."""

import socket

import pytest

from bin import check
from bin.check import NO_BROWSER, SUITES, Outcome, closing_line, counts_of, reasons_for_skipping


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


def test_skipped_tests_are_told_by_reason():
    output = "SKIPPED [2] a.py:1: no real data\nSKIPPED [1] b.py:22: no real data\n1 passed, 3 skipped in 1s"

    assert reasons_for_skipping(output) == ["  skipped 3: no real data"]


@pytest.mark.parametrize(("ci", "status"), [("true", 1), ("", 0)])
def test_missing_browser_is_said_last_and_fails_continuous_integration(monkeypatch, capsys, ci, status):
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(check, "find_chromium", lambda: "")
    monkeypatch.setattr(
        check, "run_all", lambda steps, var: [Outcome(step, True, "", 1.0, (1, 0, 0)) for step in steps]
    )

    assert check.main([]) == status
    assert capsys.readouterr().out.splitlines()[-1].endswith(NO_BROWSER)


def test_failed_check_fails_the_run_though_every_test_passed(monkeypatch, capsys):
    monkeypatch.setattr(check, "find_chromium", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(
        check,
        "run_all",
        lambda steps, var: [Outcome(step, step.name != "ruff check", "", 1.0, (0, 0, 0)) for step in steps],
    )

    assert check.main([]) == 1
    assert "FAILED: ruff check" in capsys.readouterr().out
