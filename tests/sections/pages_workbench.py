"""Checks pages that are written in YAML, without a workspace."""

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.document import Plain
from qpf.model.spec import AgentSpec
from qpf.sections.pages import SECTION
from qpf.sections.pages.spec import PagesSpec
from qpf.sections.typed import read_model
from qpf.tools.yaml_reader import read_yaml

__all__ = ["agent_with", "codes"]


def agent_with(text: str, found: Diagnostics, name: str = "shop/till") -> AgentSpec:
    """An agent whose schema is `text`."""
    tree = read_yaml(f"{name}.yaml", text, found)
    assert tree is not None
    value = tree.value
    assert isinstance(value, dict)
    part: dict[str, Plain] = {key: value[key] for key in SECTION.keys if key in value}
    spec = read_model(PagesSpec, part, tree.origins, found)
    return AgentSpec(
        id=name,
        collection=name.partition("/")[0],
        source=f"{name}.yaml",
        value=value,
        origins=tree.origins,
        sections={} if spec is None else {"pages": spec},
        broken=frozenset(),
    )


def codes(text: str) -> list[tuple[str, int]]:
    """Code and line of each finding, in the order of the lines."""
    found = Diagnostics()
    agent = agent_with(text, found)
    if "pages" in agent.sections:
        SECTION.check(agent, found)
    return sorted(((one.code, one.place.line) for one in found.found), key=lambda one: one[1])
