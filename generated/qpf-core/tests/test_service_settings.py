"""Settings: typed, from the environment, safe to show."""

from pathlib import Path

import pytest
from pydantic import ValidationError
from pydantic_settings import SettingsConfigDict

from qpf_core.service import CoreSettings, embedded_settings
from qpf_core.service.settings import redacted


class Settings(CoreSettings):
    """Settings of some collection."""

    model_config = SettingsConfigDict(env_prefix="SOME_")


def test_defaults_work_on_a_fresh_machine() -> None:
    settings = Settings()
    assert settings.host == "127.0.0.1"
    assert settings.store_url == "sqlite:///data/service.db"
    assert settings.files_url == (Path.cwd() / "data" / "archive").as_uri()
    assert not settings.authenticates


def test_the_environment_is_read_with_the_prefix_of_the_collection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SOME_PORT", "8123")
    monkeypatch.setenv("SOME_API_KEYS__ops__KEY", "k")
    monkeypatch.setenv("SOME_API_KEYS__ops__ROLES", '["governance_token"]')
    monkeypatch.setenv("SOME_SMTP__HOST", "mail")
    monkeypatch.setenv("SOME_SMTP__RECIPIENTS", '{"Igor": "igor@example.org"}')
    monkeypatch.setenv("SOME_WEBHOOK_URL", "https://hooks.example.org/x")
    settings = Settings()
    assert settings.port == 8123
    assert settings.api_keys["ops"].roles == ("governance_token",)
    assert settings.authenticates
    channels = settings.channels
    assert (channels.smtp_host, channels.recipients["Igor"]) == ("mail", "igor@example.org")
    assert channels.webhook_url == "https://hooks.example.org/x"


def test_a_wrong_value_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_PORT", "70000")
    with pytest.raises(ValidationError):
        Settings()


def test_embedded_settings_ignore_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QPF_PORT", "8123")
    settings = embedded_settings(log_level="error")
    assert (settings.port, settings.log_level, settings.store_url) == (0, "error", "sqlite://")
    assert settings.channels.smtp_host == ""


def test_shown_settings_hold_no_secret() -> None:
    settings = embedded_settings(
        database_url="postgresql://qpf:hunter2@db.example.org:5432/qpf",
        redis_url="redis://:hunter2@cache/0",
        jwt_secret="hunter2" * 5,
        api_keys={"ops": {"key": "hunter2"}},
        smtp={"host": "mail", "password": "hunter2"},
        webhook_url="https://hooks/hunter2",
        partner_urls={"a": "http://u:hunter2@a"},
    )
    shown = redacted(settings)
    assert "hunter2" not in str(shown)
    assert shown["database_url"] == "postgresql://***@db.example.org:5432/qpf"
