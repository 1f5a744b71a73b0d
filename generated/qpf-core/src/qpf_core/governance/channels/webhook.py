"""Escalations to a webhook that reads Slack's message format."""

from typing import TYPE_CHECKING

from qpf_core.errors import Unavailable
from qpf_core.governance.channels.notice import Notice
from qpf_core.plain import to_plain

if TYPE_CHECKING:
    from httpx2 import AsyncClient


class WebhookChannel:  # pylint: disable=too-few-public-methods
    """Posts `{"text": ..., "notice": {...}}`; an answer other than 2xx counts as not delivered."""

    def __init__(
        self, url: str, *, timeout_s: float = 10.0, client: "AsyncClient | None" = None
    ) -> None:
        """Post to `url`, through `client` when given."""
        self._url = url
        self._timeout_s = timeout_s
        self._client = client

    async def deliver(self, notice: Notice) -> None:
        """Return when the receiver accepted the notice; raises Unavailable when it did not."""
        # The HTTP client is loaded only by those who have a webhook.
        import httpx2  # pylint: disable=import-outside-toplevel

        try:
            if self._client is not None:
                await self._post(self._client, notice)
                return
            async with httpx2.AsyncClient() as client:
                await self._post(client, notice)
        except httpx2.HTTPError as error:
            raise Unavailable(f"webhook: {type(error).__name__}") from error

    async def _post(self, client: "AsyncClient", notice: Notice) -> None:
        answer = await client.post(
            self._url,
            json={"text": notice.text, "notice": to_plain(notice)},
            headers={"Idempotency-Key": notice.id, "X-Correlation-ID": _header(notice)},
            timeout=self._timeout_s,
        )
        if not answer.is_success:
            raise Unavailable(f"webhook: status {answer.status_code}")


def _header(notice: Notice) -> str:
    return notice.correlation_id.encode("ascii", "replace").decode().strip()
