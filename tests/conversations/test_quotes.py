"""Whole dialogues about a price of one's own, through the HTTP API and the trained assistant."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.database.models import conversation
from bot.forms.names import QUOTE
from tests.conversations.quote_talk import EVERYTHING, FORMS, HAIRLINE, KNOWLEDGE, WORDING, made_again, quotes
from tests.conversations.screening_talk import AGREE, DECLINE, rows, talk
from tests.conversations.screening_talk import WORDING as SCREENING
from tests.product import Product, Visitor

TREATMENT, SESSIONS, COUNTRY = (WORDING.say(name) for name in ("treatment", "sessions", "country"))
PSORIASIS = "I have psoriasis, can I have it?"


def test_one_message_with_everything_is_priced_stored_and_can_be_made_again(
    product: Product, visitor: Visitor
) -> None:
    said = talk(visitor, EVERYTHING)
    # 500 to 1,400 USD a session (article, line 158) x 3 x 0.87 EUR.
    assert "€1,305 to €3,654" in said.text
    assert "An estimate, not an offer" in said.text
    (row,) = quotes(product, visitor)
    assert (row.low, row.high, row.currency) == (Decimal("1305.00"), Decimal("3654.00"), "EUR")
    told, again = made_again(product, row)
    assert told == again


def test_a_general_question_keeps_its_answer_and_offers_the_personal_price(
    product: Product, visitor: Visitor
) -> None:
    said = talk(visitor, "how much does it cost?")
    assert KNOWLEDGE.answer("cost").text in said.text
    assert quotes(product, visitor) == []
    said = visitor.tap(said.buttons["A price for me"])
    assert TREATMENT in said.text


def test_it_asks_only_for_what_moves_the_price(visitor: Visitor) -> None:
    assert TREATMENT in talk(visitor, "can I get a quote").text
    assert SESSIONS in visitor.say("the scalp one please").text
    assert COUNTRY in visitor.say("3").text
    assert "$500 to $4,000" in visitor.say("in the uk").text


def test_not_sure_gives_the_range_over_the_possibilities(product: Product, visitor: Visitor) -> None:
    said = talk(visitor, "quote please", "not sure", "no idea", "Not sure")
    assert "this spans all of them" in said.text
    (row,) = quotes(product, visitor)
    assert (row.low, row.high) == (Decimal("266.67"), Decimal("5333.33"))


def test_a_what_if_shows_the_difference_and_both_are_stored(product: Product, visitor: Visitor) -> None:
    said = talk(visitor, HAIRLINE, "what if I take 4 sessions")
    assert "$400 to $3,200" in said.text
    assert "more at the low end" in said.text
    first, tried = quotes(product, visitor)
    assert first.low < tried.low
    assert tried.supersedes is None


def test_microblading_or_turkey_instead_are_understood_after_a_price(visitor: Visitor) -> None:
    talk(visitor, EVERYTHING)
    assert "scalp microblading" in visitor.say("microblading instead?").text
    assert "worldwide" in visitor.say("and in the uk?").text


def test_a_correction_makes_a_new_quote_and_why_it_changed_is_told(
    product: Product, visitor: Visitor
) -> None:
    said = talk(visitor, EVERYTHING, "no, 4 sessions", "why did my price change?")
    assert "the number of sessions went from 3 to 4" in said.text
    first, second = quotes(product, visitor)
    assert second.supersedes == first.id


def test_a_question_in_between_is_answered_and_the_form_goes_on(visitor: Visitor) -> None:
    talk(visitor, "quote please")
    said = visitor.say("does it hurt?")
    assert KNOWLEDGE.answer("pain").text in said.text
    assert said.text.endswith(TREATMENT)
    assert SESSIONS in visitor.tap(said.buttons["The scalp"]).text


def test_a_question_beside_the_wish_for_a_quote_is_answered_first(visitor: Visitor) -> None:
    said = talk(visitor, "quote please. does it hurt?")
    assert said.text.index(KNOWLEDGE.answer("pain").text) < said.text.index(TREATMENT)


def test_after_a_price_other_questions_are_answered_as_ever(visitor: Visitor) -> None:
    talk(visitor, HAIRLINE)
    assert visitor.say("does it hurt?").text == KNOWLEDGE.answer("pain").text
    assert visitor.say("thanks").text == KNOWLEDGE.phrase("thanks").text
    assert "more at the low end" in visitor.say("what if I take 4 sessions").text


def test_stopping_keeps_everything_and_continue_goes_on(visitor: Visitor) -> None:
    said = talk(visitor, "quote please", "The scalp", "stop")
    assert FORMS.say("stopped") in said.text
    assert visitor.say("does it hurt?").text == KNOWLEDGE.answer("pain").text
    assert SESSIONS in visitor.say("continue").text


def test_a_person_can_be_asked_for_and_the_quote_waits(product: Product, visitor: Visitor) -> None:
    said = talk(visitor, "quote please", "The hairline", "can I talk to a person")
    assert KNOWLEDGE.phrase("talk_to_human").text in said.text
    (row,) = rows(product, conversation, visitor)
    assert row.needs_person
    assert "$400 to $3,200" in talk(visitor, "continue", "3 sessions").text


@pytest.mark.parametrize(
    ("message", "possible"),
    [
        ("0 sessions", "1 to 6 sessions"),
        ("40 sessions", "1 to 6 sessions"),
        ("norwood 9", "1 to 7"),
        ("can I have it for free", "free of charge"),
    ],
)
def test_what_cannot_be_priced_is_answered_with_what_can(
    product: Product, visitor: Visitor, message: str, possible: str
) -> None:
    said = talk(visitor, "quote please", "The hairline", message)
    assert possible in said.text
    assert SESSIONS in said.text
    assert quotes(product, visitor) == []


def test_an_unknown_country_and_an_unknown_currency_are_named(product: Product, visitor: Visitor) -> None:
    said = talk(visitor, "quote please", "The scalp", "3 sessions", "narnia")
    assert "narnia" in said.text
    assert "$1,500 to $4,200" in visitor.say("turkey").text
    assert "bitcoin" in visitor.say("in bitcoin please").text
    assert len(quotes(product, visitor)) == 1


def test_a_scar_has_no_price_in_our_source(product: Product, visitor: Visitor) -> None:
    said = talk(visitor, "how much to cover my FUT scar, it's roughly 20cm long")
    assert "no price for covering a scar" in said.text
    assert quotes(product, visitor) == []


def test_before_any_screening_one_line_says_that_it_comes_first(product: Product, visitor: Visitor) -> None:
    said = talk(visitor, HAIRLINE)
    assert WORDING.say("screen_first") in said.text
    assert SCREENING.consent in visitor.tap(said.buttons[WORDING.button("screen")]).text
    assert [row.provisional for row in quotes(product, visitor)] == [False]


def test_while_the_screening_is_open_a_price_is_provisional(product: Product, visitor: Visitor) -> None:
    talk(visitor, PSORIASIS, AGREE)
    said = visitor.say("how much would my hairline cost, 3 sessions?")
    assert f"provisional, because {WORDING.provisional['open']}" in said.text
    assert [row.provisional_reason for row in quotes(product, visitor)] == ["open"]
    back = visitor.tap(said.buttons[WORDING.button("screen")])
    assert "flare" in back.text


def test_after_a_screening_that_says_wait_a_price_is_provisional(product: Product, visitor: Visitor) -> None:
    talk(visitor, "I finished accutane one month ago, am I suitable?", AGREE)
    said = visitor.say(HAIRLINE)
    assert f"provisional, because {WORDING.provisional['defer']}" in said.text
    assert [row.provisional_reason for row in quotes(product, visitor)] == ["defer"]


def test_after_a_screening_that_was_not_to_be_stored_a_price_is_provisional(visitor: Visitor) -> None:
    talk(visitor, PSORIASIS, DECLINE, "All quiet", "Never", "No")
    assert f"provisional, because {WORDING.provisional['not_kept']}" in visitor.say(HAIRLINE).text


def test_a_medicine_told_beside_the_price_makes_it_provisional(product: Product, visitor: Visitor) -> None:
    said = talk(visitor, "I take warfarin. How much is my hairline, 3 sessions?")
    assert f"provisional, because {WORDING.provisional['told']}" in said.text
    assert WORDING.button("screen") in said.buttons
    assert [row.provisional_reason for row in quotes(product, visitor)] == ["told"]


def test_a_health_question_during_the_quote_goes_to_the_screening_and_back(visitor: Visitor) -> None:
    talk(visitor, "quote please", "The hairline")
    said = visitor.say(PSORIASIS)
    assert FORMS.say("put_aside", title=KNOWLEDGE.title(QUOTE.topics[0])) in said.text
    assert SCREENING.consent in said.text
    said = talk(visitor, AGREE, "All quiet", "Never", "No")
    back = said.buttons[KNOWLEDGE.title(QUOTE.topics[0])]
    assert SESSIONS in visitor.tap(back).text


def test_a_symptom_comes_before_every_price(visitor: Visitor) -> None:
    talk(visitor, "quote please", "The hairline")
    said = visitor.say("since my session yesterday my scalp is hot and oozing pus")
    assert SCREENING.say("after_intro") in said.text
    assert SESSIONS not in said.text


def test_an_old_button_still_changes_its_answer(visitor: Visitor) -> None:
    first = talk(visitor, "quote please")
    visitor.tap(first.buttons["The scalp"])
    visitor.tap(first.buttons["The hairline"])
    assert "SMP of the hairline" in visitor.say("3 sessions").text


def test_the_lines_and_the_years_are_told_on_request(visitor: Visitor) -> None:
    said = talk(visitor, EVERYTHING)
    assert "Together: €1,305 to €3,654" in visitor.tap(said.buttons[WORDING.button("lines")]).text
    assert "no price for a touch-up" in visitor.say("what's the total over ten years?").text


def test_where_a_price_comes_from_can_be_asked(visitor: Visitor) -> None:
    talk(visitor, HAIRLINE)
    said = visitor.say("where is this from?")
    assert KNOWLEDGE.sources(["price_hairline"]).split(",")[0] in said.text


def test_no_reply_holds_a_price_that_is_not_from_the_quote(product: Product, visitor: Visitor) -> None:
    said = talk(visitor, EVERYTHING)
    (row,) = quotes(product, visitor)
    figures = {f"€{amount:,.0f}" for amount in (row.low, row.high, row.low / 3, row.high / 3)}
    assert {word.strip(".,") for word in said.text.split() if word.startswith("€")} == figures


def test_the_total_over_years_is_still_about_the_price_after_a_question_in_between(visitor: Visitor) -> None:
    visitor.say("how much for a norwood 6 in turkey, 3 sessions")
    visitor.say("does it hurt")
    assert "touch-up" in visitor.say("what would it be over ten years").text.lower()
    assert "$1,500" in visitor.say("and what would it be in turkey over ten years").text


def test_a_country_named_in_an_unrelated_question_is_not_a_new_price(visitor: Visitor) -> None:
    visitor.say("how much for a norwood 6 in turkey, 3 sessions")
    assert "stimate" not in visitor.say("what is the capital of peru").text


@pytest.mark.parametrize("before", [(), ("can I get a quote",), (EVERYTHING,)])
def test_opening_hours_are_told_wherever_a_price_stands(visitor: Visitor, before: tuple[str, ...]) -> None:
    assert KNOWLEDGE.clinic.phone in talk(visitor, *before, "what are your opening hours?").text
