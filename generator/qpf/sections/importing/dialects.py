"""The other dialects' forms, lifted into those of the canonical one before values are fitted."""

from qpf.sections.fields import keys_of
from qpf.sections.importing.loosening import as_items, as_text
from qpf.sections.importing.node import Node, folded
from qpf.sections.importing.policies import named_anchors, one_policy
from qpf.sections.importing.report import Report
from qpf.sections.importing.routes import routed
from qpf.sections.importing.spelling import respelled
from qpf.sections.registry import sections, top_level_keys

__all__ = ["lifted", "noted", "park", "taken"]


def taken(node: Node | None, *names: str) -> Node | None:
    """Take a member out of a mapping under any spelling of its names."""
    wanted = {folded(name) for name in names}
    for key in list(node.members) if node is not None else ():
        if node is not None and folded(key) in wanted:
            return node.members.pop(key)
    return None


def park(section: Node, what: str, node: Node, why: str, report: Report) -> None:
    """Leave a value to a person: said in the report, kept as a comment in the written file."""
    report.needs(node, f"{what}: {why}")
    section.notes.append(noted(what, why, node))


def noted(what: str, why: str, node: Node) -> str:
    """A comment for a person: a collection is shown, a text stands in the words already."""
    shown = f"\n{node.shown}" if isinstance(node.value, list | dict) else ""
    return f"for a person, {what}: {why}{shown}"


def lifted(root: Node, report: Report) -> list[tuple[str, Node]]:
    """Lift a schema's forms; what it depends on is returned: `hard` or `soft`, and the name."""
    _system(root, report)
    respelled(root, top_level_keys(), report)
    for section in sections():
        node = root.get(section.name) if not section.flat else None
        if node is not None:
            respelled(node, keys_of(section.spec), report)
    depends = _depends(root, report)
    profile = taken(root, "autonomy_profile")
    if profile is not None:
        root.section("learningsystem").members.setdefault("autonomyprofile", profile)
        report.changed(profile, "`autonomy_profile` goes under `learningsystem`")
    depends += _collaboration(root, report)
    policy = root.get("governance", "escalationpolicy")
    if policy is not None:
        one_policy(policy, report)
    anchors = root.get("governance", "anchors")
    if anchors is not None:
        named_anchors(anchors, report)
    _world(root, report)
    _reasoning(root, report)
    _deployment(root, report)
    _documents(root, report)
    for key in list(root.members):
        if key not in top_level_keys():
            _unknown(root, key, report)
    return depends


def _unknown(root: Node, key: str, report: Report) -> None:
    member = root.members.pop(key)
    if not isinstance(member.value, list | dict):
        report.dropped(member, f"`{key}` has no place in a schema: {member.shown}")
        return
    why = "no section of the dialect; its behaviour belongs into `operations`"
    park(root, f"`{key}`", member, why, report)


def _system(root: Node, report: Report) -> None:
    system = root.get("system")
    if system is None or not isinstance(system.value, dict):
        return
    del root.members["system"]
    for key, member in system.value.items():
        known = root.members.setdefault(key, member)
        if known.plain() != member.plain():
            words = f"`{key}` stands twice; the other is kept, not {member.shown}"
            report.needs(member, words)
    report.changed(system, "the entries of `system` go to the top of the schema")


def _depends(root: Node, report: Report) -> list[tuple[str, Node]]:
    node = taken(root, "depends_on")
    found = []
    kinds = node.members if node is not None else {}
    if node is not None and not kinds:
        kinds = {"hard": node}
    for kind, names in kinds.items():
        as_items(names, f"depends_on.{kind}", False, report)
        for name in names.items:
            if isinstance(name.value, dict):
                as_text(name, f"depends_on.{kind}", report)
            if name.text:
                found.append((folded(kind), name))
    if node is not None:
        report.changed(node, "`depends_on` becomes edges of the extractor map")
    return found


def _collaboration(root: Node, report: Report) -> list[tuple[str, Node]]:
    network = root.get("collaborationnetwork")
    depends: list[tuple[str, Node]] = []
    others = taken(network, "collaborators")
    if network is not None and others is not None:
        as_items(others, "collaborators", True, report)
        partners = [one.get("name") or one for one in others.items]
        kinds = [one.get("interaction") for one in others.items]
        for one in others.items:
            _collaborator(network, one, report)
        network.put("partners", Node(partners, others.place, others.key))
        report.changed(others, "`collaborators` becomes `partners`")
        named = zip(kinds, partners, strict=True)
        depends = [("hard", p) for kind, p in named if kind is not None and kind.text == "api_call"]
    protocol = taken(network, "protocol")
    if network is not None and protocol is not None and protocol.text:
        made = {"contextexchange": protocol.text, "memoryalignment": "none"}
        network.put("interactionprotocol", dict(made), protocol)
        report.changed(protocol, "`protocol` becomes `interactionprotocol.contextexchange`")
    return depends


def _collaborator(network: Node, one: Node, report: Report) -> None:
    """What is said of a collaborator beside its name stays as a comment."""
    rest = {key: member for key, member in one.members.items() if folded(key) != "name"}
    if rest:
        name = one.get("name")
        what = f"collaborator `{name.text if name is not None else one.shown}`"
        node = Node(dict(rest), one.place, one.key)
        report.dropped(node, f"{what}: a partner is only a folder, without {node.shown}")
        network.notes.append(noted(what, "a partner is only a folder", node))


def _world(root: Node, report: Report) -> None:
    world = root.get("worldmodelintegration")
    enabled = taken(world, "enabled")
    if world is None or enabled is None:
        return
    if enabled.text.lower() in {"false", "no", "off", "disabled"}:
        why = "it is switched off; nothing of it is used"
        if world.members:
            rest = Node(dict(world.members), world.place, world.key)
            park(world, "the world model", rest, why, report)
        world.value = {}
    else:
        report.changed(enabled, "`enabled` is left out: a world model that is declared is used")


def _reasoning(root: Node, report: Report) -> None:
    engine = root.get("reasoningengine")
    scope = engine.get("temporalscope") if engine is not None else None
    inner = scope.get("scope") if scope is not None else None
    if engine is not None and inner is not None:
        engine.put("temporalscope", inner)
        report.changed(inner, "`temporalscope.scope` becomes `temporalscope`")


def _deployment(root: Node, report: Report) -> None:
    service = root.get("deployment")
    if service is None:
        return
    more = taken(service, "apis")
    endpoints = service.get("endpoints")
    if more is not None:
        own = endpoints.items if endpoints is not None else []
        service.put("endpoints", Node([*own, *(more.items or [more])], more.place, more.key))
        report.changed(more, "`apis` becomes `endpoints`")
    written = service.get("endpoints")
    if written is not None and written.value is not None:
        routed(written, report)
    telemetry = service.get("telemetry")
    for key, member in list(telemetry.members.items()) if telemetry is not None else ():
        if isinstance(member.value, bool) and telemetry is not None:
            del telemetry.members[key]
            report.dropped(member, f"`telemetry.{key}` is no switch: every agent has it")


def _documents(root: Node, report: Report) -> None:
    files = root.get("cursorinstructions")
    docs = files.get("generatedocs") if files is not None else None
    if files is not None and docs is not None and isinstance(docs.value, bool):
        names = ["README.md", "CONFIG.md"] if docs.value else []
        files.put("generatedocs", list(names), docs)
        report.changed(docs, f"`generatedocs` becomes the list {names}")
