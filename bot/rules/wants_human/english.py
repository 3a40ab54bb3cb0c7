"""How people ask for a person in English, refuse one, are offered one and say yes."""

from bot.rules.wants_human.language import language

ENGLISH = language(
    r"""
HUMAN: hum[ae]ns?( beings?)?|(real|live|living|actual|human) (person|people|one)|(human )?agents?
    |agnets?|repr\w{0,5}tatives?|reps?|operators?|supervisors?|managers?|(team )?leaders?
    |advis[oe]rs?
    |specialists?|experts?|colleagues?|co-?workers?|workers?|employees?|executives?|associates?
    |consultants?
    |technicians?|clerks?|staff|superiors?|higher[- ]ups?|customer (service|support|care
    |relations)|(tech|technical|phone|live|human) (support|assistance)|OWN
PERSON: HUMAN|pers?o?ns?|people|boss|(some|any) ?(one|body)|whoever( is|'s) in charge
PLACE: teams?|department|dept|(help|front|service) ?desk|office|headquarters|branch|store|shop
    |support|sales|billing|accounts|accounting|returns|refunds|complaints|claims|fraud|security
    |legal|shipping|logistics|warehouse|reception(ist)?|concierge|housekeeping|room service
    |cleaners?|restaurant|kitchen|bar|spa|gym|nurse|pharmacist|banker|lawyer
SORT: ((an?|the|your|any|some|another|one of your|real|live|living|actual|human|normal|proper
    |true|genuine|different|better|senior|competent|qualified|customer|service|support|sales|bank
    |phone|technical|fucking|freaking|damn|bloody|other) )
GAP: ((?!(my|our|his|her|their|its|me|you|him|them|it|about|for|and|but|or|if|BOT)\b)[\w'-]+ )
ANY: [\w'-]+[ ]
MORE: ((?!(if|whether|who|am|are|is|i'm|know|but|and|that)\b)[\w'-]+ )
TALK: (talk|tlak|spe[ae]k|chat|have an? (chat|word|talk|call)|get in touch|TALKING)( (directly|live
    |now))? (to|with)
TALKING: talking|speaking|chatting
WISH: \b(wan(t|ts|ted|na)|needs?|like|love|prefer|rather|wish|(can|could|may|can't|until) (i|we)
    |if (i|we) (can|could|may)|let (me|us)|lemme|able to|possible to|please|pl[sz]|just|gotta
    |get to|must|demand|insist|i (have to|should)|way to|how (do|can|could) i|try(ing)? to
    |allow me|appreciate|hoping to|to (actually|finally))
START: (^|[.!?,;:] ?|\b(ok|okay|hi|hello|hey|no|yes|yeah|and|then) )
ME: (me|us|(this|my) (call|chat|case|conversation|issue|complaint|matter))
MOVE: (transfer|connect|forward|pass|put|hand|switch|redirect|rout|direct|refer|escalat|patch
    |link|send|assign|mov|get|bring)(r?ing|ting|e)?
THING: (?! ?('s|numbers?|codes?|ids?|names?|e-?mails?|address|approval|fees?|information|info
    |details|licen[cs]e|portal|app|hours|rooms?|tables?|tickets?|tents?|limits?|errors?|resources
    |charges?|per|who (made|sent|paid)|i sent)\b)
BOT: (ro|chat ?)?bots?|machines?|computers?|ai|algorithms?|automated|recordings?|artificial
    |virtual|programs?|software
NOT: \b(do not|don'?t|no need|needn'?t|not|never|without|no longer|didn'?t|doesn'?t|won'?t
    |instead of|refuse)(?! (you|let|letting|allow)\b)

# I would like to speak to a person
ask: WISH MORE{0,3}?TALK GAP{0,4}?(PERSON|PLACE)\bTHING
ask: START(please )?(talk|speak|chat) (directly )?(to|with) GAP{0,4}?(PERSON|PLACE)\bTHING
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
ask: \bMOVE ME MORE{0,2}?(to|with|onto) GAP{0,4}?(PERSON|PLACE)\bTHING
ask: \bMOVE (this|it) MORE{0,2}?(to|onto) GAP{0,3}?HUMAN\bTHING
ask: \b(put|putting|patch|get) (me|us) through\b
ask: START(please )?transfer (me|us)( (now|please|then|already|over))*(?=[.!?,\n]|$)
ask: START(please )?escalate\b|\bescalate (this|it|me|us|my)\b
ask: \b((can|could|would|will) you|please|want|like|need|way to|any|(do|can|might|could) (i|we)
    |i (might|could|can)|i'll) MORE{0,3}?\bescalat(e|ed|ion)\b
ask: WISH MORE{0,3}?be (transferred|put through|handed over)(?=[^\w?]*(\Z|[.!,;\n]))
ask: WISH MORE{0,3}?be (transferred|connected|forwarded|escalated|put through|put in (touch|contact)
    |handed over) (to|with) GAP{0,4}?(PERSON|PLACE)\b
# I want a human; get me someone real
ask: \b(wan(t|na)|need|give|get|getting|find|bring|fetch|demand|require|request|prefer|have
    |ask for|insist on)( me| us)?( to)? SORT{0,4}HUMAN\bTHING
ask: \b(want|need|give (me|us)|get (me|us)) (to )?SORT{0,2}person(?=[^\w?]*(\Z|[.!,;\n])| (please
    |now|instead|here|to (help|talk|speak|assist)))
ask: WISH MORE{0,4}?(call|complaint|chat|conversation) with SORT{1,4}(HUMAN|person)\b
ask: \basked for SORT{1,3}(HUMAN|person)\bTHING
ask: \b(take|get|bring) me ANY{0,6}?to SORT{1,3}(HUMAN|person)\b
ask: WISH MORE{0,3}?(reach|get (a )?hold of) SORT{1,4}(HUMAN|person)\b
ask: \b(want|need|give|get|find|prefer)( me| us)? (some(one|body)|a person) (real|human|else
    |higher|competent|on the (phone|line)|who (can|knows|understands|isn't))
ask: \bhelp (me )?from GAP{0,4}?HUMAN\b
# can a human help me? have someone call me
ask: \b(can|could|may|will|would) SORT{1,3}(HUMAN|person) (please |just )?(help|assist|call
    |contact|phone|ring|(take a )?look|check|take over|join|handle|step in)\b
ask: \b(have|get|ask|let|can|could|like|want|need) SORT{0,3}PERSON GAP{0,3}?(to )?(call|contact
    |phone|ring|reach) me\b
# Agent! It does not work. Operator please
ask: START(SORT){0,3}(hum[ae]ns?|agents?|representative|rep|operator|supervisor) (please|pl[sz]
    |now)\b
ask: \A((hi|hello|hey|ok|no|just|a|an|the|real|live|actual|human|please|another)[ ,!.]{1,3})*
    (humans?|(real|live|human|actual) (person|agent|one|being)
    |person(?= please)|agents?|representative|rep|operator|supervisor|customer service)( (now
    |please|pl[sz]|agent|operator|representative))*[^\w?]*\Z

# I don't want to be transferred; no need for a human
not: NOT MORE{0,5}?(TALK GAP{0,4}?(PERSON|PLACE)|MOVE ME\b|escalat(e|ion|ing)\b|transfer\b
    |(transferred|connected|forwarded|escalated|handed over)( (to|with) SORT{0,3}PERSON)?)
not: NOT MORE{0,3}?(want|need|for|require|get|necessary) (to have )?SORT{0,3}(HUMAN|person)\b
not: NOT SORT{1,3}(HUMAN|person)\b
not: \bno (humans?|agents?|transfer|person) (is |are )?(needed|required|necessary|please)
# am I talking to a person? are you one? do I have to talk to one?
not: \b(am i|i'm|are we|i was|been) MORE{0,2}?TALKING (to|with)
    ( (an?|the|or|real|live|actual|PERSON|BOT)\b,?){0,8}
not: \b(i am|i'm|are you|you are|you're|aren't you|is this|is it
    |could you be) (\w+ )?SORT{0,2}PERSON\b
not: (?<!how )(?<!what )\b(do|must|should|would|who (do|should|can|could|must)) (i
    |we) MORE{0,4}?TALK( GAP{0,4}?(PERSON|PLACE)\b)?

offer: \bMOVE (you|this|the (chat|conversation|case)) ANY{0,3}?(to|with) ANY{0,4}?(PERSON|PLACE)\b
offer: \bTALK ANY{0,4}?(PERSON|PLACE)\b
offer: \b(like|prefer|want|need|fetch|get|call|have|bring|ask) (you |in )?SORT{0,4}(HUMAN|person)\b
offer: \b(HUMAN|someone) (to )?(call|contact|help|take over|get in touch|get back|join)\b
offer: \b(the|a) (transfer|hand-?over|escalation)\b

yes: (yes|yeah|yep|yup|ya|sure|ok|okay|please( do)?|absolutely|definitely|certainly|of course
    |go ahead|(do|let's do) (it|that|so)|sounds good|fine|alright|great|perfect|indeed|\U0001f44d
    |(that would|that'd|it would) be (very |really )?\w+|that works|y|i( would
    |'d) (really )?(like|love|appreciate) (that|it))
"""
)
