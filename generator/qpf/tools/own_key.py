"""A secret of the user, kept outside of every workspace, that marks what this user's runs wrote.

A workspace may come from anywhere, and its cache folder with it. Only an entry that is sealed with
this key may be run as code.
"""

import os
import stat
from pathlib import Path

__all__ = ["own_key"]

_SIZE = 32
_FORBIDDEN = stat.S_IRWXG | stat.S_IRWXO


def own_key() -> bytes | None:
    """The key, made when there is none; None where none can be kept to oneself."""
    try:
        file = _folder() / "key"
        return _read(file) or _make(file)
    except (OSError, RuntimeError):
        return None


def _folder() -> Path:
    named = os.environ.get("XDG_CACHE_HOME", "")
    cache = Path(named) if named.startswith("/") else Path.home() / ".cache"
    return cache / "qpf"


def _read(file: Path) -> bytes | None:
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    try:
        seen = os.fstat(handle)
        is_own = stat.S_ISREG(seen.st_mode) and seen.st_uid == os.geteuid()
        if not is_own or seen.st_mode & _FORBIDDEN:
            raise PermissionError("others can read or write the key")
        key = os.read(handle, _SIZE)
    finally:
        os.close(handle)
    if len(key) != _SIZE:
        raise OSError("the key is damaged")
    return key


def _make(file: Path) -> bytes | None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = file.with_name(f"key.{os.getpid()}")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        os.write(handle, os.urandom(_SIZE))
    finally:
        os.close(handle)
    try:
        # A link fails when another run was faster; then its key is the one.
        os.link(partial, file)
    except FileExistsError:
        pass
    finally:
        partial.unlink()
    return _read(file)
