"""Signals, races and shortages of the machine, with real processes."""

import json
import os
import select
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from faults_world import BASE, EMITTED, Said, entries, environment, qpf, words

LIMIT_S = 300
EDIT = ("Write a greeting for a guest.", "Write a greeting for a friend.")
SAID_STATE = "the published tree is the one before it"


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The smallest workspace after an extraction, and a change since."""
    root = tmp_path_factory.mktemp("machine") / "workspace"
    shutil.copytree(BASE, root)
    assert qpf(root, "extract", "--gates", "none").code == 0
    schema = root / "schemas/demo/greeter.yaml"
    schema.write_text(schema.read_text("utf-8").replace(*EDIT), "utf-8")
    return root


@pytest.fixture
def workspace(extracted: Path, tmp_path: Path) -> Path:
    """A copy of it, beside an empty folder for temporary files."""
    (tmp_path / "temporary").mkdir()
    return Path(shutil.copytree(extracted, tmp_path / "workspace", symlinks=True))


def shell(root: Path, text: str, *arguments: str, fds: Sequence[int] = ()) -> Said:
    """Run the factory with a line of shell around it; `"$@"` is its command."""
    done = subprocess.run(
        ["bash", "-c", text, "bash", *words(*arguments)],
        cwd=root,
        env=environment(TMPDIR=str(root.parent / "temporary")),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        pass_fds=fds,
        timeout=LIMIT_S,
        check=False,
    )
    return Said(done.returncode, done.stdout, done.stderr)


def handles_of_workers(temporary: Path) -> Iterator[int]:
    """Handles of the processes that were started with a folder for their temporary files."""
    wanted = f"TMPDIR={temporary}/".encode()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            variables = (process / "environ").read_bytes()
            if any(one.startswith(wanted) for one in variables.split(b"\0")):
                yield os.pidfd_open(int(process.name))
        except OSError:
            continue


def assert_all_end(temporary: Path) -> None:
    """Every worker ends by itself, soon."""
    for handle in handles_of_workers(temporary):
        assert select.select([handle], [], [], LIMIT_S)[0], "a worker is left"
        os.close(handle)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_signal_while_gating_leaves_no_process_and_no_file(
    workspace: Path, number: signal.Signals
) -> None:
    before = entries(workspace, *EMITTED)
    temporary = workspace.parent / "temporary"
    # The first wait for the workers is interrupted.
    inject = f"inject=epoll_wait:signal={number.name.removeprefix('SIG')}:when=1"
    strace = f'exec strace -qq -o /dev/null -e trace=epoll_wait -e {inject} "$@"'
    said = shell(workspace, strace, "extract", "--gates", "fast")
    assert said.code in (128 + number, -number)
    assert_all_end(temporary)
    assert entries(workspace, *EMITTED) == before
    if number is not signal.SIGKILL:
        assert f"while gating; {SAID_STATE}" in said.err
        assert "Traceback" not in said.err
        assert list(temporary.iterdir()) == []
        return
    assert [path.name.startswith("qpf-scratch-") for path in temporary.iterdir()] == [True]
    again = shell(workspace, 'exec "$@"', "extract", "--gates", "none")
    assert (again.code, "QPF908" in again.err) == (0, True)
    assert list(temporary.iterdir()) == []


def test_of_two_runs_at_once_one_publishes_and_the_other_is_told(workspace: Path) -> None:
    inject = "inject=fsync:signal=STOP:when=1"
    stopped = ["strace", "-qq", "-o", "/dev/null", "-e", "trace=fsync", "-e", inject]
    first = subprocess.Popen(
        [*stopped, *words("extract", "--gates", "none")],
        cwd=workspace,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    lock = workspace / ".qpf/lock"
    # The first one is at work once its number stands in the lock.
    while not lock.read_bytes() and first.poll() is None:
        os.sched_yield()
    with ThreadPoolExecutor() as pool:
        others = list(pool.map(partial(qpf, workspace), ("extract", "check", "gate", "plan")))
    assert [(said.code, "QPF904" in said.err) for said in others] == [(4, True)] * 4
    while first.returncode is None:
        with suppress(subprocess.TimeoutExpired, ProcessLookupError):
            os.kill(int(lock.read_text() or first.pid), signal.SIGCONT)
            first.wait(0.2)
    assert first.returncode == 0
    assert qpf(workspace, "check").code == 0


@pytest.mark.parametrize("owner", ["1", "not a number"])
def test_a_number_in_a_lock_that_nobody_holds_means_no_harm(workspace: Path, owner: str) -> None:
    (workspace / ".qpf/lock").write_text(owner)
    said = qpf(workspace, "extract", "--gates", "none")
    assert said.code == 0
    assert ("QPF908" in said.err) is owner.isdigit()


@pytest.mark.parametrize(
    ("command", "code"),
    [("check", 1), ("plan", 2), ("validate", 0), ("verify", 1), ("extract", 4)],
)
def test_only_what_publishes_needs_a_workspace_that_can_be_written(
    workspace: Path, command: str, code: int
) -> None:
    for path in (workspace, *workspace.rglob("*")):
        path.chmod(0o500 if path.is_dir() else 0o400)
    before = entries(workspace)
    # Root may write everywhere, unless it gives that right away.
    without = "setpriv --bounding-set=-dac_override,-dac_read_search,-fowner"
    rights = f'exec {without} "$@"' if os.geteuid() == 0 else 'exec "$@"'
    more = {"verify": ["generated/demo-agents"], "extract": ["--gates", "none"]}
    said = shell(workspace, rights, command, *more.get(command, []))
    assert said.code == code
    assert ("QPF90" in said.err, "QPF902" in said.err) == (code == 4, code == 4)
    assert entries(workspace) == before
    assert list((workspace.parent / "temporary").iterdir()) == []
    for path in (workspace, *workspace.rglob("*")):
        path.chmod(0o700)


def test_too_few_open_files_are_told(workspace: Path) -> None:
    said = shell(workspace, 'ulimit -n 12; exec "$@"', "extract", "--gates", "fast")
    assert (said.code, "error QPF906" in said.err) == (4, True)
    assert "Traceback" not in said.err
    assert qpf(workspace, "extract", "--gates", "none").code == 0


def test_a_document_larger_than_memory_is_told(workspace: Path) -> None:
    before, huge = entries(workspace, *EMITTED), workspace / "schemas/demo/huge.yaml"
    with huge.open("wb") as file:
        file.truncate(3 << 30)
    said = shell(workspace, 'ulimit -v 2000000; exec "$@"', "extract", "--gates", "fast")
    assert (said.code, "error QPF906" in said.err) == (4, True)
    assert "Traceback" not in said.err
    huge.unlink()
    assert entries(workspace, *EMITTED) == before
    assert qpf(workspace, "extract", "--gates", "none").code == 0


@pytest.mark.parametrize("limit", [50_000, 55_000, 60_000, 65_000, 70_000])
def test_wherever_memory_ends_the_tree_stays(workspace: Path, limit: int) -> None:
    """Who meets the limit hangs on the machine: a native library ends the process by a signal."""
    before = entries(workspace, *EMITTED)
    said = shell(workspace, f'ulimit -v {limit}; exec "$@"', "extract", "--gates", "fast")
    assert said.code != 0
    assert "Traceback" not in said.err
    assert entries(workspace, *EMITTED) == before
    assert qpf(workspace, "extract", "--gates", "none").code == 0


def test_a_clock_that_jumps_changes_nothing(workspace: Path) -> None:
    for number, path in enumerate((workspace, *workspace.rglob("*"))):
        second = path.stat().st_mtime + (10**9 if number % 2 else -(10**9))
        os.utime(path, (second, second))
    assert qpf(workspace, "check").code == 1
    assert qpf(workspace, "extract", "--gates", "none").code == 0
    assert "up to date" in qpf(workspace, "extract", "--gates", "none").err


@pytest.mark.parametrize(
    ("stream", "command", "kind"),
    [
        (1, "rules", "gone"),
        (1, "rules", "full"),
        (1, "plan", "closed"),
        (2, "extract", "closed"),
        (2, "extract", "full"),
        (2, "extract", "gone"),
    ],
)
def test_a_stream_that_takes_nothing_is_no_crash(
    workspace: Path, stream: int, command: str, kind: str
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    target = {"closed": "&-", "full": "/dev/full", "gone": f"&{writer}"}[kind]
    gates = ("--gates", "none") if command == "extract" else ()
    said = shell(workspace, f'exec "$@" {stream}>{target}', command, *gates, fds=(writer,))
    os.close(writer)
    assert "Traceback" not in said.err + said.out
    assert "Exception ignored" not in said.err
    usual = {"rules": 0, "plan": 2, "extract": 0}[command]
    assert said.code == {"closed": usual, "full": 4, "gone": 1}[kind]
    if command == "extract":
        assert json.loads(qpf(workspace, "check", "--format", "json").out) == []
