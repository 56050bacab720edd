"""How contacts are read: numbers, addresses and the chat, and what is said to be wrong instead of being guessed."""

from __future__ import annotations

import pytest

from bot.booking.contacts import Contact, read_contacts

READ = [
    ("my number is 07700 900123", "+447700900123"),
    ("07700 900123", "+447700900123"),
    ("07700900123", "+447700900123"),
    ("07700-900-123", "+447700900123"),
    ("0770 0900 123.", "+447700900123"),
    ("call me on (07700) 900123 after 5", "+447700900123"),
    ("+44 7700 900123", "+447700900123"),
    ("+44 (0)7700 900123", "+447700900123"),
    ("0044 7700 900123", "+447700900123"),
    ("020 7946 0182", "+442079460182"),
    ("+44 20 7946 0182 ext 5", "+442079460182 ext. 5"),
    ("+90 532 123 45 67", "+905321234567"),
    ("0090 532 123 4567 whatsapp", "+905321234567"),
    ("+1 (212) 555-0123", "+12125550123"),
    ("I'm Tom, 07700 900123, Saturday mornings", "+447700900123"),
    ("call 07911 123456 on 04/12/2026 at 10:30", "+447911123456"),
    ("tom@example.org.", "tom@example.org"),
    ("mail me at Tom.Baker+x@Example.CO.UK, thanks", "Tom.Baker+x@example.co.uk"),
    ("tom @example.org", "tom@example.org"),
    ("tom at gmail dot com", "tom@gmail.com"),
    ("tom.baker (at) example (dot) org", "tom.baker@example.org"),
    ("it's tom at gmail.com", "tom@gmail.com"),
    ("tom@müller.de", "tom@müller.de"),
]
WRONG = [
    ("my number is 12345", "phone_wrong", "12345"),
    ("call me on 1234567", "phone_wrong", "1234567"),
    ("07700 90012", "phone_wrong", "07700 90012"),
    ("0770090012345678", "phone_wrong", "0770090012345678"),
    ("tom@", "email_no_domain", "tom@"),
    ("tom@gmail", "email_no_domain", "tom@gmail"),
    ("my email is tom@gmail, thanks", "email_no_domain", "tom@gmail"),
    ("tom@gmail.", "email_no_domain", "tom@gmail"),
    ("tom.gmail.com", "email_wrong", "tom.gmail.com"),
    ("tom..b@example.org", "email_wrong", "tom..b@example.org"),
    ("tom@example..org", "email_wrong", "tom@example..org"),
    ("tom@-example.org", "email_wrong", "tom@-example.org"),
    ("tom@example.1", "email_wrong", "tom@example.1"),
    ("x" * 65 + "@example.org", "email_wrong", "x" * 65 + "@example.org"),
]
NO_CONTACT = [
    "500-4000 USD 3 sessions",
    "norwood 5, 3 sessions on 04/12/2026",
    "2026-12-04",
    "my budget is 4000 euros",
    "I had it 2019-2021",
    "call 999",
    "look at smp.com",
    "i am at home.",
    "@tom",
    "what is in this chat?",
    "is this chat private?",
    "12 12 2026 at 10",
    "I lost my hair at 23",
]
HERE = ["just reply here", "you can answer me in this chat", "this chat is fine", "write back here please"]
HERE_WHEN_ASKED = [
    *HERE,
    "here",
    "here please",
    "in this chat",
    "the chat",
    "via chat",
    "I don't have a phone",
    "no email",
]


def values(text: str, *, asked: bool = False) -> list[str]:
    return [mention.contact.value for mention in read_contacts(text, "GB", asked=asked) if mention.contact]


@pytest.mark.parametrize("asked", [False, True])
@pytest.mark.parametrize(("text", "value"), READ)
def test_a_number_or_an_address_is_read(text: str, value: str, asked: bool) -> None:
    assert values(text, asked=asked) == [value]


@pytest.mark.parametrize(("text", "problem", "words"), WRONG)
def test_what_was_meant_as_one_and_is_none_is_named(text: str, problem: str, words: str) -> None:
    (mention,) = read_contacts(text, "GB")
    assert (mention.contact, mention.problem, text[mention.start : mention.end]) == (None, problem, words)


@pytest.mark.parametrize("asked", [False, True])
@pytest.mark.parametrize("text", NO_CONTACT)
def test_other_figures_and_words_are_no_contact(text: str, asked: bool) -> None:
    assert read_contacts(text, "GB", asked=asked) == ()


@pytest.mark.parametrize("text", ["12345", "123", "555 1234"])
def test_bare_digits_are_meant_as_a_number_only_when_one_was_asked_for(text: str) -> None:
    assert read_contacts(text, "GB") == ()
    assert [mention.problem for mention in read_contacts(text, "GB", asked=True)] == ["phone_wrong"]


@pytest.mark.parametrize("text", HERE)
def test_the_chat_can_be_chosen_at_any_time(text: str) -> None:
    assert [mention.contact for mention in read_contacts(text, "GB")] == [Contact("chat", "")]


@pytest.mark.parametrize("text", HERE_WHEN_ASKED)
def test_here_means_the_chat_when_the_way_was_asked_for(text: str) -> None:
    assert [mention.contact for mention in read_contacts(text, "GB", asked=True)] == [Contact("chat", "")]


def test_two_ways_in_one_message_are_both_read_in_order() -> None:
    assert values("07700 900123 or tom@example.org") == ["+447700900123", "tom@example.org"]


def test_a_number_without_country_code_is_of_the_clinics_country() -> None:
    (mention,) = read_contacts("0532 123 45 67", "TR")
    assert mention.contact == Contact("phone", "+905321234567")


def test_a_number_that_no_network_gave_out_is_not_sure() -> None:
    (mention,) = read_contacts("07700 900123", "GB")
    assert mention.contact is not None
    assert not mention.contact.sure
    assert mention.contact.shown == "+44 7700 900123"


@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        (Contact("phone", "+442079460182"), "+44 20 7946 0182"),
        (Contact("phone", "+442079460182 ext. 5"), "+44 20 7946 0182 ext. 5"),
        (Contact("email", "tom@example.org"), "tom@example.org"),
        (Contact("chat", ""), ""),
    ],
)
def test_a_contact_is_shown_as_people_write_it(contact: Contact, shown: str) -> None:
    assert contact.shown == shown
