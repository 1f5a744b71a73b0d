"""Worker: reads files and gathers their facts."""

import ast
import warnings
from pathlib import Path
from typing import Any

from qpf.tools.gates.documented import annotations, docstrings
from qpf.tools.gates.evidence import Breach, Evidence, merged
from qpf.tools.gates.facts import FileFacts
from qpf.tools.gates.forbidden import dated_licence, forbidden, header_fault
from qpf.tools.gates.import_facts import bound_names, imports
from qpf.tools.gates.names import Gate
from qpf.tools.gates.package import module_of
from qpf.tools.gates.style import Style, style_faults

__all__ = ["facts_of", "prime", "run"]


def prime(_setting: dict[str, Any]) -> None:
    """Import both formatters once, for all workers."""
    import black  # noqa: F401
    import isort  # noqa: F401


def run(task: dict[str, Any]) -> list[dict[str, Any]]:
    """The facts of each file of the task, in its order."""
    style = Style(task["line_length"], tuple(task["first_party"]))
    root = Path(task["root"])
    return [
        facts_of(path, (root / path).read_bytes(), style, is_printed=is_printed).plain()
        for path, is_printed in task["files"]
    ]


def facts_of(path: str, data: bytes, style: Style, *, is_printed: bool) -> FileFacts:
    """The facts of one file of a distribution."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return FileFacts(Evidence())
    if not path.endswith(".py"):
        is_licence = path.rpartition("/")[2].upper().startswith(("LICENSE", "LICENCE"))
        return FileFacts(Evidence(() if is_licence else dated_licence(text)))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text, path)
            compile(tree, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None) or 1
        reason = getattr(error, "msg", None) or str(error)
        return FileFacts(Evidence((Breach(Gate.COMPILE, "", line, reason),)))
    breaches = [*style_faults(text, style), *forbidden(text, tree), *dated_licence(text)]
    header = header_fault(text) if is_printed else None
    seen = [Evidence(tuple([*breaches, header] if header else breaches))]
    if path.startswith("src/"):
        seen += [annotations(tree), docstrings(tree, module_of(path))]
    return FileFacts(merged(seen), imports(tree), bound_names(tree))
