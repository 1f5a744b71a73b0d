"""One imported schema, from the dialect it was written in to the canonical one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from qpf.model.glue import anchor_parts, channel_kind
from qpf.sections.fields import keys_of
from qpf.sections.importing.behaviour import grounded
from qpf.sections.importing.dialects import lifted
from qpf.sections.importing.files import filed, sound_paths
from qpf.sections.importing.fitting import fit_model
from qpf.sections.importing.identity import identified, slug_of
from qpf.sections.importing.layers import limited, remembering, speaking
from qpf.sections.importing.loosening import as_entries
from qpf.sections.importing.node import Node
from qpf.sections.importing.report import Report
from qpf.sections.importing.spelling import known_key
from qpf.sections.registry import sections, top_level_keys

__all__ = ["Imported", "canonical_schema"]


@dataclass(slots=True)
class Imported:
    """An imported agent; `depends` are `hard` or `soft` and a name, `anchors` name -> channels.

    `id` is given for an agent that is there already: its file may have another name than it.
    """

    root: Node
    stem: str
    depends: list[tuple[str, Node]]
    anchors: dict[str, tuple[str, ...]] = field(default_factory=dict)
    id: str = ""

    @property
    def name(self) -> str:
        """The agent's name."""
        return self.root.members["name"].text

    @property
    def slug(self) -> str:
        """Its id, the stem of its file."""
        return self.id or slug_of(self.name)

    @property
    def rootpath(self) -> str:
        """The folder of its modules."""
        return self.root.members["rootpath"].text


def canonical_schema(root: Node, stem: str, report: Report) -> Imported:
    """Rewrite a schema in place."""
    depends = lifted(root, report)
    identified(root, stem, report)
    for section in sections():
        if not section.mandatory:
            # Only canonical documents have such a section: it is taken as it is.
            continue
        if section.flat:
            fitted = Node(
                {k: root.members[k] for k in section.owned if k in root.members}, root.place
            )
            fit_model(fitted, section.spec, "", report)
            for key in section.owned:
                root.members.pop(key, None)
            root.members.update(fitted.members)
        else:
            _present(root, section.name, keys_of(section.spec), report)
            fit_model(root.section(section.name), section.spec, section.name, report)
    made = Imported(root, stem, depends)
    made.anchors = _anchors(root, report)
    _connections(root, report)
    filed(root, report)
    remembering(root, report)
    speaking(root, report)
    limited(root, report)
    grounded(root, report)
    _metadata(root, report)
    order = [*top_level_keys()]
    heads = [key for key in sections_in_order() if key in root.members]
    rest = [key for key in order if key in root.members and key not in heads]
    root.value = {key: root.members[key] for key in (*heads, *rest)}
    return made


def sections_in_order() -> tuple[str, ...]:
    """Top-level keys in the order a person reads them."""
    flat = [section for section in sections() if section.name == "system"]
    heads = tuple(key for section in flat for key in section.owned)
    return (
        *heads,
        "integration",
        "governance",
        "memorytopology",
        "communicationstack",
        "reasoningengine",
        "collaborationnetwork",
        "learningsystem",
        "worldmodelintegration",
        "types",
        "operations",
        "library",
        "cursorinstructions",
        "deployment",
        "metadata",
    )


def _present(root: Node, name: str, known: Sequence[str], report: Report) -> None:
    node = root.get(name)
    if node is None or node.value is None:
        report.changed(node or root, f"the section `{name}` was missing; it is added")
        root.put(name, {}, node)
        return
    if isinstance(node.value, list):
        as_entries(node, name, lambda word: known_key(word, known), report)
    if not isinstance(node.value, dict):
        report.needs(node, f"the section `{name}` is no mapping; it begins anew: {node.shown}")
        root.put(name, {}, node)


def _anchors(root: Node, report: Report) -> dict[str, tuple[str, ...]]:
    governance = root.section("governance")
    anchors = governance.get("anchors") or governance.put("anchors", [])
    found: dict[str, tuple[str, ...]] = {}
    for node in anchors.items:
        name, channels = anchor_parts(node.text)
        if name != node.value:
            report.changed(node, f"the channels of `{name}` go to the extractor map")
            node.value = name
        found[name] = tuple(c for c in channels if channel_kind(c) is not None)
    mode = governance.get("mode")
    if not found and (mode is None or mode.text != "autonomous"):
        anchors.items.append(Node("Owner", anchors.place))
        found["Owner"] = ()
        report.needs(anchors, "nobody is named in `governance.anchors`; `Owner` is set")
    return found


def _connections(root: Node, report: Report) -> None:
    integration = root.section("integration")
    sound_paths(integration, "connectto", "integration.connectto", report, glob=True)
    domains = integration.get("shareddomains")
    for domain in domains.items if domains is not None else ():
        right = re.sub(r"\s*\([^()]*\)", "", domain.text)
        if right and right != domain.value:
            report.changed(domain, f"the domain `{domain.text}` is written `{right}`")
            domain.value = right
    governance = root.section("governance")
    for key in ("complianceauditor", "performancereporting"):
        path = governance.get(key)
        if path is not None:
            path.value = re.sub(r"\s*\(.*", "", path.text).rstrip("/")
            if not re.fullmatch(r"[A-Za-z0-9_/.-]+", path.text) or path.text.startswith("/"):
                del governance.members[key]
                report.needs(path, f"`governance.{key}` is no path and is left out")


def _metadata(root: Node, report: Report) -> None:
    metadata = root.section("metadata")
    version = root.get("version")
    mark = metadata.get("versionhash")
    right = version.text if version is not None else "6.0.0"
    if mark is not None and not mark.text.endswith(f"v{right}"):
        base = re.sub(r"[-_ ]?v?\d[\d.]*$", "", mark.text)
        report.changed(mark, f"the version mark `{mark.text}` becomes `{base}-v{right}`")
        mark.value = f"{base}-v{right}"
    for section, keys in ((root, ("created", "updated")), (metadata, ("created", "updated"))):
        first, last = (section.get(key) for key in keys)
        if first is not None and last is not None and last.text < first.text:
            first.value, last.value = last.text, first.text
            report.needs(last, f"`{last.text}` lies before the creation; the days are exchanged")
