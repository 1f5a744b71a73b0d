"""What the glue says of failed calls is what the clients of its wirings do."""

import ast
import re
import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests/golden")]

from emitting import emitted, graph_of, read  # noqa: E402

from qpf.diagnostics.diagnostic import Diagnostics  # noqa: E402

WORKSPACE = ROOT / "tests/golden/wired_agents"


def _sources(folder: Path, glue: str) -> tuple[str, str]:
    """The client of the desk and the module that gives it its transport."""
    workspace = folder / "workspace"
    shutil.copytree(WORKSPACE, workspace, ignore=shutil.ignore_patterns("expected"))
    file = workspace / "glue/demo.yaml"
    wirings = file.read_text("utf-8").partition("communication_harmonization:")[0]
    file.write_text(wirings + glue, "utf-8")
    found = Diagnostics()
    files = emitted(graph_of(read(workspace, found), found), folder, found).files
    names = ("porter/desk_client.py", "porter/api_server.py")
    client, server = (next(t for p, t in files.items() if p.endswith(name)) for name in names)
    return client, server


def _policy(client: str) -> dict[str, object]:
    """The keywords of the policy in a client."""
    (call,) = [
        node.value
        for node in ast.parse(client).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "RETRY"
    ]
    assert isinstance(call, ast.Call)
    return {str(one.arg): ast.literal_eval(one.value) for one in call.keywords}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "{max_retries: 4, backoff_multiplier: 3, initial_delay_ms: 200}",
            {"attempts": 5, "wait_initial_s": 0.2, "factor": 3.0, "wait_max_s": 5.5},
        ),
        (
            "{max_retries: 0}",
            {"attempts": 1, "wait_initial_s": 0.1, "factor": 2.0, "wait_max_s": 1.0},
        ),
        (
            "{}",
            {"attempts": 4, "wait_initial_s": 0.1, "factor": 2.0, "wait_max_s": 1.0},
        ),
    ],
)
def test_a_client_repeats_calls_as_the_glue_says(
    tmp_path: Path, written: str, expected: dict[str, object]
) -> None:
    glue = f"communication_harmonization: {{retry_policy: {written}}}\n"
    client, server = _sources(tmp_path, glue)
    assert _policy(client) == expected
    assert re.search(r"desk_client\.ROUTES,\s+retry=desk_client\.RETRY", server)


def test_without_a_word_in_the_glue_the_core_decides(tmp_path: Path) -> None:
    client, server = _sources(tmp_path, "")
    assert "RETRY" not in client + server
    assert "platform.transport(desk_client.PARTNER, desk_client.ROUTES)" in server
