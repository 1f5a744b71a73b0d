"""Memory and channels of an imported agent, in words that the runtime knows."""

import re

from qpf.sections.communicationstack.kinds import KINDS, carriers, is_known_channel
from qpf.sections.durations import duration_s, scope_days, task_limit, ttl_text
from qpf.sections.importing.identity import slug_of
from qpf.sections.importing.node import Node, folded
from qpf.sections.importing.report import Report
from qpf.sections.learningsystem.safety import SAFETY_LAYERS
from qpf.sections.memorytopology.spec import LAYERS

__all__ = ["limited", "remembering", "speaking"]

_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_OTHER_KINDS = {
    "api": "structuredapi",
    "rest": "structuredapi",
    "http": "structuredapi",
    "queue": "messagesqueue",
    "messagequeue": "messagesqueue",
    "events": "eventstream",
    "eventbus": "eventstream",
    "packets": "packetenvelope",
    "packet": "packetenvelope",
    "structuredjson": "structuredapi",
    "structuredyaml": "structuredapi",
}


def remembering(root: Node, report: Report) -> None:
    """At least one layer, lifetimes that parse, keys under the agent's own prefix."""
    memory = root.section("memorytopology")
    own = [root.members["name"].text, root.members["rootpath"].text.rpartition("/")[2]]
    slug = slug_of(own[0])
    for layer in LAYERS:
        empty = memory.get(layer)
        if empty is not None and empty.value is None:
            del memory.members[layer]
            report.dropped(empty, f"the layer `{layer}` says nothing and is left out")
    if not any(memory.get(layer) is not None for layer in LAYERS):
        memory.put("workingmemory", {"storagetype": "redis_cluster"})
        report.changed(memory, "no memory layer was usable; `workingmemory` is set")
    working = memory.get("workingmemory")
    if working is not None:
        _keyspace(working, slug, {folded(name) for name in (*own, slug)}, report)
        purpose = working.get("purpose")
        written = ttl_text(purpose.text) if purpose is not None else None
        if purpose is not None and written is not None and written.isdigit():
            purpose.value = re.sub(rf"(TTL\s*=\s*){written}", rf"\g<1>{written}s", purpose.text)
            report.changed(purpose, f"the lifetime `TTL={written}` is written in seconds")
        elif purpose is not None and written is not None and not _is_duration(written):
            purpose.value = purpose.text.replace("TTL", "lifetime")
            report.needs(purpose, f"the lifetime `{written}` does not parse; set `ttl`")
        ttl = working.get("ttl")
        if ttl is not None and not _is_duration(ttl.text):
            working.members.pop("ttl")
            report.needs(ttl, f"`ttl`: the lifetime `{ttl.text}` does not parse")
    for layer in ("episodicmemory", "longtermpersistence"):
        kept = memory.get(layer, "retention")
        if kept is not None and not _is_duration(kept.text):
            _retention(kept, report)


def _retention(kept: Node, report: Report) -> None:
    written = kept.text
    if re.search(r"\b(forever|permanent(ly)?|unlimited|always|never deleted)\b", written.lower()):
        kept.value = "indefinite"
        report.changed(kept, f"the retention `{written}` is written `indefinite`")
        return
    match = re.search(r"(\d+)[_\s-]*(day|week|month|year|d|w|m|y)", written.lower())
    units = {"d": "day", "w": "week", "m": "month", "y": "year"}
    if match is None:
        kept.value = "indefinite"
        report.needs(kept, f"the retention `{written}` does not parse; `indefinite` is set")
        return
    kept.value = f"{match[1]} {units.get(match[2], match[2])}s"
    report.changed(kept, f"the retention `{written}` is written `{kept.value}`")


def _is_duration(text: str) -> bool:
    try:
        duration_s(text)
    except ValueError:
        return False
    return True


def _keyspace(working: Node, slug: str, own: set[str], report: Report) -> None:
    keyspace = working.get("keyspace")
    written = keyspace.text if keyspace is not None else ""
    match = re.fullmatch(r"([A-Za-z0-9_:-]+):working:\*", written)
    if match is None or folded(match[1]) not in own:
        made = working.put("keyspace", f"{slug}:working:*", keyspace)
        report.changed(made, f"the keyspace `{written or 'none'}` becomes `{slug}:working:*`")


def speaking(root: Node, report: Report) -> None:
    """Kinds and channels that exist, with an open channel for each kind."""
    stack = root.section("communicationstack")
    channels = stack.section("channels")
    for name, channel in list(channels.members.items()):
        if not is_known_channel(name):
            right = _nearest_channel(name)
            del channels.members[name]
            if right and right not in channels.members:
                channels.members[right] = channel
                report.changed(channel, f"the channel `{name}` is written `{right}`")
            else:
                report.needs(channel, f"the channel `{name}` is unknown and left out")
    opened = {name for name, one in channels.members.items() if one.value is True}
    for direction in ("input", "output"):
        kinds = stack.get(direction)
        for kind in list(kinds.items) if kinds is not None else ():
            needs = _kind(kind, report)
            if needs is None and kinds is not None:
                kinds.remove(kind)
                report.needs(kind, f"the {direction} `{kind.text}` is unknown and left out")
            elif needs and not opened & set(needs):
                channels.put(needs[0], True, kind)
                opened.add(needs[0])
                report.changed(kind, f"the channel `{needs[0]}` is opened for `{kind.text}`")
        _unique(kinds)
    if not channels.members:
        del stack.members["channels"]


def _nearest_channel(name: str) -> str:
    right = _OTHER_KINDS.get(folded(name), folded(name))
    return right if is_known_channel(right) else ""


def _kind(kind: Node, report: Report) -> tuple[str, ...] | None:
    needs = carriers(kind.text)
    right = {folded(one): one for one in KINDS}.get(folded(kind.text))
    right = right or _OTHER_KINDS.get(folded(kind.text))
    if right is None or right == kind.text:
        return needs
    report.changed(kind, f"`{kind.text}` is written `{right}`")
    kind.value = right
    return carriers(right)


def _unique(kinds: Node | None) -> None:
    if kinds is not None:
        kinds.value = list({one.text: one for one in reversed(kinds.items)}.values())[::-1]


def limited(root: Node, report: Report) -> None:
    """Scope, tasks and safety layers that parse."""
    engine = root.section("reasoningengine")
    scope = engine.get("temporalscope")
    if scope is not None and scope_days(scope.text) is None:
        match = re.search(r"(\d+)\D*?(day|week|month|year)", scope.text.lower())
        if match is not None and int(match[1]) > 0:
            right = f"rolling_{int(match[1]) * _DAYS[match[2]]}_days"
            report.changed(scope, f"`temporalscope`: `{scope.text}` is written `{right}`")
            scope.value = right
        else:
            del engine.members["temporalscope"]
            report.needs(scope, f"the scope `{scope.text}` is left out: `rolling_<n>_days`")
    profile = root.section("learningsystem").section("autonomyprofile")
    _tasks(profile, report)
    layers = profile.get("safetylayer")
    known = {folded(name): name for name in SAFETY_LAYERS}
    for layer in list(layers.items) if layers is not None else ():
        if folded(layer.text) in known:
            right = known[folded(layer.text)]
            if right != layer.text:
                report.changed(layer, f"the safety layer `{layer.text}` is written `{right}`")
            layer.value = right
        elif layers is not None:
            layers.remove(layer)
            report.needs(layer, f"the safety layer `{layer.text}` does not exist and is left out")


def _tasks(profile: Node, report: Report) -> None:
    tasks = profile.get("tasklimit")
    if tasks is None:
        return
    try:
        task_limit(tasks.text)
    except ValueError:
        match = re.search(r"[1-9]\d*", tasks.text)
        right = f"{match[0]}_parallel" if match is not None else "5_parallel"
        say = report.changed if match is not None else report.needs
        say(tasks, f"the task limit `{tasks.text}` is written `{right}`")
        tasks.value = right
