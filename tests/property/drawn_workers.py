"""Workers over topics: makers of entries, operations, pipelines, measures."""

from typing import Any

from from_specs import LEFT_OUT, Walk
from hostile_names import WORDS, Names, prose
from scene import Agent, Scene

from qpf.sections.streams.spec import (
    HandlerSpec,
    PublishesSpec,
    ReadsSpec,
    StreamMeasureSpec,
    WorkerSpec,
)

__all__ = ["Workers"]

_FRAME_LABELS = {"layer": "layer", "class": "dt_ms", "a1": "layer"}
_FIELDS = ("size", "number", "class", "größe"[:2], "packet_id", "x" * 60, "name")


class Workers:
    """Collects the workers of one agent."""

    def __init__(self, scene: Scene, agent: Agent) -> None:
        """`agent` is the one that has them."""
        self.scene, self.luck, self.agent = scene, scene.luck, agent
        self.made: list[dict[str, Any]] = []
        self._names = Names(self.luck, WORDS)
        self._measured = Names(self.luck, ["letters", "a", "class", "x_total", "le", "m" * 40])
        self._spans = {(ReadsSpec, one): self._time for one in ("block", "claim_idle")}

    def makes(self, operation: str, output: str, *, as_packet: bool) -> None:
        """A worker that makes entries by itself."""
        given = {
            "reads": LEFT_OUT,
            "every": self.luck.one(["500ms", "1s", "1 hour"]),
            "publishes": {"output": output},
        }
        self._add({"operation": operation, "as_packet": as_packet or LEFT_OUT}, given)

    def runs(self, operation: str, topic: str, output: str, dead: str, *, as_packet: bool) -> None:
        """A worker that runs an operation on each entry; a result may go nowhere."""
        handler = {"operation": operation, "as_packet": as_packet or LEFT_OUT}
        publishes = self.luck.one([{"output": output}] * 4 + [LEFT_OUT])
        self._add(handler, {**self._reading(topic, dead), "publishes": publishes})

    def measures(self, topic: str, dead: str, *, frames: bool) -> None:
        """A worker that makes metrics, of frames or of other entries."""
        made = [self._measure(frames) for _ in range(self.luck.whole(1, 2))]
        self._add({"measures": made}, {**self._reading(topic, dead), "publishes": LEFT_OUT})

    def encodes(self, topic: str, protocols: Agent, dead: str, **topics: str) -> None:
        """A worker that runs packets through layers; `topics` are those it may publish to."""
        luck = self.luck
        handler: dict[str, Any] = {"direction": luck.one(["send", "receive"])}
        handler["traced"] = luck.one([LEFT_OUT, True, False])
        named = [one["name"] for one in protocols.schema["protocols"]]
        if luck.chance(50):
            chosen = luck.one([protocols.schema["pipeline"], *protocols.schema["protocols"]])
            handler |= {"layers": chosen["layers"], "name": luck.one([*WORDS, *named])}
        else:
            handler["protocol"] = luck.one(["pipeline", *named])
        publishes = {key: one for key, one in topics.items() if luck.chance(70)}
        written = Walk(luck).model(
            PublishesSpec, **{"output": LEFT_OUT, "frames": LEFT_OUT, **publishes}
        )
        given = {**self._reading(topic, dead), "writes": self._kept()}
        self._add(handler, {**given, "publishes": written or LEFT_OUT})

    def _add(self, handler: dict[str, Any], given: dict[str, Any]) -> None:
        nothing = dict.fromkeys(HandlerSpec.model_fields, LEFT_OUT)
        more = {"every": LEFT_OUT, "writes": LEFT_OUT, "dead": LEFT_OUT, **given}
        if "topic" in more:
            more["batch"] = LEFT_OUT
        self.made.append(
            Walk(self.luck).model(
                WorkerSpec,
                name=self._names.fresh(),
                handler=Walk(self.luck).model(HandlerSpec, **{**nothing, **handler}),
                **more,
            )
        )

    def _reading(self, topic: str, dead: str) -> dict[str, Any]:
        reads = Walk(self.luck, self._spans).model(ReadsSpec, topic=topic)
        return {"reads": reads, "dead": dead, "batch": LEFT_OUT}

    def _time(self, _: dict[str, Any]) -> Any:
        return self.luck.one([LEFT_OUT, "2s", "500ms", "1 hour"])

    def _kept(self) -> Any:
        """A record of an agent with tables, which is needed then."""
        known = [one for one in self.scene.find("tables") if one.schema["tables"].get("records")]
        if not known or self.luck.chance(30):
            return LEFT_OUT
        store = self.luck.one(known)
        self.scene.link(self.agent, [store])
        return self.luck.one([one["name"] for one in store.schema["tables"]["records"]])

    def _measure(self, frames: bool) -> dict[str, Any]:
        luck = self.luck
        kind = luck.one(["counter", "histogram"])
        each: Any = luck.one([LEFT_OUT, "layers"]) if frames else luck.one([LEFT_OUT, "rows"])
        label, value = luck.one(["box", "class", "le_", "a1"]), "size"
        labels = {label: luck.one([one for one in _FIELDS if one.isascii()])}
        if frames:
            value = "dt_ms" if each == "layers" else "packet_id"
            labels = luck.one([_FRAME_LABELS] if each == "layers" else [{"way": "direction"}])
        return Walk(luck).model(
            StreamMeasureSpec,
            name=self._measured.fresh(),
            kind=kind,
            each=each,
            value=value if kind == "histogram" else luck.one([LEFT_OUT, value]),
            labels=luck.one([LEFT_OUT, labels]),
            summary=prose(luck),
        )
