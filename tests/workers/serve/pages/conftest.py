"""One server with a few calls, and browsers that look at it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.workers.serve.site import PASSWORD, Running, open_site, put_call, running

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

CALLS = tuple(f"{letter}" * 32 for letter in "bcdefg")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Six made-up calls of the tenant "default", one of another."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURDINE_HOME", str(tmp_path_factory.getbasetemp() / "sourdine-home"))
        services = open_site(tmp_path_factory.mktemp("site"), password=PASSWORD)
        for call in CALLS:
            put_call(services, call)
        put_call(services, "z" * 32, "other")
        with running(services) as server:
            yield server


@pytest.fixture(scope="session")
def new_browser() -> Iterator[Callable[..., Chrome]]:
    """Debian's Chromium, without a window, with a language of its own."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or driver is None:
        pytest.skip(reason="chromium and its driver are not installed: run tests/browser/install.sh")
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    opened: list[Chrome] = []

    def start(language: str = "en", width: int = 1280) -> Chrome:
        options = webdriver.ChromeOptions()
        options.binary_location = chromium
        for argument in (
            "--headless=new",
            "--no-sandbox",  # containers run as root
            "--disable-dev-shm-usage",
            "--autoplay-policy=no-user-gesture-required",
            f"--window-size={width},1000",
            f"--accept-lang={language}",
        ):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        browser = webdriver.Chrome(options=options, service=Service(driver))
        opened.append(browser)
        return browser

    yield start
    for browser in opened:
        browser.quit()


@pytest.fixture(scope="session")
def browser(new_browser: Callable[..., Chrome]) -> Chrome:
    """One that most tests share."""
    return new_browser()


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core's source."""
    found = sorted(Path(".cache").glob("axe-*/package/axe.min.js"))
    if not found:
        pytest.skip(reason="axe-core is not there: run tests/browser/install.sh with npm and a network")
    return found[-1].read_text(encoding="utf-8")
