"""The pages in a real browser."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.support.ui import Select
from sourdine.pipeline.published import open_published
from sourdine.pipeline.recheck import recheck
from sourdine.workers.serve.hooks.kept import add_hook
from sourdine.workers.serve.signatures import new_secret, signatures
from sourdine.workers.serve.worker import new_bench, work_once

from tests.workers.serve.pages.page import Page
from tests.workers.serve.site import Running

FIRST, KEYS, BOTH, WATCHED, LOOKED = (letter * 32 for letter in "bcdef")
DEMO = Path(__file__).parents[4] / "pipeline" / "demo" / "calls" / "en-claim.flac"
QUIET = 1e-4  # RMS under which nothing is audible: -80 dB


@pytest.fixture
def page(browser: Chrome, site: Running) -> Page:
    return Page(browser, site)


def silenced(page: Page, version: int) -> None:
    """Wait until the page shows a version."""
    page.until(lambda: f"version {version}" in page.text("#facts"))


def test_from_the_end_of_a_call_to_its_approval(page: Page, site: Running) -> None:
    """A signed hook comes in, the worker has the starter model, and QA does what it does then."""
    services = site.services
    recording = Path(services.settings.serve.sources["default"][0]) / "call.flac"
    recording.parent.mkdir()
    shutil.copy(DEMO, recording)
    hook, secret = add_hook(services.catalogue, "standard", "default", "pbx", {}, services.now())
    body = json.dumps({"type": "call.ended", "data": {"recording": str(recording), "agent": "a-17"}})
    signed = signatures([secret], "msg_story", services.now(), body)
    forged = signatures([new_secret()], "msg_story", services.now(), body)
    where = f"{site.url}/v1/hooks/{hook}"
    assert httpx.post(where, content=body, headers=forged).status_code == 401
    answer = httpx.post(where, content=body, headers=signed)
    assert answer.status_code == 202
    (call,) = answer.json()["calls"]
    assert work_once(new_bench(services, "contract"), ["redact"])

    page.sign_in("ada")
    page.open("/calls?agent=a-17")
    page.one("tbody th a").click()
    page.ready()
    assert page.browser.current_url.endswith(call)
    published = open_published(services.storage_of("default"), call)
    assert published is not None
    region = max(published.manifest.regions, key=lambda one: one.end - one.start)
    rate = published.manifest.sound.rate
    start, end = region.start / rate + 0.05, region.end / rate - 0.05
    assert page.loudness(start, end, region.channel) < QUIET

    words = [word for turn in published.turns() for word in turn.words]
    said = max(
        (one for one in words if not one.redacted and one.end - one.start < 1), key=lambda one: len(one.text)
    )
    inside = (said.start + 0.05, said.end - 0.05, said.channel)
    assert page.loudness(*inside) > 10 * QUIET
    flag(page, words.index(said))
    silenced(page, 2)
    page.ready()
    assert page.loudness(*inside) < QUIET
    page.one("[data-verdict=approve]").click()
    page.until(lambda: page.text("#state") == "second review")
    assert not [one for one in recheck(services.storage_of("default")) if one[1]]


def flag(page: Page, word: int) -> None:
    """Say that a word is a name."""
    node = page.all("#transcript .word")[word]
    ActionChains(page.browser).click(node).key_down(Keys.SHIFT).click(node).key_up(Keys.SHIFT).perform()
    page.until(lambda: page.one("#missed").is_displayed())
    Select(page.one("#missed-entity")).select_by_value("PERSON")
    page.one("#missed-form button[type=submit]").click()


def test_listen_flag_and_approve(page: Page) -> None:
    page.sign_in("bob", conduct=False)
    page.complaints()
    page.open("/calls?find=" + FIRST[:8])
    page.one("tbody th a").click()
    page.until(lambda: "/conduct" in page.browser.current_url)  # before the first listening
    page.one("button.main").click()
    page.ready()
    page.answers("/audio")

    page.one("#play").click()
    page.until(lambda: page.playing_at() > 0.3)
    assert page.one("#play").get_attribute("aria-label") == "Pause"
    page.one("#play").click()
    page.run("document.getElementById('audio').currentTime = 4.5")
    page.until(lambda: page.playing_at() == pytest.approx(4.5))
    page.one("#back").click()
    page.until(lambda: page.playing_at() == 0)
    page.all("#transcript .word")[4].click()  # "bonjour", at two seconds
    page.until(lambda: page.playing_at() == pytest.approx(2.0, abs=0.05))
    assert page.loudness(1.0, 1.4) < QUIET  # the town was silent from the beginning
    assert page.loudness(1.55, 1.85) > 0.01

    flag(page, 3)
    silenced(page, 2)
    page.ready()
    assert page.loudness(1.55, 1.85) < QUIET
    assert page.loudness(3.05, 3.35) < QUIET  # and where the same was said again
    assert page.loudness(2.1, 2.3) > 0.01
    assert [word.text for word in page.all("#transcript .word")][3] == "name 1"
    assert "version 2 is published" in page.text("#done").lower()

    page.one("[data-verdict=approve]").click()
    page.until(lambda: page.text("#state") == "second review")
    page.one("[data-verdict=approve]").click()
    page.until(lambda: "Somebody else" in page.text("#trouble"))
    page.sign_in("ada")
    page.open(f"/calls/{FIRST}")
    page.ready()
    page.one("[data-verdict=approve]").click()
    page.until(lambda: page.text("#state") == "approved")
    assert not [one for one in page.complaints() if "403" not in one]


def test_a_recording_is_sent_in_parts(page: Page) -> None:
    page.sign_in("eve")
    page.answers("/audio")
    page.open(f"/calls/{LOOKED}")
    page.ready()
    page.run("document.getElementById('audio').currentTime = 5")
    page.until(lambda: page.playing_at() == pytest.approx(5.0))
    assert set(page.answers("/audio")) == {206}
    assert not page.all("#missed, [data-verdict], #comment-form")  # a listener listens


def test_with_the_keyboard_alone(page: Page) -> None:
    page.sign_in("bob")
    page.open("/calls?find=" + KEYS[:8])
    press(page, Keys.TAB, until="skip")
    press(page, Keys.TAB, until=f"/calls/{KEYS}")
    press(page, Keys.ENTER)
    page.ready()
    press(page, "k")
    page.until(lambda: page.playing_at() > 0)
    press(page, "k")
    press(page, "l")
    page.until(lambda: page.playing_at() >= 5)
    press(page, "j")
    press(page, "n")
    page.until(lambda: "place.cue" in page.text("#region"))
    press(page, ">")
    assert page.run("return document.getElementById('audio').playbackRate") == 1.25
    press(page, "2")
    assert page.run("return document.getElementById('solo').value") == "1"
    press(page, "0")
    press(page, "r")
    assert page.one("#loop").get_attribute("aria-pressed") == "true"
    press(page, "r")
    press(page, "?")
    assert page.one("#help").is_displayed()
    press(page, Keys.ESCAPE)
    press(page, "/")
    press(page, *"dupont")
    assert page.text("#hits") == "2 found"
    press(page, Keys.ESCAPE)
    press(page, Keys.TAB, until="word")
    press(page, *([Keys.ARROW_RIGHT] * 2))
    with_shift(page, Keys.ARROW_RIGHT)
    page.until(lambda: page.one("#missed").is_displayed())
    press(page, "m")
    press(page, Keys.TAB, until="missed-everywhere")
    press(page, Keys.SPACE)
    press(page, Keys.ENTER)
    silenced(page, 2)
    assert [word.text for word in page.all("#transcript .word")][3] == "name 1"
    assert page.text("#flags").startswith("Missed: name")
    page.run("document.activeElement.blur()")
    press(page, "a")
    page.until(lambda: page.text("#state") == "second review")


def press(page: Page, *keys: str, until: str = "") -> None:
    """Press keys; with ``until`` again and again, until what has the focus is called so."""
    described = (
        "const e = document.activeElement; return [e.id, e.className, e.getAttribute('href')].join(' ')"
    )
    for _ in range(80 if until else 1):
        ActionChains(page.browser).send_keys(*keys).perform()
        if not until or until in page.run(described):
            return
    pytest.fail(f"nothing called {until} can be reached")


def with_shift(page: Page, key: str) -> None:
    ActionChains(page.browser).key_down(Keys.SHIFT).send_keys(key).key_up(Keys.SHIFT).perform()


def test_what_is_dragged_on_the_waveform_is_silent_on_every_channel(page: Page) -> None:
    page.sign_in("bob")
    page.open(f"/calls/{WATCHED}")
    page.ready()
    lane = page.one("#lanes canvas[data-channel='1']")
    width = lane.size["width"]
    drag = ActionChains(page.browser).move_to_element_with_offset(lane, round(width * (3.4 / 6 - 0.5)), 0)
    drag.click_and_hold().move_by_offset(round(width * 0.5 / 6), 2).release().perform()
    page.until(lambda: page.one("#missed").is_displayed())
    page.one("#missed-channels").click()
    page.one("#missed-form button[type=submit]").click()
    silenced(page, 2)
    assert page.loudness(3.5, 3.8, 0) < QUIET
    assert page.loudness(3.5, 3.8, 1) < QUIET
    assert "merci" not in page.text("#transcript").split("Customer")[0]


def test_too_much_and_comments_and_whose_call_it_is(page: Page) -> None:
    page.sign_in("bob")
    page.open(f"/calls/{WATCHED}")
    page.ready()
    page.one("#next").click()
    page.one("#too-much").click()
    page.until(lambda: "to be decided" in page.text("#flags"))
    page.one("#comment").send_keys("at 0:01, <b>listen</b>")
    page.one("#comment-form button").click()
    page.until(lambda: "<b>listen</b>" in page.text("#comments"))
    Select(page.one("#assignee")).select_by_visible_text("Ada")
    page.until(lambda: not page.all("body.busy"))
    page.open("/calls?find=" + WATCHED[:8])
    assert "Ada" in page.text("tbody tr")
    page.sign_in("ada")
    page.open("/desk")
    assert WATCHED[:8] in page.text("main")


def test_in_french(new_browser: Callable[..., Chrome], site: Running) -> None:
    page = Page(new_browser("fr"), site)
    page.sign_in("bob")
    for path, title in (
        ("/calls", "Appels"),
        ("/dashboard", "Tableau de bord"),
        ("/conduct", "Charte d’écoute"),
    ):
        page.open(path)
        assert page.text("h1") == title
        assert page.one("html").get_attribute("lang") == "fr"
    page.open(f"/calls/{BOTH}")
    page.ready()
    assert page.text("#text-title") == "Transcription"
    assert "ville 1" in page.text("#transcript")
    assert page.one("#play").get_attribute("aria-label") == "Lire"
    page.one("a[hreflang=en]").click()
    page.until(lambda: page.one("html").get_attribute("lang") == "en")
    assert page.text("#text-title") == "Transcript"
    assert "town 1" in page.text("#transcript")


def test_without_scripts_the_list_still_works(page: Page) -> None:
    page.sign_in("bob")
    page.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        page.open("/calls?entity=LOCATION&state=open&flagged=")
        boxes = page.all("input[name=call]")
        boxes[0].click()
        page.one("#bulk button").click()
        assert "Bob" in page.text("tbody tr")
        page.open("/calls?find=nobody")
        assert "No call is like that" in page.text("main")
    finally:
        page.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
WEIGHT = """
    const all = ["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind));
    const pages = all.filter((one) => !one.name.includes("/audio"));
    return pages.reduce((sum, one) => sum + one.decodedBodySize, 0)
"""
PLACES = ("/login", "/calls", f"/calls/{BOTH}", "/dashboard", "/desk", "/conduct")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nobody_is_shut_out(page: Page, axe: str, theme: str) -> None:
    """axe-core, WCAG 2.2 AA: nothing serious or critical, and nothing else either."""
    page.sign_in("ada")
    found: list[str] = []
    for path in PLACES:
        page.open(f"/theme/{theme}?next={path}")
        if path == f"/calls/{BOTH}":
            page.ready()
            page.one("#next").click()
            page.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        page.run(axe)
        result: Any = page.wait_for("return await axe.run({runOnly: arguments[0]})", RULES)
        assert isinstance(result, dict), result
        found += [f"{path} {one['id']}: {one['nodes'][0]['html']}" for one in result["violations"]]
    assert not found


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_is_wider_than_its_window_nor_heavy(page: Page, width: int) -> None:
    page.sign_in("ada")
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    page.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    page.complaints()
    try:
        for path in PLACES:
            page.open(path)
            if path == f"/calls/{BOTH}":
                page.ready()
            assert page.run("return document.documentElement.scrollWidth") <= width, path
            assert page.run(WEIGHT) <= 300_000, path
        assert page.complaints() == []
    finally:
        page.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
