"""The small words of English that say how something is meant: denied, doubted, over, planned, only feared.

They are grammar, not clinic knowledge, and so live in code. Written in the language of `phrases.py`; of several
cues at one place the longest counts, which is how "not only" outweighs "not".
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import Final

from bot.reading.phrases import Automaton, read_phrase, split_phrases
from bot.reading.text import words_of


class Cue(Enum):
    """What a cue says. The first group governs what follows it in its clause; the second is looked up around it."""

    NOTHING = "looks like a denial and is none"
    DENY = "denies"
    DENY_DOUBTFULLY = "denies, without being sure"
    AFFIRM = "states something anew, ends a denial"
    DOUBT = "may or may not be"
    UNREAL = "caused, avoided or imagined: not there"
    CATCH = "could be got: not there, unless it is something one has done"

    GENERAL = "is about people in general"
    WISH = "asks leave to do or take something"
    OVER = "was, and is no longer"
    PLAN = "is going to be"
    WAS = "was, or happened"
    HAS_BEEN = "has been, up to now"
    NOW = "is"
    START = "began"
    RETURN = "is on again"
    GOES_ON = "an ending that has not come"


GOVERNING: Final = frozenset(
    {Cue.NOTHING, Cue.DENY, Cue.DENY_DOUBTFULLY, Cue.AFFIRM, Cue.DOUBT, Cue.UNREAL, Cue.CATCH}
)

_TEXT: Final[dict[Cue, str]] = {
    Cue.NOTHING: """
        no longer, no more, not [yet|been] (stopped|finished|quit|come off|given up|ended|completed) [taking|using|my]
        not (only|just|merely|simply|to mention|forgetting|until|even|all that|for long|long|far|bad|too|very|so|the only)
        no (doubt|idea|wonder|matter|way|worries|rush|offence|one knows|big deal|joke|stranger|more than|less than)
        no (problem|problems|issue|issues|trouble|bother|luck|joy|success|complaints) .. (my|it|them)
        no (luck|joy|success) with, no change[s] [in|to|with], no (improvement|cure|end|help|relief), why not, or not
        if not, whether or not, not sure (how|what|when|why|where)
        not (happy|comfortable|keen|ready|worried|bothered|ashamed|embarrassed|afraid|scared|fussed|concerned|proud)
        not (pleased|satisfied|confident|impressed|looking|interested|going to lie|lying|joking|kidding|great|good)
        not (ideal|enough|allowed|supposed|meant|able|alone|helped|helping|working|worked|cheap|much|well|improving)
        not [really|always|actually|ever|yet|fully|quite|completely|entirely|totally|been|properly] {other_verbs}
        (can|could) not [really|even|quite] (stop|control|shake|get rid|help|wait|stand|remember|say|find|decide|afford|believe|sleep|seem)
        (can|could) not (get it|get my|live without|do without|go without|come off|stop taking|miss|skip|cope)
        (should|would|could|will|may|might|must|need|dare) not (be|have to|affect|matter|cause|make|hurt|stop|say|come off)
        (should|would|could|will|may|might|must|need|dare) not (skip|miss|go away|clear|heal|settle|clear up|change|touch)
        never (been able|mind|thought|knew|really sure|been sure|heard|seen|told|again), not (everyone|all|seen|told|heard)
        not (got round|been able|to worry|yet been), not a [big|huge] (problem|issue|worry|deal|fan|lot|bad)
        (no|not any) (worse|different|better), nothing (wrong|else|to lose|serious|major|new)
        {modal} {anyone} [still|also|even|ever] (get|have|do|book) {treatment}
        (can|could|do|does|will|would|did) (it|this|that|smp) help
    """,
    Cue.DENY: """
        no, not, never, without, neither, nor, none [of], nobody, no one, nothing, nothing like, free (of|from), zero
        nil, non, nope, nah, minus, [tested] negative for, ruled out, rather than, instead of, as opposed to
        no [known|family|medical|previous|past] (history|sign|signs|trace|evidence|symptoms) of, deny, denies
        never ever, never [had|been|have|taken|used|suffered|experienced] (no|any), {aux} not [got|have|had|get] no
        not no, not got no
    """,
    Cue.DENY_DOUBTFULLY: """
        (do|did|does) not (think|believe|reckon|suppose|feel like) [that] [i|he|she|we|it] [have|am|'s|had|was|is|has]
        (not|nothing) (that|as far as) (i|he|she) (know|knows|am aware), do not remember (having|ever|any)
        not to my knowledge, as far as i know (no|not|i do not|i have not), probably (not|no|never), unlikely [to be]
        (hopefully|hope) [i am] not, not aware of [any|having], not knowingly, not [really] sure i have ever, doubt [it is]
    """,
    Cue.AFFIRM: """
        {person} [do|also|still|now|only|just|actually|currently|really|always|did|usually|sometimes|often] {has_verb}
        just, only, apart from, except [for|that], other than, aside from, besides, save for, some, slight, a bit of
        a little, a few, although, though, however, it (is|'s|was), this is, that is, there (is|'s|are), more like
        not that {person} {aux} not [have|had|got|on], not (like|as if|as though) {person} {aux} not [have|had|got]
        (can|could|would) not (say|deny|claim) [that] {person} {aux} (not|never) [have|had|got|been]
        would not say {person} {aux} not, not true that {person} {aux} not, not (without|free of|free from), never [been] without
        (would be|am|'d be) lying if {person} said {person} {aux} (not|never), do not not, never not
    """,
    Cue.DOUBT: """
        {someone} [also|really|just|kind of|still] {thinks} [that|if|whether|it|it is|i have|i am|i may|i might|he has]
        (might|may|could) (have|be|have had|actually be|actually have|have been), maybe, perhaps, possibly, possible
        potentially, probably, presumably, apparently, supposedly, suspected, suspect, (seems|appears|looks|sounds|feels) (to be|like), what (looks|seems|appears) like, borderline, query, self diagnosed, or something, signs of
        not [really|too|quite|entirely|completely|100 %] (sure|certain|positive) [if|whether|that|it|about|but|i have]
        unsure [if|whether], no idea (if|whether), {aux} not know (if|whether|what), can not (tell|say|remember) (if|whether)
        wondering (if|whether), sort of, kind of, a touch of
    """,
    Cue.UNREAL: """
        {fears} (about|of|that|i|it) [i|it|that|me|will|might|could|would|may|about|this] {befalls}
        {fears} (about|of) (keloids|infection|infections|scarring|hepatitis|hiv|scars|scabs|redness|swelling|allergies)
        {fears} (about|of) (an infection|an allergy|ink allergy|itching|ingrown hairs|bleeding)
        (risk|risks|chance|chances|danger|dangers|possibility|likelihood|odds|fear|threat) of [getting|having|developing|an|a]
        {modal} (it|this|that|smp|you|the ink|the needle[s]|needles|tattoos|sessions|the cream|scalp micropigmentation|the
        treatment) [ever|also|really|actually|possibly|likely to] {causes}
        {modal} (numbing cream|treatment|micropigmentation|the process|a session|the procedure|ink|pigment|tattooing) {causes}
        (to|which|that|will) (avoid|prevent), (avoid|avoids|avoiding|prevent|prevents|preventing|protect against|reduce|reduces)
        (if|when|once|in case) {anyone} [ever|also|do|then|should|were to|happen to|suddenly|later|just] {befalls}
        (if|in case) (something|it|there|my skin|my scalp) [ever|also|do|then|should] {befalls}
        in case of, to reduce, without getting, what causes, {aux} not want {befall_words}, {aux} not want any
        hope[fully] (i|it|not|there) (do|will|am|is|does|would) not [get|have|cause|be|become|come]
        (side effect|side effects|complication|complications|causes|cause|cure|remedy|shampoo|risk|risks) (of|for|like|such as)
        does (it|this|that|smp|the ink) [also] (hurt|help|cure|treat|fix|work for|work on|work with|cover|hide|suit|look)
        (can|could) not [really|even|quite] (see|tell|make out|notice), hypoallergenic, can (smp|it|this|scalp micropigmentation) [also|really|be used to] (help|cure|treat|fix|improve|cover|hide)
        (difference|different) between
    """,
    Cue.CATCH: """
        {modal} {anyone} [ever|also|actually|likely|still] (get|catch|develop|end up with|pick up|contract|become|experience|suffer
        from) [a|an|any|from|infected|allergic|some]
        {modal} {anyone} (bleed|scab|scar|swell|react|itch|faint|pass out|peel|feel)
    """,
    Cue.GENERAL: """
        {people} [living|who|that] (with|on|have|has|had|having|who 's|who is|are|is|take|takes|taking|using|suffering from|get)
        do you [also|ever] (treat|accept|take|do|see|cover|work on|work with|tattoo|handle|deal with|turn away|refuse|offer)
        do you [also|ever] (sell|use|recommend|provide|help|cater for|screen for|ask about|check for)
        what (conditions|medical conditions|illnesses|medicines|medications), (considered|known as|count as|classed as)
        tell me about, (info|information) (on|about), what (is|'s|are) [a|an|the|better], which is better
        who (can|can not|should|should not|is|are), (what|how) about [a|an|the|any]
    """,
    Cue.WISH: """
        {may} [i|he|she|you|we] [still|also|then|just|ever] {takes} [using|taking|drinking|having|some|any|my|a|an|the]
        (when|how soon|how long after|how long before) (can|could|should|may|do) (i|he|she|you) {takes}
        (want|like|wanted|wanting|hoping|plan|planning|thinking of|thinking about|considering) to use
    """,
    Cue.OVER: """
        no longer, used to (have|be|get|take|use|suffer|smoke|drink|do|wear|inject|apply|rub|go|pull|pick|bleach|dye)
        stopped, came off, come off (it|them) in, been off, {be} [well|now|fully|completely] off, off (it|them|the|my) (since|for)
        went off, (gave|given) up, quit, finished, completed, ended, discontinued, (taken|took me) off, got rid of
        (grew|grown) out of, (got|gotten|getting) over, recovered, cured, weaned, done with, ex, former, formerly
        previously, once had, off, switched from, swapped from, changed from, last (dose|tablet|pill|injection|course|round|cycle)
        last (infusion|drink|one|time|capsule|took|used|had|drank|smoked|applied|treatment), has been off, beat, survived
        was on, were on, was taking, had been (on|taking|using), not any more, no more, in the past, (gone|went) away
        (cleared|settled) [up|down] [now|completely|after], (all|is|has|have|'s) (gone|cleared|sorted) [now], is [all] over, back to normal
        (better|fine|well|ok|okay) now, (none|nothing|not) (now|since|these days|any more), over it, shifted, long gone, done and dusted
    """,
    Cue.GOES_ON: """
        not (stopped|finished|quit|come off|given up|ended|completed|over|gone|recovered), (never|have not) stopped
        should {anyone} (stop|quit|come off), do {anyone} (have|need) to (stop|come off|quit|finish), need to (stop|come off)
        (told|asked|want|wanted|wants|going|trying|hoping|plan|planning|due) .. (stop|quit|come off|finish|give up)
        (can|could|must|might|may|will) {anyone} (stop|quit|come off|finish), if {anyone} (stop|stopped|quit|come off|came off)
        (before|until|till|when|once|after) {anyone} (stop|finish|quit|come off|have finished|have stopped|finishes|stops)
        (finishing|stopping|ending|coming off) (on|in|next|this|soon|tomorrow|it), (finish|finishes|end|ends) (on|in|next|tomorrow|this)
    """,
    Cue.PLAN: """
        (going|starting|being put|be put) on, {goes} to (have|get|start|begin|take|go on|do|be put on|undergo|book|receive|try|use|be|go for)
        will (be having|be starting|be getting|be on|have|start|get|be|go on|undergo|need)
        (thinking|thought|dreaming|talking) (of|about) [having|getting|starting|a|doing|trying|going on|going for]
        considering [having|getting|a|an|starting|trying], (booked|book|booking) [in] [for|a|an|my|to have|to get]
        scheduled for, planned [for], (waiting|wait) for [a|an|my], waiting list, lined up, coming up, upcoming, saving [up] for
        {is} (starting|beginning|getting|having) [a|an|my|some]
        (start|starts) (on|in|next|my|chemo|radiotherapy), due (for|a|an|my|to), future, planning [a|an|for|my], before i (have|get|start)
        have got (a|an|my) [appointment|date|slot] for, next, might (get|have|try|start), want to (try|start|get|have|go on)
    """,
    Cue.WAS: """
        had, was, were, did, took, got, went, tried, drank, drunk, smoked, ate, suffered, caught, experienced, underwent
        developed, ended up with, fainted, came out in, received, after [my|having|a|the|getting|being], following, since my
        past, previous, prior, history of, {person} [recently|just|once|also|already|only] {did}, already (had|done)
        have had already, have done, just (had|got|done), last had, got done, done
    """,
    Cue.HAS_BEEN: """
        (have|has|'s) [always|also|just|recently|already|only|previously|now|since|long|actually|both|never not] {participle}
        (have|has|'s) [always|also|just|only|now|recently] been {ing}, [only] ever (had|been|got), been on
    """,
    Cue.NOW: """
        {is} [still|now|currently|also|just|actually|always|really|quite|only|very] [on|taking|using|having|getting|a|an]
        (have|has|'s) got, have, has, get, gets, take, takes, use, uses, suffer, suffers, having, currently, at the moment, right now, on, still
        with, being, apply, rub, inject, need, carry, wear, [was|been|got|is] diagnosed with, (told|said|says) i (have|had)
        found out i (have|had), turned out
    """,
    Cue.START: """
        started, began, begun, went on to, (put|been put|was put) [me] on, prescribed, diagnosed, first (noticed|appeared)
        came up, appeared, noticed, since
    """,
    Cue.RETURN: """
        back on [it|them|the], on it again, started again, again now, restarted, (gone|went) back on, back to using
        (come|came|is|has come) back, returned, still (on|taking|using) (it|them)
    """,
}

_GROUPS: Final = {
    "person": "i|he|she|we|they",
    "anyone": "i|he|she|we|they|you|u|people|someone|clients|anyone|my (dad|mum|son|wife|husband|friend|partner)",
    "someone": "i|we|he|she|they|doctor|doc|doctors|gp|dermatologist|nurse|barber|hairdresser|wife|husband|mum|mom|mate"
    "|consultant|surgeon|artist|pharmacist|friend|google|internet|girlfriend|boyfriend|and",
    "thinks": "think|thinks|thought|reckon|reckons|suspect|suspects|suspected|guess|believe|believes|assume|wonder|wondering"
    "|said it might be|said it could be|said it may be|says it might be|says it could be|says it may be|said maybe"
    "|said it is probably|says it is probably|said it 's probably|says it 's probably|am guessing",
    "people": "people|someone|somebody|anyone|anybody|clients|patients|men|women|guys|a person|a man|a woman|those|everyone"
    "|customers|others|folks|a client|ppl|a patient|persons",
    "modal": "can|could|does|do|will|would|might|may|did|is|should",
    "may": "can|could|may|should|shall|is it (ok|okay|safe|fine|alright|possible|bad|dangerous) to|am i allowed to|allowed to"
    "|ok to|okay to|safe to|fine to|alright to|do i have to|do i need to|would it be ok to|possible to|better to|when can",
    "takes": "take|use|have|drink|do|get|apply|start|go back to|dye|bleach|go back on|put|wear|colour|color|smoke|restart|try"
    "|add|combine|mix|rub|inject|resume|start using|go back to using|start taking|eat",
    "treatment": "it|smp|this|one|that|treated|tattooed|done|my|the|scalp|micropigmentation|a session|a tattoo|sessions"
    "|a hairline|the treatment|treatment|this done|it done|my head done|my hairline done|a consultation|in|screened|pigment",
    "aux": "do|does|did|have|has|had|am|is|are|was|were",
    "is": "am|is|are|'s",
    "be": "am|is|are|'s|was|were|been",
    "has_verb": "have|has|'s|am|is|are|got|had|take|takes|took|use|uses|used|get|gets|suffer|suffers|was|were|need|did|do"
    "|smoke|drink|drank|started|stopped|finished|came|wear|carry|feel|felt|react|reacted|went|work|live|be|been",
    "fears": "worried|worry|worrying|scared|afraid|frightened|terrified|nervous|anxious|concerned|fear|fearing|paranoid",
    "befalls": "getting|get|gets|got|having|developing|develop|develops|catching|catch|catches|ending|causing|cause|leaving|lead"
    "|go|goes|going|become|becomes|becoming|will|might|could|would|turn|turns|turning|make|making|be|bring|trigger|fall|fell"
    "|end up|come out|came out|react|reacts|reacted|happen|happens|wanted|want|decide|decided|need|needed|bleed|bleeds|faint"
    "|pass|swell|swells|flare|flares|flared|come|comes|went|start|starts|lose|feel|feels|break|breaks|relapse|scab|itch|itches",
    "befall_words": "to (get|end up|have|develop|catch|risk|be left)|it to|an infection|a keloid|keloids|scars|scarring",
    "causes": "cause|causes|give|gives|lead to|leads to|trigger|triggers|bring on|result in|spread|transmit|set off|worsen"
    "|aggravate|flare up|create|increase|make|mean",
    "other_verbs": "want|wanting|mind|like|care|understand|wait|stop|help|see why|feel like|trust|love|get why|hurt|matter"
    "|affect|bother|look|tell|believe in|afford|decide|decided|work|clear|clear up|go away|gone away|heal|healed|respond|settle"
    "|shift|controlled|stable|cleared|better|changed|grown|spread|flared|flaring|active"
    "|growing|changing|spreading|recommend|shave|shaved|cover|fade|faded|know (how|what|when|why|where)"
    "|under control|in control|responding|clearing|healing|improve",
    "goes": "going|about|planning|plan|plans|planned|due|scheduled|hoping|hope|intend|intending|looking|supposed|expecting|set",
    "did": "used|dyed|bleached|had|got|did|took|drank|gave|went|caught|coloured|donated|removed|lasered|tried|shaved|picked"
    "|pulled|cut|grazed|burnt|burned|stopped|finished",
    "participle": "had|been|suffered|taken|used|tried|done|developed|experienced|gone|come|given|caught|dyed|donated",
    "ing": "on|taking|using|having|getting|diagnosed|told|suffering|put on|pulling|picking|given|prescribed",
}


@lru_cache(maxsize=1)
def cue_automaton() -> Automaton[Cue]:
    automaton: Automaton[Cue] = Automaton()
    for cue, block in _TEXT.items():
        for source in split_phrases(block):
            automaton.add(read_phrase(source, _GROUPS, words_of), cue)
    return automaton
