"""The entry point: the shortest way to an answer first, the command line otherwise."""

import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    An extraction that has nothing to do is recognised before anything heavy is imported.
    """
    from qpf.cli.streams import ensure_streams
    from qpf.tools.interruptions import heeded, signal_of

    ensure_streams()
    with heeded():
        try:
            return _answer(sys.argv[1:] if arguments is None else arguments)
        except KeyboardInterrupt as error:
            # Before a command has begun its work, or after it has told of it.
            sys.stderr.write("interrupted\n")
            return 128 + signal_of(error)
        except (MemoryError, SystemError) as error:
            # Where nobody is left to tell it with its place: while loading, or while reporting.
            # An interpreter without memory may lose the reason; then it is a SystemError.
            is_lost = isinstance(error, SystemError)
            reason = f"the interpreter failed ({error}), perhaps with " if is_lost else ""
            sys.stderr.write(f"{reason}not enough memory; run it again with more\n")
            return 4


def _answer(arguments: Sequence[str]) -> int:
    from qpf.cli.arguments import normalised

    words = normalised(arguments)
    from qpf.cli.quick import is_up_to_date

    if is_up_to_date(words):
        sys.stderr.write("up to date\n")
        return 0
    from qpf.cli.app import run

    return run(words)


if __name__ == "__main__":
    sys.exit(main())
