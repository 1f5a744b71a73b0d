"""What every test may rely on."""

import signal

# Started in the background by a shell, a process ignores SIGINT, and so would all its children.
signal.signal(signal.SIGINT, signal.default_int_handler)
