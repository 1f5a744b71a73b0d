"""The kinds of inputs, outputs and channels, and which channel can carry which kind."""

__all__ = ["CHANNELS", "KINDS", "carriers", "is_known_channel"]

CHANNELS = (
    "api",
    "calendar",
    "cognitionbus",
    "email",
    "eventbus",
    "eventstream",
    "governancereport",
    "internalchat",
    "messagesqueue",
    "packetenvelope",
    "slack",
    "structuredapi",
    "webhook",
)
"""Known channels; a channel of one's own ends in `_api` or `_webhook`."""

_BUSES = ("eventbus", "eventstream", "cognitionbus", "messagesqueue")

KINDS: dict[str, tuple[str, ...]] = {
    "structuredapi": ("structuredapi", "api"),
    "messagesqueue": _BUSES,
    "schemavalidation": (),
    "packetenvelope": ("packetenvelope",),
    "eventstream": _BUSES,
    "webhook": ("webhook", "api", "structuredapi"),
    "governancereport": ("governancereport", *_BUSES, "slack", "email"),
    "asynccallback": ("webhook", "packetenvelope", *_BUSES),
    "callback": ("webhook", "packetenvelope", *_BUSES),
}
"""Kind of input or output -> channels that can carry it; an empty tuple needs none."""


def carriers(kind: str) -> tuple[str, ...] | None:
    """Channels that can carry a kind; None when the kind is unknown."""
    if kind in KINDS:
        return KINDS[kind]
    if kind.endswith("_api"):
        return (kind, "structuredapi", "api")
    if kind.endswith("_webhook"):
        return (kind, "webhook")
    return None


def is_known_channel(name: str) -> bool:
    """Whether a channel exists."""
    return name in CHANNELS or name.endswith(("_api", "_webhook"))
