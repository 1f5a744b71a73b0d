"""Facts about governance: anchors, policies, triggers, audit."""

from qpf.diagnostics.diagnostic import Note, Place, Severity
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.fix import Drop, Fix
from qpf.diagnostics.suggest import did_you_mean, listed

__all__ = [
    "anchor_without_channel",
    "duplicate_condition",
    "empty_audit_scope",
    "event_never_raised",
    "full_autonomy_gated",
    "idle_anchor",
    "idle_in_library",
    "no_anchors",
    "no_escalation_policy",
    "override_contradiction",
    "policy_never_fires",
    "scope_never_audited",
    "unknown_anchor",
    "unknown_channel_kind",
]


@fact("QPF401", "no-anchors", area="governance")
def no_anchors(place: Place, mode: str) -> Finding:
    """An agent that is not autonomous has no anchor"""
    return Finding(
        place,
        f"`anchors` is empty while `mode` is `{mode}`",
        help="name who receives escalations",
    )


@fact("QPF402", "unknown-anchor", area="governance")
def unknown_anchor(place: Place, name: str, known: tuple[str, ...]) -> Finding:
    """An anchor is defined neither in the map nor in the glue"""
    return Finding(
        place,
        f"anchor `{name}` is not defined",
        help=did_you_mean(name, known)
        or "define it under `shared_configuration.governance_anchors` of the map",
    )


@fact("QPF403", "unknown-channel-kind", area="governance")
def unknown_channel_kind(place: Place, text: str, known: tuple[str, ...]) -> Finding:
    """An anchor is reached by a channel that does not exist"""
    return Finding(
        place,
        f"`{text}` is not a delivery channel",
        help=did_you_mean(text, known) or f"channels: {listed(known)}",
    )


@fact("QPF404", "anchor-without-channel", area="governance")
def anchor_without_channel(place: Place, name: str) -> Finding:
    """Nothing reaches an anchor"""
    return Finding(
        place,
        f"anchor `{name}` has no channel",
        help="list channels in the map, or in parentheses in the glue",
    )


@fact("QPF405", "policy-never-fires", area="governance")
def policy_never_fires(place: Place, metric: str, known: tuple[str, ...]) -> Finding:
    """A condition reads a metric that nothing measures"""
    return Finding(
        place,
        f"nothing measures `{metric}`, so the condition never holds",
        help=did_you_mean(metric, known)
        or "measure it in a step (`measure`), or use a built-in metric",
    )


@fact("QPF406", "event-never-raised", area="governance")
def event_never_raised(place: Place, name: str, known: tuple[str, ...]) -> Finding:
    """A policy names an event that nothing raises"""
    return Finding(
        place,
        f"no operation escalates `{name}`, so the policy never fires",
        help=did_you_mean(name, known)
        or "raise it in a step (`escalate`), or write a condition over metrics",
    )


@fact("QPF407", "no-escalation-policy", area="governance")
def no_escalation_policy(place: Place) -> Finding:
    """Humans may override, but nothing ever reaches them"""
    return Finding(
        place,
        "`humanoverride` is `true`, but nothing escalates: no `escalationpolicy`, no trigger",
        help="write when to escalate",
    )


@fact("QPF408", "override-contradiction", area="governance", severity=Severity.WARNING)
def override_contradiction(place: Place, mode: str) -> Finding:
    """An agent is supervised although nobody may overrule it"""
    return Finding(
        place,
        f"`humanoverride` is `false` while `mode` is `{mode}`",
        help="allow the override, or set `mode: autonomous`",
    )


@fact("QPF409", "empty-audit-scope", area="governance", severity=Severity.WARNING)
def empty_audit_scope(place: Place) -> Finding:
    """Nothing is written to the audit log"""
    return Finding(
        place,
        "`auditscope` is empty",
        help="name what is audited",
    )


@fact("QPF410", "scope-never-audited", area="governance", severity=Severity.WARNING)
def scope_never_audited(place: Place, name: str) -> Finding:
    """No operation writes an audit scope"""
    return Finding(
        place,
        f"no operation audits `{name}`",
        help="audit it in a step (`audit`) or an operation's `audit`, or remove it",
    )


@fact("QPF411", "full-autonomy-gated", area="governance", severity=Severity.WARNING)
def full_autonomy_gated(place: Place) -> Finding:
    """An agent has full autonomy, but its actions wait for approval"""
    return Finding(
        place,
        "`autonomyprofile.mode` is `full_autonomy`, but `externalactions` is `gated_by_governance`",
        help="choose `controlled_autonomy`, or open the scope",
    )


@fact("QPF415", "never-allowed", area="governance")
def never_allowed(place: Place, name: str, key: str, scope: Place) -> Finding:
    """An operation is outside of what its agent may do, whatever happens"""
    does = "acts outside of the system" if key == "externalactions" else "changes its memory"
    return Finding(
        place,
        f"`{name}` {does}, and `{key}` is `none`: it would be refused always",
        help=f"write `gated_by_governance` or `full` for `{key}`, or remove the operation",
        notes=(Note("the scope", scope),),
    )


@fact("QPF413", "idle-in-library", area="governance", severity=Severity.WARNING)
def idle_in_library(place: Place, name: str, value: str, neutral: str) -> Finding:
    """A library says how it learns or decides, but a library does neither"""
    return Finding(
        place,
        f"`{name}` is `{value}`, which changes nothing in a library",
        help=f"write `{neutral}`: what imports the library learns and decides",
    )


@fact("QPF414", "idle-anchor", area="governance", severity=Severity.WARNING)
def idle_anchor(place: Place, name: str, known: Place) -> Finding:
    """The glue names an anchor that is known already, and adds no channel"""
    return Finding(
        place,
        f"anchor `{name}` of the glue changes nothing: it is known, with these channels",
        help="remove it, or add a channel in brackets",
        notes=(Note("where it is known from", known),),
        fix=Fix("remove the anchor", (Drop(place),), is_safe=False),
    )


@fact("QPF412", "duplicate-condition", area="governance")
def duplicate_condition(place: Place, name: str, first: Place) -> Finding:
    """The same condition is written twice"""
    return Finding(
        place,
        f"the condition `{name}` is written twice",
        help="remove one",
        notes=(Note("the first one", first),),
    )
