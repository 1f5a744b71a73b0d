"""The console in a real Chromium: by pointer, by keyboard, on a phone, without the script."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from browsers import CONTRAST, chromium, complaints
from playwright.sync_api import Browser, Page, expect
from qnetworks_console import PATIENCE_MS, SLOW, frames_of, run, wait_until_live
from qnetworks_process import NetworkProcess, running
from websockets.sync.client import connect

pytestmark = pytest.mark.e2e

PATHS = ("/", "/layers", "/protocols", "/run")
PHONE = {"width": 360, "height": 740}
RUNS, STEPS = 120, 9


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NetworkProcess]:
    """The console on embedded defaults."""
    folder = tmp_path_factory.mktemp("console")
    with running({"DATA_DIR": str(folder)}, "serve", "--port", "0") as process:
        yield process


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium."""
    with chromium() as opened:
        yield opened


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page that must not complain."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    said = complaints(opened)
    yield opened
    context.close()
    assert not said


def test_two_browsers_see_every_frame_of_a_run(browser: Browser, service: NetworkProcess) -> None:
    contexts = [browser.new_context() for _ in range(2)]
    pages = [context.new_page() for context in contexts]
    seen = [frames_of(page, 4242) for page in pages]
    for page in pages:
        page.goto(f"{service.url}/layers")
        wait_until_live(page)
    made = run(service.url, 4242)["frames"]
    for page, frames in zip(pages, seen, strict=True):
        card = page.locator('.card[data-key="async"]')
        card.get_by_text("Details").click()
        expect(card.locator("tbody")).to_contain_text("4,242", timeout=PATIENCE_MS)
        assert [frame["layer"] for frame in frames] == [frame["layer"] for frame in made]
        assert [frame["step"] for frame in frames] == list(range(STEPS))
        assert frames[-1]["header"] == made[-1]["header"]
    for context in contexts:
        context.close()


def test_a_page_may_watch_a_single_packet(page: Page, service: NetworkProcess) -> None:
    others = frames_of(page, 1)
    page.goto(f"{service.url}/run?packet_id=2")
    wait_until_live(page)
    run(service.url, 1)
    run(service.url, 2)
    live = page.locator("section.trace").last
    expect(live.locator(".trace-step")).to_have_count(STEPS, timeout=PATIENCE_MS)
    assert others == []


def test_a_slow_browser_loses_frames_that_are_counted_and_slows_nobody(
    page: Page, service: NetworkProcess
) -> None:
    page.goto(f"{service.url}/layers")
    wait_until_live(page)
    page.evaluate(SLOW)
    got: list[int] = []

    def read() -> None:
        with connect(f"{service.url.replace('http', 'ws')}/ws/frames", max_queue=None) as socket:
            ready.set()
            while len(got) < RUNS * STEPS:
                got.append(json.loads(socket.recv(timeout=30))["dropped"])

    load = Random(1).randbytes(25_000).hex()  # the connection compresses; this hardly yields
    ready = threading.Event()
    quick = threading.Thread(target=read)
    quick.start()
    assert ready.wait(20)
    for number in range(RUNS):
        run(service.url, number, {"load": load})
    quick.join(60)
    assert got == [0] * (RUNS * STEPS)
    expect(page.locator("#dropped")).to_contain_text("lost", timeout=2 * PATIENCE_MS)


def test_the_pipeline_runs_by_keyboard_alone(page: Page, service: NetworkProcess) -> None:
    page.goto(f"{service.url}/run")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    payload = page.get_by_label("Payload")
    for _ in range(5):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", "focus must be visible"
        if payload.evaluate("one => one === document.activeElement"):
            break
    expect(payload).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("from the keyboard")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Packet id")).to_be_focused()
    page.keyboard.type("77")
    page.keyboard.press("Tab")
    button = page.get_by_role("button", name="Run the pipeline")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("output")).to_contain_text("Done in", timeout=PATIENCE_MS)
    expect(page.locator("form ~ .results .trace-step")).to_have_count(STEPS)
    expect(page.locator("form ~ .results")).to_contain_text("header.biome = fusion")
    expect(button).to_be_focused()


def test_a_refusal_is_told_where_the_form_is(browser: Browser, service: NetworkProcess) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{service.url}/protocols")
    number = page.get_by_label("Packet id")
    number.evaluate("one => { one.removeAttribute('min'); one.value = -1; }")
    page.get_by_role("button", name="Try sending").click()
    expect(page.locator("output.failed")).to_contain_text("422", timeout=PATIENCE_MS)
    expect(page.locator(".results .block").first).to_be_hidden()
    context.close()


def test_every_protocol_can_be_tried(page: Page, service: NetworkProcess) -> None:
    page.goto(f"{service.url}/protocols")
    choice = page.get_by_label("Protocol", exact=True)
    for name in choice.locator("option").all_inner_texts():
        choice.select_option(name)
        page.get_by_role("button", name="Try sending").click()
        expect(page.locator("output")).to_contain_text("Done in", timeout=PATIENCE_MS)
        expect(page.locator(".packets")).to_contain_text("After")
        expect(page.locator(".packets")).to_contain_text("41 6c 65 72 74 3a 20 54")


@pytest.mark.parametrize("path", PATHS)
def test_a_phone_shows_everything_in_its_width(
    browser: Browser, service: NetworkProcess, path: str
) -> None:
    context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True)
    page = context.new_page()
    page.goto(service.url + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for control in page.locator("button:visible, a.button, input:visible, select, textarea").all():
        box = control.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
        assert box["height"] >= 20
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
def test_texts_have_contrast_and_nothing_comes_from_elsewhere(
    browser: Browser, service: NetworkProcess, path: str, scheme: Any
) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    said = complaints(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(service.url + path)
    if page.locator("#state").count():
        wait_until_live(page)
    assert page.evaluate(CONTRAST) == []
    assert all(url.startswith((service.url, "data:")) for url in asked)
    assert not said
    context.close()


def test_a_form_works_without_the_script(browser: Browser, service: NetworkProcess) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{service.url}/run")
    expect(page.get_by_text("Live values need JavaScript")).to_be_visible()
    page.get_by_label("Payload").fill("plain")
    page.get_by_role("button", name="Run the pipeline").click()
    answer = json.loads(page.locator("output pre").inner_text())
    assert len(answer["frames"]) == STEPS
    assert answer["out_len"] == len("plain|BLEND:PROTO")
    context.close()


def test_a_page_comes_back_after_the_service_was_away(browser: Browser, tmp_path: Path) -> None:
    settings = {"DATA_DIR": str(tmp_path)}
    context = browser.new_context()
    page = context.new_page()
    with running(settings, "serve", "--port", "0") as first:
        page.goto(f"{first.url}/run")
        wait_until_live(page)
    expect(page.locator("#state")).to_contain_text("Connection lost", timeout=PATIENCE_MS)
    with running(settings, "serve", "--port", first.url.rpartition(":")[2]) as second:
        wait_until_live(page)
        run(second.url, 5)
        live = page.locator("section.trace").last
        expect(live.locator(".trace-step")).to_have_count(STEPS, timeout=PATIENCE_MS)
        page.get_by_role("button", name="Pause").click()
        expect(page.get_by_role("button", name="Go on")).to_have_attribute("aria-pressed", "true")
        context.close()
