"""Who an imported agent is: a name for code, a folder in the package, a version."""

import keyword
import re
import unicodedata

from qpf.sections.importing.loosening import as_text
from qpf.sections.importing.node import Node
from qpf.sections.importing.report import Report
from qpf.views.naming import words_of

__all__ = ["identified", "importable", "plain_letters", "slug_of"]

_HEADS = ("system", "name", "role", "rootpath", "module", "version", "title", "purpose")
_LEAST_ROLE = 20


def slug_of(name: str) -> str:
    """The id of an agent from its name: `TensorAIOS` is `tensor_aios`."""
    slug = "_".join(word.lower() for word in words_of(plain_letters(name)))
    slug = re.sub(r"[^a-z0-9_]+", "", slug)[:40].strip("_") or "agent"
    slug = slug if slug[0].isalpha() else f"agent_{slug}"
    return f"{slug}_agent" if keyword.iskeyword(slug) else slug


def plain_letters(text: str) -> str:
    """A text without accents: names of code have none."""
    parted = unicodedata.normalize("NFKD", text)
    return "".join(one for one in parted if not unicodedata.combining(one))


def importable(path: str) -> str:
    """A folder as an import path can have it: no dots, hyphens or empty steps."""
    parts = plain_letters(path).replace("\\", "/").split("/")
    steps = [re.sub(r"\W+", "_", step, flags=re.ASCII).strip("_") for step in parts]
    kept = [step for step in steps if step and step != ".."]
    named = (f"n{step}" if step[0].isdigit() else step for step in kept)
    return "/".join(f"{one}_" if keyword.iskeyword(one.lower()) else one for one in named)


def identified(root: Node, stem: str, report: Report) -> None:
    """Give a schema the heads it must have; what was written is kept where it can be."""
    for key in _HEADS:
        head = root.get(key)
        is_one = head is None or not isinstance(head.value, list | dict)
        if head is not None and not is_one and not as_text(head, key, report):
            report.needs(head, f"`{key}` cannot be {head.shown}")
    _name(root, stem, report)
    _version(root, report)
    name = root.members["name"]
    system = root.get("system")
    if system is None or not system.text:
        title = root.get("title")
        words = title.text if title is not None and title.text else name.text
        root.put("system", words, system or title or name)
        report.changed(system or name, f"`system` was missing; `{words}` is set")
    _role(root, name.text, report)
    folder = root.get("rootpath")
    written = folder.text if folder is not None else ""
    right = importable(written) or slug_of(name.text)
    if folder is None or right != written:
        made = root.put("rootpath", right, folder or name)
        report.changed(made, f"`rootpath` `{written or 'none'}` becomes `{right}`")


def _name(root: Node, stem: str, report: Report) -> None:
    name, system = root.get("name"), root.get("system")
    written = name.text if name is not None else ""
    words = written or (system.text if system is not None else "") or stem
    words = re.sub(r"\([^()]*\)|\bv?\d+(\.\d+)+\b", " ", words)
    if re.fullmatch(r"[A-Z][A-Za-z0-9]*", words):
        right = words
    else:
        parts = re.findall(r"[A-Za-z0-9]+", plain_letters(words))
        right = "".join(part[:1].upper() + part[1:] for part in parts)[:60] or "Agent"
        right = right if right[0].isalpha() else f"Agent{right}"
    if right != written:
        made = root.put("name", right, name or system)
        report.changed(made, f"the name `{written or 'none'}` becomes `{right}`")


def _version(root: Node, report: Report) -> None:
    version = root.get("version")
    if version is None:
        return
    numbers = [int(part) for part in re.findall(r"\d+", version.text)[:3]]
    parts = tuple([*numbers, 0, 0, 0][:3])
    right = ".".join(map(str, max(parts, (6, 0, 0))))
    if parts < (6, 0, 0):
        report.needs(version, f"version `{version.text}` is before 6.0.0; `{right}` is set")
    elif right != version.value:
        report.changed(version, f"version `{version.text}` is written `{right}`")
    version.value = right


def _role(root: Node, name: str, report: Report) -> None:
    role = root.get("role")
    if role is not None and len(role.text) >= _LEAST_ROLE:
        return
    for key in ("purpose", "summary", "description"):
        other = root.get(key)
        if other is not None and len(other.text) >= _LEAST_ROLE:
            root.put("role", other.text, role or other)
            report.changed(role or other, f"`role` says too little; `{key}` is taken")
            return
    words = role.text if role is not None else ""
    root.put("role", f"{words or name}. Its role was not described.", role)
    report.needs(role or root, f"say what `{name}` does, in `role`")
