"""What can be wrong with a packet: it was not encoded here, or a layer stopped it."""

from qpf_core.errors import CoreError


class NotEncoded(CoreError):
    """A packet cannot be decoded: no encoder of this kind wrote it, or it changed on the way."""

    status = 422
    code = "not_encoded"

    def __init__(self, layer: str, what: str) -> None:
        """Name the layer that refuses the packet, and the part it does not recognise."""
        super().__init__(f"{layer}: {what} is not what the encoder writes")
        self.args = (layer, what)
        self.layer = layer
        self.what = what

    def extras(self) -> dict[str, str | float]:
        """Return the layer and the part."""
        return {"name": self.layer, "field": self.what}


class Blocked(CoreError):
    """A layer does not let a packet pass; `action` says what becomes of it."""

    status = 422
    code = "blocked"

    def __init__(self, layer: str, action: str, reason: str) -> None:
        """Name the layer; `action` is `reject` or `dead_letter`."""
        super().__init__(f"{layer}: {reason}")
        self.args = (layer, action, reason)
        self.layer = layer
        self.action = action
        self.reason = reason

    def extras(self) -> dict[str, str | float]:
        """Return the layer and the reason."""
        return {"name": self.layer, "reason": self.reason}
