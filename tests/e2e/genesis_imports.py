"""Imports every module of the organism and prints, as JSON, what that did besides."""

import importlib
import json
import os
import pkgutil
import sys
import threading

_ACTS = ("socket.", "subprocess.", "os.fork", "os.mkdir", "os.rename", "os.remove", "signal.")


def main() -> int:
    """Watch while all modules are imported."""
    acts: list[str] = []

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING
        if writes or event.startswith(_ACTS):
            acts.append(f"{event} {arguments[:2]}")

    sys.addaudithook(watch)
    package = importlib.import_module("lambda_genesis")
    names = [one.name for one in pkgutil.walk_packages(package.__path__, "lambda_genesis.")]
    for name in names:
        importlib.import_module(name)
    threads = [one.name for one in threading.enumerate()]
    sys.stdout.write(json.dumps({"modules": names, "acts": acts, "threads": threads}))
    return 0


_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT

if __name__ == "__main__":
    sys.exit(main())
