"""The live page of the organism in a real Chromium: it changes, by keyboard, on a phone."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from browsers import CONTRAST, chromium, complaints
from genesis_process import GenesisProcess, running
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

pytestmark = pytest.mark.e2e

PATIENCE_MS = 20_000
PHONE = ViewportSize(width=360, height=740)
ORGANS = ("REGEN", "BALANCE", "ENTROPY", "OPTIMIZE")
MODES = re.compile("unwrap|transition|balance|wrap|optimize")
NUMBER = re.compile(r"^[01]\.\d{3}$")
SHOWN = """bars => bars.map(bar => [
  Number(bar.querySelector(".bar-number").textContent),
  Number(bar.querySelector("rect").getAttribute("width")),
])"""


@pytest.fixture(scope="module")
def organism(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GenesisProcess]:
    """The whole organism in one process and the one of its pulse."""
    folder = tmp_path_factory.mktemp("organism")
    settings = {"rpc_port": 0, "peers_file": folder / "peers.json"}
    with running(["serve", "--port", "0"], folder, settings) as process:
        yield process


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium."""
    with chromium() as opened:
        yield opened


@pytest.fixture
def page(browser: Browser, organism: GenesisProcess) -> Iterator[Page]:
    """The page, live, that must not complain."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    said = complaints(opened)
    opened.goto(f"{organism.url}/")
    expect(opened.locator("#state")).to_have_text("Live", timeout=PATIENCE_MS)
    yield opened
    context.close()
    assert not said


def block(page: Page, title: str) -> Locator:
    """The block under a heading."""
    return page.get_by_role("region", name=title, exact=True)


def value(page: Page, title: str, label: str) -> Locator:
    """A value of a block by its label."""
    pairs = block(page, title).locator(".figures > div")
    return pairs.filter(has=page.get_by_text(label, exact=True)).locator(".value")


def changes(look: Callable[[], object], page: Page) -> None:
    """Wait until something is seen that was not there before."""
    before = look()
    for _ in range(PATIENCE_MS // 100):
        if look() != before:
            return
        page.wait_for_timeout(100)
    pytest.fail(f"it stays {before}")


def test_organs_mode_health_and_weights_are_shown(page: Page) -> None:
    for organ in ORGANS:
        for label in ("Action", "State"):
            expect(value(page, organ, label)).not_to_have_text("–", timeout=PATIENCE_MS)
    expect(value(page, "BALANCE", "State")).to_have_text(re.compile(r"^balanced_at_\d\.\d\d$"))
    expect(value(page, "State", "θ")).to_have_text(NUMBER)
    expect(value(page, "State", "Mode")).to_have_text(MODES)
    weights = block(page, "Weights of the organs").locator(".bar")
    expect(weights.locator(".bar-name")).to_have_text(["R", "B", "E", "O", "Λ"])
    # all at one moment: the next beat changes numbers and bars
    shown = weights.evaluate_all(SHOWN)
    assert sum(share for share, _ in shown) == pytest.approx(1.0, abs=0.003)
    for share, width in shown:
        assert width == pytest.approx(100 * share / 0.6, abs=0.5)


def test_everything_that_lives_changes_over_the_socket(
    browser: Browser, organism: GenesisProcess
) -> None:
    context = browser.new_context()
    page = context.new_page()
    items: list[dict[str, Any]] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda text: items.append(json.loads(text))),
    )
    page.goto(f"{organism.url}/")
    histogram = block(page, "Lateness of the pulse").locator("svg")
    traffic = block(page, "Mesh traffic")
    expect(histogram.locator(".column")).to_have_count(16, timeout=PATIENCE_MS)
    expect(traffic.locator("polyline")).to_have_count(2, timeout=PATIENCE_MS)
    expect(block(page, "θ over time").locator("polyline")).to_have_count(1)
    changes(lambda: histogram.get_attribute("aria-label"), page)
    changes(lambda: traffic.locator("polyline").first.get_attribute("points"), page)
    changes(lambda: value(page, "State", "Beats").inner_text(), page)
    changes(lambda: value(page, "State", "θ").inner_text(), page)
    expect(block(page, "Beats a second")).to_contain_text(re.compile(r"Beats [\d,]{3,} /s"))
    expect(traffic).to_contain_text(re.compile(r"Delivered [1-9][\d,]* /s"))
    assert len(items) > 5
    assert all({"pulse", "mesh"} <= item.keys() for item in items)
    context.close()


def test_it_can_be_paused_and_gone_on_with_by_keyboard_alone(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    pause = page.locator("#pause")
    expect(pause).to_be_focused()
    assert pause.evaluate("one => getComputedStyle(one).outlineStyle") != "none"
    page.keyboard.press("Enter")
    expect(pause).to_have_attribute("aria-pressed", "true")
    beats = value(page, "State", "Beats")
    still = beats.inner_text()
    page.wait_for_timeout(600)
    assert beats.inner_text() == still
    page.keyboard.press("Space")
    expect(beats).not_to_have_text(still, timeout=PATIENCE_MS)


def test_a_phone_shows_everything_in_its_width(browser: Browser, organism: GenesisProcess) -> None:
    context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True)
    page = context.new_page()
    page.goto(f"{organism.url}/")
    expect(value(page, "OPTIMIZE", "State")).not_to_have_text("–", timeout=PATIENCE_MS)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for shown in page.locator(".block, .value, .bar, .drawing, .legend, #pause").all():
        box = shown.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
    context.close()


def test_the_four_organs_stand_in_one_row_on_a_desk(page: Page) -> None:
    titles = page.locator(".block > h2").filter(has_text=re.compile("|".join(ORGANS)))
    tops = titles.evaluate_all("all => all.map((one) => one.getBoundingClientRect().top)")
    assert len(tops) == len(ORGANS)
    assert len(set(tops)) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_have_contrast_and_nothing_comes_from_elsewhere(
    browser: Browser, organism: GenesisProcess, scheme: Any
) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    said, asked = complaints(page), []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.goto(f"{organism.url}/")
    expect(value(page, "State", "Mode")).to_have_text(MODES, timeout=PATIENCE_MS)
    assert page.evaluate(CONTRAST) == []
    own = (organism.url, organism.url.replace("http", "ws", 1), "data:")
    assert len(asked) >= 2
    assert all(url.startswith(own) for url in asked)
    assert not said
    context.close()
