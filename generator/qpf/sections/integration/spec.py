"""What the agent connects to."""

from qpf.sections.spec_base import Path, SectionModel, Text

__all__ = ["IntegrationSpec"]


class IntegrationSpec(SectionModel):
    """Neighbours and domains of an agent."""

    connectto: tuple[Path, ...] = ()
    """Root paths of agents, linked modules or library packages it relies on."""
    shareddomains: tuple[Text, ...] = ()
    """Domains it serves."""
