"""What a visitor is told of a quote: short texts, each below 120 words, with no figure that is not in the quote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from bot.pricing.assumptions import AssumptionKind
from bot.pricing.book import Sessions
from bot.pricing.comparing import Cause, Comparison, LineDifference
from bot.pricing.lines import Line, counted
from bot.pricing.money import to_the_cent, told, told_range, whole_ends
from bot.pricing.quote import Quote
from bot.pricing.written import written_day

_TOLD: Final[Sequence[AssumptionKind]] = ("treatment", "sessions", "basis", "place", "rate", "about")
"""What is told at once; the rest on request."""
_LEFT_OUT: Final = ("usual", "treatment", "sessions")
"""What makes room for what has to be said, in this order; `told_basis` and `told_recommended` tell it."""
_FEW_WORDS: Final = 105
_HEADLINE: Final = ("provisional", "range", "session", "usual")
"""What stands in the first paragraph; what it rests on follows in the second."""


def told_quote(quote: Quote, provisional: str | None = None) -> str:
    """The quote. provisional: why it is not settled, as a clause ("your screening is not finished")."""
    kinds = [kind for kind in _TOLD if kind != "basis" or quote.basis != "session"]
    parts: dict[str, list[str]] = {
        "provisional": [f"This is provisional, because {provisional}."] if provisional else [],
        "range": [f"An estimate, not an offer, until {written_day(quote.valid_until)}: {range_of(quote)}."],
        "session": _by_the_session(quote),
        "usual": _usual(quote),
        "cautions": [claim.text for claim in quote.cautions],
        **{kind: [one.text for one in quote.assumptions if one.kind == kind] for kind in kinds},
        "not_included": [claim.text for claim in quote.not_included[:1]],
    }
    for part in _LEFT_OUT:
        if _words(parts) <= _FEW_WORDS:
            break
        parts[part] = []
    headline = [text for part in _HEADLINE for text in parts[part]]
    rest = [text for part, texts in parts.items() if part not in _HEADLINE for text in texts]
    return "\n\n".join(filter(None, (" ".join(headline), " ".join(rest))))


def _words(parts: Mapping[str, Sequence[str]]) -> int:
    return sum(len(text.split()) for texts in parts.values() for text in texts)


def range_of(quote: Quote) -> str:
    """ "$500 to $4,000 for SMP of the scalp, 3 sessions together"."""
    shown = told_range(quote.low, quote.high, quote.currency)
    together = "" if quote.sessions == Sessions(1, 1) else " together"
    return f"{shown} for {title(quote)}{together}"


def title(quote: Quote) -> str:
    """ "SMP of the scalp in Turkey, 3 sessions"."""
    return f"{quote.name}{place(quote)}, {counted(quote.sessions)}"


def place(quote: Quote) -> str:
    """ " in Turkey" where every price is that country's own, else nothing."""
    return f" in {quote.place}" if quote.place is not None else ""


def _by_the_session(quote: Quote) -> list[str]:
    """The quote is for all sessions; the price behind it may be for one."""
    if quote.basis != "session" or quote.sessions == Sessions(1, 1):
        return []
    each = told_range(*quote.per_session, quote.currency)
    return [f"The price is per session, {each}, times the number of sessions."]


def _usual(quote: Quote) -> list[str]:
    """The same for the usual number of sessions, where the quote spans several."""
    if quote.usual is None:
        return []
    count = counted(Sessions(quote.usual_sessions, quote.usual_sessions))
    return [f"With the usual {count} it is {told_range(*quote.usual, quote.currency)}."]


def _assumed(quote: Quote, kinds: Sequence[AssumptionKind]) -> Iterable[str]:
    return (one.text for kind in kinds for one in quote.assumptions if one.kind == kind)


def told_lines(quote: Quote) -> str:
    """Line by line with the total below, to the cent, so that a reader can add it up."""
    shown = [_line(line, quote.currency) for line in quote.lines]
    return "\n".join([*shown, f"Together: {to_the_cent(quote.low, quote.high, quote.currency)}"])


def _line(line: Line, currency: str) -> str:
    return f"{line.label}: {to_the_cent(line.low, line.high, currency)} ({line.basis})"


def told_moves(quote: Quote) -> str:
    """What would lower it and what would raise it."""
    each = told_range(*quote.per_session, quote.currency)
    return " ".join(
        [
            f"Each session more or fewer changes it by {each}.",
            f"What would lower it: {_in_a_row(claim.text for claim in quote.lowers)}.",
            f"What would raise it: {_in_a_row(claim.text for claim in quote.raises)}.",
        ]
    )


def _in_a_row(sentences: Iterable[str]) -> str:
    """Sentences as parts of one: "fewer sessions; a clinic where ..."."""
    return "; ".join(f"{text[0].lower()}{text[1:].rstrip('.')}" for text in sentences)


def told_open(quote: Quote) -> str:
    """What is not part of it, and what our source does not say."""
    included = _in_a_row(claim.text for claim in quote.included)
    return " ".join(
        [
            *([f"Included: {included}."] if included else []),
            *[claim.text for claim in (*quote.not_included, *quote.unknown)],
            quote.tax,
        ]
    )


def told_basis(quote: Quote) -> str:
    """Everything that it takes for granted, and the price list that it comes from."""
    kinds = {one.kind for one in quote.assumptions}
    basis = [] if "basis" in kinds else [f"It is {quote.basis_text}."]
    version = quote.book_version.partition("+")[0]
    return " ".join([*basis, *(one.text for one in quote.assumptions), f"Price list: {version}."])


def told_recommended(quote: Quote) -> str:
    """The sessions that the clinic recommends for the extent; empty when it was not told."""
    found = quote.recommended
    if found is None:
        return ""
    text = f"For {found.name} the clinic recommends {counted(found.sessions)}, because {found.reason}."
    return f"{text} The artist decides at the consultation."


def told_long_term(quote: Quote) -> str:
    """The total over the years asked for, or why there is none; empty when nobody asked."""
    found = quote.long_term
    if found is None:
        return ""
    says = [claim.text for claim in found.says]
    span = "" if found.years is None else f" over {found.years} year{'' if found.years == 1 else 's'}"
    if found.low is None or found.high is None:
        return " ".join([*says, f"So there is no total{span}; the treatment itself is {range_of(quote)}."])
    shown = told_range(found.low, found.high, quote.currency)
    added = [f"{_line(line, quote.currency)}." for line in found.lines]
    return " ".join(
        [f"An estimate, not an offer: {shown}{span}.", f"That is {range_of(quote)}.", *added, *says]
    )


def told_comparison(comparison: Comparison) -> str:
    """Two quotes side by side, with the difference by line where there are several."""
    first, second = comparison.first, comparison.second
    both = f"Estimates, not offers: {range_of(first)}; instead, {range_of(second)}."
    if not comparison.comparable:
        return f"{both} They are in two currencies, so no difference is told."
    if comparison.same:
        return f"{both} That is the same price."
    sentences = [both, f"The second is {_difference(first, second)}."]
    if len(comparison.lines) > 1:
        lines = [_by_line(one, second.currency) for one in comparison.lines]
        sentences.append(f"By line: {'; '.join(lines)}.")
    return " ".join([*sentences, *_only_in_second(first, second)])


def _only_in_second(first: Quote, second: Quote) -> Iterable[str]:
    """What has to be said of the second one and was not true of the first."""
    known = {*(claim.text for claim in first.cautions), *(one.text for one in first.assumptions)}
    kinds: Sequence[AssumptionKind] = ("place", "rate")
    cautions = [claim.text for claim in second.cautions]
    return (text for text in [*cautions, *_assumed(second, kinds)] if text not in known)


def _difference(first: Quote, second: Quote) -> str:
    """Of the amounts as they were told, so that a reader comes to the same."""
    before, after = whole_ends(first.low, first.high), whole_ends(second.low, second.high)
    ends = [_more(after[i] - before[i], second.currency) for i in (0, 1)]
    return f"{ends[0]} at the low end and {ends[1]} at the high end"


def _more(difference: Decimal, currency: str) -> str:
    if difference == 0:
        return "the same"
    return f"{told(abs(difference), currency)} {'more' if difference > 0 else 'less'}"


def _by_line(one: LineDifference, currency: str) -> str:
    line = one.after or one.before
    label = line.label if line is not None else ""
    if one.before is not None and one.after is not None:
        shown = [to_the_cent(each.low, each.high, currency) for each in (one.before, one.after)]
        return f"{label}, {'unchanged' if shown[0] == shown[1] else f'{shown[0]} before and now {shown[1]}'}"
    amount = to_the_cent(abs(one.low), abs(one.high), currency)
    return f"{label}, {amount} {'less' if one.after is None else 'more'}"


_INPUTS: Final[Mapping[str, str]] = {
    "treatment": "the treatment",
    "extent": "the area",
    "sessions": "the number of sessions",
    "country": "the country",
    "currency": "the currency",
    "horizon_years": "the number of years looked ahead",
    "touch_ups": "the number of touch-ups",
}


def told_change(comparison: Comparison) -> str:
    """Why the second of two stored quotes is another one than the first."""
    first, second = comparison.first, comparison.second
    causes = [_cause(cause) for cause in (*comparison.inputs, *comparison.changed)]
    days = [f"On {written_day(first.day)}", f"on {written_day(second.day)}"]
    before, after = ["First", "then"] if first.day == second.day else days
    both = f"{before} the estimate was {range_of(first)}; {after} it was {range_of(second)}."
    if not causes:
        return f"{both} Nothing else is different."
    return f"{both} What is different: {'; '.join(causes)}."


def _cause(cause: Cause) -> str:
    if cause.kind == "price_list":
        return "there is a new price list"
    if cause.kind == "rate":
        return f"the exchange rate for {cause.name} went from {cause.before} to {cause.after}"
    if cause.kind == "input":
        return _input(_INPUTS[cause.name], cause)
    what = "the tax" if cause.kind == "tax" else "the price on the list"
    return f"{what} went from {cause.before} to {cause.after}"


def _input(what: str, cause: Cause) -> str:
    if cause.before is None:
        return f"{what} is now given: {cause.after}"
    if cause.after is None:
        return f"{what} is no longer given; it was {cause.before}"
    return f"{what} went from {cause.before} to {cause.after}"
