//! English phrases, folded.

pub const REGISTER: &[&str] = &[
    r"regist\w+",
    r"sign(?:ing)? (?:me |us |him |her |up |\S+ ){0,4}up",
    r"book(?:ing)?(?: me| us| him| her| a| one| two| my| in| \S+ in)?",
    r"count (?:me|us|him|her) in",
    r"put (?:me|us|him|her|my|our|down)(?: \S+){0,4} (?:down|on|for|in)",
    r"put (?:me|us|him|her)",
    r"(?:i|we)(?:'d| would| will|'ll)? (?:also )?(?:like|love|want|wish|be happy|be delighted|be pleased|be glad|hope)(?: very much)? to (?:\w+ )?(?:attend|come|join|participate|take part|be there|go|sit|reserve|sign|have|secure)",
    r"(?:will|would|shall|should|wants? to|wishes? to|going to|'ll|'d)(?: \S+){0,4} (?:attend\w*|come|join|participate|take part|be there|go|be joining|be attending)",
    r"attend(?:ance|ing|s)?",
    r"participat\w+",
    r"reserv\w+",
    r"(?:a|one|my|two|the|three) (?:\w+ )?(?:place|places|seat|seats|spot|spots|slot|ticket|tickets)",
    r"enrol\w*",
    r"i(?:'ll| will| am|'m) (?:be )?(?:there|coming|joining|attending|in)",
    r"(?:still|to) join",
    r"i'd come",
    r"we'd come",
    r"chance to (?:\w+ )?(?:join|attend|come|register)",
    r"add (?:me|us|him|her|my)(?: \S+){0,6}",
    r"pencil (?:me|us)(?: \S+){0,3} in",
    r"pop me down",
    r"delegates?",
    r"rsvp",
    r"yes please",
    r"i(?:'ll| will) take",
    r"could i go",
    r"go(?:ing)? for",
    r"sessions? \S+,? please",
    r"for me,? please",
    r"my choice",
    r"inscri\w+",
    r"participer",
    r"aanmeld\w*",
    r"inschrijv\w*",
    r"pamelding",
    r"skraning",
    r"represent(?:s|ing)? us",
];

pub const ONESELF: &[&str] = &[
    r"(?:count|put|sign|register|book|add|pencil|enrol|pop|include|reserve) me",
    r"(?:i|we)(?:'d| would| will|'ll| am| are|'m| shall| should| want| wish| plan| hope)(?: \S+){0,6} (?:attend|come|coming|join|joining|attending|participate|take part|be there|go|sit|a seat|a place|register for|sign up for|register myself)",
    r"for me",
    r"my (?:participation|attendance|place|seat|own registration)",
    r"i(?:'ll| will) take",
    r"could i (?:come|attend|join|go|have|get|please)",
    r"i (?:choose|pick|prefer)",
    r"me (?:down|in|up)",
    r"je souhaite",
];

pub const CANCEL: &[&str] = &[
    r"cancel\w*",
    r"withdraw\w*",
    r"take (?:me|us|him|her|my \w+|\S+ \S+) off",
    r"remove (?:me|us|him|her|my|our|\S+ \S+)",
    r"give (?:my|the|his|her|our) (?:place|seat|spot)(?: \S+){0,2} (?:to (?:somebody|someone|another)|away|up|back)",
    r"release (?:my|the|his|her|our) (?:place|seat|spot)",
    r"free up (?:my|the|his|her)",
    r"drop out",
    r"pull out",
    r"deregister",
    r"unregister",
    r"scratch (?:me|my|him|her)",
    r"declined",
];

pub const REGRET: &[&str] = &[
    r"(?:can't|cannot|can not|won't|will not|not able to|unable to|couldn't)(?: \S+){0,4} (?:make|attend|come|join|be there|participate|go)\w*",
    r"not be (?:able|there|coming|attending|joining)",
    r"won't be (?:able|there|coming|attending|joining)(?: \S+){0,6}",
    r"nobody can be spared",
    r"what a pity",
    r"regret\w*",
    r"have to decline",
    r"ill",
    r"sick",
    r"called away",
    r"clash\w*",
];

pub const REGISTERED: &[&str] = &[
    r"(?:my|our|his|her) (?:registration|booking|place|seat|reservation)",
    r"(?:had|have|has|'ve|was|were|am|'m|are|is)(?: already)? (?:been )?(?:registered|signed up|booked|confirmed|enrolled)",
    r"after all",
    r"already (?:registered|booked|signed)",
    r"you are registered",
    r"confirmation",
    r"off the list",
    r"i registered",
    r"we registered",
    r"registered (?:me|us|him|her)",
];

pub const SUBSTITUTE: &[&str] = &[
    r"in (?:my|his|her|their) (?:place|stead)",
    r"give (?:his|her|my|their|the) (?:place|seat|spot) to (?:the |our |my |mr|ms|mrs|dr|[a-z]+ [a-z]+)",
    r"replac\w+",
    r"substitut\w+",
    r"instead of (?:me|him|her|mr|ms|mrs|dr|myself|captain|prof)",
    r"take (?:my|his|her|over my) (?:place|seat|spot)",
    r"(?:attend|come|go|stand in|step in|deputis\w+)(?: \S+){0,4} (?:instead|for me|for him|for her|in for)",
];

pub const QUESTION: &[&str] = &[
    r"(?:a|one|two|some|quick|another|few)(?: \w+)? (?:question|questions|things?)",
    r"i (?:was|am) wondering",
    r"could you (?:tell|let|send|confirm whether|advise)",
    r"please (?:let me know|tell me|advise)",
    r"do you know",
    r"is (?:there|it|the)(?: \S+){0,6} (?:possible|available)",
    r"let me know (?:what|if|whether|how|when)",
];

pub const UNDECIDED: &[&str] = &[
    r"before (?:i|we) (?:decide|register|book|sign|commit|choose)",
    r"(?:thinking|considering|wondering)(?: \S+){0,6} (?:about|whether|if)",
    r"not (?:yet )?(?:sure|decided)",
    r"undecided",
    r"might (?:come|attend|join)",
];

pub const POINTER: &[&str] = &[
    r"(?:as|see) (?:below|attached)",
    r"below",
    r"please (?:register|sign up|book|process|action|handle|add) (?:\w+ )?(?:as|below|accordingly|this|him|her|them|per)?",
    r"forward(?:ed|ing)?",
    r"fyi",
    r"could you (?:register|handle|process|book) (?:this|him|her|them)",
    r"following registration",
    r"please see",
];

pub const THIS_ONE: &[&str] = &[
    r"this(?: one)?(?:,? please)?", r"here(?:,? please)?", r"yes(?:,? (?:please|this one|this))?", r"that one",
    r"this is (?:the one|mine|it)", r"me(?:,? please)?", r"mine", r"i(?:'ll| will) take this\w*",
];

pub const ANY_SESSION: &[&str] = &[
    r"whichever",
    r"whatever (?:session|workshop|is|you|has)",
    r"any (?:of (?:them|the)|session|workshop|one|is fine|will do)",
    r"don't mind (?:which|what)",
    r"do not mind (?:which|what)",
    r"no preference",
    r"up to you",
    r"where(?:ver)? there(?:'s| is) (?:space|room|a place|a seat)",
    r"happy with any\w*",
    r"you (?:choose|decide|pick)",
    r"not sure which",
    r"session (?:to be confirmed|tbc|tbd)",
];

pub const ALL_SESSIONS: &[&str] = &[
    r"all (?:three|four|five|six|of them|the sessions|sessions|workshops|\d)",
    r"both(?: sessions| workshops| of them)?",
    r"every session",
    r"each session",
];

pub const REMAINING: &[&str] = &[r"the (?:remaining|other|last)(?: \S+)? one", r"the remaining(?: \S+)?", r"that leaves"];

pub const RELATIVE: &[&str] = &[r"my (?:\w+ )?(?:husband|wife|father|mother|son|daughter|brother|sister)"];

pub const OUR_QUESTION: &[&str] = &[
    r"which (?:session|workshop|forum|panel|track)(?: \S+)? would you like",
    r"one detail (?:is )?missing",
    r"we still need",
    r"\(still open\)",
    r"still missing",
    r"please (?:tell|let) us(?: know)?",
];

pub const REFUSE: &[&str] = &[
    r"not(?: (?:in|for|to|the|want|session|workshop|panel|track|number|no\.?|really|so much)){0,4}",
    r"no longer(?: (?:in|for|the|session|workshop)){0,3}",
    r"instead of(?: (?:the|session|workshop|panel|track|number|no\.?)){0,3}",
    r"rather than(?: (?:the|session|workshop|panel|track)){0,3}",
    r"from(?: (?:the|session|workshop|panel|track|number|no\.?)){0,3}",
    r"except(?: (?:for|the|session)){0,2}",
    r"neither(?: (?:the|session)){0,2}",
    r"nor(?: (?:the|session)){0,2}",
    r"without(?: (?:the|session)){0,2}",
    r"out of(?: (?:the|session)){0,2}",
    r"(?:am|are|is|was|were|been|currently|already)(?: already)? (?:signed up|registered|booked|down) (?:for|in|on)(?: (?:the|session)){0,2}",
    r"don't want(?: (?:the|session)){0,2}",
];

pub const SECOND_CHOICE: &[&str] = &[
    r"second(?:ary)? (?:choice|preference|option)",
    r"2nd (?:choice|preference|option)",
    r"alternativ\w*",
    r"otherwise",
    r"failing that",
    r"or else",
    r"if not",
    r"as a (?:backup|fallback|reserve|back-up)",
    r"fall(?:ing)? back",
    r"backup",
    r"(?:if|should)(?: \S+){0,8} (?:full|booked|taken|gone|unavailable|oversubscribed|not available|sold out|no space|no room)\w*(?:,? (?:then|i'd|i would|take|also))*",
    r"second best",
    r"plan b",
    r"then",
];

pub const FIRST_CHOICE: &[&str] = &[
    r"first (?:choice|preference|option)", r"1st (?:choice|preference|option)", r"prefer\w*", r"ideally", r"favou?rite", r"rather",
    r"please",
];

pub const SALUTATION: &[&str] =
    &[r"dear", r"hello", r"hi", r"hey", r"good (?:morning|afternoon|evening|day)", r"morning", r"greetings", r"bonjour", r"hej"];

pub const CORRECTING: &[&str] =
    &[r"actually,? no", r"(?:sorry|no),? make (?:it|that)", r"scratch that", r"no,? wait", r"correction", r"sorry,? i mean\w*"];
