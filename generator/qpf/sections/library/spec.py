"""Static modules that the agent ships."""

from typing import Annotated

from pydantic import Field

from qpf.sections.spec_base import SectionModel, Token

__all__ = ["LibrarySpec"]


class LibrarySpec(SectionModel):
    """Packages of plain Python that are copied into the distribution."""

    modules: Annotated[tuple[Token, ...], Field(min_length=1)]
    """Names of the packages."""
