"""Publishing touches only what changed, removes orphans, and protects what a person wrote."""

from dataclasses import replace
from pathlib import Path

import pytest
from emission import agent, collection, graph, run, tree

from qpf.diagnostics.diagnostic import Diagnostics, Stopped
from qpf.model.outcome import State
from qpf.model.request import Request
from qpf.tools.lock import held

GREETER = "demo-agents/src/demo/greeter.py"


def refused(request: Request, packs: Path) -> list[tuple[str, str]]:
    """Code and file of what stops publishing."""
    found = Diagnostics()
    with pytest.raises(Stopped):
        run(request, packs, graph(), found)
    return [(d.code, d.place.file) for d in found.found]


def test_the_first_run_writes_everything(
    packs: Path, request_here: Request, found: Diagnostics
) -> None:
    done = run(request_here, packs, graph(), found)
    assert done.count(State.MISSING) == 7
    assert done.switched == (
        "generated/demo-agents",
        "generated/other-agents",
        "manifests/demo",
        "manifests/other",
    )
    assert sorted(tree(request_here.manifests)) == [
        "demo/collection.json",
        "demo/greeter/manifest.json",
        "demo/helper/manifest.json",
        "other/collection.json",
        "other/third/manifest.json",
    ]
    assert not request_here.staging.exists()


def test_a_second_run_moves_nothing(packs: Path, request_here: Request, found: Diagnostics) -> None:
    run(request_here, packs, graph(), found)
    inode = (request_here.output / GREETER).stat().st_ino
    assert run(request_here, packs, graph(), found).switched == ()
    assert (request_here.output / GREETER).stat().st_ino == inode


def test_a_change_switches_its_distribution_only(
    packs: Path, request_here: Request, found: Diagnostics
) -> None:
    run(request_here, packs, graph(), found)
    changed = collection("demo", agent("demo", "greeter", (5,)), agent("demo", "helper"))
    third = collection("other", agent("other", "third"))
    done = run(request_here, packs, graph(changed, third), found)
    assert done.switched == ("generated/demo-agents", "manifests/demo")
    assert done.count(State.OUTDATED) == 1
    assert "VALUE = 5" in (request_here.output / GREETER).read_text()


def test_orphans_leave_with_their_agent_and_their_collection(
    packs: Path, request_here: Request, found: Diagnostics
) -> None:
    run(request_here, packs, graph(), found)
    one = graph(collection("demo", agent("demo", "greeter")))
    done = run(request_here, packs, one, found)
    assert done.count(State.ORPHAN) == 4
    assert not (request_here.output / "demo-agents/src/demo/helper.py").exists()
    assert not (request_here.output / "other-agents").exists()
    assert not (request_here.manifests / "other").exists()


def test_a_hand_edit_stops_the_run_and_force_overwrites_it(
    packs: Path, request_here: Request, found: Diagnostics
) -> None:
    run(request_here, packs, graph(), found)
    edited = request_here.output / GREETER
    edited.write_text("mine = 1\n")
    assert refused(request_here, packs) == [("QPF650", f"generated/{GREETER}")]
    assert edited.read_text() == "mine = 1\n"
    run(replace(request_here, force=True), packs, graph(), found)
    assert "VALUE = 1" in edited.read_text()


def test_an_edit_of_a_file_that_would_leave_stops_the_run_too(
    packs: Path, request_here: Request, found: Diagnostics
) -> None:
    run(request_here, packs, graph(), found)
    (request_here.output / "other-agents/src/other/third.py").write_text("mine = 1\n")
    with pytest.raises(Stopped):
        run(request_here, packs, graph(collection("demo", agent("demo", "greeter"))), found)
    assert [d.code for d in found.found] == ["QPF650"]


@pytest.mark.parametrize(
    "path", ["demo-agents/src/demo/mine.py", "mine.txt", "someone/else.py", "demo-agents/link"]
)
def test_a_foreign_file_stops_the_run(
    packs: Path, request_here: Request, found: Diagnostics, path: str
) -> None:
    run(request_here, packs, graph(), found)
    file = request_here.output / path
    file.parent.mkdir(exist_ok=True)
    if path.endswith("link"):
        file.symlink_to("NOTES.md")
    else:
        file.write_text("mine\n")
    assert refused(request_here, packs) == [("QPF651", f"generated/{path}")]
    assert file.exists()


def test_a_foreign_file_among_the_manifests_stops_the_run(
    packs: Path, request_here: Request, found: Diagnostics
) -> None:
    run(request_here, packs, graph(), found)
    (request_here.manifests / "demo/notes.txt").write_text("mine\n")
    assert refused(request_here, packs) == [("QPF651", "manifests/demo/notes.txt")]


@pytest.mark.parametrize(
    "path",
    [
        "demo-agents/src/demo/__pycache__/x.cpython-311.pyc",
        "demo-agents/.pytest_cache/v/x",
        "demo-agents/.coverage",
        "demo-agents/src/demo.egg-info/PKG-INFO",
        ".gitattributes",
    ],
)
def test_by_products_of_running_are_not_foreign(
    packs: Path, request_here: Request, found: Diagnostics, path: str
) -> None:
    run(request_here, packs, graph(), found)
    file = request_here.output / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("made by a tool\n")
    assert run(request_here, packs, graph(), found).switched == ()


def test_a_tree_without_manifests_is_foreign_unless_it_is_the_same(
    packs: Path, request_here: Request, found: Diagnostics
) -> None:
    run(request_here, packs, graph(), found)
    for file in sorted(request_here.manifests.rglob("*.json")):
        file.unlink()
    run(request_here, packs, graph(), found)
    (request_here.manifests / "demo/greeter/manifest.json").write_text("{")
    (request_here.output / GREETER).write_text("mine = 1\n")
    assert refused(request_here, packs) == [
        ("QPF651", f"generated/{GREETER}"),
        ("QPF657", "manifests/demo/greeter/manifest.json"),
    ]


def test_a_selected_collection_leaves_the_others_alone(
    packs: Path, request_here: Request, found: Diagnostics
) -> None:
    run(request_here, packs, graph(), found)
    (request_here.output / "other-agents/src/other/third.py").write_text("mine = 1\n")
    changed = collection("demo", agent("demo", "greeter", (5,)))
    other = collection("other", agent("other", "third"))
    selected = replace(request_here, collections=("demo",))
    done = run(selected, packs, graph(changed, other), found)
    assert done.switched == ("generated/demo-agents", "manifests/demo")


def test_two_runs_at_once_are_refused(packs: Path, request_here: Request) -> None:
    with held(request_here.private):
        assert refused(request_here, packs) == [("QPF904", ".")]
    run(request_here, packs, graph(), Diagnostics())


def test_a_journal_that_does_not_fit_is_reported(
    packs: Path, request_here: Request, found: Diagnostics
) -> None:
    run(request_here, packs, graph(), found)
    journal = request_here.private / "journal.json"
    journal.write_text("[{}]")
    assert refused(request_here, packs) == [("QPF907", ".qpf/journal.json")]
    moved = '[{"live": "generated/demo-agents", "new": null}]'
    journal.write_text(moved)
    (request_here.private / "trash/generated/demo-agents").mkdir(parents=True)
    assert refused(request_here, packs) == [("QPF907", ".qpf/journal.json")]
