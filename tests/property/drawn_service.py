"""A service: the twelve mandatory sections around operations, and what it offers to others."""

from typing import Any

from drawn_offers import drawn_endpoints, drawn_pages, drawn_rpc
from drawn_operations import Reach, drawn_inputs, drawn_operation, sayable
from drawn_types import drawn_types
from from_specs import LEFT_OUT, Walk
from hostile_names import ASCII_NAMES, NAMES, Names, file_stem, prose
from scene import TAKEN, Agent, Scene

from qpf.sections.communicationstack.kinds import CHANNELS
from qpf.sections.governance.spec import GovernanceSpec
from qpf.sections.learningsystem.safety import SAFETY_LAYERS
from qpf.sections.learningsystem.spec import AutonomyProfileSpec, LearningSystemSpec
from qpf.sections.memorytopology.spec import (
    ArchiveLayer,
    CausalLayer,
    EpisodicLayer,
    SemanticElement,
    SemanticLayer,
    WorkingLayer,
)
from qpf.sections.metadata.spec import MetadataSpec
from qpf.sections.reasoningengine.spec import FeedbackLoopSpec, FusionSpec, ReasoningEngineSpec
from qpf.sections.spec_base import Bound
from qpf.sections.worldmodelintegration.spec import WorldModelIntegrationSpec

__all__ = ["Service", "drawn_service", "operations_of"]

CLASSES = [
    "Worker",
    "List",
    "W",
    "AgentRuntime",
    "Context",
    "Runtime",
    "Controller",
    "Service",
    "Type",
    "Self",
    "X9",
    "Ab",
]
_UNLIKE = tuple({one.casefold(): one for one in ASCII_NAMES}.values())
_SCOPES = tuple(one for one in _UNLIKE if len(one) <= 120)
_KINDS = tuple(one for one in ASCII_NAMES if len(one) <= 120)
LIFE = ("30 days", "1 year", "5 minutes", "2 weeks (a note)", "90 days")


class Service:
    """A service agent with what steps of its operations may reach."""

    def __init__(self, scene: Scene, id: str, *, few: bool = False) -> None:
        """`few` makes one operation, else up to four."""
        luck = scene.luck
        self.scene, self.luck, self.id = scene, luck, id
        self.types = drawn_types(luck)
        taken = [one.schema["name"] for one in scene.agents]
        name = Names(luck, CLASSES, taken).fresh()
        self.agent = scene.agent(id, name, module="coreservice")
        self.reach = Reach()
        self.few = few
        self.known: list[dict[str, Any]] = []


def drawn_service(
    scene: Scene,
    id: str,
    *,
    functions: list[tuple[str, dict[str, str], str]],
    partners: list["Service"],
    offers: bool,
) -> Service:
    """Draw a service that can use `functions` and ask `partners`; `offers` adds rpc and pages."""
    own = Service(scene, id)
    own.reach.functions = functions
    _memory(own)
    _plan_effects(own, partners)
    operations = operations_of(own)
    schema = own.agent.schema
    if own.types.written:
        schema["types"] = own.types.written
        own.agent.module("models")
    schema["operations"] = [{k: v for k, v in one.items() if k != "#"} for one in operations]
    _communication(own)
    _governance(own)
    _learning(own)
    _reasoning(own)
    _world(own)
    _integration(own, partners)
    schema["metadata"] = _metadata(own)
    drawn_endpoints(scene, own.agent, own.types, own.known, own.reach)
    if offers and own.luck.chance(45) and not scene.find("rpc"):
        drawn_rpc(scene, own.agent, own.types, own.known)
    if offers and own.luck.chance(45):
        drawn_pages(scene, own.agent)
    return own


def operations_of(own: Service) -> list[dict[str, Any]]:
    """Up to four operations; later ones may call earlier ones."""
    names, made = Names(own.luck, NAMES), []
    stems = list(own.luck.some([file_stem(own.luck) for _ in range(3)], 1, 2))
    homes = [own.agent.module(one) for one in stems if one not in TAKEN] or [
        own.agent.module("work")
    ]
    waiting: list[dict[str, Any]] = []
    count = own.luck.whole(1, 4)
    for number in range(count):
        name = names.fresh()
        if not _is_word(name) and number == count - 1:
            name = Names(own.luck, ASCII_NAMES, [one["name"] for one in made]).fresh()
        calls, inputs = (waiting, None) if _is_word(name) else ([], _callable(own))
        one = drawn_operation(
            own.luck, own.types, name, own.luck.one(homes), own.reach, inputs=inputs, must=calls
        )
        waiting = [] if _is_word(name) else [*waiting, one["#"]]
        own.known.append(one["#"])
        if not one.get("audit"):
            own.reach.callable.append(one["#"])
        made.append(one)
    return made


def _callable(own: Service) -> dict[str, str]:
    """Inputs for which every caller has an expression."""
    drawn = drawn_inputs(own.luck, own.types)
    return {name: kind for name, kind in drawn.items() if sayable({name: kind}, own.types.enums)}


def _memory(own: Service) -> None:
    luck = own.luck
    keyspace = f"{own.id}:working:*"
    walk = Walk(
        luck,
        {
            (WorkingLayer, "keyspace"): lambda _: keyspace,
            (WorkingLayer, "ttl"): lambda _: luck.one(["", "1 hour", "5 minutes", LEFT_OUT]),
            (EpisodicLayer, "retention"): lambda _: luck.one([*LIFE, "indefinite", LEFT_OUT]),
            (EpisodicLayer, "indexby"): lambda _: luck.some(_UNLIKE, 0, 3),
            (ArchiveLayer, "retention"): lambda _: luck.one([*LIFE, "indefinite", LEFT_OUT]),
        },
    )
    kinds = {
        "workingmemory": WorkingLayer,
        "episodicmemory": EpisodicLayer,
        "semanticmemory": SemanticLayer,
        "causalmemory": CausalLayer,
        "longtermpersistence": ArchiveLayer,
    }
    topology: dict[str, Any] = {}
    for name in luck.some(kinds, 1, 5):
        if name == "semanticmemory":
            topology[name] = walk.model(SemanticLayer, structure=_structure(own, walk))
        else:
            topology[name] = walk.model(kinds[name])
    if ("episodicmemory" in topology or "semanticmemory" in topology) and luck.chance(30):
        topology["crossagentsharing"] = {"enabled": luck.chance(70), "layer": "cognitionbus"}
    own.reach.layers = {one: topology[one] for one in topology if one != "crossagentsharing"}
    own.reach.indices = tuple(topology.get("episodicmemory", {}).get("indexby", ()))
    own.agent.schema["memorytopology"] = topology


def _structure(own: Service, walk: Walk) -> list[dict[str, Any]]:
    names = Names(own.luck, _KINDS)
    made = []
    for _ in range(own.luck.whole(1, 2)):
        kind, fields = names.fresh(), own.luck.some(ASCII_NAMES, 1, 3)
        own.reach.nodes[kind] = fields
        made.append({"node_type": kind, "fields": fields})
    if own.luck.chance(40):
        ends = ["source_id", "target_id"]
        made.append(
            walk.model(SemanticElement, node_type=LEFT_OUT, edge_type=names.fresh(), fields=ends)
        )
    return made


def _plan_effects(own: Service, partners: list[Service]) -> None:
    """What operations may publish, escalate, measure, send and audit."""
    luck, reach = own.luck, own.reach
    reach.audit = tuple(luck.some([*_SCOPES, "operations"], 1, 2))
    reach.events = tuple(luck.some(_UNLIKE, 0, 2))
    reach.triggers = tuple(luck.some(["price_alarm", "low_confidence", "class_event"], 0, 2))
    reach.metrics = tuple(luck.some(["price", "drift_rate", "a", "model_score"], 0, 2))
    for other in partners:
        for known in own.luck.some(other.known, 0, 2):
            reach.partners.append((f"{other.id}.{known['name']}", known["inputs"], known["output"]))


def _communication(own: Service) -> None:
    luck, reach = own.luck, own.reach
    channels = {one: luck.chance(60) for one in luck.some(CHANNELS, 0, 4)}
    channels |= {"structuredapi": True, "eventbus": True, "packetenvelope": True}
    stack: dict[str, Any] = {
        "input": ["structuredapi", *luck.some(["packetenvelope", "eventstream", "webhook"], 0, 2)],
        "output": luck.some(["structuredapi", "eventstream", "packetenvelope"], 1, 3),
        "channels": channels,
    }
    packets: dict[str, Any] = {}
    handled = [
        {"type": one, "operation": luck.one(own.known)["name"]}
        for one in luck.some(ASCII_NAMES, 0, 2)
    ]
    handled = [one for one in handled if _is_word(one["operation"])]
    if handled:
        packets["in"] = handled
    events: dict[str, Any] = {"publishes": [one for one in reach.events if one in reach.touched]}
    stack |= {"packets": packets, "events": events}
    own.agent.schema["communicationstack"] = stack


def _is_word(name: str) -> bool:
    return name.isascii() and name[0].isalpha()


def _governance(own: Service) -> None:
    luck, reach, scene = own.luck, own.reach, own.scene
    mode = luck.one(["hybrid", "autonomous", "supervised"])
    anchors = luck.some(["Owner", 'The "Board"', "größe", "class"], 1, 2)
    scene.anchors = list(dict.fromkeys([*scene.anchors, *anchors]))
    conditions = [one for one in reach.triggers if one in reach.touched]
    conditions += [
        f"{one} > {luck.one(['0.5', '1000', '5%'])}"
        for one in reach.metrics
        if one in reach.touched
    ]
    scopes = [*_audited(own.agent), *luck.some(["operations", "approval", "escalation"], 0, 1)]
    own.agent.schema["governance"] = Walk(luck).model(
        GovernanceSpec,
        anchors=anchors,
        mode=mode,
        humanoverride=(
            True if mode == "supervised" and conditions else bool(conditions) and luck.chance(50)
        ),
        escalationpolicy=", ".join(conditions) if conditions else LEFT_OUT,
        auditscope=list(dict.fromkeys(scopes)) or ["operations"],
        complianceauditor=LEFT_OUT,
        performancereporting=LEFT_OUT,
    )
    if mode == "supervised" and not conditions:
        own.agent.schema["governance"]["mode"] = "hybrid"
    own.agent.schema["integration"] = {"connectto": ["qpf_core"]}


def _audited(agent: Agent) -> list[str]:
    """Scopes that operations write to."""
    found: list[str] = []
    for one in agent.schema["operations"]:
        found += [one["audit"]] if "audit" in one else []
        found += [step["audit"] for step in one["steps"] if "audit" in step]
    return list(dict.fromkeys(found))


def _learning(own: Service) -> None:
    luck = own.luck
    mode = luck.one(["controlled_autonomy", "semi_autonomous", "full_autonomy"])
    safety = luck.some(SAFETY_LAYERS, 1 if mode == "controlled_autonomy" else 0, 3)
    profile = Walk(luck).model(
        AutonomyProfileSpec,
        mode=mode,
        tasklimit=luck.one(["unlimited", "1_parallel", "5_parallel", "999_parallel_tasks"]),
        decisionlatencymaxms=luck.one([LEFT_OUT, 500, 600_000]),
        escalationtriggers=LEFT_OUT,
        safetylayer=safety,
    )
    own.agent.schema["learningsystem"] = Walk(luck).model(
        LearningSystemSpec,
        autonomyprofile=profile,
        feedbackchannels=_bound(own),
        modules=luck.some(_UNLIKE, 0, 2),
    )
    scope = "full" if mode == "full_autonomy" else luck.one(["full", "gated_by_governance"])
    own.agent.schema["collaborationnetwork"] = {
        "autonomyscope": {"internaldecisions": "full", "externalactions": scope}
    }


def _bound(own: Service) -> Any:
    """Names bound to operations."""
    words = [one["name"] for one in own.known if _is_word(one["name"])]
    if not words or own.luck.chance(60):
        return LEFT_OUT
    name = own.luck.one(ASCII_NAMES[:80])
    bound = Walk(own.luck).model(Bound, name=name, operation=own.luck.one(words))
    return own.luck.one([[bound], [own.luck.one(words)]])


def _reasoning(own: Service) -> None:
    luck = own.luck
    metrics = [one for one in own.reach.metrics if one in own.reach.touched]
    feedback: Any = LEFT_OUT
    if metrics and luck.chance(50):
        feedback = Walk(luck).model(
            FeedbackLoopSpec,
            rewardfunction=f"{metrics[0]} * 2.0",
            penaltyfunction=f"abs({metrics[0]})",
        )
    sources = luck.some(_UNLIKE, 1, 3)
    fusion = Walk(luck).model(FusionSpec, sourceblend=sources)
    own.agent.schema["reasoningengine"] = Walk(luck).model(
        ReasoningEngineSpec,
        strategymodes=_bound(own),
        temporalscope=luck.one([LEFT_OUT, "rolling_1_days"]),
        knowledgefusionlayer=luck.one([LEFT_OUT, fusion]),
        reasoningfeedbackloop=feedback,
        secondarymodels=luck.some(["a model", "größe", "m"], 0, 2),
    )


def _world(own: Service) -> None:
    luck = own.luck
    models = [
        luck.one([name, {"name": name, "freshness": luck.one(["24 hours", "1 week"])}])
        for name in luck.some(_UNLIKE, 0, 2)
    ]
    own.agent.schema["worldmodelintegration"] = Walk(luck).model(
        WorldModelIntegrationSpec,
        activemodels=models,
        dataconnectors=LEFT_OUT,
        usecases=luck.some(_UNLIKE, 0, 2),
    )


def _integration(own: Service, partners: list[Service]) -> None:
    """Connections and wirings to the partners that are asked."""
    asked = {one for one in own.reach.touched if "." in one}
    for library in own.scene.find("formulas"):
        if any(one.startswith(f"{library.id}.") for one in asked):
            own.agent.needs.append(library.id)
            own.agent.schema["integration"]["connectto"].append(library.folder)
    for other in partners:
        methods = [one["name"] for one in other.known if f"{other.id}.{one['name']}" in asked]
        if not methods:
            continue
        own.agent.needs.append(other.id)
        own.agent.schema["integration"]["connectto"].append(other.agent.folder)
        modules = {o["name"]: o["module"] for o in other.agent.schema["operations"]}
        for number, stem in enumerate(sorted({modules[one] for one in methods})):
            client = own.agent.module(f"{other.id}_client{number or ''}")
            own.scene.wirings.append(
                {
                    "from_agent": own.id,
                    "to_agent": other.id,
                    "connection_type": "api_call",
                    "import_path": f"{other.agent.folder}/{stem}.py",
                    "method_names": [one for one in methods if modules[one] == stem],
                    "client_module": client,
                }
            )
    own.agent.schema["integration"]["shareddomains"] = own.luck.some(["a domain", "größe"], 0, 2)


def _metadata(own: Service) -> dict[str, Any]:
    luck = own.luck
    return Walk(luck).model(
        MetadataSpec,
        owner="Demo Team",
        versionhash=LEFT_OUT,
        created=luck.one([LEFT_OUT, "2024-02-29"]),
        updated=luck.one([LEFT_OUT, "2026-01-31"]),
        status=luck.one(["draft", "review", "production", "deprecated"]),
        tags=luck.some(["a tag", 'quo"te', "größe", "{{ x }}"], 0, 3),
        author=prose(luck, lines=False),
    )
