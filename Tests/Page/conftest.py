"""What all browser tests share: a running server, a browser, pages that complain, screenshots."""

import os
import pathlib
import re
import shutil
import subprocess
import threading
import time

import pytest
from playwright.sync_api import Page, sync_playwright

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / ".build" / "page-screenshots"
VIEWS = ["plan", "estimate", "simulate", "advise", "catalog", "accuracy"]
WIDTHS = {360: 780, 1280: 900, 2560: 1440}


class Server:
    """`inferplan serve` on a free port."""

    def __init__(self):
        command = [os.environ.get("INFERPLAN", str(ROOT / ".build/release/inferplan")), "serve", "--port", "0"]
        if "PAGE" in os.environ:
            command += ["--page", os.environ["PAGE"]]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.address = None
        for line in self.process.stdout:
            if found := re.search(r"http://\S+?(?=/?\s*$)", line):
                self.address = found.group(0)
                break
        assert self.address, "the server does not start"
        # Whatever else it says is read, so that it never waits for us.
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=20)


def pytest_addoption(parser):
    parser.addoption("--headed", action="store_true", help="show the browser")


@pytest.fixture(scope="session")
def server():
    server = Server()
    yield server
    server.stop()
    assert server.process.returncode == 0, "the server did not end well"


@pytest.fixture(scope="session")
def browser(request):
    with sync_playwright() as driver:
        arguments = ["--disable-gpu", "--disable-dev-shm-usage"]
        if os.geteuid() == 0:
            arguments.append("--no-sandbox")
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"),
            headless=not request.config.getoption("--headed"),
            args=arguments,
        )
        yield browser
        browser.close()


class Visitor:
    """Opens pages of the server and keeps what the browser complains about."""

    def __init__(self, browser, server, width=1280, theme="light"):
        self.server, self.width, self.theme = server, width, theme
        self.context = browser.new_context(
            viewport={"width": width, "height": WIDTHS[width]},
            color_scheme=theme,
            permissions=["clipboard-read", "clipboard-write"],
            reduced_motion="reduce",
        )
        self.complaints = []
        # What a test provokes on purpose, such as an answer 422 which Chromium writes to the console.
        self.expected = []
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("request", self._asked)

    def _heard(self, message):
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def _asked(self, request):
        if not request.url.startswith((self.server.address, "data:", "blob:")):
            self.complaints.append(f"a request to elsewhere: {request.url}")

    def open(self, place=""):
        self.page.goto(f"{self.server.address}/{place}")
        return self.page

    def picture(self, name, whole=True):
        self.page.screenshot(path=SCREENSHOTS / f"{name}-{self.width}-{self.theme}.png", full_page=whole)

    def fits(self):
        """Nothing sticks out: the page itself never scrolls sideways."""
        inner, outer = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert inner <= outer, f"the page is {inner} wide in a window of {outer}"

    def close(self):
        self.context.close()
        bad = [one for one in self.complaints if not any(part in one for part in self.expected)]
        assert not bad, "\n".join(bad)


@pytest.fixture(params=list(WIDTHS))
def visitor(request, browser, server):
    """A person at each width."""
    visitor = Visitor(browser, server, request.param)
    yield visitor
    visitor.close()


@pytest.fixture
def desk(browser, server):
    """A person at a common width, for what does not depend on it."""
    visitor = Visitor(browser, server)
    yield visitor
    visitor.close()


FIGURES: list[str] = []


@pytest.fixture(scope="session")
def figures():
    """Measured times, which are printed at the end and not judged."""
    return FIGURES


def pytest_terminal_summary(terminalreporter):
    for line in FIGURES:
        terminalreporter.write_line(f"measured: {line}")


def until(page, expression, argument=None, seconds=8.0):
    """Waits for an expression to hold. (Playwright's own wait needs eval, which the page forbids.)"""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if page.evaluate(expression, argument):
            return
        time.sleep(0.02)
    raise AssertionError(f"it never came: {expression}")
