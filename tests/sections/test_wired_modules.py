"""The module of a wiring is the one that holds what the wiring names."""

import shutil
import sys
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests/golden")]

from emitting import graph_of, read  # noqa: E402

from qpf.diagnostics.diagnostic import Diagnostic, Diagnostics, Stopped  # noqa: E402
from qpf.diagnostics.fix import Replace  # noqa: E402

WORKSPACE = ROOT / "tests/golden/wired_agents"


def _found(folder: Path, old: str, new: str) -> list[Diagnostic]:
    """What is said of two wired agents with another text in their glue."""
    workspace = folder / "workspace"
    shutil.copytree(WORKSPACE, workspace, ignore=shutil.ignore_patterns("expected"))
    file = workspace / "glue/demo.yaml"
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")
    found = Diagnostics()
    with suppress(Stopped):
        graph_of(read(workspace, found), found)
    return [one for one in found.found if one.code in {"QPF358", "QPF359"}]


@pytest.mark.parametrize(
    ("old", "line", "name", "right"),
    [
        ("demo/desk/rooms.py", 5, "check_in", ("demo/desk/rooms.py",)),
        (
            "demo/desk/packet_handler.py",
            11,
            "departure",
            ("demo/desk/rooms.py", "demo/desk/packet_handler.py"),
        ),
        (
            "demo/desk/event_publisher.py",
            17,
            "room_taken",
            ("demo/desk/rooms.py", "demo/desk/event_publisher.py"),
        ),
    ],
)
def test_a_module_without_it_is_named_at_its_place_with_those_that_hold_it(
    tmp_path: Path, old: str, line: int, name: str, right: tuple[str, ...]
) -> None:
    (one,) = _found(tmp_path, old, "demo/desk/__init__.py")
    assert (one.code, one.place.file, one.place.line) == ("QPF358", "glue/demo.yaml", line)
    assert one.message == f"`demo/desk/__init__.py` does not hold `{name}` of `demo/desk`"
    assert sorted(one.help.removeprefix("it is in ").split(", ")) == sorted(f"`{p}`" for p in right)
    if len(right) == 1:
        assert one.fix is not None and not one.fix.is_safe
        (change,) = one.fix.changes
        assert isinstance(change, Replace) and change.new == right[0]
    else:
        assert one.fix is None


@pytest.mark.parametrize("old", ["demo/desk/packet_handler.py", "demo/desk/event_publisher.py"])
def test_packets_and_events_may_name_the_operation_behind_them(tmp_path: Path, old: str) -> None:
    assert _found(tmp_path, old, "demo/desk/rooms.py") == []


def test_a_policy_of_calls_needs_a_call(tmp_path: Path) -> None:
    call = (WORKSPACE / "glue/demo.yaml").read_text("utf-8").partition("  - from_agent")[2]
    call = "  - from_agent" + call.partition("  - from_agent")[0]
    (one,) = _found(tmp_path, call, "")
    assert (one.code, one.severity.value, one.place.line) == ("QPF359", "warning", 15)


def test_what_is_right_is_not_remarked_on(tmp_path: Path) -> None:
    assert _found(tmp_path, "demo/desk/rooms.py", "demo/desk/rooms.py") == []
