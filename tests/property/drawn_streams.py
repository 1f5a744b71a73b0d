"""Topics and the workers over them, with the operations that these run."""

from typing import Any

from drawn_workers import Workers
from from_specs import LEFT_OUT, Walk
from hostile_names import TEXTS, WORDS, prose
from luck import Luck
from scene import Agent, Scene

from qpf.sections.streams.spec import ReadsSpec, StreamsSpec, TopicSpec, WorkerSpec

__all__ = ["drawn_streams"]

_TOPICS = ("mail.in", "a", "a_b.c_1", "class.def", "x" * 60, "none", "frames.1")


def drawn_streams(scene: Scene, protocols: Agent | None) -> Agent:
    """Topics, a worker that makes entries, others that run, measure, encode."""
    luck, agent = scene.luck, scene.agent("streaming", "Streaming")
    scene.kits.add("fabric")
    agent.module("devices")
    agent.module("models")
    incoming, results, dead, packets, frames = luck.some(_TOPICS, 5, 5)
    is_packets = protocols is not None and luck.chance(70)
    as_packet = is_packets or luck.chance(20)
    makes = _maker(luck, as_packet)
    takes, turns = _taker(luck)
    types = {"Made": makes.pop("#"), "Took": takes.pop("#")}
    agent.schema |= {"types": types, "operations": [makes, takes]}
    workers = Workers(scene, agent)
    workers.makes("write", incoming, as_packet=as_packet)
    workers.runs(takes["name"], incoming, results, dead, as_packet=turns)
    if luck.chance(50):
        workers.measures(luck.one([incoming, results]), dead, frames=False)
    runs: Any = LEFT_OUT
    if is_packets and protocols is not None:
        scene.link(agent, [protocols])
        for _ in range(luck.whole(1, 2)):
            workers.encodes(incoming, protocols, dead, output=packets, frames=frames)
        if luck.chance(60):
            runs = frames
        if luck.chance(60):
            workers.measures(frames, dead, frames=True)
    command = scene.once("command", luck.one(["worker", "worker", "work", "x"]))
    agent.schema["streams"] = Walk(luck).model(
        StreamsSpec,
        topics=_topics(luck, workers.made, runs),
        workers=workers.made,
        command=LEFT_OUT if command == "worker" else command,
        runs=runs,
    )
    return agent


def _maker(luck: Luck, as_packet: bool) -> dict[str, Any]:
    """An operation from the number of an entry to a record; `#` are the fields of the record."""
    more = dict.fromkeys(luck.some(["kind", "class", "größe"], 0, 2), "str")
    said = {"id": "number", "data": "'n' + str(number)"} if as_packet else {"text": "str(number)"}
    kinds = {"id": "int", "data": "str"} if as_packet else {"text": "str"}
    values = {one: luck.one(TEXTS) for one in more}
    expected: dict[str, Any] = {"id": 7, "data": "n7"} if as_packet else {"text": "7"}
    return _operation(luck, "write") | {
        "input": {"number": {"type": "int", "range": [0, 2**53]}},
        "output": "Made",
        "steps": [{"return": said | {one: repr(text) for one, text in values.items()}}],
        "examples": [{"given": {"number": 7}, "expect": expected | values}],
        "#": kinds | more,
    }


def _taker(luck: Luck) -> tuple[dict[str, Any], bool]:
    """An operation on the body of an entry, and whether its record is a packet."""
    as_packet = luck.chance(40)
    text = luck.one(WORDS)
    others = {
        one: {"type": kind, "default": value}
        for one, (kind, value) in zip(
            luck.some([one for one in WORDS if one != text], 0, 3),
            luck.some(_OTHERS, 3, 3),
            strict=False,
        )
    }
    idle = " + ".join(f"len(str({one}))" for one in others)
    size = f"len({text}) + 0 * ({idle})" if idle else f"len({text})"
    said = {"id": size, "data": text} if as_packet else {"size": size}
    expected: dict[str, Any] = {"id": 3, "data": "abc"} if as_packet else {"size": 3}
    made = _operation(luck, luck.one(["sort", "class", "print"])) | {
        "input": {text: "str", **others},
        "output": "Took",
        "steps": [{"return": said}],
        "examples": [{"given": {text: "abc"}, "expect": expected}],
        "#": {"id": "int", "data": "str"} if as_packet else {"size": "int"},
    }
    return made, as_packet


_OTHERS: tuple[tuple[str, Any], ...] = (
    ("int", 7),
    ("list[str]", ["a", 'b"']),
    ("json", {"a": [1, None]}),
    ("str?", None),
    ("dict[str, int]", {"x y": 1}),
    ("float", -0.5),
    ("bool", True),
)


def _operation(luck: Luck, name: str) -> dict[str, Any]:
    return {"name": name, "module": "devices", "summary": prose(luck)}


def _topics(luck: Luck, workers: list[dict[str, Any]], runs: Any) -> dict[str, Any]:
    """The topics that workers name, each as long as the largest batch that is written to it."""
    named: dict[str, int] = {} if runs is LEFT_OUT else {runs: 1}
    for worker in workers:
        takes, kind = worker.get("reads", worker), ReadsSpec if "reads" in worker else WorkerSpec
        batch = takes.get("batch", kind.model_fields["batch"].default)
        written = [*worker.get("publishes", {}).values(), worker.get("dead"), takes.get("topic")]
        for one in written:
            if one is not None:
                named[one] = max(batch, named.get(one, 1))
    made = {}
    for name, batch in named.items():
        topic = Walk(luck).model(TopicSpec)
        if TopicSpec(**topic).max_length < batch:
            topic["max_length"] = batch
        made[name] = topic
    return made
