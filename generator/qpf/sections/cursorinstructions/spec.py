"""Which files the agent becomes."""

from qpf.sections.spec_base import Path, SectionModel

__all__ = ["CursorInstructionsSpec", "PostGenerationSpec"]


class PostGenerationSpec(SectionModel):
    """What happens after the files are written."""

    manifest: Path | None = None
    """Manifest path; must lie under the map's manifests root."""
    validatedependencies: bool = True
    """Whether linked modules are imported by a test."""
    generatetests: bool = True
    """Whether tests are emitted."""


class CursorInstructionsSpec(SectionModel):
    """Files of an agent, in the author's order."""

    createifmissing: tuple[Path, ...] = ()
    """Folders that the emitted package has even when nothing else puts a file there."""
    generatefiles: tuple[Path, ...]
    """Modules by bare file name."""
    linkexisting: tuple[Path, ...] = ()
    """Modules of other agents or of the library that this agent imports."""
    generatedocs: tuple[Path, ...] = ()
    """Documents by file name, with or without the agent's root."""
    logging: tuple[Path, ...] = ()
    """Log files; each becomes a named logger."""
    generateallrequired: bool = False
    """Whether a module that nothing is bound to is an error instead of an honest hole."""
    postgeneration: PostGenerationSpec = PostGenerationSpec()
    """What happens after the files are written."""
