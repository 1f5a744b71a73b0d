"""Modules, documents and paths of an imported agent; the roles a service needs are added."""

import keyword
import re

from qpf.sections.binding.roles import REQUIRED, role_by_name
from qpf.sections.checks import path_fault
from qpf.sections.importing.identity import plain_letters
from qpf.sections.importing.node import Node
from qpf.sections.importing.report import Report

__all__ = ["filed", "sound_paths"]

_PATH = re.compile(r"[A-Za-z0-9_/.-]+")
_GLOB = re.compile(r"[A-Za-z0-9_/.*-]+")


def filed(root: Node, report: Report) -> None:
    """Modules with one role each, the package file first, Markdown documents."""
    files = root.section("cursorinstructions")
    rootpath = root.members["rootpath"].text
    modules = files.get("generatefiles") or files.put("generatefiles", [])
    documents = files.get("generatedocs") or files.put("generatedocs", [])
    names: dict[str, Node] = {}
    roles: set[str] = set()
    for node in modules.items:
        if node.text.endswith(".md"):
            documents.items.append(node)
            report.changed(node, f"`{node.text}` is a document; it goes to `generatedocs`")
            continue
        name = _module(node, rootpath, report)
        if name is not None:
            name = _one_role(name, node, roles, report)
            names.setdefault(name, Node(name, node.place))
    modules.value = _ordered(names, root, modules, roles, report)
    _documents(documents, report)
    sure = files.get("generateallrequired")
    if sure is not None and sure.value is not False:
        del files.members["generateallrequired"]
        report.needs(sure, "`generateallrequired` is left out: modules without behaviour are holes")
    for key in ("createifmissing", "linkexisting", "logging"):
        sound_paths(files, key, f"cursorinstructions.{key}", report)


def _module(node: Node, rootpath: str, report: Report) -> str | None:
    written = node.text
    inner = re.sub(rf"^{re.escape(rootpath.rstrip('/'))}/", "", written, flags=re.IGNORECASE)
    inner = inner.strip("/").removeprefix("./")
    if inner.endswith("/__init__.py") or "/tests/" in f"/{inner}":
        report.changed(node, f"`{written}` is left out: folders and tests are made by the factory")
        return None
    stem, dot, suffix = inner.rpartition(".")
    if not dot or suffix != "py":
        report.needs(node, f"`{written}` is no Python module and is left out")
        return None
    steps = stem.split("/")
    stem = steps[-1] if len(steps) > 2 and steps[0].upper() == "L9" else "_".join(steps)
    name = re.sub(r"\W+", "_", plain_letters(stem), flags=re.ASCII)
    name = f"n{name}" if name[:1].isdigit() else name or "module"
    name = f"{name}_" if keyword.iskeyword(name) else name
    if name.startswith("__") and name != "__init__":
        name = name.strip("_") or "module"
    if f"{name}.py" != written:
        report.changed(node, f"the module `{written}` becomes `{name}.py`")
    return f"{name}.py"


def _one_role(name: str, node: Node, roles: set[str], report: Report) -> str:
    role = role_by_name(name.removesuffix(".py"))
    if role is None or role.value == "package":
        return name
    if role.value not in roles:
        roles.add(role.value)
        return name
    other = f"{name.removesuffix('.py').removesuffix('_controller')}_part.py"
    report.changed(node, f"`{name}` becomes the hole `{other}`: a service has one {role.value}")
    return other


def _ordered(
    names: dict[str, Node], root: Node, modules: Node, roles: set[str], report: Report
) -> list[Node]:
    package = names.pop("__init__.py", None)
    if package is None:
        package = Node("__init__.py", modules.place)
        report.changed(modules, "`__init__.py` is added")
    made = [package, *names.values()]
    wanted = {role.value: stem for role, stem in REQUIRED.items()}
    if root.get("types") is not None:
        wanted["models"] = "models"
    for role, stem in wanted.items():
        if role not in roles:
            made.append(Node(f"{stem}.py", modules.place))
            report.changed(modules, f"`{stem}.py` is added: a service cannot run without it")
    return made


def _documents(documents: Node, report: Report) -> None:
    kept: dict[str, Node] = {}
    for node in documents.items:
        written = node.text
        name = written if "." in written.rpartition("/")[2] else f"{written}.md"
        name = name.replace("\\", "/")
        if not name.lower().endswith(".md") or path_fault(name) or not _PATH.fullmatch(name):
            report.needs(node, f"`{written}` is no Markdown document and is left out")
            continue
        if name.rpartition("/")[2].replace("_", "").upper() == "APISPEC.MD" and "_" not in name:
            name = f"{name[: -len('APISPEC.md')]}API_SPEC.md"
        if not name.endswith(".md"):
            name = f"{name[:-3]}.md"
        if name != written:
            report.changed(node, f"the document `{written}` becomes `{name}`")
        kept.setdefault(name.rpartition("/")[2].casefold(), Node(name, node.place))
    for name in ("README.md", "CONFIG.md"):
        if name.casefold() not in kept:
            kept[name.casefold()] = Node(name, documents.place)
            report.changed(documents, f"`{name}` is added: readers look for it")
    documents.value = list(kept.values())


def sound_paths(section: Node, key: str, name: str, report: Report, *, glob: bool = False) -> None:
    """Paths with forward slashes and plain characters; notes in parentheses are cut off."""
    paths = section.get(key)
    if paths is None:
        return
    kept: dict[str, Node] = {}
    for node in paths.items:
        right = _sound(node.text)
        if not right or path_fault(right) or not (_GLOB if glob else _PATH).fullmatch(right):
            report.needs(node, f"`{name}`: `{node.text}` is no path and is left out")
            continue
        if right != node.text:
            report.changed(node, f"`{name}`: `{node.text}` is written `{right}`")
            node.value = right
        kept.setdefault(right.casefold(), node)
    paths.value = list(kept.values())


def _sound(text: str) -> str:
    path = re.sub(r"\s*\([^()]*\)\s*$", "", text).replace("\\", "/").strip()
    return re.sub(r"/{2,}", "/", path).removeprefix("./").rstrip("/")
