"""Group commit: concurrent writes share one transaction, and each waits until it is durable."""

from asyncio import AbstractEventLoop, Future, get_running_loop
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from threading import Lock
from time import sleep
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import Connection

from qpf_core.errors import Unavailable

Row = TypeVar("Row")
Row_contra = TypeVar("Row_contra", contravariant=True)
Result = TypeVar("Result")
Result_co = TypeVar("Result_co", covariant=True)
Transact = Callable[[Callable[[Connection], list[Any]]], list[Any]]


class Sink(Protocol[Row_contra, Result_co]):  # pylint: disable=too-few-public-methods
    """Where rows of one kind go."""

    def write(self, connection: Connection, rows: Sequence[Row_contra]) -> Sequence[Result_co]:
        """Write `rows` in their order and return one result for each."""


@dataclass(slots=True, eq=False)
class _Waiting(Generic[Row, Result]):
    sink: Sink[Row, Result]
    row: Row
    loop: AbstractEventLoop
    future: "Future[Result]"
    outcome: Result | Exception | None = None


class GroupWriter:  # pylint: disable=too-few-public-methods,too-many-instance-attributes
    """Collects rows while a transaction runs and writes them together in the next one.

    One thread writes; any event loop may submit. When a transaction fails, its rows are tried
    one by one, so that a bad row fails alone.
    """

    def __init__(
        self,
        transact: Transact,
        executor: Executor,
        *,
        most: int = 512,
        capacity: int = 20_000,
        patience_s: float = 0.001,
    ) -> None:
        """Write at most `most` rows in a transaction; refuse rows beyond `capacity` in waiting.

        When fewer rows wait than the last transaction had, the next one starts `patience_s` seconds
        later: a commit costs more than the wait, and a lone caller never waits.
        """
        self._transact = transact
        self._executor = executor
        self._most = most
        self._capacity = capacity
        self._lock = Lock()
        self._waiting: list[_Waiting[Any, Any]] = []
        self._patience_s = patience_s
        self._last = 1
        self._busy = False

    def submit(self, sink: Sink[Row, Result], row: Row) -> "Future[Result]":
        """Put `row` in line for `sink`; the future is done when it is durable, or failed.

        Raises Unavailable at once when too many rows wait or the store is closed.
        """
        loop = get_running_loop()
        future: Future[Result] = loop.create_future()
        self._enqueue(_Waiting(sink, row, loop, future))
        return future

    def _enqueue(self, item: _Waiting[Any, Any]) -> None:
        with self._lock:
            if len(self._waiting) >= self._capacity:
                raise Unavailable("too many writes are waiting")
            if not self._busy:
                self._start()
            self._busy = True
            self._waiting.append(item)

    def _start(self) -> None:
        try:
            self._executor.submit(self._drain)
        except RuntimeError as error:
            raise Unavailable("the store is closed") from error

    def _drain(self) -> None:
        if len(self._waiting) < self._last:
            sleep(self._patience_s)
        with self._lock:
            batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
        self._last = len(batch)
        self._write(batch)
        _announce(batch)
        with self._lock:
            self._busy = bool(self._waiting)
        if self._busy:
            self._again()

    def _again(self) -> None:
        try:
            # Back into the queue instead of a loop: other writes of the thread get their turn.
            self._executor.submit(self._drain)
        except RuntimeError:
            self._drain()  # the store is closing: finish what was accepted

    def _write(self, batch: list[_Waiting[Any, Any]]) -> None:
        try:
            self._attempt(batch)
        except Exception as error:  # pylint: disable=broad-exception-caught
            if len(batch) == 1:
                batch[0].outcome = error
                return
            for item in batch:
                self._write([item])

    def _attempt(self, batch: list[_Waiting[Any, Any]]) -> None:
        groups: dict[int, list[_Waiting[Any, Any]]] = {}
        for item in batch:
            groups.setdefault(id(item.sink), []).append(item)

        def write(connection: Connection) -> list[Any]:
            return [
                group[0].sink.write(connection, [item.row for item in group])
                for group in groups.values()
            ]

        for group, results in zip(groups.values(), self._transact(write), strict=True):
            for item, result in zip(group, results, strict=True):
                item.outcome = result


def _announce(batch: Iterable[_Waiting[Any, Any]]) -> None:
    loops: dict[AbstractEventLoop, list[_Waiting[Any, Any]]] = {}
    for item in batch:
        loops.setdefault(item.loop, []).append(item)
    for loop, items in loops.items():
        try:
            loop.call_soon_threadsafe(_resolve, items)
        except RuntimeError:
            continue  # the loop is closed: nobody waits for these any more


def _resolve(items: Iterable[_Waiting[Any, Any]]) -> None:
    for item in items:
        if item.future.done():
            continue
        if isinstance(item.outcome, Exception):
            item.future.set_exception(item.outcome)
        else:
            item.future.set_result(item.outcome)
