"""What needs behaviour that a v6 document does not have: endpoints, modes, policies, measures."""

from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.language.policy import parse_policy
from qpf.language.policy_text import conditions_in
from qpf.sections.importing.dialects import park
from qpf.sections.importing.node import Node
from qpf.sections.importing.policies import bare_condition
from qpf.sections.importing.report import Report
from qpf.sections.importing.standing import add_status

__all__ = ["fallback", "grounded"]

_FALLBACK = "decision_latency"
_LATENCY = f"{_FALLBACK}_ms"


def grounded(root: Node, report: Report) -> None:
    """Keep what operations carry; leave the rest to a person, as comments of its section."""
    known = _operations(root)
    if not known:
        add_status(root, report)
    _endpoints(root, _operations(root), report)
    engine = root.section("reasoningengine")
    modes = engine.get("strategymodes")
    for mode in list(modes.items) if modes is not None else ():
        name = mode.get("operation") or mode
        if name.text not in known and modes is not None:
            modes.remove(mode)
            why = "give it an operation of its name, then add it to `strategymodes`"
            park(engine, f"strategy mode `{mode.text or mode.shown}`", mode, why, report)
    if not known:
        _measures(engine, report)
        _policies(root, report)
        _packets(root, report)


def _operations(root: Node) -> set[str]:
    operations = root.get("operations")
    items = operations.items if operations is not None else []
    return {name.text for one in items if (name := one.get("name")) is not None}


def _endpoints(root: Node, known: set[str], report: Report) -> None:
    service = root.section("deployment")
    endpoints = service.get("endpoints")
    for endpoint in list(endpoints.items) if endpoints is not None else ():
        name = endpoint.get("operation") or endpoint.get("name")
        if name is not None and name.text in known:
            continue
        if endpoints is not None:
            endpoints.remove(endpoint)
        called = name.text if name is not None else endpoint.shown
        why = "write the operation it is bound to, then add it to `endpoints`"
        park(service, f"endpoint `{called}`", endpoint, why, report)
    health = service.get("healthcheck")
    paths = {
        path.text for one in (endpoints.items if endpoints else ()) if (path := one.get("path"))
    }
    if health is not None and health.text not in paths:
        del service.members["healthcheck"]
        park(service, "health check", health, "it needs an endpoint with this path", report)


def _measures(engine: Node, report: Report) -> None:
    loop = engine.get("reasoningfeedbackloop")
    if loop is not None:
        del engine.members["reasoningfeedbackloop"]
        why = "reward and penalty must be expressions over metrics that operations measure"
        park(engine, "feedback loop (`reasoningfeedbackloop`)", loop, why, report)


def _packets(root: Node, report: Report) -> None:
    stack = root.section("communicationstack")
    for key in ("packets", "events"):
        node = stack.members.pop(key, None)
        if node is not None:
            park(stack, f"`{key}`", node, "operations handle and send them", report)


def _policies(root: Node, report: Report) -> None:
    governance = root.section("governance")
    profile = root.section("learningsystem").section("autonomyprofile")
    service = root.section("deployment")
    metrics = service.get("telemetry", "metrics")
    declared = [one.text for one in metrics.items] if metrics is not None else []
    kept = 0
    seen: set[str] = set()
    policy = governance.get("escalationpolicy")
    if policy is not None:
        parts = _firing(policy, "escalationpolicy", declared, seen, governance, report)
        kept += len(parts)
        governance.members.pop("escalationpolicy")
        if parts:
            governance.put("escalationpolicy", ", ".join(parts), policy)
    for section, key in ((profile, "escalationtriggers"), (service, "alerting")):
        taken: set[str] = set()
        texts = section.get(key)
        for text in list(texts.items) if texts is not None else ():
            parts = _firing(text, key, declared, taken, section, report)
            kept += len(parts) if key == "escalationtriggers" else 0
            if texts is not None and not parts:
                texts.remove(text)
            elif parts:
                text.value = parts[0]
    override = governance.get("humanoverride")
    if not kept and (override is None or override.value is True):
        fallback(root, report)


def _firing(
    node: Node, key: str, declared: list[str], seen: set[str], section: Node, report: Report
) -> list[str]:
    """The conditions of a text that can fire without an operation: those over latency."""
    kept = []
    for part in conditions_in(node.text):
        place = node.within(part.start, len(part.text))
        bare, tail = bare_condition(part.text)
        read = parse_policy(bare, lambda *_: Place(""), Diagnostics(), metrics=declared)
        one = read[0] if len(read) == 1 else None
        measured = one is not None and not one.is_event and set(one.metrics) <= set(declared)
        if one is not None and measured and all("latency" in name for name in one.metrics):
            if one.name in seen:
                report.changed(place, f"the condition `{part.text}` stands twice; kept once")
            else:
                seen.add(one.name)
                kept.append(bare)
                if tail:
                    words = f"`{tail}` of the condition `{part.text}` is left out"
                    report.dropped(place, f"{words}: every anchor is told")
            continue
        what = f"condition `{part.text}` of `{key}`"
        if one is None:
            why = "it does not parse as `metric < number` or a named event"
        elif one.is_event:
            why = "no operation raises this event"
        else:
            why = "no operation measures " + ", ".join(f"`{name}`" for name in one.metrics)
        park(section, what, Node(part.text, place), why, report)
    return kept


def fallback(root: Node, report: Report) -> None:
    """One condition that the runtime measures itself, so that somebody can be reached."""
    governance, service = root.section("governance"), root.section("deployment")
    deadline = root.get("learningsystem", "autonomyprofile", "decisionlatencymaxms")
    limit = deadline.value if deadline is not None and isinstance(deadline.value, int) else 500
    condition = f"{_FALLBACK} > {limit}ms"
    where = governance.get("humanoverride") or governance
    governance.put("escalationpolicy", condition, where)
    telemetry = service.section("telemetry")
    metrics = telemetry.get("metrics") or telemetry.put("metrics", [])
    if _LATENCY not in {one.text for one in metrics.items}:
        metrics.items.append(Node(_LATENCY, where.place))
    name = root.members["name"].text
    words = (
        f"no escalation of `{name}` can fire yet; until one can, `{condition}` reaches its anchors"
    )
    report.needs(where, words)
