"""What the streams of an agent offer to other sections."""

from collections.abc import Iterator

from qpf.diagnostics.diagnostic import Place
from qpf.model.spec import AgentSpec
from qpf.sections.streams.spec import StreamsSpec
from qpf.views.naming import FunctionName

__all__ = ["frame_topics", "offers", "tap_name"]


def frame_topics(spec: StreamsSpec) -> tuple[str, ...]:
    """Topics of frames, each once."""
    named = [spec.runs, *(worker.publishes.frames for worker in spec.workers)]
    return tuple(dict.fromkeys(name for name in named if name is not None))


def tap_name(topic: str, place: Place) -> FunctionName:
    """The function that connects a topic of frames to a feed."""
    return FunctionName(f"tap {topic}", place)


def offers(agent: AgentSpec) -> Iterator[str]:
    """A tap for each topic of frames."""
    spec = agent.section("streams", StreamsSpec)
    yield from (f"live.{tap_name(one, agent.at('/streams'))}" for one in frame_topics(spec))
