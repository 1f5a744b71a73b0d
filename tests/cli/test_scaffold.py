"""`qpf init` and `qpf new`: what they write is valid at once, and nothing is overwritten."""

import json
from pathlib import Path

import pytest
from conftest import Run, bytes_below

from qpf.cli.scaffold.names import class_name_of, distribution_of, name_from


def test_a_new_workspace_extracts_at_once(
    qpf: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = qpf("init", tmp_path / "front desk")
    assert answer.code == 0
    paths = answer.out.splitlines()
    assert "schemas/front_desk/greeter.yaml" in paths
    monkeypatch.chdir(tmp_path / "front desk")
    assert sorted(bytes_below(Path.cwd())) == paths
    assert qpf("validate").code == 0
    assert qpf("extract", "--gates", "none").code == 0
    assert Path("generated/front-desk-agents/src/front_desk/greeter/models.py").is_file()
    assert Path("generated/qpf-core/src/qpf_core").is_dir()
    assert qpf("check").code == 0


def test_init_leaves_what_is_there(qpf: Run, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    answer = qpf("init", tmp_path)
    assert answer.code == 1
    assert "error QPF914" in answer.err
    assert bytes_below(tmp_path) == {"README.md": b"mine"}


def test_init_takes_a_name(qpf: Run, tmp_path: Path) -> None:
    assert qpf("init", tmp_path / "x", "--name", "alpha").code == 0
    assert (tmp_path / "x/schemas/alpha/greeter.yaml").is_file()
    assert qpf("init", tmp_path / "y", "--name", "Alpha").code == 3
    assert not (tmp_path / "y").exists()


def test_a_workspace_holds_no_absolute_path(qpf: Run, tmp_path: Path) -> None:
    assert qpf("init", tmp_path / "one" / "same").code == 0
    assert qpf("init", tmp_path / "two" / "same").code == 0
    assert bytes_below(tmp_path / "one") == bytes_below(tmp_path / "two")


def test_new_keeps_the_comments_of_the_map(qpf: Run, workspace: Path) -> None:
    file = workspace / "extractor_maps/demo.yaml"
    text = file.read_text().replace(
        "      reason: It needs nobody.\n\n",
        "      reason: It needs nobody.  # really\n\n# what all share\n",
    )
    file.write_text(text)
    assert qpf("new", "demo/order_router").code == 0
    now = file.read_text()
    added = "    2:\n      agent: order_router\n      schema_file: order_router.yaml\n"
    assert f"# really\n{added}      reason: It needs nobody.\n\n# what all share\n" in now
    assert [line for line in text.splitlines() if line not in now.splitlines()] == []
    assert qpf("validate").code == 0


def test_new_makes_a_collection_with_map_and_glue(qpf: Run, workspace: Path) -> None:
    answer = qpf("new", "shop/clerk", "--format", "json")
    assert answer.code == 0
    assert json.loads(answer.out) == [
        "schemas/shop/clerk.yaml",
        "extractor_maps/shop.yaml",
        "glue/shop.yaml",
    ]
    assert qpf("validate", "shop/clerk").code == 0


def test_a_new_agent_extracts(qpf: Run, workspace: Path) -> None:
    assert qpf("new", "demo/order_router").code == 0
    assert qpf("extract", "demo", "--gates", "none").code == 0
    emitted = workspace / "generated/demo-agents/src/demo/order_router"
    assert (emitted / "answer_writer.py").is_file()


def test_new_takes_its_files_back_when_they_are_not_valid(qpf: Run, workspace: Path) -> None:
    for number in range(2, 11):
        assert qpf("new", f"demo/a{number}").code == 0
    before = bytes_below(workspace)
    answer = qpf("new", "demo/one_too_many")
    assert answer.code == 1
    assert bytes_below(workspace) == before


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("demo/greeter", "QPF914"),
        ("demo", "QPF915"),
        ("demo/Greeter", "QPF915"),
        ("demo/class", "QPF915"),
        ("json/greeter", "QPF915"),
        ("core/greeter", "QPF915"),
        ("demo/../x", "QPF915"),
    ],
)
def test_new_refuses(qpf: Run, workspace: Path, target: str, code: str) -> None:
    before = bytes_below(workspace)
    answer = qpf("new", target)
    assert answer.code in (1, 3)
    assert f"error {code}" in answer.err
    assert bytes_below(workspace) == before


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Front Desk!", "front_desk"),
        ("2nd", "my_2nd"),
        ("json", "my_json"),
        ("class", "my_class"),
        ("Ünïcode", "n_code"),
        ("", "my"),
        ("a" * 90, "a" * 40),
    ],
)
def test_any_folder_gives_a_usable_name(words: str, name: str) -> None:
    assert name_from(words) == name


def test_other_names() -> None:
    assert class_name_of("order_router") == "OrderRouter"
    assert distribution_of("front_desk") == "front-desk-agents"
