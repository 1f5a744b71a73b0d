"""Topics, a worker that makes entries, one that reads them, one that measures."""

from typing import Any

from drawn_operations import drawn_operation
from drawn_steps import Reach
from drawn_types import Types
from from_specs import LEFT_OUT, Walk
from hostile_names import WORDS, Names, prose
from luck import Luck
from scene import Agent, Scene

from qpf.sections.streams.spec import ReadsSpec, StreamMeasureSpec, TopicSpec, WorkerSpec

__all__ = ["drawn_streams"]


def drawn_streams(scene: Scene, protocols: Agent | None) -> Agent:
    """Topics, a worker that makes entries, one that reads them, one that measures."""
    luck, agent = scene.luck, scene.agent("streaming", "Streaming")
    scene.kits.add("fabric")
    types = Types(luck)
    topics = luck.some(["mail.in", "a", "a_b.c_1", "class.def", "x" * 60], 3, 3)
    makes = drawn_operation(
        luck, types, "write", "devices", Reach(), pure=True, inputs={"number": "int"}
    )
    takes = drawn_operation(
        luck,
        types,
        luck.one(["sort", "class", "print"]),
        "devices",
        Reach(),
        pure=True,
        inputs={luck.one(WORDS): "str"},
    )
    for one in (makes, takes):
        one.pop("#")
        one["steps"] = [step for step in one["steps"] if "require" not in step]
    agent.module("devices")
    names = Names(luck, WORDS)
    text = next(iter(takes["input"]))
    types.written["Made"] = {text: "str"}
    types.written["Took"] = {"size": "int"}
    agent.module("models")
    makes |= {
        "output": "Made",
        "steps": [{"return": {text: "'n' + str(number)"}}],
        "input": {"number": {"type": "int", "range": [0, 2**53]}},
    }
    takes |= {
        "output": "Took",
        "steps": [{"return": {"size": f"len({text})"}}],
        "input": {text: "str"},
    }
    for one in (makes, takes):
        one.pop("errors", None)
    makes["examples"] = [{"given": {"number": 7}, "expect": {text: "n7"}}]
    takes["examples"] = [{"given": {text: "abc"}, "expect": {"size": 3}}]
    agent.schema |= {"types": types.written, "operations": [makes, takes]}
    reads = Walk(luck, {(ReadsSpec, "block"): _time(luck), (ReadsSpec, "claim_idle"): _time(luck)})
    writer = Walk(luck).model(
        WorkerSpec,
        name=names.fresh(),
        reads=LEFT_OUT,
        every=luck.one(["500ms", "1s", "1 hour"]),
        handler={"operation": "write"},
        writes=LEFT_OUT,
        publishes={"output": topics[0]},
        dead=LEFT_OUT,
    )
    sorter = reads.model(
        WorkerSpec,
        name=names.fresh(),
        reads=reads.model(ReadsSpec, topic=topics[0]),
        every=LEFT_OUT,
        batch=LEFT_OUT,
        handler={"operation": takes["name"]},
        writes=LEFT_OUT,
        publishes={"output": topics[1]},
        dead=topics[2],
    )
    workers = [writer, sorter]
    if luck.chance(60):
        workers.append(
            reads.model(
                WorkerSpec,
                name=names.fresh(),
                reads=reads.model(ReadsSpec, topic=topics[1]),
                every=LEFT_OUT,
                batch=LEFT_OUT,
                handler={"measures": _measures(luck)},
                writes=LEFT_OUT,
                publishes=LEFT_OUT,
                dead=topics[2],
            )
        )
    if protocols is not None and luck.chance(60):
        scene.link(agent, [protocols])
        protocol = luck.one(["pipeline", *[one["name"] for one in protocols.schema["protocols"]]])
        handler = {"protocol": protocol, "direction": luck.one(["send", "receive"])}
        workers.append(
            reads.model(
                WorkerSpec,
                name=names.fresh(),
                reads=reads.model(ReadsSpec, topic=topics[1]),
                every=LEFT_OUT,
                batch=LEFT_OUT,
                handler={**handler, "traced": luck.chance(50)},
                writes=_kept(scene, agent),
                publishes=LEFT_OUT,
                dead=topics[2],
            )
        )
    streams: dict[str, Any] = {
        "topics": {one: Walk(luck).model(TopicSpec) for one in topics},
        "workers": workers,
    }
    _fit(streams)
    command = scene.once("command", luck.one(["worker", "worker", "work", "x"]))
    if command != "worker":
        streams["command"] = command
    agent.schema["streams"] = streams
    return agent


def _kept(scene: Scene, agent: Agent) -> Any:
    """A record of an agent with tables, which is needed then."""
    known = [one for one in scene.find("tables") if one.schema["tables"].get("records")]
    if not known or scene.luck.chance(40):
        return LEFT_OUT
    store = scene.luck.one(known)
    scene.link(agent, [store])
    return scene.luck.one([one["name"] for one in store.schema["tables"]["records"]])


def _time(luck: Luck) -> Any:
    return lambda _: luck.one([LEFT_OUT, "2s", "500ms", "1 hour"])


def _measures(luck: Luck) -> list[dict[str, Any]]:
    names = Names(luck, ["letters", "a", "class", "x_total", "le", "m" * 40])
    made = []
    for _ in range(luck.whole(1, 2)):
        kind = luck.one(["counter", "histogram"])
        labels = {luck.one(["box", "class", "le_", "a1"]): luck.one(["size", "number", "class"])}
        made.append(
            Walk(luck).model(
                StreamMeasureSpec,
                name=names.fresh(),
                kind=kind,
                each=LEFT_OUT,
                value="size" if kind == "histogram" else luck.one([LEFT_OUT, "size"]),
                labels=luck.one([LEFT_OUT, labels]),
                summary=prose(luck),
            )
        )
    return made


def _fit(streams: dict[str, Any]) -> None:
    """Lower each batch to what the topics that its worker writes to hold."""
    for worker in streams["workers"]:
        written = [*worker.get("publishes", {}).values(), worker.get("dead")]
        held = min(TopicSpec(**streams["topics"][one]).max_length for one in written if one)
        takes, kind = worker.get("reads", worker), ReadsSpec if "reads" in worker else WorkerSpec
        takes["batch"] = min(takes.get("batch", kind.model_fields["batch"].default), held)
