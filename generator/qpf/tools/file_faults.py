"""Turns what the machine refuses into diagnostics, in one place for all commands."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from qpf.diagnostics.catalogue import environment
from qpf.diagnostics.diagnostic import Diagnostic, Diagnostics, Place, Stopped
from qpf.tools.journal import JOURNAL, HalfSwitched, JournalConflict
from qpf.tools.lock import LockHeld
from qpf.tools.missing import MissingTool
from qpf.tools.private_folder import LinkedFolder

__all__ = ["PUBLISHED", "Progress", "reported"]

PUBLISHED = "published"
"""The stage after the switch: from here on the new tree is the published one."""

_READ_ONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

_HELP = {
    errno.EXDEV: "keep `.qpf/` and the folders of the emitted trees in one file system",
    errno.EBUSY: "a folder that is switched cannot be a mount point; mount the one around it",
    errno.EMFILE: "allow the run more open files (`ulimit -n`)",
    errno.ENOMEM: "give the run more memory, or fewer workers (`--jobs 1`)",
    errno.EAGAIN: "allow the user of this run more processes (`ulimit -u`)",
}


@dataclass(slots=True)
class Progress:
    """The stage a run is in, in the words that `Request.tell` hears."""

    stage: str = ""


@contextmanager
def reported(
    workspace: Path, found: Diagnostics, progress: Progress | None = None
) -> Iterator[None]:
    """Add a diagnostic for a fault of the machine and raise `Stopped`; faults of code pass.

    An interruption is the cause of the `Stopped` it becomes.
    """
    here, reached = Place("."), progress or Progress()
    try:
        yield
    except MissingTool as error:
        found.add(environment.missing_tool(here, str(error)))
    except LockHeld as error:
        found.add(environment.lock_held(here, str(error)))
    except JournalConflict as error:
        found.add(environment.broken_journal(Place(JOURNAL), str(error)))
    except HalfSwitched as error:
        found.add(environment.half_switched(Place(JOURNAL), str(error)))
    except LinkedFolder as error:
        found.add(environment.linked_folder(Place(error.path), error.kind))
    except OSError as error:
        found.add(_of_system(error, workspace, is_new=reached.stage == PUBLISHED))
    except MemoryError:
        is_new = reached.stage == PUBLISHED
        found.add(environment.os_refused(here, "not enough memory", is_new=is_new))
    except KeyboardInterrupt as error:
        is_new = reached.stage == PUBLISHED
        found.add(environment.interrupted(here, reached.stage, is_new=is_new))
        raise Stopped from error
    else:
        return
    raise Stopped


def _of_system(error: OSError, workspace: Path, *, is_new: bool) -> Diagnostic:
    place = Place(_shown(error.filename, workspace))
    reason = error.strerror or str(error)
    if is_new:
        return environment.os_refused(place, reason, is_new=True)
    if error.errno in _READ_ONLY:
        return environment.read_only(place, reason)
    if error.errno in _FULL:
        return environment.disk_full(place, reason)
    return environment.os_refused(place, reason, _HELP.get(error.errno or 0, ""))


def _shown(name: object, workspace: Path) -> str:
    if not isinstance(name, str | Path):
        return "."
    path = Path(name)
    inside = path.is_relative_to(workspace)
    return path.relative_to(workspace).as_posix() if inside else path.name
