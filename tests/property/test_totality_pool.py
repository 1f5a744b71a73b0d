"""The pool of `make totality`: tasks that end, die or hang, and processes that outlive nobody."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from totality_pool import Pool

HERE = Path(__file__).parent
MEMORY = 4 << 30
PATIENCE_S = 20.0


def work(task: str) -> str:
    """What a task asks for."""
    if task == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    if task == "hangs":
        signal.pause()
    if task == "eats":
        bytearray(MEMORY)
    if task == "fails":
        raise ValueError("as told")
    return task.upper()


def test_a_task_that_goes_wrong_takes_no_other_along() -> None:
    pool: Pool[str, str] = Pool(work, 2, 2.0, MEMORY)
    pool.waiting.extend(["one", "dies", "hangs", "fails", "eats", "two"])
    ended = {one.task: one for one in pool.results()}
    assert {task: one.result for task, one in ended.items() if one.result} == {
        "one": "ONE",
        "two": "TWO",
    }
    assert ended["dies"].reason == "its process ended with -9"
    assert ended["hangs"].reason == "it did not end within 2 s"
    assert "ValueError: as told" in ended["fails"].reason
    assert "MemoryError" in ended["eats"].reason


PROGRAM = """
import os, signal
from totality_pool import Pool

def work(task):
    os.write(1, f"{os.getpid()}\\n".encode())  # one call: the lines of two workers never mix
    signal.pause()

pool = Pool(work, 2, 600.0, 4 << 30)
pool.waiting.extend([1, 2])
list(pool.results())
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_no_process_outlives_the_program(number: int) -> None:
    command = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        workers = [int(program.stdout.readline()) for _ in range(2)]
        program.send_signal(number)
        program.wait(PATIENCE_S)
        deadline = time.monotonic() + PATIENCE_S
        while any(is_alive(pid) for pid in workers):
            assert time.monotonic() < deadline, workers


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that waits to be buried does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
