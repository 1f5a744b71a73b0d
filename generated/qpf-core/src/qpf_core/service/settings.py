"""Settings of a service, typed, from the environment.

A collection derives its own class with its prefix, e.g. `L9_`; nested values use two underscores:
`L9_API_KEYS__ops__KEY=...`, `L9_API_KEYS__ops__ROLES='["governance_token"]'`, `L9_SMTP__HOST=mail`.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit, urlunsplit

from pydantic import BaseModel, Field, JsonValue, SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from qpf_core.governance import ChannelSettings

LogLevel = Literal["debug", "info", "warning", "error"]


class ApiKey(BaseModel):
    """One key and the roles of whoever holds it."""

    key: SecretStr
    roles: tuple[str, ...] = ()


class SmtpSettings(BaseModel):
    """The mail server for escalations and who reads them.

    `recipients` maps the name of an anchor to an address; the name `*` is everyone else.
    """

    host: str
    port: int = Field(default=587, ge=1, le=65535)
    sender: str = "governance@localhost"
    starttls: bool = True
    username: str = ""
    password: SecretStr = SecretStr("")
    recipients: dict[str, str] = Field(default_factory=dict)


class CoreSettings(BaseSettings):
    """What every service can be told; each default works on a fresh machine.

    Times are in seconds, sizes in bytes. Without `database_url` and `archive_url` everything
    lives in `data_dir`; without `redis_url` buses and working memory live in the process.
    """

    model_config = SettingsConfigDict(
        env_prefix="QPF_", env_nested_delimiter="__", extra="ignore", frozen=True
    )

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    log_level: LogLevel = "info"
    docs: bool = True

    data_dir: Path = Path("data")
    database_url: str | None = None
    redis_url: str | None = None
    archive_url: str | None = None

    jwt_secret: SecretStr | None = None
    jwt_issuer: str = "qpf"
    jwt_audience: str = "qpf"
    api_keys: dict[str, ApiKey] = Field(default_factory=dict)
    require_auth: bool = False

    smtp: SmtpSettings | None = None
    webhook_url: SecretStr | None = None
    approval_ttl_s: float = Field(default=3600.0, gt=0)

    max_body_bytes: int = Field(default=1024 * 1024, gt=0)
    rate_limit_per_s: float = Field(default=1000.0, gt=0)
    rate_limit_burst: int = Field(default=2000, gt=0)
    readiness_timeout_s: float = Field(default=2.0, gt=0)
    shutdown_grace_s: int = Field(default=5, gt=0)
    drain_delay_s: float = Field(default=0.0, ge=0)
    telemetry: bool = False
    agents: tuple[str, ...] = ()
    partner_urls: dict[str, str] = Field(default_factory=dict)

    @property
    def store_url(self) -> str:
        """Return the URL of the relational store."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'service.db').as_posix()}"

    @property
    def files_url(self) -> str:
        """Return the URL of the archive."""
        return self.archive_url or (self.data_dir / "archive").absolute().as_uri()

    @property
    def authenticates(self) -> bool:
        """Tell whether any credential could be accepted."""
        return self.jwt_secret is not None or bool(self.api_keys)

    @property
    def channels(self) -> ChannelSettings:
        """Return what governance needs to reach its anchors."""
        smtp = self.smtp or SmtpSettings(host="")
        return ChannelSettings(
            smtp_host=smtp.host,
            smtp_port=smtp.port,
            smtp_sender=smtp.sender,
            smtp_starttls=smtp.starttls,
            smtp_username=smtp.username,
            smtp_password=smtp.password.get_secret_value(),
            recipients=smtp.recipients,
            webhook_url=self.webhook_url.get_secret_value() if self.webhook_url else "",
        )


class _Embedded(CoreSettings):
    """Settings that come from their arguments alone."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        *_others: PydanticBaseSettingsSource,
        **_more: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Leave the environment out."""
        del settings_cls
        return (init_settings,)


def embedded_settings(**changes: object) -> CoreSettings:
    """Return settings of a service that leaves nothing behind, whatever the environment says."""
    values: dict[str, Any] = {
        "database_url": "sqlite://",
        "archive_url": "memory://qpf-archive",
        "port": 0,
    }
    return _Embedded(**(values | changes))


def redacted(settings: BaseModel) -> dict[str, JsonValue]:
    """Return the settings as JSON types with secrets and the credentials inside URLs blanked."""
    return {name: _redacted(value) for name, value in settings.model_dump(mode="json").items()}


def _redacted(value: JsonValue) -> JsonValue:
    if isinstance(value, Mapping):
        return {key: _redacted(item) for key, item in value.items()}
    if not isinstance(value, str) or "@" not in value or "://" not in value:
        return value
    parts = urlsplit(value)
    return urlunsplit(parts._replace(netloc=f"***@{parts.netloc.rpartition('@')[2]}"))
