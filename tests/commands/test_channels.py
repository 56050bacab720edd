"""`stipple channels`: what is missing, what the providers say, and Telegram's webhook, against strict stand-ins."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.channel_settings import NEEDED
from bot.channels.telegram.read import UPDATES
from bot.settings import CHANNEL_VARIABLES
from tests.fakes import meta, telegram_api, twilio_api
from tests.fakes.provider import server_error

ROOT = Path(__file__).parents[2]
URL = "https://clinic.example"
SECRET = "telegram-secret-of-the-tests"

Variables = Mapping[str, str]


class Providers:
    """All three, and the variables with which everything is right."""

    def __init__(self) -> None:
        self.meta, self.twilio = meta.FakeMeta(), twilio_api.FakeTwilio()
        self.telegram = telegram_api.FakeTelegram()
        for fake in (self.meta, self.twilio, self.telegram):
            fake.start()

    def reset(self) -> None:
        for fake in (self.meta, self.twilio, self.telegram):
            fake.reset()

    def stop(self) -> None:
        for fake in (self.meta, self.twilio, self.telegram):
            fake.stop()

    @property
    def whatsapp_variables(self) -> dict[str, str]:
        return {
            "WHATSAPP_TOKEN": meta.TOKEN,
            "WHATSAPP_PHONE_NUMBER_ID": meta.NUMBER,
            "WHATSAPP_APP_SECRET": meta.APP_SECRET,
            "WHATSAPP_VERIFY_TOKEN": meta.VERIFY_TOKEN,
            "WHATSAPP_API_URL": self.meta.url,
        }

    @property
    def twilio_variables(self) -> dict[str, str]:
        return {
            "TWILIO_ACCOUNT_SID": twilio_api.ACCOUNT,
            "TWILIO_AUTH_TOKEN": twilio_api.AUTH_TOKEN,
            "TWILIO_NUMBER": twilio_api.NUMBER,
            "TWILIO_API_URL": self.twilio.url,
        }

    @property
    def telegram_variables(self) -> dict[str, str]:
        return {
            "TELEGRAM_TOKEN": telegram_api.TOKEN,
            "TELEGRAM_SECRET": SECRET,
            "TELEGRAM_API_URL": self.telegram.url,
        }


@pytest.fixture(scope="module")
def running() -> Iterator[Providers]:
    made = Providers()
    yield made
    made.stop()


@pytest.fixture
def providers(running: Providers) -> Providers:
    running.reset()
    return running


def run(*arguments: str, variables: Variables) -> subprocess.CompletedProcess[str]:
    nothing = {name: "" for name, _default, _check in CHANNEL_VARIABLES}
    return subprocess.run(
        [str(ROOT / "stipple"), "channels", *arguments],
        env={**os.environ, **nothing, "PUBLIC_URL": URL, **variables},
        capture_output=True,
        text=True,
        timeout=120,
    )


def checked(variables: Variables) -> dict[str, dict[str, Any]]:
    """By channel."""
    done = run("check", variables=variables)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["channel"] for line in lines] == list(NEEDED)
    return {line["channel"]: line for line in lines}


def test_what_is_off_is_told_with_what_it_would_need(providers: Providers) -> None:
    for channel, told in checked({}).items():
        assert told == {
            "channel": channel,
            "state": "off",
            "missing": list(NEEDED[channel]),
            "next": f"docs/{channel}.md",
        }
        assert (ROOT / told["next"]).exists()


def test_what_is_half_set_is_told_by_name_though_nothing_would_start_with_it(providers: Providers) -> None:
    told = checked({"TELEGRAM_TOKEN": telegram_api.TOKEN, "TWILIO_NUMBER": "+4411111111", "PUBLIC_URL": ""})
    assert (told["telegram"]["state"], told["telegram"]["missing"]) == (
        "incomplete",
        ["TELEGRAM_SECRET", "PUBLIC_URL"],
    )
    assert told["twilio"]["missing"] == ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "PUBLIC_URL"]
    assert told["whatsapp"]["state"] == "off"


def test_everything_that_works_is_told_to_work(providers: Providers) -> None:
    providers.meta.webhooks = {"application": f"{URL}/channels/whatsapp"}
    providers.telegram.webhook = {
        "url": f"{URL}/channels/telegram",
        "pending_update_count": 0,
        "allowed_updates": list(UPDATES),
    }
    told = checked(
        {**providers.whatsapp_variables, **providers.twilio_variables, **providers.telegram_variables}
    )
    assert [each["state"] for each in told.values()] == ["on"] * 3
    assert all(each["api"]["good"] for each in told.values())
    assert {channel: each["webhook"]["registered"] for channel, each in told.items()} == {
        "whatsapp": True,
        "twilio": None,
        "telegram": True,
    }
    assert told["twilio"]["webhook"]["address"] == f"{URL}/channels/twilio"


@pytest.mark.parametrize(
    ("webhooks", "words"),
    [
        ({}, "Meta delivers nowhere yet"),
        ({"application": "https://old.example/hook"}, "Meta delivers to https://old.example/hook"),
        (
            {"application": f"{URL}/channels/whatsapp", "phone_number": "https://override.example"},
            "Meta delivers to https://override.example",
        ),
    ],
    ids=["none", "another", "overridden"],
)
def test_where_meta_delivers_instead_is_told(
    providers: Providers, webhooks: dict[str, str], words: str
) -> None:
    providers.meta.webhooks = webhooks
    webhook = checked(providers.whatsapp_variables)["whatsapp"]["webhook"]
    assert webhook["registered"] is False
    assert webhook["words"].startswith(words)


def test_telegram_without_a_webhook_or_with_too_few_kinds_is_told(providers: Providers) -> None:
    webhook = checked(providers.telegram_variables)["telegram"]["webhook"]
    assert (webhook["registered"], "set-webhook" in webhook["words"]) == (False, True)
    providers.telegram.webhook = {"url": f"{URL}/channels/telegram", "allowed_updates": ["message"]}
    webhook = checked(providers.telegram_variables)["telegram"]["webhook"]
    assert (webhook["registered"], "callback_query" in webhook["words"]) == (False, True)


def test_deliveries_that_fail_are_told_in_telegrams_words(providers: Providers) -> None:
    providers.telegram.webhook = {
        "url": f"{URL}/channels/telegram",
        "allowed_updates": list(UPDATES),
        "pending_update_count": 4,
        "last_error_message": "Wrong response from the webhook: 502 Bad Gateway",
    }
    words = checked(providers.telegram_variables)["telegram"]["webhook"]["words"]
    assert "4 wait" in words
    assert "502 Bad Gateway" in words


def test_wrong_credentials_are_told_by_channel_and_shown_nowhere(providers: Providers) -> None:
    wrong = {
        **providers.whatsapp_variables,
        **providers.twilio_variables,
        **providers.telegram_variables,
        "WHATSAPP_TOKEN": "EAAwrong",
        "TWILIO_AUTH_TOKEN": "wrong-token",
        "TELEGRAM_TOKEN": "1:wrong",
    }
    told = checked(wrong)
    assert not any(each["api"]["good"] for each in told.values())
    assert [each["webhook"]["registered"] for each in told.values()] == [None] * 3
    assert not any(secret in json.dumps(told) for secret in ("EAAwrong", "wrong-token", "1:wrong", SECRET))


def test_a_provider_that_is_down_is_told(providers: Providers) -> None:
    providers.telegram.trouble.extend([server_error(), server_error()])
    told = checked(providers.telegram_variables)["telegram"]
    assert not told["api"]["good"]
    assert told["webhook"]["registered"] is None


def test_telegrams_webhook_is_set_with_the_secret_and_looked_at(providers: Providers) -> None:
    done = run("telegram", "set-webhook", variables=providers.telegram_variables)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["webhook"] == {
        "address": f"{URL}/channels/telegram",
        "registered": True,
        "words": "Telegram delivers to us.",
    }
    set_, looked = providers.telegram.taken
    assert (set_.method, looked.method) == ("setWebhook", "getWebhookInfo")
    assert set_.body["secret_token"] == SECRET
    assert set_.body["allowed_updates"] == list(UPDATES)
    assert SECRET not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"TELEGRAM_SECRET": ""}, "Telegram is not set up; set TELEGRAM_SECRET first."),
        ({"TELEGRAM_TOKEN": "", "TELEGRAM_SECRET": ""}, "set TELEGRAM_TOKEN, TELEGRAM_SECRET first."),
        ({"PUBLIC_URL": ""}, "set PUBLIC_URL first."),
        ({"PUBLIC_URL": "clinic"}, "PUBLIC_URL: 'clinic' must start with http"),
        ({"PUBLIC_URL": "http://clinic.example"}, "Telegram did not take http://clinic.example"),
        ({"PUBLIC_URL": "https://clinic.example:9000"}, "Telegram did not take"),
        ({"TELEGRAM_TOKEN": "1:wrong"}, "Telegram did not take"),
        ({"TELEGRAM_SECRET": "short"}, "TELEGRAM_SECRET: must be 16 to 256"),
    ],
)
def test_what_cannot_be_set_ends_with_a_sentence(providers: Providers, change: Variables, says: str) -> None:
    done = run("telegram", "set-webhook", variables={**providers.telegram_variables, **change})
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stdout == ""
