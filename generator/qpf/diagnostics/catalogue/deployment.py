"""Facts about endpoints, limits, telemetry and metadata."""

from qpf.diagnostics.diagnostic import Note, Place, Severity
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.fix import Fix, Replace
from qpf.diagnostics.forms import rolling_days, task_limit, url_path
from qpf.diagnostics.suggest import did_you_mean, listed

__all__ = [
    "bad_endpoint_parameter",
    "bad_route",
    "bad_scope",
    "bad_task_limit",
    "body_on_get",
    "duplicate_name",
    "duplicate_route",
    "metric_never_measured",
    "no_endpoints",
    "no_owner",
    "no_safety_layer",
    "no_status_endpoint",
    "open_mutation",
    "path_outside_root",
    "slower_than_deadline",
    "unfit_endpoint_parameter",
    "unknown_healthcheck",
    "unknown_safety_layer",
]


@fact("QPF440", "duplicate-route", area="deployment")
def duplicate_route(place: Place, method: str, path: str, first: Place) -> Finding:
    """Two endpoints have the same method and path"""
    return Finding(
        place,
        f"`{method} {path}` is served twice",
        help="change the path of one",
        notes=(Note("the first one", first),),
    )


@fact("QPF441", "bad-route", area="deployment")
def bad_route(place: Place, path: str) -> Finding:
    """An endpoint's path is not a URL path"""
    better = url_path(path)
    return Finding(
        place,
        f"`{path}` is not a URL path",
        fix=Fix(f"write `{better}`", (Replace(place, path, better),)) if better else None,
        help="write it from `/`, with letters, digits, `-`, `_`, `.` and `{name}`",
    )


@fact("QPF442", "no-endpoints", area="deployment", severity=Severity.WARNING)
def no_endpoints(place: Place, agent: str) -> Finding:
    """A service agent has no endpoint"""
    return Finding(
        place,
        f"`{agent}` has no endpoint",
        help="add at least a status endpoint",
    )


@fact("QPF443", "no-status-endpoint", area="deployment", severity=Severity.WARNING)
def no_status_endpoint(place: Place, agent: str) -> Finding:
    """Nobody can ask a service agent how it is"""
    return Finding(
        place,
        f"`{agent}` has no status or health endpoint",
        help="add one with `method: GET`, or name it under `healthcheck`",
    )


@fact("QPF444", "slower-than-deadline", area="deployment", severity=Severity.WARNING)
def slower_than_deadline(place: Place, name: str, timeout: int, deadline: int) -> Finding:
    """An endpoint waits longer than the agent may decide"""
    return Finding(
        place,
        f"`{name}` waits {timeout} ms, but a decision ends after {deadline} ms",
        help="lower `timeout_ms`, or raise `decisionlatencymaxms`",
    )


@fact("QPF445", "open-mutation", area="deployment", severity=Severity.WARNING)
def open_mutation(place: Place, name: str, mode: str) -> Finding:
    """A private endpoint that changes something needs no token"""
    return Finding(
        place,
        f"`{name}` changes something and has no `auth_required` while `apimode` is `{mode}`",
        help="name the scope that a caller needs",
    )


@fact("QPF446", "unknown-healthcheck", area="deployment")
def unknown_healthcheck(place: Place, path: str, known: tuple[str, ...]) -> Finding:
    """The health check names no endpoint"""
    return Finding(
        place,
        f"`healthcheck` is `{path}`, which is no endpoint",
        help=did_you_mean(path, known) or f"paths: {listed(known)}",
    )


@fact("QPF447", "metric-never-measured", area="deployment", severity=Severity.WARNING)
def metric_never_measured(place: Place, name: str) -> Finding:
    """A metric is declared that nothing measures"""
    return Finding(
        place,
        f"nothing measures `{name}`",
        help="measure it in a step (`measure`), or remove it",
    )


@fact("QPF448", "bad-scope", area="deployment")
def bad_scope(place: Place, text: str) -> Finding:
    """The temporal scope does not parse"""
    better = rolling_days(text)
    return Finding(
        place,
        f"`temporalscope` is `{text}`, expected `rolling_<n>_days`",
        fix=Fix(f"write `{better}`", (Replace(place, text, better),)) if better else None,
    )


@fact("QPF449", "bad-task-limit", area="deployment")
def bad_task_limit(place: Place, text: str) -> Finding:
    """The task limit does not parse"""
    better = task_limit(text)
    return Finding(
        place,
        f"`tasklimit` is `{text}`, expected `<n>_parallel` or `unlimited`",
        fix=Fix(f"write `{better}`", (Replace(place, text, better),)) if better else None,
    )


@fact("QPF450", "no-safety-layer", area="deployment", severity=Severity.WARNING)
def no_safety_layer(place: Place, mode: str) -> Finding:
    """An agent under control has no safety layer"""
    return Finding(
        place,
        f"`safetylayer` is empty while `mode` is `{mode}`",
        help="name the checks before and after an operation",
    )


@fact("QPF451", "unknown-safety-layer", area="deployment")
def unknown_safety_layer(place: Place, name: str, known: tuple[str, ...]) -> Finding:
    """A safety layer does not exist"""
    return Finding(
        place,
        f"`{name}` is not a safety layer",
        help=did_you_mean(name, known) or f"safety layers: {listed(known)}",
    )


@fact("QPF452", "no-owner", area="deployment", severity=Severity.WARNING)
def no_owner(place: Place) -> Finding:
    """Nobody answers for an agent"""
    return Finding(
        place,
        "neither `metadata.owner` nor `owner` is written",
        help="name who answers for the agent",
    )


@fact("QPF453", "path-outside-root", area="deployment")
def path_outside_root(place: Place, name: str, path: str, root: str) -> Finding:
    """A file is not under the folder the map gives for its kind"""
    return Finding(
        place,
        f"`{name}` is `{path}`, expected it under `{root}`",
    )


@fact("QPF454", "bad-endpoint-parameter", area="deployment")
def bad_endpoint_parameter(place: Place, path: str, name: str, known: tuple[str, ...]) -> Finding:
    """A path parameter is no input of the operation"""
    return Finding(
        place,
        f"`{path}` has the parameter `{name}`, which is no input of the operation",
        help=did_you_mean(name, known) or f"inputs: {listed(known)}",
    )


@fact("QPF455", "body-on-get", area="deployment")
def body_on_get(place: Place, name: str, kinds: tuple[str, ...]) -> Finding:
    """An endpoint without a body has an operation with structured inputs"""
    return Finding(
        place,
        f"`{name}` is a GET, but its operation takes {listed(kinds)}",
        help="use POST, or inputs of type bool, int, float or str",
    )


@fact("QPF456", "duplicate-name", area="deployment")
def duplicate_name(place: Place, what: str, name: str, first: Place) -> Finding:
    """A name is declared twice"""
    return Finding(
        place,
        f"{what} `{name}` is declared twice",
        help="keep one",
        notes=(Note("the first one", first),),
    )


@fact("QPF459", "unfit-endpoint-parameter", area="deployment")
def unfit_endpoint_parameter(place: Place, path: str, name: str, reason: str) -> Finding:
    """A path cannot carry the input that it names"""
    return Finding(
        place,
        f"`{path}` cannot carry `{name}`, which {reason}",
        help="name each input of type bool, int, float or str at most once",
    )
