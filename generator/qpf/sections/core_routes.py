"""The routes that every service has before a schema says anything."""

__all__ = ["CORE_ROUTES", "DOCUMENTED"]

DOCUMENTED = ("/docs", "/docs/oauth2-redirect", "/openapi.json")
"""Paths of the documents about a service, which come before all else that it serves."""

CORE_ROUTES: tuple[tuple[str, str], ...] = (
    ("GET", "/livez"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
    *(("GET", path) for path in DOCUMENTED),
    ("GET", "/approvals"),
    ("GET", "/approvals/{approval_id}"),
    ("POST", "/approvals/{approval_id}/approve"),
    ("POST", "/approvals/{approval_id}/reject"),
    ("GET", "/audit/entries"),
    ("GET", "/audit/verify"),
)
"""Method and path of each."""
