"""Whose health a sentence speaks of: the writer's, another candidate's, or only somebody's in the family.

Another person is the candidate if the text wants something for them ("he wants it", "can my wife have it"). A
relative with a condition and no such wish is family history. What a doctor or a wife says about the writer stays
the writer's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.reading.analysis import Analysis, Hit
from bot.reading.findings import Experiencer
from bot.reading.text import Line, whole_words

_BLOOD: Final = (
    "mum mom mam mummy mother mums moms dad daddy father dads pop brother brothers bro sister sisters sis parent parents "
    "grandad granddad grandfather grandpa gran grandma grandmother nan nana uncle aunt auntie cousin twin sibling siblings"
)
_CHILD: Final = "son daughter kid boy girl lad child nephew niece grandson stepson"
_OTHER: Final = (
    "wife husband boyfriend girlfriend partner fiance fiancee friend mate buddy colleague client clients customer "
    "flatmate housemate missus hubby spouse bloke fella ex neighbour patient"
)
_PERSON: Final = "|".join(f"{_BLOOD} {_CHILD} {_OTHER}".split())
PEOPLE: Final = frozenset(f"{_BLOOD} {_CHILD} {_OTHER}".split())
"""Words for people; spelling repair must know them."""
_OTHERS: Final = frozenset(f"{_CHILD} {_OTHER}".split())
_SAYS: Final = (
    "say says said reckon reckons think thinks thought told tells noticed warned mentioned keeps asked suspects "
    "suggested diagnosed joked spotted insists believes complained made makes calls called pointed found bought hates loves"
).split()
_POSSESSIVE: Final = r"(?:my|our|a|the|his|her|me|with my|for my)"
_RELATION: Final = whole_words(
    rf"(?:my|our|a|the|his|her) (?:(?:older|younger|little|big|late|best|dear|own|half|step|identical|teenage|\d+ year old"
    rf"|eldest|good|close|other|lovely|poor|elderly|step -|twin) )*(?P<person>{_PERSON})"
)
_BY_AGE: Final = whole_words(r"(?:my|our|his|her) \d+ (?:- )?year(?: - | )old")
_BARE_RELATION: Final = whole_words(
    rf"(?P<person>{'|'.join(f'{_BLOOD} wife husband hubby boyfriend girlfriend'.split())})"
)
_FAMILY: Final = whole_words(
    r"runs? in (?:my |the |our |his |her )?family|in (?:my|the|our) (?:family|genes)|family (?:history|has|have|had|all|members?|trait)|"
    r"(?:my|our|whole|all the men in my|on both sides of my) family|family side|(?:mum|mom|dad|mother|father|maternal|paternal) 's side|"
    r"(?:my|the) (?:maternal|paternal) side|genetically|relatives?|both (?:my )?parents|everyone in my family"
)
_WANTED_FOR_OTHER: Final = whole_words(
    rf"(?:asking|ask|writing|enquiring|inquiring|booking|book|here|looking|research(?:ing)?|question|query|this is|it 's|messaging|want(?:ed)? (?:it|this|to book|one)) "
    rf"(?:for|on behalf of|about) {_POSSESSIVE} (?:\S+ )?(?:{_PERSON})|on behalf of|"
    rf"(?:he|she|they|{_PERSON}) (?:really |also |now |just |desperately |only |do |does |'s |is |are |would |both )*"
    r"(?:wants?|would like|like|thinking|interested|considering|keen|hoping|looking|wondering|planning|booked|getting|having|due) "
    r"(?:it|to|of|about|in|this|smp|one|the same|his|her|their|for|a session|the session|treatment|scalp|at)|"
    rf"(?:can|could|should|would|will|is|are|may|does|do) (?:{_POSSESSIVE} )?(?:he|she|they|him|her|{_PERSON})(?! says| said)|"
    r"(?:book|treat|do|screen|see|help|fit|take|refuse) (?:him|her|them)(?: in)?|(?:ok|okay|safe|safer|suitable|possible|allowed|advisable) for (?:him|her|them)|"
    r"(?:is|would|will|could|can|might|does) (?:it|this|that|smp|the treatment) (?:\S+ ){0,2}?(?:ok|good|fine|right|dangerous|risky|alright|an option|work|help|do anything) (?:for|on) (?:him|her|them)|"
    r"(?:him|her|them) (?:in|done|treated)|"
    rf"(?:his|her) (?:first |second |third |next |\S+ )?(?:session|smp|appointment|treatment|consultation|head done|hairline done|scalp done)|"
    rf"treatment for {_POSSESSIVE} (?:{_PERSON})|for {_POSSESSIVE} (?:{_PERSON})|gift for|present for|(?:he|she) (?:had|'s had|has had) (?:smp|it done|a session|his|her)"
)
_HAD_A_SESSION: Final = whole_words(
    rf"(?:{_PERSON}) (?:had|has had|got|just had) (?:smp|a session|his|hers|it done|scalp|micropigmentation|their|the treatment|her)"
)
_WANTED_FOR_SELF: Final = whole_words(
    r"i (?:really |also |just |still |would |am |do |'d )*(?:want|like|love|thinking|interested|considering|keen|hoping|looking|planning|booked|"
    r"wondering|getting|having)(?: to| of| about| in| smp| it| this| the| a)?|(?:can|could|should|would|will|am|may|do|does this mean) i|"
    r"for me|for myself|my (?:first |second |next |own )?(?:session|smp|appointment|scalp|consultation)|stop me|affect me|rule me out|am i|i ok|"
    r"i never have|i do not|i have not|me neither|i am fine|i am \d\d|want the same|same as his|like his|treat me|accept me"
)
_THIRD: Final = frozenset({"he", "she", "his", "her", "him", "hers"})
_PLURAL: Final = frozenset({"they", "their", "them"})
_FIRST: Final = frozenset({"i", "me", "mine", "myself", "we", "our"})
_SAYING: Final = frozenset(_SAYS)
PROFESSIONAL: Final = frozenset(
    """doctor doctors doc gp dermatologist nurse artist surgeon barber hairdresser cardiologist consultant specialist
    hospital therapist psychiatrist pharmacist technician physio dentist midwife optician oncologist clinic vet
    haematologist neurologist practitioner tattooist beautician""".split()
)


class Owners:
    """Who owns each word of a text. Ask `of` for a hit."""

    def __init__(self, analysis: Analysis) -> None:
        line = Line(analysis.words)
        self._analysis = analysis
        ages = [dated for dated in analysis.dates if dated.mention.kind == "age"]
        timed = {index for dated in ages for index in range(dated.first, dated.last)}  # "as a child"
        self._people = {index: person for index, person in _people(line).items() if index not in timed}
        self._family = [range(match.first, match.last) for match in line.find(_FAMILY)]
        self._for_other = any(True for _ in line.find(_WANTED_FOR_OTHER))
        had_one = any(True for _ in line.find(_HAD_A_SESSION))
        self._for_self = any(True for _ in line.find(_WANTED_FOR_SELF))
        self._for_other = self._for_other or (had_one and not self._for_self)

    def at(self, first: int, last: int) -> Experiencer:
        """The owner of words first..last (last excluded) that name no concept of the lexicon."""
        return self.of(Hit("", first, last, self._analysis.segment_of(first), {}))

    def of(self, hit: Hit) -> Experiencer:
        if self._in_family(hit):
            return "family"
        person = self._person(hit)
        if person is None:
            return "self"
        if person in _BLOOD_WORDS:
            return "other" if self._for_other else "family"
        if self._for_other:
            return "other"
        return "family" if self._for_self else "other"

    def _in_family(self, hit: Hit) -> bool:
        segment = self._analysis.segments[hit.segment]
        if {"me"} & set(self._analysis.words[hit.last : hit.last + 3]):
            return False
        if any(
            self._analysis.words[max(place.start - 3, 0) : place.start][:2] == ("me", "nor")
            or self._analysis.words[max(place.start - 2, 0) : place.start]
            in {("me", "or"), ("me", "nor"), ("me", "and")}
            for place in self._family
        ):
            return False
        return any(
            (place.start >= segment.first
            and place.stop <= segment.last
            and not _FIRST_CLAIM & set(self._analysis.words[place.stop : hit.first]))
            or self._follows_alone(hit, place)
            for place in self._family
        )  # fmt: skip

    def _follows_alone(self, hit: Hit, place: range) -> bool:
        """ "keloids, runs in the family"."""
        number = self._analysis.segment_of(place.start)
        segment = self._analysis.segments[number]
        near = number == hit.segment + 1 and segment.sentence == self._analysis.segments[hit.segment].sentence
        return (
            near
            and not self._analysis.hits_in(number)
            and segment.first == place.start
            and place[0] != 0
            and (self._analysis.words[place.start] in {"runs", "run", "in"})
            and not _FIRST & set(self._analysis.words[self._analysis.segments[hit.segment].first : hit.first])
        )

    def _person(self, hit: Hit) -> str | None:
        """The person that the nearest subject before the hit stands for; None for the writer."""
        analysis = self._analysis
        sentence = analysis.segments[hit.segment].sentence
        first = next(segment.first for segment in analysis.segments if segment.sentence == sentence)
        owner = self._owner_in(first, hit.last, hit)
        if owner is not _NOBODY:
            return owner
        after = self._after(hit)
        if after is not None:
            return after
        return self._carried(first)

    def _owner_in(self, first: int, last: int, hit: Hit) -> str | None:
        words = self._analysis.words
        owner: str | None = _NOBODY
        index = first
        while index < last:
            word = words[index]
            person = self._people.get(index)
            if person is not None and (
                index < hit.first or (hit.concept == "under_18" and person[1] == hit.last)
            ):
                name, end = person
                if not _reports(words, end) and not self._with_them(index):
                    owner = name
                index = max(end, index + 1)
                continue
            if word == "mine" and words[index - 1] == "of":
                index += 1
                continue
            if (word in _FIRST and not self._unattached(index, last)) or (
                word == "my" and index + 1 < len(words) and words[index + 1] not in PROFESSIONAL
            ):
                owner = None
            elif index > hit.first:
                pass
            elif word in _THIRD or (word in _PLURAL and self._last_person(index) in _OTHERS):
                owner = self._pronoun(index) if not _reports(words, index + 1) else owner
            index += 1
        return owner

    def _unattached(self, index: int, last: int) -> bool:
        """ "told me", "for me": the writer is mentioned, but as nobody's owner."""
        words = self._analysis.words
        return words[index] == "me" and index > 0 and words[index - 1] not in {"told", "gave", "for", "with"}

    def _with_them(self, index: int) -> bool:
        """ "from my dad", "like my brother": named, but not the one who has it."""
        words = self._analysis.words
        start = index
        while start > 0 and words[start - 1] in {"my", "our", "the", "a", "older", "younger"}:
            start -= 1
        return start > 0 and words[start - 1] in {"like", "unlike", "than", "wife", "tell", "told"}

    def _pronoun(self, index: int) -> str | None:
        before = self._last_person(index)
        words = self._analysis.words
        if before is None and PROFESSIONAL & set(words[:index]):
            return None
        return before or "partner"

    def _last_person(self, index: int) -> str | None:
        before = [name for place, (name, _) in self._people.items() if place < index]
        return before[-1] if before else None

    def _after(self, hit: Hit) -> str | None:
        """ "diabetic, my husband is" and "the epilepsy is my son's"."""
        words = self._analysis.words
        segment = self._analysis.segments[hit.segment]
        for index in range(hit.last, min(hit.last + 4, segment.last)):
            if index in self._people and words[hit.last] in {"is", "'s", "that", "in"}:
                return self._people[index][0]
        return None

    def _carried(self, first: int) -> str | None:
        """A sentence without a subject goes on about the person of the sentence before."""
        if first == 0:
            return None
        words = self._analysis.words
        previous = [number for number, segment in enumerate(self._analysis.segments) if segment.last <= first]
        if not previous:
            return None
        sentence = self._analysis.segments[previous[-1]].sentence
        begin = next(segment.first for segment in self._analysis.segments if segment.sentence == sentence)
        subjects = [
            index for index in range(begin, first) if words[index] in _FIRST | _THIRD or index in self._people
        ]
        if not subjects:
            return self._carried(begin)
        last = subjects[-1]
        if words[last] in _FIRST:
            return None
        name = self._people[last][0] if last in self._people else self._pronoun(last)
        reported = _reports(words, self._people[last][1] if last in self._people else last + 1)
        history = name in _BLOOD_WORDS and not self._for_other
        return None if reported or history else name


_NOBODY: Final = "nobody"
_BLOOD_WORDS: Final = frozenset(_BLOOD.split())
_FIRST_CLAIM: Final = frozenset({"i", "but"})


def _people(line: Line) -> dict[int, tuple[str, int]]:
    """Where people are named: the word, and the word after the naming."""
    people: dict[int, tuple[str, int]] = {}
    for pattern in (_RELATION, _BARE_RELATION):
        for match in line.find(pattern):
            place = match.last - 1
            people.setdefault(place, (_singular(match.match["person"]), match.last))
    for match in line.find(_BY_AGE):
        if match.last - 1 not in people:
            people.setdefault(match.first + 1, ("son", match.last))
    return dict(sorted(people.items()))


def _singular(person: str) -> str:
    return person[:-1] if person.endswith("s") and person[:-1] in _PERSON.split("|") else person


def _reports(words: Sequence[str], index: int) -> bool:
    """True if a verb of saying follows: what comes then is about somebody else."""
    following = [
        word for word in words[index : index + 3] if word not in {"also", "always", "just", "has", "'s"}
    ]
    return bool(following) and following[0] in _SAYING
