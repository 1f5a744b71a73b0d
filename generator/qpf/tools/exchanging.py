"""Two names of a file system change what they name in one step, where the system can do that."""

import errno
import os
from pathlib import Path

__all__ = ["exchanged"]

# linux/fcntl.h, linux/fs.h
_HERE = -100
_EXCHANGE = 2
_CANNOT = frozenset({errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP})


def exchanged(first: Path, second: Path) -> bool:
    """Whether two existing files or folders of one file system have changed places.

    False where the C library, the kernel or the file system does not know the call; any other
    failure is its `OSError`.
    """
    # Python has no name for the call; its import is paid by the runs that publish.
    import ctypes

    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    if call(_HERE, os.fsencode(first), _HERE, os.fsencode(second), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT:
        return False
    raise OSError(number, os.strerror(number), str(first), None, str(second))
