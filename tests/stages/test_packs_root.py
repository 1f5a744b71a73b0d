"""Packs of installed extensions stand beside the factory's own."""

import tomllib
from pathlib import Path

import pytest
from emission import graph, write_pack

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.stages.plan import plan
from qpf.tools.packs import read_packs
from qpf.tools.packs_root import pack_roots
from qpf.tools.shipped import KITS, shipped_files

OWN = Path(__file__).parents[2] / "templates"


def test_a_checkout_uses_its_templates() -> None:
    assert pack_roots() == (OWN,)


def test_a_wheel_brings_all_that_a_checkout_ships() -> None:
    project = tomllib.loads((OWN.parent / "pyproject.toml").read_text("utf-8"))
    built = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    shipped = [path for path in shipped_files(OWN.parent) if path.exists()]
    assert {f"schemas/{kit}" for kit in KITS} <= set(built)
    for path in shipped:
        name = path.relative_to(OWN.parent).as_posix()
        assert built[name] == f"qpf/_builtin/{name}"
    assert built["templates"] == "qpf/_packs"


def test_an_installed_extension_adds_its_packs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: Diagnostics
) -> None:
    write_pack(tmp_path / "more_packs")
    (tmp_path / "more_packs/__init__.py").write_text("")
    info = tmp_path / "more-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: more\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[qpf.packs]\nmore = more_packs\n")
    monkeypatch.syspath_prepend(tmp_path)
    roots = pack_roots()
    assert roots == (OWN, tmp_path / "more_packs")
    packs = [pack for pack in read_packs(roots, found) if pack.name == "demo"]
    assert len(plan(graph(), packs, found).files) == 7
