"""A bounded message mesh in one process: senders append, one thread delivers, nobody polls."""

import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from qpf_organism.histogram import Histogram
from qpf_organism.mesh.signal import EVERYBODY, Node, Signal, SignalRecord

__all__ = ["Mesh", "MeshPolicy"]

_Bare = tuple[float, str, str, Any, int, int]
_MS = 1000.0
_JOIN_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MeshPolicy:
    """Bounds: signals waiting for one node, and signals remembered by the mesh."""

    queue: int = 1024
    history: int = 1000

    def __post_init__(self) -> None:
        """Refuse bounds that hold nothing with a ValueError."""
        if self.queue < 1 or self.history < 1:
            raise ValueError("a queue and a history hold at least one signal")


class _Inbox:
    """The bounded place of a node; senders count `accepted` under the lock, delivery `taken`."""

    __slots__ = ("accepted", "node", "taken")

    def __init__(self, node: Node) -> None:
        self.node = node
        self.accepted = self.taken = 0


class Mesh:
    """Carries signals from anybody to nodes by name; what does not fit is dropped and counted.

    Signals reach a node in the order they were sent. Before `start` they wait, within the bounds.
    """

    def __init__(
        self,
        policy: MeshPolicy = MeshPolicy(),
        *,
        now: Callable[[], float] = time.time,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep to `policy`; `now` stamps signals, `clock` measures their way, both in seconds."""
        self.policy = policy
        self._now = now
        self._clock = clock
        self._inboxes: dict[str, _Inbox] = {}
        self._waiting: list[tuple[_Inbox, Signal]] = []
        self._changed = threading.Condition()
        self._idle = True
        self._alive = False
        self._thread: threading.Thread | None = None
        # bare tuples: they are made for every signal, and seldom looked at
        self._history: deque[_Bare] = deque(maxlen=policy.history)
        self._latency = Histogram()
        self._sent = self._broadcasts = self._dropped = self._unknown = 0
        self._delivered = self._refused = self._failed = 0

    def connect(self, node: Node) -> None:
        """Let a node be reached; ValueError when its name is taken."""
        with self._changed:
            if node.node_id in self._inboxes or node.node_id == EVERYBODY:
                raise ValueError(f"a node called {node.node_id} is already connected")
            self._inboxes[node.node_id] = _Inbox(node)

    def disconnect(self, node_id: str) -> bool:
        """Let a node be reached no more; what waits for it still arrives. False when unknown."""
        with self._changed:
            return self._inboxes.pop(node_id, None) is not None

    def node_ids(self) -> tuple[str, ...]:
        """Return the names of all nodes, in the order they were connected."""
        with self._changed:
            return tuple(self._inboxes)

    def send(self, sender: str, recipient: str, data: Any) -> bool:
        """Send to one node; False when it is unknown or its queue is full."""
        signal = Signal(sender, data, self._now(), self._clock())
        with self._changed:
            self._sent += 1
            inbox = self._inboxes.get(recipient)
            if inbox is None:
                self._unknown += 1
                is_accepted = False
            else:
                is_accepted = self._offer(inbox, signal)
            lost = 0 if is_accepted else 1
            self._history.append((signal.timestamp, sender, recipient, data, 1 - lost, lost))
            self._wake()
        return is_accepted

    def broadcast(self, sender: str, data: Any) -> int:
        """Send to all nodes but the sender; return how many queues had room."""
        signal = Signal(sender, data, self._now(), self._clock())
        with self._changed:
            self._sent += 1
            self._broadcasts += 1
            others = [inbox for name, inbox in self._inboxes.items() if name != sender]
            accepted = sum(self._offer(inbox, signal) for inbox in others)
            lost = len(others) - accepted
            self._history.append((signal.timestamp, sender, EVERYBODY, data, accepted, lost))
            self._wake()
        return accepted

    def start(self) -> None:
        """Start delivering, unless it does."""
        with self._changed:
            if self._alive:
                return
            self._alive = True
            self._thread = threading.Thread(target=self._deliver, name="mesh", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Deliver what waits, then stop; idempotent. A node that never returns is left behind."""
        with self._changed:
            thread, self._thread, self._alive = self._thread, None, False
            self._changed.notify_all()
        if thread is not None and thread is not threading.current_thread():
            thread.join(_JOIN_S)

    def settle(self, timeout_s: float = _JOIN_S) -> bool:
        """Wait until everything sent so far is delivered; False when that takes too long."""
        with self._changed:
            return self._changed.wait_for(lambda: self._idle and not self._waiting, timeout_s)

    def signals(self, limit: int | None = None) -> tuple[SignalRecord, ...]:
        """Return the newest signals, oldest first."""
        with self._changed:
            kept = tuple(self._history)
        newest = kept if limit is None else kept[max(0, len(kept) - limit) :]
        return tuple(SignalRecord(*one) for one in newest)

    def vitals(self) -> dict[str, Any]:
        """Return the counts as plain data; every number is finite."""
        with self._changed:
            inboxes = tuple(self._inboxes.values())
            queues = [inbox.accepted - inbox.taken for inbox in inboxes]
            return {
                "alive": self._alive,
                "nodes": len(inboxes),
                "roles": Counter(getattr(one.node, "role", "other") for one in inboxes),
                "active": sum(getattr(one.node, "is_active", True) for one in inboxes),
                "queued": sum(queues),
                "longest_queue": max(queues, default=0),
                "messages_sent": self._sent,
                "broadcasts": self._broadcasts,
                "messages_delivered": self._delivered,
                "dropped": self._dropped,
                "unknown_recipient": self._unknown,
                "refused": self._refused,
                "failed": self._failed,
                "latency_p50_ms": self._latency.quantile(0.5) * _MS,
                "latency_p99_ms": self._latency.quantile(0.99) * _MS,
                "latency_max_ms": self._latency.maximum * _MS,
            }

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(self, *_details: object) -> None:
        """Stop."""
        self.stop()

    def _offer(self, inbox: _Inbox, signal: Signal) -> bool:
        if inbox.accepted - inbox.taken >= self.policy.queue:
            self._dropped += 1
            return False
        inbox.accepted += 1
        self._waiting.append((inbox, signal))
        return True

    def _wake(self) -> None:
        if self._idle and self._alive and self._waiting:
            self._idle = False
            self._changed.notify_all()

    def _deliver(self) -> None:
        clock, took = self._clock, self._latency.add
        while batch := self._next_batch():
            for inbox, signal in batch:
                try:
                    if inbox.node.receive(signal):
                        self._delivered += 1
                    else:
                        self._refused += 1
                # one node that fails must not silence the others
                except Exception:  # pylint: disable=broad-exception-caught
                    self._failed += 1
                inbox.taken += 1
                took(clock() - signal.sent_at)

    def _next_batch(self) -> list[tuple[_Inbox, Signal]]:
        """Wait for signals and take all of them; nothing means that the end has come."""
        with self._changed:
            if not self._waiting:
                self._idle = True
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._waiting or not self._alive)
            self._idle = not self._waiting
            batch, self._waiting = self._waiting, []
            return batch
