"""Print the path of a Chromium that starts: one on PATH, else one that playwright or, for root, apt installs.

Prints nothing when there is none. FOOTHOLD_CHROMIUM names one to be tried first.
"""

import os
import shutil
import subprocess
import sys

from playwright.sync_api import Error, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# What a server or a container needs, and nothing that calls home.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
INSTALL_MINUTES = 5


def find():
    """The path of a Chromium that starts, or None."""
    return installed() or (install_with_playwright() and own()) or (install_with_apt() and installed()) or None


def installed():
    """A Chromium that is there already."""
    named = [os.environ.get("FOOTHOLD_CHROMIUM", ""), *NAMES]
    paths = (shutil.which(name) for name in named if name)
    return next((path for path in paths if path and starts(path)), None) or own()


def own():
    """The Chromium that playwright keeps, if it starts."""
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) and starts(path) else None


def starts(path):
    """Whether the Chromium at `path` opens a page: some are placeholders, some lack system libraries."""
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
            browser.new_page().close()
            browser.close()
        except Error as fault:
            say(f"{path} does not start: {fault.message.splitlines()[0]}")
            return False
    return True


def install_with_playwright():
    """Let playwright download its Chromium; root may also install the libraries that it needs."""
    say("No Chromium found; asking playwright to install one")
    options = ["--with-deps"] if os.geteuid() == 0 and shutil.which("apt-get") else []
    return succeeds([sys.executable, "-m", "playwright", "install", *options, "chromium"])


def install_with_apt():
    """Let root install the distribution's Chromium."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say("Installing Chromium with apt-get")
    succeeds(["apt-get", "-qq", "update"])
    return succeeds(["apt-get", "-qq", "install", "-y", "--no-install-recommends", "chromium"])


def succeeds(command):
    """Run an installation, its output kept off ours."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        finished = subprocess.run(
            command, env=environment, stdout=sys.stderr, timeout=INSTALL_MINUTES * 60, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return finished.returncode == 0


def say(sentence):
    """Tell the terminal; standard output is for the path."""
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    print(find() or "")
