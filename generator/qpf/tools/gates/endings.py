"""How a process ended, in words."""

import signal

__all__ = ["told"]


def told(status: int) -> str:
    """The exit code of a process, or the signal that ended it when the code is negative."""
    if status >= 0:
        return f"it ended with {status}"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    # Nobody else sends this signal to a worker, unless a person does.
    why = ", which the system sends when memory runs out" if name == "SIGKILL" else ""
    return f"it was ended by {name}{why}"
