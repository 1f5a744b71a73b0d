"""`qpf plan`: what would change, and a plan that is carried out as it was read or not at all."""

import json
from pathlib import Path

from conftest import Run, bytes_below, edit

SCHEMA = "schemas/demo/greeter.yaml"


def test_everything_is_new_in_a_new_workspace(qpf: Run, workspace: Path) -> None:
    answer = qpf("plan")
    assert answer.code == 2
    assert "+ demo/greeter: 2 endpoints, 2 operations, 2 fields" in answer.out
    assert len(answer.out.splitlines()) < 40
    assert not (workspace / "generated").exists()


def test_nothing_to_do_exits_0(qpf: Run, extracted: Path) -> None:
    answer = qpf("plan")
    assert answer.code == 0
    assert answer.out.endswith("nothing to do\n")


def test_a_changed_surface_is_shown_line_by_line(qpf: Run, extracted: Path) -> None:
    edit(extracted / SCHEMA, "path: /greeter/greet", "path: /greeter/welcome")
    answer = qpf("plan", "--diff")
    assert answer.code == 2
    assert "~ demo/greeter" in answer.out
    assert "    - endpoint POST /greeter/greet -> greet [greeter_write]" in answer.out
    assert "    + endpoint POST /greeter/welcome -> greet [greeter_write]" in answer.out
    assert "\n+++ b/demo-agents/" in answer.out


def test_a_removed_agent_is_shown(qpf: Run, extracted: Path) -> None:
    assert qpf("new", "demo/other").code == 0
    assert qpf("extract", "--gates", "none").code == 0
    (extracted / "schemas/demo/other.yaml").unlink()
    order = (extracted / "extractor_maps/demo.yaml").read_text()
    start = order.index("    2:\n")
    end = order.index("defaults:")
    (extracted / "extractor_maps/demo.yaml").write_text(order[:start] + "\n" + order[end:])
    answer = qpf("plan")
    assert answer.code == 2
    assert "- demo/other" in answer.out


def test_json_tells_the_same(qpf: Run, workspace: Path) -> None:
    answer = qpf("plan", "--format", "json")
    value = json.loads(answer.out)
    assert answer.code == 2
    assert value["changes"] is True
    assert {agent["change"] for agent in value["agents"]} == {"+"}
    assert {file["state"] for file in value["files"]} == {"missing"}


def test_a_saved_plan_is_carried_out(qpf: Run, workspace: Path) -> None:
    assert qpf("plan", "--out", "plan.json").code == 2
    assert qpf("extract", "--plan", "plan.json", "--gates", "none").code == 0
    assert (workspace / "generated/demo-agents").is_dir()


def test_a_plan_survives_a_comment_but_not_a_change(qpf: Run, extracted: Path) -> None:
    assert qpf("plan", "--out", "plan.json").code == 0
    with (extracted / SCHEMA).open("a") as file:
        file.write("# a remark\n")
    assert qpf("extract", "--plan", "plan.json", "--gates", "none").code == 0
    before = bytes_below(extracted / "generated")
    edit(extracted / SCHEMA, "purpose: To greet.", "purpose: To welcome.")
    answer = qpf("extract", "--plan", "plan.json", "--gates", "none")
    assert answer.code == 1
    assert "error QPF912" in answer.err
    assert f"`{SCHEMA}`" in answer.err
    assert bytes_below(extracted / "generated") == before


def test_something_else_is_no_plan(qpf: Run, workspace: Path) -> None:
    for text in ("{}", "[]", "x", '{"format": 2}', '{"format": 1, "strategy": null, "inputs": 1}'):
        (workspace / "plan.json").write_text(text)
        answer = qpf("extract", "--plan", "plan.json", "--gates", "none")
        assert answer.code == 1
        assert "error QPF913" in answer.err
    assert "error QPF913" in qpf("extract", "--plan", "nowhere.json").err
