"""The texts of new files."""

from dataclasses import dataclass
from importlib.resources import files
from string import Template

from qpf.cli.scaffold.names import class_name_of, distribution_of

__all__ = ["NewAgent", "glue_text", "map_text", "schema_text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAgent:
    """What is known of an agent before it exists; all values are checked names."""

    collection: str
    name: str
    package: str
    anchor: str = "Owner"


def schema_text(agent: NewAgent) -> str:
    """A schema with all twelve sections, valid as it is."""
    return _filled("schema.yaml.txt", agent)


def map_text(agent: NewAgent) -> str:
    """A map of a collection with this agent alone."""
    return _filled("map.yaml.txt", agent)


def glue_text(agent: NewAgent) -> str:
    """A glue file that wires nothing yet."""
    return _filled("glue.yaml.txt", agent)


def _filled(name: str, agent: NewAgent) -> str:
    text = (files("qpf.cli.scaffold") / name).read_text("utf-8")
    return Template(text).substitute(
        collection=agent.collection,
        name=agent.name,
        package=agent.package,
        anchor=agent.anchor,
        class_name=class_name_of(agent.name),
        words=agent.name.replace("_", " ").capitalize(),
        title=agent.collection.replace("_", " ").capitalize(),
        distribution=distribution_of(agent.collection),
    )
