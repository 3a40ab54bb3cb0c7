"""How people ask for a person in English, refuse one, are offered one and say yes."""

from bot.rules.wants_human.language import language

ENGLISH = language(
    r"""
HUMAN: humans?( beings?)?|(real|live|living|actual|human) (person|people|one)|(human )?agents?
    |repr\w{0,5}tatives?|reps?|operators?|supervisors?|managers?|(team )?leaders?|advis[oe]rs?
    |specialists?|experts?|colleagues?|co-?workers?|workers?|employees?|executives?|associates?
    |consultants?|technicians?|clerks?|staff|superiors?|higher[- ]ups?|OWN
    |customer (service|support|care|relations)|(tech|technical|phone) (support|assistance)
    |(live|human) (support|assistance|attention|intervention|help)
PERSON: HUMAN|persons?|people|boss|(some|any) ?(one|body)|whoever( is|'s) in charge
PLACE: teams?|department|dept|(help|front|service) ?desk|office|headquarters|branch|store|shop
    |support|sales|billing|accounts|accounting|returns|refunds|complaints|claims|fraud|security
    |legal|shipping|logistics|warehouse|reception(ist)?|concierge|housekeeping|room service
    |cleaners?|restaurant|kitchen|bar|spa|gym|nurse|pharmacist|banker|lawyer
BOT: (ro|chat ?)?bots?|machines?|computers?|ai|algorithms?|automated|recordings?|artificial
    |virtual|programs?|software
SORT: ((an?|the|your|any|some|another|one of your|real|live|living|actual|human|normal|proper
    |true|genuine|different|better|senior|competent|qualified|customer|service|support|sales|bank
    |phone|technical|fucking|freaking|damn|bloody|other) )
ANY: [\w'-]+[ ]
GAP: (?!(my|our|his|her|their|its|me|you|him|them|it|about|for|and|but|or|if|BOT)\b)ANY
MORE: (?!(if|whether|who|am|are|is|i'm|know|but|and|that)\b)ANY
TALK: (talk|speak|chat|have an? (chat|word|talk|call)|get in (touch|contact)|get through
    |discuss (this|it)|TALKING)( (directly|live|now))? (to|with)
TALKING: talking|speaking|chatting
WISH: \b(wan(t|ts|ted|na)|needs?|like|love|prefer|rather|wish|(can|could|may|can't|until) (i|we)
    |if (i|we) (can|could|may)|let (me|us)|lemme|able to|possible to|please|pl[sz]|just|gotta
    |get to|must|demand|insist|i (have to|should)|way to|how (do|can|could) i|try(ing)? to
    |allow me|appreciate|hoping to|help me|only|request|to (actually|finally))
START: (^|[.!?,;:] ?|\b(ok|okay|hi|hello|hey|no|yes|yeah|and|then) )
MOVE: (transfer|connect|forward|pass|put|hand|switch|redirect|rout|direct|refer|escalat|patch
    |link|send|assign|mov|get|bring)(r?ing|ting|e)?
ME: me|us|(this|my) (call|chat|case|conversation|issue|complaint|matter|ticket|request|question)
MOVED: transferred|connected|forwarded|escalated|put through|put in (touch|contact)|handed over
HELP: help|assist|call|contact|phone|ring|(take a )?look|check|review|answer|respond|reply
    |explain|take over|join|handle|step in|verify|decide|approve
CALLS: (calls?|contacts?|phones?|rings?|reach(es)?) me
END: (?=[^\w?]*(\Z|[.!,;\n]))
THING: \b(?! ?('s|numbers?|codes?|ids?|names?|e-?mails?|address|approval|fees?|information|info
    |details|licen[cs]e|portal|app|hours|rooms?|tables?|tickets?|tents?|limits?|errors?|resources
    |charges?|accounts?|roles?|access|positions?|jobs?|per|who (made|sent|paid)|i sent)\b)
NOT: \b(do not|don'?t|no need|needn'?t|not|never|without|no longer|didn'?t|doesn'?t|won'?t
    |instead of|refuse)(?! (you|let|letting|allow)\b)

# I would like to speak to a person
ask: WISH MORE{0,3}?TALK GAP{0,4}?(PERSON|PLACE)(THING)
ask: START(please )?(talk|speak|chat) (directly )?(to|with) GAP{0,4}?(PERSON|PLACE)(THING)
ask: WISH MORE{0,3}?(reach|got|get (a )?hold of) SORT{1,4}(HUMAN|person)\b
ask: WISH MORE{0,4}?(call|complaint|chat|conversation) with SORT{1,4}(HUMAN|person)\b
ask: \b(comfortable|happier|easier|preferably|preferred) (with|by) SORT{1,3}(HUMAN|person)\b
ask: \b(help|assistance|advice|support|answers?|response|reply) (me )?from GAP{0,4}?
    (HUMAN\b|SORT{1,2}person\b)
# is there anybody I can speak to; have you got someone there to talk to
ask: \bPERSON GAP{0,4}?(i|we) (can|could|may|might) GAP{0,2}?TALK
ask: \bPERSON GAP{0,2}?to (talk|speak|chat) (to|with)\b
ask: \bwho else (can|could|may) (i|we) (talk|speak|chat) (to|with)
ask: \b(some|any)one (above|over|higher than) you\b
ask: \bthere SORT{1,3}HUMAN (available|here|there|around|i can|who can|that can|to help)
# I don't want to talk to a bot
ask: (NOT|\b(hate|tired of|sick of|fed up with|done|stop)) (want |wanna |like )?(to )?
    (TALK|deal(ing)? with|be helped by|get help from) (an? |the |this |your |some )?
    (stupid |dumb |useless |silly |damn )?BOT\b
# transfer me to an agent; put me through; escalate this
ask: \bMOVE ME MORE{0,2}?(to|with|onto) GAP{0,4}?(PERSON|PLACE)(THING)
ask: \bMOVE (this|it) MORE{0,2}?(to|onto) GAP{0,3}?HUMAN(THING)
ask: \b(take|get|bring) me ANY{0,6}?to SORT{1,3}(HUMAN|person)\b
ask: \b(put|putting|patch|get) (me|us) through\b
ask: WISH MORE{0,3}?be (transferred|put through|handed over)END
ask: WISH MORE{0,3}?be MOVED (to|with) GAP{0,4}?(PERSON|PLACE)\b
ask: START(please )?transfer (me|us)( (now|please|then|already|over))*(?=[.!?,\n]|$)
ask: START(please )?escalate\b|\bescalate (this|it|me|us|my)\b
ask: \b((can|could|would|will) you|please|want|like|need|way to|any|(do|can|might|could) (i|we)
    |i (might|could|can)|i'll) MORE{0,3}?\bescalat(e|ed|ion)\b
# I want a human; get me someone real
ask: \b(wan(t|na)|needs?|give|get|getting|find|bring|fetch|demand|require|request|prefer
    |(i|to|me) have|ask for|asked for|insist on)( me| us)?( to)? SORT{0,4}HUMAN(THING)
ask: \basked for SORT{1,3}person\b
ask: \b(want|need|(give|get) (me|us)) (to )?SORT{0,2}person
    (END| (please|now|instead|here|to (help|talk|speak|assist)))
ask: \b(want|need|give|get|find|prefer)( me| us)? (some(one|body)|a person) (real|human|else
    |senior|higher|competent|on the (phone|line)|who (can|knows|understands|isn't))
ask: \b(get|bring|find|need) some(one|body) from GAP{0,3}?(PERSON|PLACE)\b
ask: \b(loop|bring|pull|get) in (PERSON|SORT{1,3}HUMAN)\b
# can a human help me? have someone call me
ask: \b(can|could|may|will|would) SORT{1,3}(HUMAN|person) (please |just )?HELP\b
ask: \b(HUMAN|person) (needs? to|has to|have to|should|must) HELP\b
ask: \b(have|get|ask|let|can|could|like|want|need) SORT{0,3}PERSON GAP{0,3}?(to )?CALLS\b
ask: \b(possible|good|great|best) (that|if) PERSON GAP{0,3}?CALLS\b
ask: \bPERSON (needs? to|has to|should|must) CALLS\b
ask: \bHUMAN (to |can |could |would )?get back to me\b|\bcall ?back from GAP{0,3}?PERSON\b
# Agent! It does not work. Operator please
ask: START(SORT){0,3}(humans?|agents?|representative|rep|operator|supervisor|person)
    ( please| pl[sz]| now)\b
ask: \A((hi|hello|hey|ok|no|just|a|an|the|real|live|actual|human|please|another)[ ,!.]{1,3})*
    (humans?|(real|live|human|actual) (person|agent|one|being|support|help|assistance|chat)
    |agents?|representative|rep|operator|supervisor|customer service)
    ( (now|please|pl[sz]|agent|operator|representative))*[^\w?]*\Z

# I don't want to be transferred; no need for a human
not: NOT MORE{0,5}?(TALK GAP{0,4}?(PERSON|PLACE)|MOVE ME\b|escalat(e|ion|ing)\b|transfer\b
    |MOVED( (to|with) SORT{0,3}PERSON)?)
not: NOT MORE{0,3}?(want|need|for|require|get|necessary) (to have )?SORT{0,3}(HUMAN|person)\b
not: NOT SORT{1,3}(HUMAN|person)\b
not: \bno (humans?|agents?|transfer|person) (is |are )?(needed|required|necessary|please)
# can I transfer it to somebody else? nice to have talked to somebody
not: \b(transfer|send|give|pass|move) (it|that|them|this|money|funds|points|my [\w'-]+) to
    ( (another|an?|other|some ?one|some ?body|any ?one|person|else)\b){1,3}
not: \b(nice|good|great|lovely|pleasure|pleasant|better) TALKING (to|with) GAP{0,3}?PERSON\b
# am I talking to a person? are you one? do I have to talk to one?
not: \b(am i|i'm|are we|i was|been) MORE{0,2}?TALKING (to|with)
    ( (an?|the|or|real|live|actual|PERSON|BOT)\b,?){0,8}
not: \b(i am|i'm|are you|you are|you're|aren't you|is this|is it|could you be) ANY?SORT{0,2}PERSON\b
not: (?<!how )(?<!what )\b(do|must|should|would|who (do|should|can|could|must)) (i|we) MORE{0,4}?
    TALK( GAP{0,4}?(PERSON|PLACE)\b)?

offer: \bMOVE (you|this|the (chat|conversation|case)) ANY{0,3}?(to|with) ANY{0,4}?(PERSON|PLACE)\b
offer: \bTALK ANY{0,4}?(PERSON|PLACE)\b
offer: \b(like|prefer|want|need|fetch|get|call|have|bring|ask) (you |in )?SORT{0,4}(HUMAN|person)\b
offer: \b(HUMAN|someone) (to )?(call|contact|help|take over|get in touch|get back|join)\b
offer: \b(the|a) (transfer|hand-?over|escalation)\b

yes: (yes|yeah|yep|yup|ya|sure|ok|okay|please( do)?|absolutely|definitely|certainly|of course|y
    |go ahead|(do|let's do) (it|that|so)|sounds good|fine|alright|great|perfect|indeed|that works
    |\U0001f44d|(that would|that'd|it would) be (very |really )?\w+
    |i( would|'d) (really )?(like|love|appreciate) (that|it))
"""
)
