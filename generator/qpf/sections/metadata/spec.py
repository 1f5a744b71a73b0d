"""Who wrote the schema and how far it is."""

from typing import Literal

from qpf.sections.spec_base import Date, SectionModel, Text

__all__ = ["MetadataSpec"]


class MetadataSpec(SectionModel):
    """Facts about the schema itself; they go to the manifest."""

    author: str = ""
    """Who wrote it."""
    owner: str = ""
    """Who answers for it."""
    versionhash: str = ""
    """Version mark, ends with the schema's version."""
    generated: Date | None = None
    """Day the schema was written."""
    created: Date | None = None
    """Day of the first version."""
    updated: Date | None = None
    """Day of the last change."""
    status: Literal["draft", "review", "production", "production_ready", "deprecated"]
    """How far it is."""
    tags: tuple[Text, ...] = ()
    """Words for overviews."""
