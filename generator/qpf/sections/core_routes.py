"""The routes that every service has before a schema says anything."""

__all__ = ["CORE_ROUTES"]

CORE_ROUTES: tuple[tuple[str, str], ...] = (
    ("GET", "/livez"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
    ("GET", "/docs"),
    ("GET", "/docs/oauth2-redirect"),
    ("GET", "/openapi.json"),
    ("GET", "/approvals"),
    ("GET", "/approvals/{approval_id}"),
    ("POST", "/approvals/{approval_id}/approve"),
    ("POST", "/approvals/{approval_id}/reject"),
    ("GET", "/audit/entries"),
    ("GET", "/audit/verify"),
)
"""Method and path of each."""
