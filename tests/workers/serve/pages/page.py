"""What people do in a browser, in a few words."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tests.workers.serve.site import PASSWORD, Running

PATIENCE = 30  # seconds; machines are busy


class Page:
    """A browser on a site."""

    def __init__(self, browser: Chrome, site: Running) -> None:
        self.browser, self.site = browser, site

    def open(self, path: str) -> None:
        self.browser.get(self.site.url + path)

    def sign_in(self, login: str, conduct: bool = True) -> None:
        """As somebody, from the beginning; with ``conduct`` the code of conduct is accepted."""
        self.open("/login")
        self.browser.delete_all_cookies()
        self.open("/login")
        self.one("#login").send_keys(login)
        self.one("#password").send_keys(PASSWORD)
        self.one(".sheet button[type=submit]").click()
        self.until(lambda: "/login" not in self.browser.current_url)
        if conduct:
            self.open("/conduct")
            self.one("button.main").click()
            self.until(lambda: "/conduct" not in self.browser.current_url)

    def one(self, selector: str) -> WebElement:
        """The first element, as soon as it is there."""
        self.until(lambda: self.browser.find_elements(By.CSS_SELECTOR, selector))
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def text(self, selector: str) -> str:
        return self.one(selector).text

    def run(self, script: str, *arguments: Any) -> Any:
        return self.browser.execute_script(script, *arguments)

    def wait_for(self, script: str, *arguments: Any) -> Any:
        """What a script promises."""
        self.browser.set_script_timeout(PATIENCE)
        return self.browser.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            f"(async () => {{ {script} }})().then(done, (error) => done(String(error)))",
            *arguments,
        )

    def until(self, condition: Callable[[], Any]) -> None:
        WebDriverWait(self.browser, PATIENCE).until(lambda _: condition())

    def ready(self) -> None:
        """The call's page has its sound."""
        self.one("#transcript .word")
        self.until(lambda: self.run("return document.getElementById('audio').readyState >= 1"))

    def playing_at(self) -> float:
        return float(self.run("return document.getElementById('audio').currentTime"))

    def complaints(self) -> list[str]:
        """What the browser's console said: blocked styles and scripts, errors."""
        return [f"{one['level']} {one['message']}" for one in self.browser.get_log("browser")]  # type: ignore[no-untyped-call]

    def answers(self, path: str) -> list[int]:
        """The status of each answer whose address holds ``path``, since this was asked last."""
        log = [json.loads(one["message"])["message"] for one in self.browser.get_log("performance")]  # type: ignore[no-untyped-call]
        found = [one["params"]["response"] for one in log if one["method"] == "Network.responseReceived"]
        return [int(one["status"]) for one in found if path in one["url"]]

    def loudness(self, start: float, end: float, channel: int = 0) -> float:
        """RMS of what the server sends of the call shown, decoded by the browser, between two seconds."""
        return float(
            self.wait_for(
                """
                const bytes = await (await fetch(document.getElementById("audio").src)).arrayBuffer();
                const sound = await new OfflineAudioContext(1, 1, 8000).decodeAudioData(bytes);
                const [start, end] = arguments, rate = sound.sampleRate;
                const [from, to] = [Math.round(start * rate), Math.round(end * rate)];
                const part = sound.getChannelData(arguments[2]).slice(from, to);
                return Math.sqrt(part.reduce((sum, one) => sum + one * one, 0) / part.length);
                """,
                start,
                end,
                channel,
            )
        )
