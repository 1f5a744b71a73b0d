"""What `qpf validate --fix` does at the desk: mend, write or show, and tell what is left."""

from collections.abc import Callable, Sequence
from difflib import unified_diff
from pathlib import Path

from qpf.cli.collector import Collector
from qpf.cli.desk import NO, YES, Desk
from qpf.mending import Mended, mend
from qpf.model.request import Request
from qpf.pipeline import LOCAL
from qpf.tools.fixing.files import InputFiles
from qpf.tools.fixing.settings import mended_settings
from qpf.tools.lock import observed
from qpf.tools.workspace import FILE
from qpf.tools.workspace_session import session

__all__ = ["mended_at", "mended_settings_at"]


def mended_settings_at(root: Path, desk: Desk, *, is_unsafe: bool, is_written: bool) -> bool:
    """Mend the settings of a workspace, or show how, before they are read; whether it was shown.

    The lock is only looked at: which trees a session would heal, the settings say.
    """
    files = InputFiles(root)
    with observed(Request(workspace=root).private):
        made = mended_settings(files, allow_unsafe=is_unsafe)
        if made is not None and is_written:
            files.write({FILE: made.data}, LOCAL)
    if made is None:
        return False
    if is_written:
        count = len(made.mended)
        desk.console.say(f"{count} setting{'s' if count != 1 else ''} mended in `{FILE}`")
        return False
    if desk.console.is_text:
        desk.console.result(_difference(FILE, files.original(FILE) or b"", made.data))
    return True


def mended_at(desk: Desk, request: Request, *, is_unsafe: bool, is_written: bool) -> int:
    """Mend the workspace, or only show how; the exit code is no while something is left to do."""
    files = InputFiles(request.workspace)

    def made() -> Mended:
        return mend(
            request,
            files,
            lambda: Collector(desk.settings),
            allow_unsafe=is_unsafe,
            may_touch=_touching(request.selectors),
        )

    if not is_written:
        return _shown(desk, files, made())
    with session(request, LOCAL, desk.found):
        mended = made()
        files.write(mended.contents, LOCAL)
    desk.found.extend(mended.left.found)
    desk.console.say(_summary(mended))
    return NO if mended.left.has_errors else YES


def _shown(desk: Desk, files: InputFiles, made: Mended) -> int:
    if not desk.console.is_text:
        desk.found.extend(made.before.found)
        return NO if made.contents else YES
    for path, data in made.contents.items():
        desk.console.result(_difference(path, files.original(path) or b"", data))
    desk.console.say(_summary(made))
    return NO if made.contents or made.left.has_errors else YES


def _summary(made: Mended) -> str:
    left = sum(1 for each in made.left.found if not each.suppressed)
    count = len(made.mended)
    faults = f"{count + left} finding{'s' if count + left != 1 else ''}"
    where = f" in {len(made.contents)} file{'s' if len(made.contents) != 1 else ''}"
    return f"{faults}, {count} mended{where if count else ''}, {left} left"


def _difference(path: str, old: bytes, new: bytes) -> str:
    before, after = _lines(old), _lines(new)
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in unified_diff(before, after, f"a/{path}", f"b/{path}")
    )


def _lines(data: bytes) -> list[str]:
    return data.decode("utf-8", "replace").splitlines(keepends=True)


def _touching(selectors: Sequence[str]) -> Callable[[str], bool]:
    """Whether a file belongs to what is selected; the graph is not known while there are faults."""
    wanted = [text.strip("+") for text in selectors]
    if not wanted or any("+" in text or "changed" in text for text in selectors):
        return lambda _: True
    return lambda path: any(_is_of(path, name) for name in wanted)


def _is_of(path: str, selected: str) -> bool:
    collection, _, agent = selected.partition("/")
    folder, _, rest = path.partition("/")
    owner, _, file = rest.removesuffix(".yaml").partition("/")
    if agent:
        return (folder, owner, file) == ("schemas", collection, agent)
    return owner == collection or file == collection
