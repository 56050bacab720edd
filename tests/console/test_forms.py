"""What comes in by forms and addresses: read exactly, or refused with a page; nothing breaks."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from bot.console.forms import LARGEST_FORM, FieldError, FieldErrors, Form, form_of
from bot.console.problems import ProblemError
from bot.console.roles import Role
from tests.console.desk import Desk, text_of

FORM = "application/x-www-form-urlencoded"


def read(body: bytes, kind: str = FORM) -> Form:
    async def receive() -> Any:
        return {"type": "http.request", "body": body, "more_body": False}

    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", kind.encode())]}
    return asyncio.run(form_of(Request(scope, receive)))


@given(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00\r"), max_size=200))
def test_any_text_comes_through_as_it_was_written(written: str) -> None:
    assert read(urlencode({"note": written}).encode()).raw("note") == written


def test_a_note_of_a_hundred_thousand_characters_in_any_script_fits() -> None:
    note = "髪" * 100_000
    assert read(urlencode({"note": note}).encode()).text("note", 100_000) == note


def test_line_ends_of_browsers_become_plain_ones() -> None:
    assert read(b"note=one%0D%0Atwo").raw("note") == "one\ntwo"


UNREADABLE = [
    (b"x=" + b"a" * LARGEST_FORM, FORM, 413),
    (b"x=%00", FORM, 400),
    (b"x=%FF%FE", FORM, 400),
    (b"x=\xff", FORM, 400),
    (b"x=%ED%A0%80", FORM, 400),
    (b"&".join(b"x=1" for _ in range(1001)), FORM, 400),
    (b"{}", "application/json", 415),
    (b"--a", "multipart/form-data; boundary=a", 415),
]


@pytest.mark.parametrize(("body", "kind", "status"), UNREADABLE, ids=range(len(UNREADABLE)))
def test_what_cannot_be_read_is_refused(body: bytes, kind: str, status: int) -> None:
    with pytest.raises(ProblemError) as refused:
        read(body, kind)
    assert refused.value.status == status


def test_fields_are_checked_and_all_faults_told_at_once() -> None:
    form, errors = Form([("name", "  "), ("note", "x" * 11), ("role", "king")]), FieldErrors()
    with errors.collect():
        form.text("name")
    with errors.collect():
        form.text("note", 10)
    with errors.collect():
        form.choice("role", ["viewer", "admin"])
    assert errors == {
        "name": "Name is missing. Please fill it in.",
        "note": "Note has 11 characters; at most 10 can be stored.",
        "role": "Please choose one of: viewer, admin.",
    }


def test_missing_fields_read_as_empty_and_the_last_of_several_counts() -> None:
    form = Form([("a", "1"), ("a", "2"), ("box", "on")])
    assert (form.raw("a"), form.all("a"), form.raw("b"), form.all("b")) == ("2", ("1", "2"), "", ())
    assert (form.flag("box"), form.flag("other")) == (True, False)
    assert form.choice("b", ["x"], default="x") == "x"
    with pytest.raises(FieldError):
        form.choice("b", ["x"])


@pytest.mark.parametrize(
    "body", [b"x=%00", b"%FF", b"\x00\x01", b"csrf=%ED%A0%80", b"a" * (LARGEST_FORM + 1)]
)
def test_a_hostile_body_gets_a_page_that_says_what_to_do(desk: Desk, body: bytes) -> None:
    browser = desk.signed_in(Role.ADMIN)
    response = browser.post("/console/staff", content=body, headers={"Content-Type": FORM})
    assert response.status_code in (400, 403, 413)
    assert "text/html" in response.headers["content-type"]
    assert "go back" in text_of(response).lower()


ADDRESSES = {
    "NUL": "who=%00",
    "no UTF-8": "before=%FF",
    "long": "who=" + "x" * 5000,
    "many fields": "&".join(["a=1"] * 2000),
}


@pytest.mark.parametrize("query", ADDRESSES.values(), ids=ADDRESSES)
def test_a_hostile_address_breaks_nothing(desk: Desk, query: str) -> None:
    assert desk.signed_in(Role.ADMIN).get(f"/console/audit?{query}").status_code in (200, 400)
