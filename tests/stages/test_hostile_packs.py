"""A pack of somebody else reads and writes below its own folders only, and decides nothing."""

from pathlib import Path

import pytest
from emission import MODULE, PACK, graph, write_pack

from qpf.diagnostics.diagnostic import Diagnostics, Stopped
from qpf.stages.plan import plan
from qpf.stages.render import render
from qpf.tools.packs import read_packs

SECRET = "the content of a file outside"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder beside the packs."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "secret.py").write_text(SECRET)
    (folder / "secret.j2").write_text(SECRET)
    return folder


def refused(root: Path, found: Diagnostics) -> list[tuple[str, str]]:
    """The codes and places that end a run over the small graph."""
    with pytest.raises(Stopped):
        planned = plan(graph(), read_packs((root,), found), found)
        render(planned, (root,), found)
    assert SECRET not in "\n".join(one.message for one in found.found)
    return sorted({(one.code, str(one.place).partition(":")[0]) for one in found.errors})


@pytest.mark.parametrize(
    "path",
    [
        "../{stem}.py", "/tmp/{stem}.py", "src/../../{stem}.py", "./{stem}.py", "src//{stem}.py",
        "src\\\\{stem}.py", "C:/{stem}.py", "~/{stem}.py", "src/{stem!r}.py", "src/aux/{stem}.py",
        "src/{stem}.py.", "src/{stem} .py", "src/con.{stem}", "%2e%2e/{stem}.py", "{stem}/../x.py",
    ],
)  # fmt: skip
def test_no_path_of_an_artifact_leaves_the_output_folder(
    path: str, tmp_path: Path, found: Diagnostics
) -> None:
    pack = PACK.replace("src/{package}/{stem}.py", path)
    assert {code for code, _ in refused(write_pack(tmp_path / "packs", pack), found)} == {"QPF605"}


@pytest.mark.parametrize("to", ["../../etc", "/etc", "src/../..", "src/./x", "src/nul"])
def test_no_static_file_is_written_outside(to: str, tmp_path: Path, found: Diagnostics) -> None:
    pack = PACK.replace("src/shared", to)
    assert {code for code, _ in refused(write_pack(tmp_path / "packs", pack), found)} == {"QPF605"}


@pytest.mark.parametrize(
    "path", ["{stem.__class__}", "{stem[0]}", "{0}", "{}", "{stem:>9999999999}", "{__class__}"]
)
def test_a_path_has_holes_of_its_view_only(path: str, tmp_path: Path, found: Diagnostics) -> None:
    pack = PACK.replace("{stem}.py", path)
    assert {code for code, _ in refused(write_pack(tmp_path / "packs", pack), found)} == {"QPF604"}


@pytest.mark.parametrize("path", ["{stem", "stem}", "{stem!}", "{stem!x!y}"])
def test_a_malformed_path_is_a_fault_of_the_pack(
    path: str, tmp_path: Path, found: Diagnostics
) -> None:
    pack = PACK.replace("{stem}.py", path)
    root = write_pack(tmp_path / "packs", pack)
    assert refused(root, found) == [("QPF601", "templates/demo/pack.yaml")]


@pytest.mark.parametrize("source", ["..", "../../outside", "static/../../../outside", "ABSOLUTE"])
def test_a_static_folder_outside_is_not_read(
    source: str, outside: Path, tmp_path: Path, found: Diagnostics
) -> None:
    pack = PACK.replace("from: static", f"from: {source.replace('ABSOLUTE', str(outside))}")
    root = write_pack(tmp_path / "packs", pack)
    assert refused(root, found) == [("QPF601", "templates/demo/pack.yaml")]


@pytest.mark.parametrize("link", ["static", "static/kept", "static/kept/two.py"])
def test_a_link_out_of_the_pack_is_not_followed(
    link: str, outside: Path, tmp_path: Path, found: Diagnostics
) -> None:
    root = write_pack(tmp_path / "packs", PACK.replace(", select: wanted", ""))
    place = root / "demo" / link
    if place.exists():
        place.rename(tmp_path / "moved")
    place.symlink_to(outside / "secret.py" if link.endswith(".py") else outside)
    if link == "static/kept":
        # a linked folder inside is no part of the tree
        planned = plan(graph(), read_packs((root,), found), found)
        assert not any("secret" in file.path for file in planned.files)
        return
    assert refused(root, found) == [("QPF601", "templates/demo/pack.yaml")]


def test_a_link_inside_the_pack_is_fine(tmp_path: Path, found: Diagnostics) -> None:
    root = write_pack(tmp_path / "packs")
    (root / "demo/static/kept/two.py").symlink_to(root / "demo/static/left.py")
    planned = plan(graph(), read_packs((root,), found), found)
    texts = {file.path: file.text for file in render(planned, (root,), found)}
    assert texts["demo-agents/src/shared/kept/two.py"] == "Y = 1\n"


@pytest.mark.parametrize(
    "name",
    ["../../outside/secret.j2", "demo/../../outside/secret.j2", "ABSOLUTE", "demo/linked.j2"],
)
def test_a_template_outside_is_not_included(
    name: str, outside: Path, tmp_path: Path, found: Diagnostics
) -> None:
    name = name.replace("ABSOLUTE", str(outside / "secret.j2"))
    source = MODULE + f'{{% include "{name}" %}}\n'
    root = write_pack(tmp_path / "packs", module_py=source)
    (root / "demo/linked.j2").symlink_to(outside / "secret.j2")
    ((code, file),) = refused(root, found)
    assert code == "QPF620" and file.startswith("templates/demo/")


def test_a_linked_template_is_not_printed(
    outside: Path, tmp_path: Path, found: Diagnostics
) -> None:
    root = write_pack(tmp_path / "packs")
    (root / "demo/module.py.j2").unlink()
    (root / "demo/module.py.j2").symlink_to(outside / "secret.j2")
    assert [code for code, _ in refused(root, found)] == ["QPF620"]


@pytest.mark.parametrize("view", ["", ".", "..emission", "os;x", "emission.", "/etc/passwd", "a b"])
def test_a_view_module_is_a_dotted_name(view: str, tmp_path: Path, found: Diagnostics) -> None:
    pack = PACK.replace("view: emission", f"view: {view!r}")
    assert {code for code, _ in refused(write_pack(tmp_path / "packs", pack), found)} == {"QPF603"}


ESCAPES = (
    "{{ view.__class__ }}",
    "{{ view.name.__init__.__globals__ }}",
    "{{ ''.__class__.__mro__ }}",
    "{{ view._private }}",
    "{{ view.name | attr('__class__') }}",
    "{{ view | pprint }}",
    "{{ cycler }}",
    "{{ cycler('a') }}",
    "{{ joiner() }}",
    "{{ namespace() }}",
    "{{ lipsum.__globals__ }}",
    "{{ range(9) }}",
    "{{ dict(a=1) }}",
    "{{ self }}",
    "{{ self._TemplateReference__context }}",
    "{{ view.name.format('x') }}",
    "{{ view.name.upper() }}",
    "{{ view.path_fields['stem'] }}",
    "{{ view.path_fields }}",
    "{{ view.name.pieces }}",
    "{{ view.name.origin }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ 'a' * 999999999 }}",
    "{{ 'os' }}",
    "{{ 1 }}",
    "{{ [1] }}",
    "{{ {'a': 1} }}",
    "{{ undefined_name }}",
    "{{ view.lost }}",
    "{{ 'x' if view }}",
    "{% for x in ().__class__.__bases__ %}{% endfor %}",
    "{% if view.name is callable %}{% endif %}",
    "{% set x = view %}",
    "{% with x = view %}{% endwith %}",
    "{% macro x() %}{% endmacro %}",
    "{% import 'demo/notes.md.j2' as x %}",
    "{% from 'demo/notes.md.j2' import x %}",
    "{% extends 'demo/notes.md.j2' %}",
    "{% block x %}{% endblock %}",
    "{% filter upper %}x{% endfilter %}",
    "{% call view() %}{% endcall %}",
    "{% autoescape false %}{{ view.name }}{% endautoescape %}",
    "{% debug %}",
    "{% do view %}",
    "{% include view.name %}",
    "{{ view.name",
)


@pytest.mark.parametrize("source", ESCAPES)
def test_a_template_cannot_leave_its_view(source: str, tmp_path: Path, found: Diagnostics) -> None:
    root = write_pack(tmp_path / "packs", module_py=MODULE + source + "\n")
    with pytest.raises(Stopped):
        render(plan(graph(), read_packs((root,), found), found), (root,), found)
    (place,) = {str(one.place) for one in found.errors}
    last = len(MODULE.splitlines()) + 1
    assert place.startswith(f"templates/demo/module.py.j2:{last}")
