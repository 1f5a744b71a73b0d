"""`qpf verify`: a package is compared with what its schemas give, file by file."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Run, edit
from hatchling.builders.wheel import WheelBuilder

PACKAGE = Path("generated/demo-agents")
WRITER = "src/demo/greeter/greeting_writer.py"


def _wheel(name: str = "demo_agents-1.0.0-py3-none-any.whl") -> Path:
    """Build what the distribution installs, as a build backend does."""
    builder = WheelBuilder(str(PACKAGE))
    return Path(next(builder.build(directory=".", versions=["standard"]))).rename(name)


@pytest.fixture(name="built", params=[lambda: PACKAGE, _wheel], ids=["folder", "wheel"])
def _built(request: pytest.FixtureRequest, extracted: Path) -> Callable[[], Path]:
    """Make the package from the published tree as it is at that moment."""
    make: Callable[[], Path] = request.param
    return make


def test_what_is_published_is_what_the_schemas_give(qpf: Run, built: Callable[[], Path]) -> None:
    answer = qpf("verify", built())
    assert answer.code == 0, answer.err
    lines = answer.err.splitlines()
    assert lines[0].startswith("demo-agents 1.0.0: ")
    assert lines[0].endswith("did not pass every gate yet")
    assert [line.split()[1] for line in lines[1:]] == [
        "extractor_maps/core.yaml",
        "extractor_maps/demo.yaml",
        "glue/core.yaml",
        "glue/demo.yaml",
        "schemas/core/runtime.yaml",
        "schemas/demo/greeter.yaml",
    ]


def test_an_edited_file_is_named_with_the_schema_it_comes_from(
    qpf: Run, built: Callable[[], Path]
) -> None:
    edit(PACKAGE / WRITER, "Hello", "Goodbye")
    answer = qpf("verify", built())
    assert answer.code == 1
    assert "QPF804" in answer.err
    assert f"`{WRITER}`" in answer.err
    assert "schemas/demo/greeter.yaml:" in answer.err


def test_a_missing_and_a_foreign_file_are_named(qpf: Run, built: Callable[[], Path]) -> None:
    (PACKAGE / WRITER).rename(PACKAGE / "src/demo/greeter/backdoor.py")
    answer = qpf("verify", built())
    assert answer.code == 1
    assert "QPF805" in answer.err
    assert "QPF806" in answer.err
    assert "backdoor.py" in answer.err


def test_the_schemas_may_have_moved_on(qpf: Run, built: Callable[[], Path]) -> None:
    edit(Path("schemas/demo/greeter.yaml"), '"Hello, "', '"Howdy, "')
    edit(Path("schemas/demo/greeter.yaml"), "text: Hello, Ada", "text: Howdy, Ada")
    assert "QPF804" in qpf("verify", built()).err


def test_another_version_is_named(qpf: Run, extracted: Path) -> None:
    answer = qpf("verify", _wheel("demo_agents-0.9.0-py3-none-any.whl"))
    assert answer.code == 1
    assert "QPF803" in answer.err
    assert "extractor_maps/demo.yaml:" in answer.err


def test_a_package_of_somebody_else_is_refused(qpf: Run, extracted: Path) -> None:
    answer = qpf("verify", _wheel("demo_agent-1.0.0-py3-none-any.whl"))
    assert answer.code == 1
    assert "QPF802" in answer.err
    assert "did you mean `demo-agents`" in answer.err


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("notes.txt", b"no package"),
        ("demo_agents-1.0.0-py3-none-any.whl", b"no archive"),
        ("wheel.whl", b""),
    ],
)
def test_what_is_no_package_is_refused(qpf: Run, extracted: Path, name: str, data: bytes) -> None:
    Path(name).write_bytes(data)
    answer = qpf("verify", name)
    assert answer.code == 1
    assert "QPF801" in answer.err


def test_a_folder_without_a_project_is_refused(qpf: Run, extracted: Path) -> None:
    assert "does not name a project" in qpf("verify", "schemas").err
    assert "QPF801" in qpf("verify", "nowhere").err
