"""What a process tells the service manager: ready, still alive, going away.

The protocol is a datagram to the socket in `NOTIFY_SOCKET`; without one everything is silent.
"""

import os
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress


class Notifier:
    """Speaks to the service manager, if there is one; losing it is no reason to fail."""

    def __init__(
        self,
        address: str | None,
        *,
        watchdog_s: float | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Send to the Unix socket `address` (`@` begins an abstract one); None is silence.

        `watchdog_s` is the time in seconds after which a silent process counts as stuck.
        """
        self._address = None if address is None else address.replace("@", "\0", 1)
        self._every_s = None if watchdog_s is None else watchdog_s / 2
        self._monotonic = monotonic
        self._next = monotonic()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Notifier":
        """Return the one that the service manager asks for in the environment of the process."""
        values = os.environ if environment is None else environment
        address = values.get("NOTIFY_SOCKET", "")
        meant = values.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        micros = values.get("WATCHDOG_USEC", "")
        timed = meant and micros.isdecimal() and int(micros) > 0
        return cls(
            address if address[:1] in ("/", "@") else None,
            watchdog_s=int(micros) / 1_000_000 if timed else None,
        )

    def ready(self) -> None:
        """Tell that the process works."""
        self._send("READY=1")

    def stopping(self) -> None:
        """Tell that the process is about to end."""
        self._send("STOPPING=1")

    def status(self, text: str) -> None:
        """Show a line about the process to operators."""
        self._send("STATUS=" + " ".join(text.split()))

    def watchdog(self) -> None:
        """Tell that the process is alive; cheap, and sent at most twice a watchdog period."""
        now = self._monotonic()
        if self._every_s is None or now < self._next:
            return
        self._next = now + self._every_s
        self._send("WATCHDOG=1")

    def _send(self, message: str) -> None:
        if self._address is None:
            return
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)
            sender.sendto(message.encode(), self._address)
