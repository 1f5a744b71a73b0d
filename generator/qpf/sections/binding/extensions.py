"""The modules that people wrote in `glue/<collection>/extensions/`."""

from collections.abc import Iterator
from pathlib import Path

from qpf.diagnostics.catalogue import input_files
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.graph import ExtensionModule
from qpf.model.spec import CollectionSpec
from qpf.tools.provenance import has_marks

__all__ = ["extensions_of"]


def extensions_of(
    spec: CollectionSpec, glue: Path | None, found: Diagnostics
) -> tuple[ExtensionModule, ...]:
    """The modules of a collection by path; one that cannot be read is reported."""
    if glue is None:
        return ()
    return tuple(_read(glue / spec.name / "extensions", f"glue/{spec.name}/extensions", found))


def _read(folder: Path, shown: str, found: Diagnostics) -> Iterator[ExtensionModule]:
    for path in sorted(folder.glob("*.py")):
        place = Place(f"{shown}/{path.name}")
        try:
            text = path.read_bytes().decode("utf-8").replace("\r\n", "\n")
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            found.add(input_files.unreadable_file(place, reason))
        except UnicodeDecodeError:
            found.add(input_files.unreadable_file(place, "not UTF-8"))
        else:
            if has_marks(text):
                found.add(input_files.unreadable_file(place, "private-use characters"))
            else:
                yield ExtensionModule(path.name, text, place)
