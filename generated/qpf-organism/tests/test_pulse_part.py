"""A pulse beside a service and as a service of its own."""

import json
import signal
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from pulse_beats import ManualTime, quiet
from starlette.testclient import TestClient

from qpf_core.errors import Unavailable
from qpf_core.service import Platform, embedded_settings
from qpf_core.service.systemd import Notifier
from qpf_organism.pulse import PulsePolicy, PulseProcess, PulseRefused, PulseThread
from qpf_organism.pulse.command import DONE, REFUSED, beat_on_command, beat_until_told
from qpf_organism.pulse.part import chosen_pulse, part_of_pulse
from qpf_organism.pulse.watch import PulseWatch

ORDINARY = PulsePolicy(priority=0)


class Listener(Notifier):
    """Keeps what would be said to the service manager."""

    def __init__(self) -> None:
        super().__init__(None)
        self.said: list[str] = []

    def ready(self) -> None:
        self.said.append("ready")

    def stopping(self) -> None:
        self.said.append("stopping")

    def watchdog(self) -> None:
        self.said.append("watchdog")


class Scripted:
    """A pulse with prepared vitals; it dies when they run out."""

    def __init__(self, counts: list[int], refusal: str = "") -> None:
        self.counts = counts
        self.refusal = refusal
        self.is_alive = False
        self.seen = 0

    def start(self) -> None:
        if self.refusal:
            raise PulseRefused(self.refusal)
        self.is_alive = True

    def stop(self) -> None:
        self.is_alive = False

    def vitals(self) -> Mapping[str, Any]:
        if self.counts:
            self.seen = self.counts.pop(0)
        else:
            self.is_alive = False
        return {"beat_count": self.seen, "fault": ""}

    def answer(self) -> Mapping[str, Any]:
        return {}


@pytest.fixture(name="signals")
def kept_signals() -> Iterator[None]:
    """Puts the handlers of the test process back."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.anyio
async def test_it_beats_while_the_service_runs_and_tells() -> None:
    platform = Platform.embedded()
    pulse = PulseThread(quiet, ORDINARY)
    part = part_of_pulse(platform, "pulse", pulse, "/pulse/vitals")
    assert part.run is not None and part.router is not None
    with pytest.raises(Unavailable, match="pulse does not beat"):
        await part.probes["beat"]()
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(part.run())
        assert pulse.is_alive
        await part.probes["beat"]()
        told = platform.vitals()["pulse"]()
        assert told["alive"] is True
        assert "answer" in told
    assert not pulse.is_alive
    app = FastAPI()
    app.include_router(part.router)
    answer = TestClient(app).get("/pulse/vitals")
    assert answer.json()["alive"] is False
    await platform.aclose()


def test_the_service_manager_hears_of_it_only_while_it_beats() -> None:
    notifier, time = Listener(), ManualTime()
    pulse = Scripted([10, 20, 20, 20, 30])

    def wait(seconds: float) -> bool:
        time.pass_by(seconds)
        return False

    code = beat_until_told(pulse, wait, notifier, seconds=5.0, clock=time.clock)
    assert code == DONE
    assert notifier.said == ["ready", "watchdog", "watchdog", "watchdog", "stopping"]
    assert not pulse.is_alive


def test_it_ends_when_told_and_fails_when_it_dies() -> None:
    answers = iter([False, False, True])
    notifier = Listener()
    waits = beat_until_told(Scripted([1, 2, 3, 4]), lambda _s: next(answers), notifier)
    assert waits == DONE
    assert notifier.said == ["ready", "watchdog", "watchdog", "stopping"]
    assert beat_until_told(Scripted([1]), lambda _s: False, Listener()) == REFUSED


def test_a_pulse_that_cannot_begin_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    notifier = Listener()
    assert beat_until_told(Scripted([], "no organ"), lambda _s: True, notifier) == REFUSED
    assert not notifier.said
    assert "no organ" in capsys.readouterr().err


@pytest.mark.usefixtures("signals")
def test_the_command_beats_for_a_time_and_prints_its_vitals(
    capsys: pytest.CaptureFixture[str],
) -> None:
    pulse = PulseProcess(quiet, ORDINARY)
    assert beat_on_command(pulse, "pulse", ["--seconds", "0.05", "--vitals"]) == DONE
    vitals = json.loads(capsys.readouterr().out)
    assert vitals["alive"] is False
    assert vitals["beat_count"] > 0


@pytest.mark.usefixtures("signals")
def test_the_command_ends_at_a_signal() -> None:
    class Signalled(Scripted):
        def vitals(self) -> Mapping[str, Any]:
            signal.raise_signal(signal.SIGTERM)
            return super().vitals()

    assert beat_on_command(Signalled([1, 2, 3, 4, 5]), "pulse", ["--seconds", "100"]) == DONE


def test_a_service_beats_itself_or_follows_the_pulse_of_another(tmp_path: Path) -> None:
    folders: list[Path | None] = []

    def opened(folder: Path | None) -> PulseThread:
        folders.append(folder)
        return PulseThread(quiet, ORDINARY)

    embedded = embedded_settings()
    on_disk = embedded_settings(archive_url=None, data_dir=tmp_path)
    assert isinstance(chosen_pulse(embedded, None, ORDINARY, opened), PulseThread)
    assert isinstance(chosen_pulse(on_disk, None, ORDINARY, opened), PulseThread)
    assert folders == [None, tmp_path]
    followed = chosen_pulse(on_disk, tmp_path / "pulse.board", ORDINARY, opened)
    assert isinstance(followed, PulseWatch)
    with PulseProcess(quiet, ORDINARY, board=tmp_path / "pulse.board"):
        assert followed.is_alive
    assert not followed.is_alive
    followed.stop()
