"""The command line of a service, and one real server that is told to stop."""

import io
import json
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx2
import pytest
import structlog
import uvicorn
from service_samples import build

from qpf_core.service import Command, CoreSettings, Platform, main
from qpf_core.service.health import Phase
from qpf_core.service.server import AnnouncingServer


@pytest.fixture(autouse=True)
def _restored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("QPF_DATA_DIR", str(tmp_path / "data"))
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in handlers.items():
        signal.signal(number, handler)
    structlog.reset_defaults()


class Terminal(io.StringIO):
    """Standard output of a server: once it says where it listens, it is asked and then stopped."""

    def __init__(self) -> None:
        super().__init__()
        self.answer: httpx2.Response | None = None

    def write(self, text: str, /) -> int:
        written = super().write(text)
        threading.Thread(target=self._visit, args=(json.loads(text)["url"],)).start()
        return written

    def _visit(self, url: str) -> None:
        self.answer = httpx2.get(f"{url}/readyz")
        os.kill(os.getpid(), signal.SIGTERM)


def test_it_serves_on_a_free_port_until_it_is_told_to_stop(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    assert main(["serve", "--port", "0", "--log-level", "error"], build, settings=CoreSettings) == 0
    line = json.loads(terminal.getvalue())
    assert line["event"] == "listening"
    assert line["url"].startswith("http://127.0.0.1:")
    assert terminal.answer is not None
    assert terminal.answer.json()["status"] == "ready"
    assert (tmp_path / "data" / "service.db").exists()


def test_a_port_in_use_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    terminal_port = uvicorn.Config("x:y", port=0).bind_socket()
    try:
        port = str(terminal_port.getsockname()[1])
        terminal_port.listen()
        assert main(["serve", "--port", port], build, prog="sample", settings=CoreSettings) == 1
    finally:
        terminal_port.close()
    assert "cannot listen" in capsys.readouterr().err


def test_config_shows_the_settings(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QPF_JWT_SECRET", "hunter2" * 5)
    assert main(["config"], build, settings=CoreSettings) == 0
    shown = capsys.readouterr().out
    assert json.loads(shown)["port"] == 8000
    assert "hunter2" not in shown


def test_wrong_settings_are_named_without_their_value(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QPF_PORT", "hunter2")
    assert main(["serve"], build, prog="sample", settings=CoreSettings) == 3
    shown = capsys.readouterr().err
    assert shown.startswith("sample: setting port: ")
    assert "hunter2" not in shown


def test_a_database_that_nothing_serves_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QPF_DATABASE_URL", "mongodb://somewhere")
    assert main(["migrate"], build, prog="sample", settings=CoreSettings) == 1
    assert capsys.readouterr().err.startswith("sample: database_url: ")


def test_migrate_makes_the_tables(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    seen: list[Platform] = []
    assert main(["migrate"], build, settings=CoreSettings) == 0
    assert main(["migrate"], build, migrate=seen.append, settings=CoreSettings) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[0]) == {"event": "migrated"}
    assert (tmp_path / "data" / "service.db").exists()
    assert len(seen) == 1


def test_openapi_needs_no_settings_and_leaves_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("QPF_PORT", "not a port")
    assert main(["openapi"], build, settings=CoreSettings) == 0
    assert "/read" in json.loads(capsys.readouterr().out)["paths"]
    assert not (tmp_path / "data").exists()


def test_without_a_command_it_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main([], build, prog="sample", settings=CoreSettings)
    assert caught.value.code == 2
    assert "usage: sample" in capsys.readouterr().err


@pytest.mark.anyio
async def test_a_server_that_drains_stays_up_for_its_delay_or_a_second_signal() -> None:
    phase = Phase("serving")
    config = uvicorn.Config("x:y")
    patient = AnnouncingServer(config, phase, drain_delay_s=3600.0)
    patient.handle_exit(signal.SIGTERM, None)
    assert phase.name == "draining"
    assert not await patient.on_tick(1)
    patient.handle_exit(signal.SIGTERM, None)
    assert await patient.on_tick(1)
    hasty = AnnouncingServer(config, phase, drain_delay_s=1e-9)
    hasty.handle_exit(signal.SIGTERM, None)
    assert await hasty.on_tick(1)


def test_a_command_of_the_package_gets_settings_and_its_own_arguments() -> None:
    seen: list[tuple[int, Sequence[str]]] = []

    def run(settings: CoreSettings, arguments: Sequence[str]) -> int:
        seen.append((settings.port, arguments))
        return 7

    commands = (Command("beat", "Beat until stopped.", run),)
    given = ["beat", "--times", "3"]
    assert main(given, build, settings=CoreSettings, commands=commands) == 7
    assert seen == [(8000, ["--times", "3"])]


def test_arguments_that_no_command_reads_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["config", "--loud"], build, prog="sample", settings=CoreSettings)
    assert caught.value.code == 2
    assert "unrecognized arguments: --loud" in capsys.readouterr().err
