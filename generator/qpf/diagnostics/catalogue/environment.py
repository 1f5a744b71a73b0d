"""Facts about the machine: tools, disks, locks, interruptions. None is a fault of a schema."""

from qpf.diagnostics.diagnostic import Place
from qpf.diagnostics.fact import Finding, fact

__all__ = [
    "broken_journal",
    "disk_full",
    "interrupted",
    "lock_held",
    "missing_tool",
    "os_refused",
    "read_only",
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
    """A folder cannot be written"""
    return Finding(
        place,
        f"`{place.file}` cannot be written: {reason}; the published tree is unchanged",
        help="give the user of this run the right to write there",
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
def interrupted(place: Place) -> Finding:
    """The run was interrupted"""
    return Finding(
        place, "the run was interrupted; no half-written tree is left", help="run it again"
    )


@fact("QPF906", "os-refused", area="environment")
def os_refused(place: Place, reason: str) -> Finding:
    """The operating system refused a file operation"""
    return Finding(
        place,
        f"the system refused an operation on `{place.file}`: {reason};"
        " the published tree is unchanged",
    )


@fact("QPF907", "broken-journal", area="environment")
def broken_journal(place: Place, reason: str) -> Finding:
    """The journal of an interrupted run does not fit the tree"""
    return Finding(
        place,
        f"the journal `{place.file}` does not fit the tree: {reason}",
        help="restore `generated/` and `manifests/` from version control, then remove the journal",
    )
