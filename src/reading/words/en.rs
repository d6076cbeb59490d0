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

pub const NOT_ONESELF: &[&str] = &[
    r"on behalf of",
    r"for (?:my|our) (?:boss|manager|ceo|director|colleague|chairman|managing director)",
    r"i (?:can't|cannot|won't|am not|will not)(?: \S+){0,5} (?:attend|come|make|join|myself)",
    r"i myself (?:can't|cannot|won't)",
    r"(?:can't|cannot|won't|unable to)(?: \S+){0,4} myself",
    r"i(?: am|'m|'ll be| will be)(?: \S+){0,3} (?:away|on leave|on holiday|abroad|unavailable|travelling)",
];

pub const ATTENDEE: &[&str] = &[
    r"(?:will|would|shall|wants? to|wishes? to|is|are)(?: \S+){0,4} (?:attend\w*|coming|join\w*|participat\w*|delighted|represent\w*|like|come)",
    r"register",
    r"delegates?",
    r"attendees?",
    r"participants?",
    r"sign up",
    r"book",
    r"please add",
    r"on behalf of",
];

pub const BYSTANDER: &[&str] = &[
    r"contact", r"get in touch", r"questions? to", r"herself", r"himself (?:in|at)", r"wants? the", r"please copy", r"cc'?d?",
    r"spoke (?:to|with)", r"recommended", r"passed (?:me|on)", r"forwarded", r"regards to", r"confirmation to", r"badge name",
    r"invoice to", r"works? with", r"assistant to", r"pa to",
];

pub const UNNAMED: &[&str] = &[
    r"(?:register|book|sign up|add|enrol|put|for|like|bring|send|sending|bringing)(?: \S+){0,2} (?:my|our) (?:\w+ )?(?:boss|manager|ceo|cfo|cto|managing director|director|chairman|colleague|colleagues|team|head of \w+|apprentices?|trainees?|staff)",
    r"(?:two|three|four|five|six|[2-9]) (?:places|seats|people|persons|delegates|colleagues|of us|spots|tickets|attendees|staff)",
    r"a colleague",
    r"(?:two|three|four) of my colleagues",
];

pub const NAMES_FOLLOW: &[&str] = &[
    r"names?(?: \S+){0,6} (?:to follow|follow|later|soon|tbc|as soon as|once|when)",
    r"(?:send|give|let)(?: \S+){0,4} (?:the )?names",
    r"who (?:exactly )?(?:will|is) (?:come|attend|coming|attending)",
    r"details to follow",
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

pub const WITHDRAW: &[&str] = &[
    r"after all",
    r"give (?:it|mine) to (?:somebody|someone|another|anybody)\w*",
    r"no longer",
    r"off the list",
    r"cancel (?:my|our|his|her|the)(?: \S+){0,3} (?:registration|booking|place|seat|attendance|participation|reservation)?",
    r"withdraw\w*",
    r"give (?:my|the|his|her|our) (?:place|seat|spot) (?:to (?:somebody|someone|another)|away|up)",
    r"release (?:my|the|his|her|our) (?:place|seat|spot)",
    r"have to (?:cancel|pull out|drop out|withdraw)",
    r"remove (?:me|us|him|her|my|our)",
    r"deregister",
    r"unregister",
    r"take (?:me|us|him|her) off",
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

pub const CHANGE: &[&str] = &[
    r"switch\w*",
    r"swap\w*",
    r"chang\w+",
    r"mov(?:e|ing) (?:me|us|him|her|my|\S+ \S+)(?: \S+){0,4}",
    r"transfer\w*",
    r"instead",
    r"rather (?:than|go|attend|be|sit)",
    r"rebook\w*",
    r"amend\w*",
    r"from \S+ (?:\S+ )?to \S+ instead",
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

pub const ADDITIONAL: &[&str] = &[
    r"additional(?:ly)?",
    r"in addition",
    r"one more (?:person|colleague|delegate|seat|place)",
    r"also (?:add|register|bring|book|include)",
    r"another (?:colleague|person|delegate|seat|place|registration)",
    r"as well as (?:me|myself)",
];

pub const CORRECTION: &[&str] = &[
    r"correct(?:ion|ed|ly)?",
    r"misspel\w+",
    r"(?:wrong|incorrect)(?:ly)? (?:spel\w+|name|company|listed|noted)",
    r"typo",
    r"should (?:be|read) (?:spelled |spelt )?",
    r"(?:is|are) now called",
    r"(?:was|were) renamed",
    r"renamed",
    r"name (?:badge|tag)",
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

pub const REQUEST: &[&str] = &[
    r"(?:could|can|would|will) you (?:please |kindly )?(?:put|register|book|sign|add|move|swap|switch|change|give|reserve|pencil|enrol|include|cancel|take|remove|count)",
    r"(?:is|would) there (?:be )?(?:any|a|still a|still any) (?:chance|possibility|way) (?:to|of|that)",
    r"(?:could|can|may|might) i (?:still |please )?(?:have|register|book|come|attend|join|switch|swap|change|move|go|take|reserve|sign)",
    r"any chance of (?:swapping|moving|switching|a|changing|getting|joining)",
    r"would it be possible to (?:register|book|switch|swap|change|move|attend|join|put|add)",
    r"is it possible to (?:register|switch|swap|change|move|book)",
];

pub const PRESS: &[&str] = &[
    r"press (?:enquiry|inquiry|pass|accreditation|officer|office)",
    r"journalists?",
    r"editor(?:ial)?",
    r"interview\w*",
    r"reporter",
    r"newspaper",
    r"magazine",
];

pub const COMPLAINT: &[&str] = &[
    r"gdpr",
    r"(?:delete|erase|remove) (?:my|our|all) (?:data|details|address|personal data)",
    r"complain\w*",
    r"unsubscribe (?:me|us)",
    r"mailing list",
    r"stop (?:sending|emailing|mailing|spamming)",
    r"spam",
    r"how did you get",
    r"outrageous",
    r"disappointed",
];

pub const ADVERTISING: &[&str] = &[
    r"opt[ -]?out",
    r"unsubscribe",
    r"leave out",
    r"(?:attendees?|visitors?|contact|email|mailing) (?:contact )?(?:list|lists|database)",
    r"special offer",
    r"discount\w*",
    r"we (?:offer|provide|supply|specialise|specialize)",
    r"our (?:services|packages|solutions|pricing|rates|products)",
    r"seo",
    r"\d[\d,.]* (?:contacts|visitors|attendees|records)",
    r"don't want to receive",
    r"number of contacts",
    r"further emails",
    r"(?:cost|price):? [$€£] ?\d\S*",
    r"pricing options",
    r"attendees? (?:list|data|database)",
    r"interested in (?:acquiring|purchasing|buying|our)",
    r"boost your",
    r"book a (?:demo|call)",
    r"free (?:trial|quote|consultation)",
    r"sponsorship",
    r"limited time",
    r"reply (?:with )?(?:stop|\Wleave out\W|leave out|unsubscribe)",
    r"verified contacts?",
    r"let me know your interest",
    r"counts? and pricing",
    r"click here",
    r"not interested\?",
];

pub const BUSINESS: &[&str] = &[
    r"invoice (?:no|number|attached|#)",
    r"your (?:invoice|order|payment|statement)",
    r"payment (?:reminder|due)",
    r"amount due",
    r"purchase order attached",
    r"job application",
    r"curriculum vitae",
];

pub const AUTOMATIC: &[&str] = &[
    r"out of (?:the )?office",
    r"on (?:annual|parental|maternity|sick|paternity) leave",
    r"on (?:holiday|vacation|leave)",
    r"away (?:from|until)",
    r"auto(?:matic|mated)(?:ally)? (?:reply|response|generated|message|email|acknowledg\w+)",
    r"(?:limited|no) access to (?:my )?e?-?mails?",
    r"(?:will|shall) (?:be|not be) (?:read|back|returning|monitored|checking)",
    r"i(?:'ll| will) (?:reply|respond|get back)(?: \S+){0,6} (?:return|back|soon)",
    r"for (?:anything )?urgent(?: \S+){0,4}",
    r"ticket (?:number|id|#|no)",
    r"your (?:request|message|enquiry|inquiry|email|query)(?: \S+){0,4} (?:received|logged|registered|important)",
    r"this mailbox is not (?:monitored|read)",
    r"do not reply",
    r"in urgent (?:cases|matters)",
    r"out of the country",
    r"back in the office",
    r"currently (?:away|travelling|out|on)",
    r"(?:confirm|verify) (?:that you|your (?:email|address|message|identity))",
    r"to deliver your message",
    r"return(?:ing)? (?:to the office )?on",
    r"acknowledge receipt",
    r"we have received your",
    r"(?:has|have) reached us",
    r"thank(?:s| you) for (?:getting in touch|contacting us|reaching out)",
    r"(?:one of our|our) \S+ will (?:reply|respond|be in touch|get back)(?: \S+){0,6}",
    r"within (?:\w+ )?(?:working|business) days",
    r"just a (?:quick|short) note to",
    r"no longer (?:with|working|employed)",
];

pub const WISH: &[&str] = &[
    r"wheelchair\w*",
    r"step[- ]free",
    r"\w*allerg(?:y|ies|ic)",
    r"guide dog",
    r"vegan\w*",
    r"vegetarian\w*",
    r"halal",
    r"kosher",
    r"gluten[- ]free",
    r"lactose",
    r"sign language",
    r"prayer",
    r"(?:need|require) (?:an?|the) (?:invoice|receipt|certificate|parking|visa|invitation letter)",
    r"no photos",
    r"hearing loop",
    r"nut[- ]free",
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

pub const CORRECTING: &[&str] = &[r"actually,? no", r"(?:sorry|no),? make (?:it|that)", r"scratch that", r"no,? wait", r"correction", r"sorry,? i mean\w*"];
