"""A real Chromium against a live server: pages, sign-in, accessibility, faults that only a browser sees."""

import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import Error, sync_playwright

from bin.chromium import ARGUMENTS, NAMES

# Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

DESK = {"width": 1200, "height": 900}
PHONE = {"width": 390, "height": 844}
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    """Everything in this folder needs the browser, marked or not."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    """Keep SQLite in a file: the threads of the live server then have connections of their own."""
    default = connections["default"]
    if default.vendor == "sqlite":
        default.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def live_server(django_db_setup, live_server):
    """The server, started once the database has its file; earlier it would share one connection."""
    return live_server


@pytest.fixture(scope="session")
def chromium():
    """The browser, one for the whole run."""
    named = (os.environ.get("FOOTHOLD_CHROMIUM", ""), *NAMES)
    path = next(filter(None, (shutil.which(name) for name in named if name)), None)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        except Error as fault:
            pytest.skip(f"no Chromium starts on this machine: {fault.message.splitlines()[0]}")
        yield browser
        browser.close()


class Faults(list):
    """What went wrong in a page without any assertion noticing, in words."""

    def watch(self, page):
        """Collect script errors, console errors, missing static files and requests to other hosts."""
        page.on("pageerror", lambda error: self.append(f"script error: {error}"))
        page.on("console", self._hear)
        page.on("request", self._follow)
        page.on("response", self._see)

    def _hear(self, message):
        # A refused or missing page is an answer like any other, and tests ask for them.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.append(f"console, at {message.location.get('url', '')}: {message.text}")

    def _follow(self, request):
        host = urlsplit(request.url).hostname
        if host not in (None, "localhost", "127.0.0.1"):
            self.append(f"request to another host: {request.url}")

    def _see(self, response):
        if response.status >= 400 and urlsplit(response.url).path.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
            self.append(f"missing static file: {response.url}")


@pytest.fixture
def open_window(chromium, live_server):
    """A function that opens a window of a given size, nobody signed in; faults in it fail the test."""
    contexts, faults = [], Faults()

    def open_window(viewport, **options):
        context = chromium.new_context(base_url=live_server.url, viewport=viewport, locale="en-GB", **options)
        contexts.append(context)
        page = context.new_page()
        faults.watch(page)
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


@pytest.fixture
def page(open_window):
    """A window of a desk computer."""
    return open_window(DESK)


@pytest.fixture
def phone(open_window):
    """A window of a phone."""
    return open_window(PHONE, has_touch=True, is_mobile=True)


@pytest.fixture
def sign_in(live_server):
    """`sign_in(page, user)` signs the user in without the form."""

    def sign_in(page, user):
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

    return sign_in


@pytest.fixture(scope="session")
def assert_accessible():
    """`assert_accessible(page)` runs axe on the page as it stands and accepts no violation."""
    axe = Axe()

    def assert_accessible(page):
        found = axe.run(page)
        violations = [
            f"{violation['id']}: {violation['help']}\n    {node['html']}\n    {node['failureSummary']}"
            for violation in found.response["violations"]
            for node in violation["nodes"]
        ]
        assert not violations, f"{page.url}\n" + "\n".join(violations)

    return assert_accessible
