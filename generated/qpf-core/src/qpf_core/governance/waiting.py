"""Waiting for news, or for time to pass, whichever comes first."""

import asyncio

from qpf_core.clock import Clock


async def wait_for_news(news: asyncio.Event, clock: Clock, seconds: float) -> None:
    """Return when `news` is set or `clock` says that `seconds` have passed."""
    waits = {
        asyncio.ensure_future(news.wait()),
        asyncio.ensure_future(clock.sleep(seconds)),
    }
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
