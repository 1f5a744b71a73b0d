"""Frames on a topic as live items: every process shows what any worker or route did."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from weakref import WeakKeyDictionary

from qpf_core.service import LiveHub, Platform
from qpf_fabric.live import frame_items
from qpf_fabric.streams.bodies import frames_of
from qpf_fabric.streams.following import Follower
from qpf_fabric.streams.topics import Topic


class Followers:
    """The followers of one process: added while it is put together, run while it serves."""

    def __init__(self) -> None:
        """Begin without any."""
        self._followers: tuple[Follower, ...] = ()

    def add(self, follower: Follower) -> None:
        """Let one run with the others."""
        self._followers = (*self._followers, follower)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run all of them for the length of a block."""
        async with AsyncExitStack() as stack:
            for follower in self._followers:
                await stack.enter_async_context(follower.running())
            yield


_OF_PLATFORM: WeakKeyDictionary[Platform, Followers] = WeakKeyDictionary()


def followers_of(platform: Platform) -> Followers:
    """Return the followers that all parts on one platform share."""
    return _OF_PLATFORM.setdefault(platform, Followers())


def show_frames(platform: Platform, topic: Topic, hub: LiveHub) -> None:
    """Let `hub` see every frame that arrives on a topic of frames, from whichever process."""

    def take(body: Mapping[str, Any]) -> None:
        items = frame_items(
            packet_id=body["packet_id"],
            pipeline=body["pipeline"],
            direction=body["direction"],
            run_id=body.get("run_id"),
            frames=frames_of(body),
        )
        for item in items:
            hub.publish(item)

    follower = Follower(platform.bus, topic.name, take, clock=platform.clock, audience=hub)
    followers_of(platform).add(follower)
