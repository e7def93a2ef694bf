"""What a label asks, told by its words where no listed phrase fits: forms of other offices use other wording.

The patterns are tried in order; the first that fits wins, so what only looks like a person's question (an
official's name, a registry's number) stands before what it resembles.
"""

import re
from functools import lru_cache

from domain.kinds import Kind
from domain.likeness import fold
from intake.extractors.sheets.vocabulary import Ask

#: Labels are short; longer texts are instructions. A question mark makes a whole sentence a label.
MOST_WORDS = 9
MOST_QUESTION_WORDS = 14

_NUMBER_WORD = r"(?:no\b|nos\b|number|num\b|nr\b|#|id\b)"
_PAPER = r"(?:certif\w*|cert\b|licen[cs]\w*|lic\b|credential\w*|registration|permit|emt|ems|aemt|paramedic|oems|card)"
_PERSON = (
    r"(?:applicant|candidate|employee|student|holder|bearer|person|individual|provider|member|volunteer|licensee|"
    r"practitioner|technician|certificant|recruit|trainee|crew member|clinician|worker|affiliate|undersigned|(?:new )?hire|appointee|staff member|colleague)"
)

_NOT_OURS = (
    rf"\b(?:officials?|officer|verifier|clerk|notary|witness\w*|registrar|examiner|judge|justice|registry|nremt|national"
    rf"|emergency contact|spouse of|mother|father|parents?|supervisor|school|course|program|instructor|sponsor|employer"
    rf"|telephone and|department|position|place of|country of|city of|town of|county|passport|reason|purpose|driver\w*"
    rf"|national {_NUMBER_WORD}|prepared by|completed by|your (?:office|agency)|issuing|certifying|licensing|record keeper"
    rf"|staff|recruiter|witnesses|our (?:ref\w*|file)|reference|invoice|account|training|exam\w*)\b"
)
_FORMER = (
    r"\b(?:former|formerly|maiden|previous|previously|prior|earlier|other|past|old|alias\w*|aka|any|all|birth|second)\b.{0,24}"
    r"\b(?:name|names|surname|surnames)\b|\b(?:sur)?names? (?:at|before|given at|when) \b|also known|a ?k ?a\b|\balias\w*\b|\bmaiden\b"
    r"|names? (?:on|in|under) (?:earlier|previous|prior|old|former|other)\b|names? (?:previously|formerly|ever|also) (?:used|known|held|had)|formerly|if certified under another|under another name"
    r"|\b(?:once|previously|earlier|also|then)\b.{0,8}\b(?:recorded|known|certified|licensed|listed|registered|called) (?:as|under)\b"
    r"|\b(?:sur)?names?\b.{0,30}\b(?:if|when|where|as) (?:it |they |this )?(?:differs?|different|differed|other|changed|not (?:the same|as above))\b|\b(?:then|previously) under (?:the|another) (?:sur)?name\b|\b(?:carry|carries|bear|bears) (?:the|another|a different) (?:sur)?name\b"
)

#: What Spanish, Portuguese and French labels ask, on forms of two languages.
_FOREIGN: tuple[tuple[str, Ask], ...] = (
    (r"\b(?:otros|outros|autres|anteriores?)\b.{0,12}\b(?:nombres?|apellidos?|nomes?|apelidos?|noms?)\b", Ask.FORMER_NAME),
    (r"\b(?:seguro|seguridad|seguranca) social\b", Ask.SSN_LAST4),
    (r"\b(?:fecha|data|date)\b.{1,4}\b(?:lugar|local|lieu)\b.{1,8}\b(?:nacimiento|nascimento|naissance)\b", Ask.BIRTH_DATE),
    (r"\b(?:lugar|local|lieu|pais|pays|ciudad|cidade)\b.*\b(?:nacimiento|nascimento|naissance)\b", Ask.OTHER),
    (r"\b(?:nacimiento|nascimento|naissance)\b", Ask.BIRTH_DATE),
    (r"^(?:primer |segundo )?(?:apellidos?|apelidos?|sobrenomes?)\b(?!.*\b(?:despues|depois|antes)\b)", Ask.LAST_NAME),
    (r"^(?:primer )?(?:nombres?|prenoms?|nomes? proprios?)$", Ask.FIRST_NAME),
    (r"^nombre completo$|^nome completo$|^nom complet$", Ask.NAME),
    (r"^(?:numero|n) (?:en|em|de|do|da)\b.{0,24}\b(?:massachusetts|certific\w+|licen\w+)\b", Ask.NUMBER),
    (r"^firma\b|^assinatura\b", Ask.SIGNATURE),
    (r"^(?:fecha|data)(?: de (?:hoy|firma|hoje|assinatura))?$", Ask.DATE),
)  # fmt: skip

_COMMON: tuple[tuple[str, Ask], ...] = (
    *_FOREIGN,
    (r"\bdate and (?:the )?place of (?:your )?birth\b|\bplace and date of birth\b", Ask.BIRTH_DATE),
    (r"\b(?:place|city|state|country|town) (?:of|in which) (?:you were )?b(?:irth|orn)", Ask.OTHER),
    (r"\b(?:ssn|ss ?n|s s|ss no|soc\w* ?sec\w*|social)\b.*\b(?:last|final|four|4|ends?|ending|only)\b", Ask.SSN_LAST4),
    (r"\b(?:last|final)\b.*\b(?:four|4)\b.*\b(?:ssn|ss ?n|ss no|soc\w*|social)\b", Ask.SSN_LAST4),
    (r"\b(?:end|ending|tail|final (?:digits|part)|last (?:digits|part))\b.{0,12}\b(?:ssn|ss ?n|ss no|soc\w*|social)\b", Ask.SSN_LAST4),
    (r"\b(?:ssn|ss no|ss number|soc\w* ?sec\w*|social sec\w*)\b", Ask.SSN),
    (r"\b(?:birthday|birth ?date|born|d ?[o0] ?b)\b|\b(?:date|day|month) .{0,16}birth\b|\bbirth .{0,10}(?:date|day)\b", Ask.BIRTH_DATE),
    (r"\be ?mail\b|\belectronic (?:mail|address)\b", Ask.EMAIL),
    (r"\b(?:fax|telefax|facsimile|telecop(?:y|ier))\b", Ask.FAX),
    (r"\b(?:telephone|phone|tel|cell|cellular|mobile)\b", Ask.PHONE),
)  # fmt: skip

_PARTS: tuple[tuple[str, Ask], ...] = (
    (r"\b(?:first|given|fore).{0,24}\b(?:last|sur|family).{0,8}|\b(?:last|family|sur).{0,20}\b(?:first|given).{0,24}", Ask.NAME),
    (r"\b(?:surname|family name|last name)\b", Ask.LAST_NAME),
    (r"\b(?:given|first|fore) ?names?\b.*\bmiddle|\bgiven names\b", Ask.FIRST_MIDDLE),
    (r"\b(?:given|first|fore) ?names?\b", Ask.FIRST_NAME),
    (r"\bmiddle (?:name|initial)|\bsecond (?:given )?name\b", Ask.MIDDLE_NAME),
)  # fmt: skip

#: A parent's name, whichever of the parent's it is; a reader may run "father/parent" together.
_PARENTS = (
    r"\b(?:mother|father)\w{0,8}\b.{0,30}\b(?:sur)?names?\b|\b(?:sur)?names?\b.{0,30}\b(?:mother|father)"
    r"|^(?:\d+ ?[a-d]? )?parents?\b.{0,30}\bnames?\b|\bnames?\b.{0,16}\bof\b.{0,12}\bparents?\b"
    r"|^(?:(?:mother|father|parents?)(?: |$)){1,3}$"
    r"|\b(?:mother|father|parents?)\b.{0,16}\bmaiden\b|\bmaiden\b.{0,16}\bof\b.{0,12}\b(?:mother|parents?)\b"
)

_REQUEST: tuple[tuple[str, Ask], ...] = (
    (_PARENTS, Ask.OTHER),
    (rf"{_NOT_OURS}.*\bsignature|\bsignature.*{_NOT_OURS}", Ask.OTHER),
    *_COMMON,
    (_FORMER, Ask.FORMER_NAME),
    (r"^(?:\d+ )?(?:the )?(?:date|day)\b.*\b(?:sign\w*|signature|request)\b|\bdated?$|^[do0][ao]t[ec]$|^da[lt]e$|^oale$", Ask.DATE),
    (rf"\b{_PERSON}'?s? (?:signature|hand|mark)\b|\bsignatures?\b|\bsign(?:ed|s)?\b(?: here| below| in ink| by)?|\bsi[gq]n?[ae]?t\w{1,5}\b|\b(?:consents|agrees)(?: to \w+(?: \w+)?)?$|\bhand of\b|\bin (?:her|his|their) own hand\b", Ask.SIGNATURE),
    (rf"(?=.*\b(?:names?|dates?|number|no|sign\w*|titles?|id|phone|by|type|level|class|address)\b).*{_NOT_OURS}", Ask.OTHER),
    (r"\b(?:expires?|expir\w+|valid (?:to|until|through)|runs out|ends? on|good (?:until|through)|renew\w* (?:by|due))\b", Ask.EXPIRES),
    (r"\b(?:first|originally|initial\w*|date) (?:issued|certified|licensed)\b|\bissued? (?:on|date)\b|\bcertified (?:since|from)\b", Ask.ISSUED),
    (rf"\b{_PAPER}\b.*\b{_NUMBER_WORD}|\b{_NUMBER_WORD}.{{0,24}}\b{_PAPER}\b|^(?:its|the|your|ma|mass\w*|state) {_NUMBER_WORD}$"
     rf"|^(?:ma|mass|massachusetts) {_PAPER}(?: (?:held|claimed))?$", Ask.NUMBER),
    (rf"\b(?:level|class|classification|grade|rank|category|tier|scope)\b|\b(?:type|kind|sort) of {_PAPER}"
     rf"|\b{_PAPER} (?:type|held|claimed|class)\b|\b(?:certified|licensed|held|working|practi[cs]ing|registered) as\b|^as(?: an?)?$", Ask.LEVEL),
    *_PARTS,
    (r"\b(?:requesting|receiving|inquiring|asking)\b.{0,12}\b(?:agency|office|organi[sz]ation|state|board|employer|party|body|facility)\b", Ask.AGENCY),
    (r"\b(?:return|send|mail|post|forward|deliver|goes?(?: back)?|answer|reply)\b.{0,30}\bto\b", Ask.RETURN_TO),
    (r"\b(?:address|street|residence|lives at|resid(?:ing|es|ed))\b", Ask.ADDRESS),
    (r"^(?:the )?(?:date|day|dated|today)$|\bdate (?:signed|of sign\w*)|\b(?:signed|dated|given) (?:on|this)\b|\btoday'?s date\b|^on date$|^date mm dd yyyy$|^(?:month|mo) (?:day|da) (?:year|yr)$", Ask.DATE),
    (rf"\bnames?\b|^(?:the )?{_PERSON}$|^whom?$|^about$|\bperson (?:concerned|checked|named|to be)\b|^(?:the )?{_PERSON} (?:being |to be |who is )?(?:checked|verified|concerned|named|reviewed|described|in question|asked about)$", Ask.NAME),
)  # fmt: skip

#: Words by which a register tells how somebody was or is called, without a word for the name itself.
_CALLED = r"\b(?:called|known|named)\b.{0,12}\b"

#: Words for a name in the tongues of forms from abroad, accents taken off.
_NAME_ABROAD = r"\b(?:nombres?|apellidos?|nomes?|apelidos?|sobrenomes?|noms?|prenoms?)\b"

_CHANGE: tuple[tuple[str, Ask], ...] = (
    (_PARENTS, Ask.OTHER),
    (r"\bnames? as (?:hereby |so |now |legally )?(?:changed|amended|granted|decreed|ordered)\b(?! (?:from|if)\b)", Ask.NAME_AFTER),
    (rf"{_NAME_ABROAD}.{{0,24}}\b(?:llevara|usara|adoptara?|adotad[oa]|nuevos?|novos?|nouveaux?|casad[ao]s?|despues|depois|apres|usage|utilizar|passou)\b", Ask.NAME_AFTER),
    (rf"{_NAME_ABROAD}.{{0,24}}\b(?:solter\w+|solteir\w+|anterior(?:es)?|previos?|antes|avant|jeune fille|nacimiento|nascimento|naissance)\b", Ask.NAME_BEFORE),
    (r"^(?:\d+ )?(?:last|family|surname)\b.{0,6}\b(?:after|as married|upon|following|once)\b", Ask.NAME_AFTER),
    (r"^(?:\d+ )?(?:last|family|surname)\b.{0,6}\b(?:before|on (?:the )?(?:licen[cs]e|application|record)|at (?:the )?(?:time of )?(?:birth|application|licen[cs]e)|when (?:licensed|applying))\b", Ask.NAME_BEFORE),
    (r"^(?:\d+ )?where (?:were you )?born\b|\bborn (?:in|at)\b|\bnative of\b|\bnaturalidade\b", Ask.OTHER),
    (r"\bnames?\b.{0,24}\b(?:once|when|if|upon being) (?:wed|married)\b|\bnames? (?:from|since) (?:the )?(?:marriage|wedding|decree|change|date)\b"
     r"|\bnames?\b.{0,16}\b(?:will|shall|to) (?:be (?:borne|taken|carried|called|used)|bear|use|take|go by)\b|\bnames? (?:that is |which is )?now (?:borne|used|held|carried)\b"
     r"|\b(?:files?|records?|registers?|cards?|we|it)\b.{0,12}\bnow (?:says?|shows?|reads?|lists?)\b", Ask.NAME_AFTER),
    (r"\bnames?\b.{0,16}\b(?:given up|surrendered|abandoned|relinquished|renounced|dropped|laid down|no longer|entering|going into)\b"
     r"|\bused to (?:say|show|read|list|be)\b|\b(?:formerly|previously) (?:said|shown|read|listed|recorded)\b|\bnames? (?:today|at present)\b", Ask.NAME_BEFORE),
    *_COMMON,
    (rf"{_CALLED}(?:since|after|following|from|hereafter|henceforth)\b|\bnames? .{{0,4}}(?:shall|will|is to|to) (?:now )?(?:be|read)\b", Ask.NAME_AFTER),
    (rf"{_CALLED}(?:when|before|until|till|prior|at the)\b|\bin (?:place|lieu) of$|\binstead of$|\bnames?\b.{{0,8}}\bas (?:it|they) (?:is|are|stands?)\b|^names? today$", Ask.NAME_BEFORE),
    (r"\bas (?:a )?married\b|^(?:name )?(?:hereafter|henceforth)$", Ask.NAME_AFTER),
    (r"\bas (?:a )?(?:single|unmarried)\b|\b(?:when|while) single\b|^(?:name )?(?:heretofore|hitherto)$", Ask.NAME_BEFORE),
    (r"^printed(?: on)?$", Ask.ISSUED),
    (r"^names? now$", Ask.NAME),
    (r"^(?:\d+ ?[a-d] )?(?:current|present|legal) (?:last|family)$", Ask.LAST_NAME),
    (r"\b(?:sur)?names? .{0,4}(?:asked|applied|petitioned|prayed|wished) for\b|\b(?:sur)?names? (?:requested|wanted|desired|sought|wished)\b", Ask.NAME_AFTER),
    (r"\bnames? (?:legally )?chang\w+\b.{0,12}\b(?:former|previous|prior|old|maiden) (?:legal )?(?:sur)?name$", Ask.NAME_BEFORE),
    (r"\b(?:name|surname)s?\b.{0,12}\b(?:restored|resumed|returned to)\b|\b(?:restored|resumes?) (?:to )?(?:the )?(?:former |maiden |birth |prior )?(?:name|surname)", Ask.NAME_AFTER),
    (r"\b(?:new|resumed?|assumed?|requested|granted|married|changed|decreed)\b.{0,20}\b(?:name|surname)\b|\b(?:sur)?names?\b.{0,24}\b(?:after|following|from now|to be (?:used|known|taken|borne)|now(?! on (?:file|record))|resumed|assumed|granted|hereafter|henceforth)\b"
     r"|\b(?:shall|to|will|wish\w*|want\w*) (?:hereafter )?(?:to )?be known as\b|\bhenceforth\b|\bafter (?:the )?(?:marriage|wedding|change|divorce)\b|\bchange(?:d)? (?:it )?to\b|\b(?:call|list|know|record|show) me\b.{0,20}(?:\bas\b|\bnow\b|$)|\bi am now\b|\b(?:naturali[sz]ed|now|hereafter|admitted) (?:under|as|with)\b|\b(?:takes?|bears?) (?:the )?(?:new )?(?:sur)?name\b.{0,6}$", Ask.NAME_AFTER),
    (_FORMER + r"|\b(?:sur)?names?\b.{0,30}\b(?:borne|held|used|known by)\b.{0,12}\b(?:until|till|up to|before|to the)\b|\b(?:sur)?names?\b.{0,8}\b(?:at|of) the (?:time|day|date) of\b|\b(?:applied|petitioned|filed|entered|born) (?:under|as|with)\b.{0,10}\bname\b|\bname (?:i )?(?:was|had been) (?:certified|registered|licensed|known)\b|\b(?:i was|i am|was) (?:certified|registered|licensed|known|listed) (?:as|under)\b|\b(?:sur)?names?\b.{0,30}\b(?:before|prior|current\w*|present|on (?:the |my |your )?(?:certif\w*|card|file|record\w*)|as (?:certified|recorded))\b"
     r"|\b(?:current|present|existing|recorded)\b.{0,16}\b(?:sur)?names?\b|\bbefore (?:the )?(?:marriage|wedding|change)\b|\bchange(?:d)? from\b", Ask.NAME_BEFORE),
    (r"\b(?:expires?|expir\w+|(?:valid|good|runs?|lasts?) (?:to|until|till|through|thru|out)|ends? on)\b", Ask.EXPIRES),
    (r"\b(?:not valid|void) after\b|\b(?:lapses|vence|vencimiento|caduca|caducidad|valido ate|valable jusqu\w*)\b", Ask.EXPIRES),
    (r"\b(?:valid|in force|effective) (?:from|since)\b|\b(?:expedicion|emissao|delivrance|delivre)\b", Ask.ISSUED),
    (r"\b(?:became|becomes|made) (?:absolute|final)\b|^made(?: on)?$|^(?:drawn|made) up(?: on)?$", Ask.ISSUED),
    (r"^(?:wedding|complaint|(?:judg\w*|decree) nisi|(?:petition|complaint) (?:of|for)\b.*)$", Ask.EVENT_DATE),
    (r"\bdate (?:and place )?of (?:the )?(?:marriage|wedding|ceremony|filing|registration|hearing|petition)\b|\b(?:married|filed|registered|recorded|solemni[sz]ed) on\b|\blicen[cs]e (?:dated|issued)\b|\bfiling date\b", Ask.EVENT_DATE),
    (r"\bdate (?:of )?(?:issue|issuance|issued|entry|order|judg\w*|decree|certification|naturali[sz]ation)\b|\b(?:issued|entered|ordered|decreed|certified|given|granted|allowed|admitted)\b(?! by| at| to| name)|\b(?:order|judg\w*|decree|issue) date\b", Ask.ISSUED),
    (r"\b(?:mother|father|parents?|witness\w*|official|officer|attorney|counsel|clerk|registrar|officiant|judge|justice|recorder|residence|occupation|school|county|city|town)\b", Ask.OTHER),
    (rf"\b(?:ems|emt|aemt|paramedic|oems|ma|mass\w*|my)\b.{{0,20}}\b{_PAPER}?.{{0,12}}\b{_NUMBER_WORD}|\bcertification {_NUMBER_WORD}", Ask.NUMBER),
    *_PARTS,
    (r"\bsignature|\bsign\b", Ask.OTHER),
    (rf"\bnames?\b|^(?:the )?{_PERSON}$", Ask.NAME),
)  # fmt: skip

#: Cards print names of schools, courses and people everywhere: a text is guessed to be a label only where
#: every word of it is one of these, which nobody is called by.
_CARD_WORDS = frozenset(
    re.findall(
        r"\S+",
        "a an and or of the by on in at to for from until thru through till no not number num nr id # code date dates day month year "
        "mm dd yy yyyy print printed please full legal name names participant participant's student student's holder holder's "
        "recipient recipient's learner learner's trainee trainee's attendee bearer bearer's candidate cardholder issued issue "
        "issuance completed completion complete course class training exam test skills session program program's held given taken "
        "took done passed earned awarded award achieved attended finished certified trained valid good current expires expire "
        "expiration expiry runs run out ends end due renew renewal renewed recertify recertification retrain retraining lapses "
        "before again next validity period instructor instructor's instructors teacher teacher's trainer trainer's educator educator's evaluator "
        "evaluator's examiner examiner's facilitator faculty lead led taught conducted instructed evaluated checked tested "
        "authorized certifying registry center center's centre site school academy chapter provider provider's host hosted sponsor "
        "sponsor's sponsored sponsoring facility institution organization delivered offered provided presented agency unit phone "
        "telephone tel location address certificate card ecard credential serial verification validation confirmation control "
        "record registration diploma license sign signs signature signed here member member's who whose your this was were is "
        "where when that shown above below under with",
    )
)  # fmt: skip

_CARD: tuple[tuple[str, Ask], ...] = (
    (r"\b(?:instructors?|teacher|trainer|educator|evaluator|examiner|center|centre|site|school|provider|agency|unit)(?:'s)?\b.*\b(?:id|no|number|#|code|registry|phone|telephone|tel|address)\b", Ask.OTHER),
    (r"\b(?:phone|telephone|tel|address)\b|\b(?:signs?|signature|signed)\b", Ask.OTHER),
    (r"\b(?:expir\w+|expires|renew\w*|recertif\w+|retrain\w*|lapses|due)\b|\b(?:valid|good|current|ends?|runs)\b.*\b(?:until|thru|through|till|to|out|on)\b", Ask.EXPIRES),
    (r"\b(?:date|day)\b.*\b(?:issu\w+|complet\w+|course|class|training|exam|test|award\w*|earned|given|held|taken|passed|certified|finished|done|session)\b"
     r"|\b(?:issue|completion|class|course|training|exam|test|award|session) (?:date|day)s?\b"
     r"|^(?:was |were )?(?:class |course |training |card )?(?:issued|completed|earned|awarded|achieved|attended|finished|passed|taken|done|held|given)(?: on)?$", Ask.ISSUED),
    (r"\b(?:certificate|card|ecard|credential|serial|verification|validation|confirmation|control|record|registration|diploma|license)\b.*\b(?:no|number|num|nr|id|code|#|serial)\b|^(?:record|serial|diploma)$", Ask.CERTIFICATE_ID),
    (r"\b(?:instructors?|teacher|trainer|educator|evaluator|examiner|facilitator|faculty)\b|\b(?:led|taught|conducted|instructed|evaluated|checked|tested) by$", Ask.INSTRUCTOR),
    (r"\b(?:center|centre|site|school|academy|chapter|provider|host|sponsor|facility|institution|organization)\b|\b(?:delivered|offered|provided|hosted|sponsored|presented|held|given) (?:by|at)$", Ask.TRAINING_CENTER),
    (r"\bnames?\b|^(?:print )?(?:the )?(?:participant|student|holder|recipient|learner|trainee|attendee|bearer|candidate|cardholder)$|\b(?:awarded|issued|given|presented) to$", Ask.NAME),
)  # fmt: skip

_TABLES: dict[Kind, tuple[tuple[str, Ask], ...]] = {
    Kind.VERIFICATION_REQUEST: _REQUEST,
    Kind.NAME_CHANGE_EVIDENCE: _CHANGE,
    Kind.CPR_CARD: _CARD,
}


#: What opens a part of a form rather than a question.
_HEADING = re.compile(
    r"^(?:step|part|section|portion|block|side|page) (?:[0-9]|[ivx]+|[a-d]|one|two|three)\b"
)

_SIGNS = re.compile(r"[^a-z0-9#' ]+")


@lru_cache(maxsize=4)
def _patterns(kind: Kind) -> tuple[tuple[re.Pattern[str], Ask], ...]:
    return tuple((re.compile(pattern), ask) for pattern, ask in _TABLES.get(kind, ()))


def is_card_word(word: str) -> bool:
    """Whether a word asks on cards and is nobody's name."""
    plain = _SIGNS.sub(" ", fold(word)).split()
    return bool(plain) and all(part in _CARD_WORDS for part in plain)


def is_parents(phrase: str) -> bool:
    """Whether a label's words ask for a parent's name."""
    return re.search(_PARENTS, phrase) is not None


@lru_cache(maxsize=4096)
def guess_ask(text: str, kind: Kind) -> Ask | None:
    """What a short text asks by its words; None where it asks nothing that is known."""
    plain = " ".join(_SIGNS.sub(" ", fold(text)).split())
    most = MOST_QUESTION_WORDS if text.rstrip().endswith("?") else MOST_WORDS
    if not plain or len(plain.split()) > most or _HEADING.match(plain):
        return None
    if kind is Kind.CPR_CARD and any(word not in _CARD_WORDS for word in plain.split()):
        return None
    for pattern, ask in _patterns(kind):
        if pattern.search(plain):
            return ask
    return None
