"""Runs over HTTP join the stream: their frames reach every process that follows the topic."""

from qpf_core.bus import Bus
from qpf_fabric.sinks import RunRecord
from qpf_fabric.streams.bodies import frames_body
from qpf_fabric.streams.topics import Topic


class FrameSink:  # pylint: disable=too-few-public-methods
    """A sink that publishes the frames of each run, one entry a packet."""

    def __init__(self, bus: Bus, topic: Topic) -> None:
        """Publish to `topic`."""
        self._bus = bus
        self._topic = topic

    async def record(self, run: RunRecord, run_id: int | None) -> int | None:
        """Publish; gives no identity of its own."""
        if run.frames:
            key = f"run/{run_id}" if run_id is not None else f"packet/{run.packet_id}"
            about = (run.pipeline, run.direction, run.packet_id)
            body = frames_body(key, about, run.frames, run_id)
            await self._bus.append_many(self._topic.name, (body,), maxlen=self._topic.max_length)
        return None
