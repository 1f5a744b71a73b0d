"""Who the agent is: the top-level keys of a schema."""

from qpf.sections.spec_base import Date, Path, SectionModel, Text, Token, Version

__all__ = ["SystemSpec"]


class SystemSpec(SectionModel):
    """Identity of an agent; every field is a top-level key of the schema."""

    system: Text
    """Full name of the system the agent is part of; heading of its documents."""
    module: Text
    """Functional area, for example `coreservice`; `library` for one that ships static modules."""
    name: Token
    """PascalCase name; prefix of the classes it becomes."""
    role: Text
    """What the agent does and why it exists; docstring of its package."""
    rootpath: Path
    """Folder of the agent's modules; lower-cased it is the import path."""
    title: str = ""
    """Title of the README; the system's name when absent."""
    purpose: str = ""
    """Why the agent exists; a paragraph of the README."""
    summary: str = ""
    """One sentence for overviews."""
    description: str = ""
    """Longer text of the README."""
    version: Version = "6.0.0"
    """Version of the schema, X.Y.Z, at least 6.0.0."""
    created: Date | None = None
    """Day of the first version."""
    updated: Date | None = None
    """Day of the last change."""
    owner: str = ""
    """Who answers for the schema."""
    tags: tuple[Text, ...] = ()
    """Words for overviews."""
    domain: str = ""
    """Domain the agent belongs to."""
