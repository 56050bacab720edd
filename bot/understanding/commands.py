"""Short remarks about the conversation itself, known by rule and never guessed by the model."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.moving.codes import code_in
from bot.understanding.moving_wishes import moving_wish
from bot.understanding.privacy_wishes import privacy_wish

if TYPE_CHECKING:
    # Loaded at run time it would bring the encoder into the web process, which only asks for commands: 30 MB.
    from bot.understanding.understanding import Understood

CLINIC_DETAILS = "clinic_details"
THAT = r"(?:this|that|it|these|those)(?: (?:info\w*|answer|source|figures?|numbers?|facts?))?"
DETAIL = (
    r"(?:(?:the |your |ur |yr |clinic's |studio's )*(?:opening|working|office|business|clinic|studio) (?:hours?|times?)"
    r"|(?:your|ur|yr) (?:hours|times)"
    r"|(?:the |your |ur |yr |clinic |clinic's |studio |studio's )*"
    r"(?:phone(?: ?number)?|telephone(?: number)?|contact (?:details|number)|e-?mail(?: address)?|address|location))"
)
_ABOUT_DATA = re.compile(
    r"\b(?:data|privacy|private|gdpr|delet\w*|stor\w*|keep|kept|shar\w*|know about me|forget|erase\w*|sell|spam)\b",
    re.IGNORECASE,
)
COMMANDS = {
    "ask_source": re.compile(
        r"^\W*(?:and |but |ok |so )*(?:"
        r"(?:where|which article|what) (?:is|was|are|were|did|does|do)\s+"
        rf"(?:{THAT}|the (?:info\w*|answer|source|figures?|numbers?))\s*(?:come |coming )?from"
        rf"|(?:where|what) (?:did|do|have) you (?:get |got |take |find |found )(?:{THAT} |the info\w* )?from"
        r"|(?:what(?:'s| is|s) (?:the|your) )?sources?(?: please)?"
        r"|how do you know(?: (?:this|that|it))?"
        r"|who (?:says|said)(?: (?:so|this|that))?"
        r"|says who"
        r"|(?:show|give|tell) me (?:the|your) sources?"
        r")\W*$",
        re.IGNORECASE,
    ),
    CLINIC_DETAILS: re.compile(
        r"^\W*(?:hi |hello |hey |please |and |so )*(?:can|could) (?:you|i) (?:please )?(?:tell me|have|get|know) "
        rf"{DETAIL}(?: please)?\W*$"
        r"|^\W*(?:hi |hello |hey |please |and |so )*(?:what(?:'s|s| is| are| r)? )?"
        rf"{DETAIL}(?: please)?\W*$"
        r"|^\W*(?:hi |hello |hey |please |and |so )*"
        r"(?:(?:what|which) (?:time|days?) |when |until when |how late |till when )?(?:are|do|r|is|does) "
        r"(?:you|u|the (?:clinic|studio))(?: guys)? (?:open|close|closed|shut)(?: up)?"
        r"(?: (?:on |at |over )?(?:the )?(?:today|tomorrow|now|late|weekends?|bank holidays?"
        r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?(?: (?:mornings?|evenings?))?))*(?: please)?\W*$"
        r"|^\W*(?:what|which) days? (?:are|r) (?:you|u|the (?:clinic|studio)) open\W*$"
        r"|^\W*(?:how|where) (?:can|do|could) i (?:call|ring|phone|e-?mail|reach|find|contact)"
        r" (?:you|u|the (?:clinic|studio))(?: guys| by phone| on the phone)?\W*$"
        r"|^\W*where (?:are|r|is) (?:you|u|the (?:clinic|studio))(?: guys)?(?: located| based)?\W*$",
        re.IGNORECASE,
    ),
    "check_eligibility": re.compile(
        r"^\W*(?:what|which things) (?:might|could|would|can|may|will) (?:rule|count|keep|stop) me (?:out|from it)\b.*$"
        r"|^\W*(?:please |can you |could you |i want to |i'?d like to )?(?:check|test) (?:my |the )?eligibility\W*$"
        r"|^\W*(?:please )?(?:continue|resume|(?:go|carry) on with)"
        r"(?: (?:with )?(?:the|my) (?:screening|check|questions))?\W*$"
        r"|^\W*change (?:my|the) \w+(?: \w+)? answer\W*$",
        re.IGNORECASE,
    ),
    "request_quote": re.compile(
        r"^\W*why (?:did|has|have|is|was|does) (?:my|the|your) (?:price|quote|estimate)\b.*"
        r"\b(?:chang|differ|higher|lower|up\b|down\b|not the same).*$"
        r"|^\W*what if i (?:take|took|go|went|choose|chose)\b.*"
        r"\b(?:(?:\d|two|three|four|five|six) sessions?|turkey|istanbul|microblading|hairline)\b.*$"
        r"|^\W*(?:please )?(?:continue|resume|(?:go|carry) on) with (?:the|my) (?:price|quote|estimate)\W*$",
        re.IGNORECASE,
    ),
    "book_consultation": re.compile(
        # How to reach somebody: an e-mail address, or nine and more digits that are no date.
        r"^.*(?<![\w.+-])[\w+-][\w.+-]*@[\w-]+\.?.*$"
        r"|^(?:.*[^\d.:])?(?!\d{1,2}[-.]\d{1,2}[-.]\d\d)(?:\+|\(?0)(?:[ ().-]*\d){8,}.*$"
        r"|^.*\bmy (?:phone |mobile |cell |whats ?app )*(?:number|e-?mail(?: address)?)(?: is|['’]?s|:).*$"
        r"|^.*\b(?:can|could|would|will) (?:some ?(?:one|body)|any ?(?:one|body)|you|they|the clinic|a person)"
        r"(?: please)? (?:call|ring|phone|text|e-?mail|contact) me\b(?! (?:the|a|an|my|some|what|how)\b).*$"
        r"|^\W*(?:please )?(?:call|ring|phone|text|contact) me(?: back)?\b.*$"
        r"|^.*\bgive me a (?:call|ring)\b.*$"
        # A consultation itself, and what becomes of the wish for one.
        r"|^.*\b(?:book|make|arrange|schedule|set up|sign up for|come (?:in|by|over) for|request|reserve)"
        r"(?: (?:me|us))?(?: (?:a|an|my|the|in for a))?"
        r"(?: (?:free|first|initial))? (?:consult\w*|appointment|slot)\b.*$"
        r"|^.*\b(?:cancel|withdraw|change|delete) my (?:booking|(?:consultation |booking )?request|consultation"
        r"|appointment|contact details|phone number)\b.*$"
        r"|^\W*(?:please )?(?:continue|resume|(?:go|carry) on) with (?:the|my) (?:booking|consultation|request)\W*$",
        re.IGNORECASE | re.DOTALL,
    ),
}


def command_of(text: str) -> str | None:
    """The command that the whole of `text` is, or None."""
    known = next((name for name, pattern in COMMANDS.items() if pattern.match(text)), None)
    if known is not None:
        return known
    if privacy_wish(text):
        return "privacy"
    return "go_elsewhere" if code_in(text) or moving_wish(text) else None


def beside_contact(command: str | None, text: str, understood: Understood) -> Understood:
    """Without "privacy" where somebody only leaves an address: that is no question about their data."""
    if command != "book_consultation" or _ABOUT_DATA.search(text):
        return understood
    topics = tuple(item for item in understood.topics if item.topic != "privacy")
    return replace(understood, topics=topics)
