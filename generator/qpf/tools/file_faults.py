"""Turns what the machine refuses into diagnostics, in one place for all commands."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qpf.diagnostics.catalogue import environment
from qpf.diagnostics.diagnostic import Diagnostic, Diagnostics, Place, Stopped
from qpf.tools.journal import JOURNAL, JournalConflict
from qpf.tools.lock import LockHeld
from qpf.tools.missing import MissingTool

__all__ = ["reported"]

_READ_ONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def reported(workspace: Path, found: Diagnostics) -> Iterator[None]:
    """Add a diagnostic for a fault of the machine and raise `Stopped`; faults of code pass."""
    here = Place(".")
    try:
        yield
    except MissingTool as error:
        found.add(environment.missing_tool(here, str(error)))
    except LockHeld as error:
        found.add(environment.lock_held(here, str(error)))
    except JournalConflict as error:
        found.add(environment.broken_journal(Place(JOURNAL), str(error)))
    except OSError as error:
        found.add(_of_system(error, workspace))
    except KeyboardInterrupt:
        found.add(environment.interrupted(here))
    else:
        return
    raise Stopped


def _of_system(error: OSError, workspace: Path) -> Diagnostic:
    place = Place(_shown(error.filename, workspace))
    reason = error.strerror or str(error)
    if error.errno in _READ_ONLY:
        return environment.read_only(place, reason)
    if error.errno in _FULL:
        return environment.disk_full(place, reason)
    return environment.os_refused(place, reason)


def _shown(name: object, workspace: Path) -> str:
    if not isinstance(name, str | Path):
        return "."
    path = Path(name)
    inside = path.is_relative_to(workspace)
    return path.relative_to(workspace).as_posix() if inside else path.name
