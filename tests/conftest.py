"""What every test may rely on."""

import signal

# Started in the background, or by nohup, a process ignores these, and so would all its children.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
