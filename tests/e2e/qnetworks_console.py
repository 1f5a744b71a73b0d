"""What tests of the console do again and again."""

import json
from typing import Any
from urllib.request import Request, urlopen

from playwright.sync_api import Page, expect

__all__ = ["PATIENCE_MS", "SLOW", "frames_of", "run", "wait_until_live"]

PATIENCE_MS = 20_000
SLOW = """() => {
    const parse = JSON.parse;
    JSON.parse = (text) => {
        const end = performance.now() + 40;
        while (performance.now() < end);
        return parse(text);
    };
}"""
"""Lets a page take 40 ms for each frame."""


def run(url: str, packet_id: int, header: object = None) -> dict[str, Any]:
    """Send one packet through all layers."""
    body = json.dumps({"data": "aGVsbG8=", "header": header or {}}).encode()
    request = Request(
        f"{url}/pipelines/run?packet_id={packet_id}",
        body,
        {"Content-Type": "application/json"},
        method="POST",
    )
    with urlopen(request, timeout=30) as answer:
        result: dict[str, Any] = json.load(answer)
        return result


def frames_of(page: Page, packet_id: int) -> list[dict[str, Any]]:
    """Note from now on which frames of a packet reach a page."""
    seen: list[dict[str, Any]] = []

    def take(payload: str | bytes) -> None:
        frame = json.loads(payload)
        if frame["packet_id"] == packet_id:
            seen.append(frame)

    page.on("websocket", lambda socket: socket.on("framereceived", take))
    return seen


def wait_until_live(page: Page) -> None:
    """Wait until the feed is connected."""
    expect(page.locator("#state")).to_have_text("Live", timeout=PATIENCE_MS)
