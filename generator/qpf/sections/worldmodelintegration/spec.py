"""What the agent knows of the world beyond its calls."""

from typing import Annotated

from pydantic import Tag

from qpf.sections.spec_base import SHORT_OR_LONG, SectionModel, Text, Token

__all__ = ["ActiveModel", "DataConnector", "WorldModelIntegrationSpec"]


class ActiveModel(SectionModel):
    """A model and how old its data may be."""

    name: Token
    """Name of the model."""
    freshness: Text
    """Largest age of its data, for example `24 hours`."""


class DataConnector(SectionModel):
    """A feed of facts from the bus."""

    name: Token
    """Name of the connector."""
    event: Token
    """Event that carries its facts."""


class WorldModelIntegrationSpec(SectionModel):
    """World models of an agent."""

    activemodels: tuple[
        Annotated[
            Annotated[Token, Tag("name")] | Annotated[ActiveModel, Tag("detail")], SHORT_OR_LONG
        ],
        ...,
    ] = ()
    """Models kept: a name (no age limit) or `{name, freshness}`."""
    dataconnectors: tuple[
        Annotated[
            Annotated[Token, Tag("name")] | Annotated[DataConnector, Tag("detail")], SHORT_OR_LONG
        ],
        ...,
    ] = ()
    """Feeds: a name (the event of the same name) or `{name, event}`."""
    modeltype: Token = "relational"
    """Form of the models."""
    usecases: tuple[Token, ...] = ()
    """What the models serve; go to the documents."""

    @property
    def models(self) -> tuple[ActiveModel, ...]:
        """Models in their long form; an empty-looking limit is `indefinite`."""
        return tuple(
            (
                item
                if isinstance(item, ActiveModel)
                else ActiveModel(name=item, freshness="indefinite")
            )
            for item in self.activemodels
        )

    @property
    def connectors(self) -> tuple[DataConnector, ...]:
        """Connectors in their long form."""
        return tuple(
            item if isinstance(item, DataConnector) else DataConnector(name=item, event=item)
            for item in self.dataconnectors
        )
