"""`qpf build`, `qpf receipt` and signed checksums: what leaves the workspace, and who vouches."""

import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from conftest import Answer, Run, bytes_below, edit
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

WHEEL = Path("dist/demo_agents-1.0.0-py3-none-any.whl")
INFO = "demo_agents-1.0.0.dist-info"
PACKAGE = Path("generated/demo-agents")
STATEMENT = "https://in-toto.io/Statement/v1"
PROVENANCE = "https://slsa.dev/provenance/v1"


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A folder with the keys `own` and `other`, each with its `.pub`."""
    for name in ("own", "other"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / name)]
        subprocess.run(command, check=True)
    return tmp_path


@pytest.fixture
def built(extracted: Path, qpf: Run) -> Answer:
    """What `qpf build demo` says."""
    answer = qpf("build", "demo")
    assert answer.code == 0, answer.err
    return answer


def rewritten(wheel: Path, change: Callable[[str, bytes], bytes]) -> None:
    """Pack a wheel again with each member changed by its name."""
    with zipfile.ZipFile(wheel) as old:
        members = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(wheel, "w") as new:
        for name, data in members.items():
            new.writestr(name, change(name, data))


def flipped(data: bytes) -> bytes:
    """The same bytes with one bit of the last letter turned, so that text stays text."""
    at = max((n for n, byte in enumerate(data) if chr(byte).isalpha()), default=None)
    if at is None:
        return b"x" + data
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def test_a_wheel_a_bill_a_receipt_and_checksums_are_written(built: Answer) -> None:
    assert built.out.split() == [
        WHEEL.as_posix(),
        "dist/demo_agents-1.0.0.cdx.json",
        "dist/demo_agents-1.0.0.receipt.json",
        "dist/SHA256SUMS",
    ]
    sums = dict(
        reversed(line.split("  ")) for line in Path("dist/SHA256SUMS").read_text().splitlines()
    )
    there = {name: sha256(data).hexdigest() for name, data in bytes_below(Path("dist")).items()}
    assert sums == {name: digest for name, digest in there.items() if name != "SHA256SUMS"}
    bill = Path("dist/demo_agents-1.0.0.cdx.json").read_text("utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill) is None
    assert "QPF810" in built.err


def test_the_same_tree_gives_the_same_bytes(
    built: Answer, qpf: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = bytes_below(Path("dist"))
    for file in PACKAGE.rglob("*"):
        os.utime(file, (1, 1))
        file.chmod(0o700)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    mask = os.umask(0o077)
    try:
        assert qpf("build", "demo", "--out", "again").code == 0
    finally:
        os.umask(mask)
    assert bytes_below(Path("again")) == before
    assert os.environ["SOURCE_DATE_EPOCH"] == "1700000000"


def test_an_ignoring_repository_leaves_nothing_out(extracted: Path, qpf: Run) -> None:
    Path(".gitignore").write_text("generated/\n*.py\n", "utf-8")
    (extracted / ".git").mkdir()
    assert qpf("build", "demo").code == 0
    with zipfile.ZipFile(WHEEL) as wheel:
        names = {name for name in wheel.namelist() if not name.startswith(INFO)}
    assert names == set(bytes_below(PACKAGE / "src"))


def test_the_receipt_names_every_file_input_template_tool_and_gate(built: Answer) -> None:
    receipt = json.loads(Path("dist/demo_agents-1.0.0.receipt.json").read_text("utf-8"))
    assert (receipt["_type"], receipt["predicateType"]) == (STATEMENT, PROVENANCE)
    digests = {one["name"]: one["digest"]["sha256"] for one in receipt["subject"]}
    files = {name: sha256(data).hexdigest() for name, data in bytes_below(PACKAGE).items()}
    assert digests == {**files, WHEEL.name: sha256(WHEEL.read_bytes()).hexdigest()}
    definition = receipt["predicate"]["buildDefinition"]
    materials = {one["uri"] for one in definition["resolvedDependencies"]}
    assert {
        "schemas/demo/greeter.yaml",
        "extractor_maps/demo.yaml",
        "glue/demo.yaml",
        "templates/package/pyproject.toml.j2",
    } <= materials
    assert any(one.startswith("pkg:pypi/ruff@") for one in materials)
    sources = {one["name"]: one["annotations"]["sources"] for one in receipt["subject"][1:]}
    assert {source["file"] for source in sources["src/demo/greeter/greeting_writer.py"]} == {
        "schemas/demo/greeter.yaml"
    }


def test_a_receipt_is_printed_of_what_is_published(extracted: Path, qpf: Run) -> None:
    answer = qpf("receipt", "demo-agents")
    assert answer.code == 0, answer.err
    assert json.loads(answer.out)["subject"][0]["name"] == "README.md"
    assert qpf("receipt", "demo-agents").out == answer.out
    refused = qpf("receipt", "demo-agent")
    assert refused.code == 1
    assert "did you mean `demo-agents`" in refused.err


@pytest.mark.parametrize("command", [("receipt", "demo-agents"), ("build", "demo")])
def test_what_is_not_as_recorded_is_refused(
    extracted: Path, qpf: Run, command: tuple[str, str]
) -> None:
    edit(PACKAGE / "src/demo/greeter/greeting_writer.py", "Hello", "Goodbye")
    (PACKAGE / "README.md").unlink()
    (PACKAGE / "src/demo/extra.py").write_text("", "utf-8")
    answer = qpf(*command)
    assert answer.code == 1
    assert answer.out == ""
    assert answer.err.count("QPF808") == 3
    assert not Path("dist").exists()


def test_what_its_inputs_no_longer_give_is_refused(extracted: Path, qpf: Run) -> None:
    edit(Path("schemas/demo/greeter.yaml"), '"Hello, "', '"Howdy, "')
    edit(Path("schemas/demo/greeter.yaml"), "text: Hello, Ada", "text: Howdy, Ada")
    answer = qpf("build", "demo")
    assert answer.code == 1
    assert "QPF809" in answer.err
    assert "schemas/demo/greeter.yaml" in answer.err
    assert not Path("dist").exists()


def test_a_comment_in_an_input_changes_nothing(extracted: Path, qpf: Run) -> None:
    schema = Path("schemas/demo/greeter.yaml")
    schema.write_text(f"# a comment\n{schema.read_text('utf-8')}", "utf-8")
    assert qpf("build", "demo").code == 0


def test_a_built_wheel_verifies(built: Answer, qpf: Run) -> None:
    answer = qpf("verify", WHEEL, "--origins")
    assert answer.code == 0, answer.err
    rows = answer.out.splitlines()
    at = rows.index("src/demo/greeter/greeting_writer.py")
    assert rows[at + 1].startswith("  schemas/demo/greeter.yaml:")


def test_a_flipped_bit_in_any_file_of_a_wheel_is_found(built: Answer, qpf: Run) -> None:
    with zipfile.ZipFile(WHEEL) as wheel:
        names = wheel.namelist()
    rewritten(WHEEL, lambda name, data: flipped(data))
    answer = qpf("verify", WHEEL, "--format", "json")
    assert answer.code == 1
    missed = [name for name in names if f"{name}`" not in answer.out]
    assert missed == []


def test_a_flipped_bit_in_any_file_of_a_folder_is_found(extracted: Path, qpf: Run) -> None:
    paths = bytes_below(PACKAGE)
    for path, data in paths.items():
        (PACKAGE / path).write_bytes(flipped(data))
    answer = qpf("verify", PACKAGE, "--format", "json")
    assert answer.code == 1
    assert [path for path in paths if f"`{path}`" not in answer.out] == []


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("METADATA", b"Requires-Dist: fastapi", b"Requires-Dist: fastapi-evil"),
        ("METADATA", b"\nVersion: 1.0.0", b"\nVersion: 1.0.1"),
        ("WHEEL", b"Root-Is-Purelib: true", b"Root-Is-Purelib: false"),
    ],
)
def test_what_a_wheel_says_of_itself_is_compared(
    built: Answer, qpf: Run, name: str, old: bytes, new: bytes
) -> None:
    rewritten(WHEEL, lambda path, data: data.replace(old, new) if path.endswith(name) else data)
    answer = qpf("verify", WHEEL)
    assert answer.code == 1
    assert "QPF811" in answer.err
    assert f"{INFO}/{name}" in answer.err


def test_a_command_slipped_into_a_wheel_is_found(built: Answer, qpf: Run) -> None:
    with zipfile.ZipFile(WHEEL, "a") as wheel:
        wheel.writestr(f"{INFO}/entry_points.txt", "[console_scripts]\npip = demo:run\n")
        wheel.writestr("demo_agents-1.0.0.data/scripts/pip", "#!/bin/sh\n")
    answer = qpf("verify", WHEEL)
    assert answer.code == 1
    assert f"`{INFO}/entry_points.txt` comes from no schema" in answer.err
    assert "scripts/pip" in answer.err


def test_an_installed_package_is_verified_where_it_lies(built: Answer, qpf: Run) -> None:
    site = Path("site-packages")
    with zipfile.ZipFile(WHEEL) as wheel:
        wheel.extractall(site)
    (site / INFO / "INSTALLER").write_text("pip\n", "utf-8")
    (site / "demo/__pycache__").mkdir()
    (site / "demo/__pycache__/x.pyc").write_bytes(b"x")
    answer = qpf("verify", site / INFO)
    assert answer.code == 0, answer.err
    (site / "demo/backdoor.py").write_text("", "utf-8")
    edit(site / "demo/greeter/greeting_writer.py", "Hello", "Goodbye")
    answer = qpf("verify", site / INFO)
    assert answer.code == 1
    assert "QPF806" in answer.err and "backdoor.py" in answer.err
    assert "QPF804" in answer.err


def test_signed_checksums_are_checked(extracted: Path, qpf: Run, keys: Path) -> None:
    answer = qpf("build", "demo", "--sign", keys / "own")
    assert answer.code == 0, answer.err
    assert answer.out.split()[-1] == "dist/SHA256SUMS.sig"
    assert qpf("verify", WHEEL, "--key", keys / "own.pub").code == 0
    wrong = qpf("verify", WHEEL, "--key", keys / "other.pub")
    assert (wrong.code, "QPF813" in wrong.err) == (1, True)
    unreadable = qpf("verify", WHEEL, "--key", keys / "nowhere.pub")
    assert (unreadable.code, "QPF813" in unreadable.err) == (1, True)


def test_changed_checksums_are_found(extracted: Path, qpf: Run, keys: Path) -> None:
    assert qpf("build", "demo", "--sign", keys / "own").code == 0
    sums = Path("dist/SHA256SUMS")
    text = sums.read_text("utf-8")
    sums.write_text(text.replace("cdx", "cbx"), "utf-8")
    answer = qpf("verify", WHEEL, "--key", keys / "own.pub")
    assert (answer.code, "QPF813" in answer.err) == (1, True)
    sums.write_text(text, "utf-8")
    with WHEEL.open("ab") as wheel:
        wheel.write(b"\0")
    answer = qpf("verify", WHEEL, "--key", keys / "own.pub")
    assert (answer.code, "QPF814" in answer.err) == (1, True)
    shutil.copy(PACKAGE / "pyproject.toml", "dist/pyproject.toml")
    Path("dist/SHA256SUMS.sig").unlink()
    answer = qpf("verify", WHEEL, "--key", keys / "own.pub")
    assert (answer.code, "QPF812" in answer.err) == (1, True)


def test_what_cannot_sign_is_refused(extracted: Path, qpf: Run) -> None:
    Path("key").write_text("no key\n", "utf-8")
    answer = qpf("build", "demo", "--sign", "key")
    assert answer.code == 1
    assert "QPF815" in answer.err
    assert not Path("dist/SHA256SUMS.sig").exists()


def test_a_missing_tool_is_an_error(
    extracted: Path, qpf: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    answer = qpf("build", "demo", "--sign", "key")
    assert answer.code == 4
    assert "QPF901" in answer.err and "ssh-keygen" in answer.err
