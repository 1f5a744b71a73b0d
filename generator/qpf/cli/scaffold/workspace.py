"""Makes a workspace from the copier template the factory brings along."""

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from qpf.cli.scaffold.names import distribution_of
from qpf.diagnostics.catalogue import usage
from qpf.diagnostics.diagnostic import Diagnostics, Place, Stopped
from qpf.tools.shipped import template_folder

__all__ = ["make_workspace"]

_TEMPLATE = "_workspace"


def make_workspace(root: Path, collection: str, found: Diagnostics) -> tuple[str, ...]:
    """Write all files of a new workspace, or none; their paths, sorted.

    Raises `Stopped` when one of them is there already.
    """
    with TemporaryDirectory(prefix="qpf-") as made:
        staged = Path(made) / "workspace"
        _render(staged, collection)
        _write_json_schemas(staged / "schemas" / "_meta")
        files = (path for path in staged.rglob("*") if path.is_file())
        paths = tuple(sorted(path.relative_to(staged).as_posix() for path in files))
        taken = [path for path in paths if (root / path).exists()]
        if taken:
            found.add(usage.place_taken(Place(taken[0]), "is there already"))
            raise Stopped
        shutil.copytree(staged, root, dirs_exist_ok=True, copy_function=shutil.copyfile)
    return paths


def _render(target: Path, collection: str) -> None:
    import copier

    copier.run_copy(
        str(template_folder() / _TEMPLATE),
        target,
        data={"collection": collection, "distribution": distribution_of(collection)},
        defaults=True,
        quiet=True,
    )


def _write_json_schemas(folder: Path) -> None:
    """For editors: what each kind of document may hold."""
    from qpf.sections.json_schema import json_schemas

    folder.mkdir(parents=True)
    for name, schema in json_schemas().items():
        text = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        (folder / name).write_text(text, "utf-8")
