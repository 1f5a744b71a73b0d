"""The delivery channels that a text about an anchor names."""

import re

from qpf.model.glue import channel_kind

__all__ = ["channels_in"]


def channels_in(text: str) -> tuple[str, ...]:
    """The delivery channels a text names: `direct_email + slack_critical`."""
    words = (word.strip().replace(" ", "_") for word in re.split(r"[+,;/&]|\band\b", text))
    return tuple(dict.fromkeys(word for word in words if channel_kind(word) is not None))
