"""Facts about the machine: tools, disks, locks, interruptions. None is a fault of a schema."""

from qpf.diagnostics.diagnostic import Place, Severity
from qpf.diagnostics.fact import Finding, fact

__all__ = [
    "broken_journal",
    "disk_full",
    "half_switched",
    "healed",
    "interrupted",
    "linked_folder",
    "lock_held",
    "missing_tool",
    "os_refused",
    "read_only",
    "unheard",
]


@fact("QPF901", "missing-tool", area="environment")
def missing_tool(place: Place, tool: str) -> Finding:
    """A tool the factory needs is not installed"""
    return Finding(
        place,
        f"the tool `{tool}` is missing from the environment of the factory",
        help=f"install the factory with its dependencies, or `pip install {tool}`",
    )


@fact("QPF902", "read-only", area="environment")
def read_only(place: Place, reason: str) -> Finding:
    """A file or folder may not be read or written"""
    return Finding(
        place,
        f"`{place.file}` may not be read or written: {reason}; the published tree is unchanged",
        help="give the user of this run the right to read and write there",
    )


@fact("QPF903", "disk-full", area="environment")
def disk_full(place: Place, reason: str) -> Finding:
    """The disk or a quota is full"""
    return Finding(
        place,
        f"there is no room to write `{place.file}`: {reason}; the published tree is unchanged",
        help="free some space and run again",
    )


@fact("QPF904", "lock-held", area="environment")
def lock_held(place: Place, owner: str) -> Finding:
    """Another run works in this workspace"""
    return Finding(
        place,
        f"another run works in this workspace{owner}",
        help="wait for it to end; the lock goes with its process",
    )


@fact("QPF905", "interrupted", area="environment")
def interrupted(place: Place, stage: str = "", *, is_new: bool = False) -> Finding:
    """The run was interrupted"""
    if is_new:
        return Finding(
            place,
            "the run was interrupted after publishing; the published tree is the new one",
            help="run it again to be told what it did",
        )
    during = f" while {stage}" if stage else ""
    return Finding(
        place,
        f"the run was interrupted{during}; the published tree is the one before it",
        help="run it again",
    )


@fact("QPF906", "os-refused", area="environment")
def os_refused(place: Place, reason: str, help: str = "", *, is_new: bool = False) -> Finding:
    """The operating system refused an operation"""
    tree = "the new one; run it again" if is_new else "unchanged"
    return Finding(
        place,
        f"the system refused an operation on `{place.file}`: {reason};"
        f" the published tree is {tree}",
        help=help,
    )


@fact("QPF907", "broken-journal", area="environment")
def broken_journal(place: Place, reason: str) -> Finding:
    """The journal of an interrupted run does not fit the tree"""
    return Finding(
        place,
        f"the journal `{place.file}` does not fit the tree: {reason}",
        help="restore `generated/` and `manifests/` from version control, then remove the journal",
    )


@fact("QPF908", "healed", area="environment", severity=Severity.NOTE)
def healed(place: Place, process: str, *, is_new: bool) -> Finding:
    """An earlier run was killed, and this one put the workspace in order"""
    who = f"an earlier run (process {process})" if process else "an earlier run"
    if is_new:
        return Finding(
            place,
            f"{who} was killed while it switched folders; the switch is complete now,"
            " and the published tree was the new one when this run began",
        )
    return Finding(
        place,
        f"{who} was killed; it had switched nothing, or everything, and its left-overs are cleared",
    )


@fact("QPF909", "linked-folder", area="environment")
def linked_folder(place: Place, kind: str) -> Finding:
    """A folder the factory writes is a link, or no folder"""
    return Finding(
        place,
        f"`{place.file}` is {kind}; the factory writes and empties only folders of the workspace",
        help="remove it, or name another folder with `output` or `manifests` in `[tool.qpf]`",
    )


@fact("QPF900", "half-switched", area="environment")
def half_switched(place: Place, reason: str) -> Finding:
    """Publishing stopped in the middle and could not be undone"""
    return Finding(
        place,
        f"the system refused to switch the folders, and to undo what was done: {reason};"
        " the published tree is a mixture until the next run completes the switch",
        help="see that the disk works and run again: the journal holds what is left to do",
    )


@fact("QPF923", "unheard", area="environment")
def unheard(place: Place, stream: str) -> Finding:
    """The answer of a command could not be written"""
    return Finding(
        place,
        f"the answer could not be written to {stream}; what the command did is done",
        help="give the stream room, and ask again",
    )
