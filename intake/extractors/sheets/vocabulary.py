"""What labels ask, and the phrases by which papers ask it.

Phrases are lower case; number signs and "number" read as "no". One phrase may ask different things on
different kinds of paper, so each kind has its own table above the common one.
"""

import re
from enum import Enum, auto
from functools import lru_cache

from domain.kinds import Kind


class Ask(Enum):
    """The question a label puts."""

    NAME = auto()
    LAST_NAME = auto()
    FIRST_NAME = auto()
    MIDDLE_NAME = auto()
    FIRST_MIDDLE = auto()
    SUFFIX = auto()
    FORMER_NAME = auto()
    NAME_BEFORE = auto()
    NAME_AFTER = auto()
    BIRTH_DATE = auto()
    SSN = auto()
    SSN_LAST4 = auto()
    NUMBER = auto()
    LEVEL = auto()
    ADDRESS = auto()
    PHONE = auto()
    FAX = auto()
    EMAIL = auto()
    SIGNATURE = auto()
    DATE = auto()
    AGENCY = auto()
    RETURN_TO = auto()
    ISSUED = auto()
    EXPIRES = auto()
    COURSE = auto()
    PROVIDER = auto()
    CERTIFICATE_ID = auto()
    INSTRUCTOR = auto()
    TRAINING_CENTER = auto()
    EVENT_DATE = auto()
    OTHER = auto()


#: Asked on every kind of paper; what is OTHER only keeps its answer from being taken for something else.
_COMMON: dict[Ask, str] = {
    Ask.OTHER: """
        city|state|zip|zip code|city state zip|city / town|city or town|county|apt|unit|sex|gender|race|height|weight|
        hgt|wgt|eyes|eye color|hair|class|title|printed name and title|occupation|residence|place of birth|birthplace|
        father|mother|father's name|mother's name|nationality|country|country of birth|citizenship|status|marital status|
        current status|remarks|comments|explain|explanation|reason|reason for request|purpose|position|position applied for|
        job title|department|unit / department|division|employer|company|witness|witness signature|notary|notary public|
        my commission expires|commission expires|subscribed and sworn|seal|affix seal|state seal|page|page no|form|rev|
        revised|attention|attn|regarding|re|subject|subj|from|cc|dear|enclosure|enclosures|attachments|fee|amount|
        name of school|school|college|program|student id|student no|employee id|employee no|id no|applicant id|
        file no|case no|case name|name of case|docket no|docket|docket number|record no|book|volume|registered no|registration no|local no|
        state file no|license no|license number|passport no|document no|document number|alien no|a no|uscis no|
        registration number|dl no|dln|dd|end|restr|rest|endorsements|restrictions|org|donor|veteran|
        issuing authority|issuing state|state of issue|state of certification|state certified|state where certified|
        issuing agency|authority|type|code|type of request|hours|contact hours|ce hours|credits|ceus|location|
        course location|site|address of training center|phone of training center|tc phone|tc id|tcid|tc no|
        training center id|training center no|training center phone|instructor id|instructor no|instructor number|
        instructor registry no|registry no|inst id|inst no|center id|center no|site id|code no|tc id no|inst id no|instructor id no|
        training center id no|emergency contact|relationship|
        nremt no|nremt number|national registry no|national registry number|registry number|nremt cert no|
        nremt certification no|national ems id|ems id no|nems id|nems id no|other states|other states licensed|expiration of ma certification|
        date first issued|original issue date|date of original certification|initial certification date|date of initial issue|
        date certified|current expiration date|certification expiration date|date of last renewal|basis|exam date|date of exam|
        number of marriage|number of this marriage|no of marriage|place of marriage|solemnized by|officiant|married by|
        town clerk|city clerk|clerk|registrar|judge|justice|attest|plaintiff|petitioner|defendant|respondent|
        place of issue|issued at|verify at|validate at|scan to verify|print name and title|name and title|name of official|
        name of person completing form|completed by|prepared by|printed name of official|official|state official|
        certifying official|authorized official|signature of official|signature of certifying official|
        signature of state official|signature of authorized official|official signature|signature of verifier|
        relationship to applicant|parent|guardian|witnessed by|notary signature|clerk signature|signature of clerk|
        registrar signature|for office use only|office use only|date received|received|processed by|approved by|
        time|arrival|departure|flight|order no|invoice no|receipt no|total|balance|supervisor|human resources|hr contact|
        signed in|signed in as|logged in|logged in as|signed in user|
        start date|hire date|date of hire|anticipated start date|class date range|expected graduation|cohort|semester
    """,
    Ask.ADDRESS: """
        address|street|street address|mailing address|home address|current address|residence address|
        present address|address line 1|address of applicant|permanent address|street or po box|residential address
    """,
    Ask.PHONE: """
        phone|telephone|tel|voice|phone no|telephone no|daytime phone|daytime telephone|home phone|cell|cell phone|
        mobile|mobile phone|contact phone|phone number|work phone|business phone|ph|t|p|tel no|contact no|
        direct line|switchboard
    """,
    Ask.FAX: """
        fax|fx|fax no|fax number|facsimile|facsimile no|return fax|return by fax|return by fax to|fax to|agency fax|
        fax completed form to|fax form to|fax results to|fax reply to|f|office fax|by fax|reply by fax|via fax
    """,
    Ask.EMAIL: """
        email|e-mail|email address|e-mail address|electronic mail|return email|return e-mail|
        email to|e-mail to|email completed form to|email results to|by email|by e-mail|agency email|contact email|reply email
    """,
    Ask.BIRTH_DATE: """
        date of birth|birth date|birthdate|dob|d.o.b.|born|born on|date of birth mm/dd/yyyy|birth date mm/dd/yyyy|
        applicant date of birth|applicant's date of birth|date of birth of applicant|my date of birth is|fecha de nacimiento|
        employee date of birth|candidate date of birth|student date of birth|b-date|date of birth / date de naissance|
        date of birth date de naissance fecha de nacimiento|my birth date is|birthday|birth|dob mm/dd/yyyy|and was born on|month day year of birth
    """,
    Ask.SSN: """
        ssn|social security no|social security number|social security|soc sec no|social security # |ss no|ss number|
        soc. sec. no.|applicant ssn|us social security number|u.s. social security no|social security no ssn|employee ssn
    """,
    Ask.SSN_LAST4: """
        last 4 ssn|last 4 of ssn|last four of ssn|last four ssn|last 4 digits of ssn|last four digits of ssn|
        last 4 digits of social security number|last four digits of social security number|ssn last 4|ssn last four|
        ssn last 4 digits|ssn last four digits|last 4 of social security number|last four of social security number|
        last 4 of social|last four of social|last four digits of my social security number are|
        the last four digits of my social security number are|last four digits of my social security number|
        last 4 digits of social security no|last four digits ssn|last 4 digits ssn|social security last 4|
        social security last four|ss last 4|ssn last 4 only|ssn last four only|last 4 digits of ss no|last 4 ss no|
        social security number last 4 digits|social security number last four digits|social security no last 4 digits|
        social security no last 4|last 4 digits of my ssn|last 4 of my social|last four of my social are|
        last 4 of my social are|the last 4 of my social are|last four social|last 4 social|last four digits of social|
        last four digits of social security|last 4 digits of social security|xxx-xx|ssn xxx-xx|social security xxx-xx|
        final four of ssn|ssn final four digits|social security number final four|last four of social security no
    """,
    Ask.LAST_NAME: """
        last name|last|surname|family name|applicant last name|applicant's last name|last name of applicant|
        surname / nom|surname nom apellidos|surname / nom / apellidos|legal last name|current last name|
        last name suffix|last name with suffix|present last name|last name family name|name last
    """,
    Ask.FIRST_NAME: """
        first name|first|given name|forename|applicant first name|applicant's first name|first name of applicant|legal first name|fname|name first
    """,
    Ask.FIRST_MIDDLE: """
        given names|first and middle name|first and middle names|first name and middle initial|first middle|first name / mi|first name mi|
        given names prenoms nombres|given names / prénoms / nombres|given name s|first and middle|first name middle initial|
        first middle name|given names / prenoms|name first middle|name first and middle|name first middle initial|name first mi
    """,
    Ask.MIDDLE_NAME: """
        second name|second forename|segundo / middle|segundo nombre|second given name|other forenames|middle name|middle|middle initial|mi|m.i.|m i|m.i. or middle|m.i. or middle name|middle or m.i.|middle name or m.i.|middle or initial|middle name or initial|middle name / initial|mid|mn|full middle name
    """,
    Ask.SUFFIX: "suffix|suffix jr sr|generation|sfx|jr / sr|jr sr|suffix jr sr ii iii|jr / sr / iii|jr sr iii|jr / sr / ii / iii|jr sr ii iii",
}

_VERIFICATION: dict[Ask, str] = {
    Ask.NAME: """
        name|full name|legal name|full legal name|name of applicant|applicant name|applicant's name|applicant's full name|
        applicant full name|applicant|print name|printed name|name printed|name please print|please print name|
        name of certificate holder|certificate holder|name as it appears on certificate|name as it appears on certification|
        name as it appears on license|name on certificate|name on certification|name on license|candidate|candidate name|
        candidate's name|name of candidate|employee|employee name|employee's name|name of employee|employee / candidate|
        employee/candidate|student|student name|student's name|name of student|provider name|name of provider|ems provider|
        name of ems provider|individual|name of individual|individual's name|person to be verified|name of person|
        name of emt|emt name|licensee name|name of licensee|licensee|certificant|certificant name|name of certificant|current name|
        current legal name|name last first middle|name last first mi|full name last first middle|my name is|
        name of individual to be verified|name of person to be verified|applicant's name as certified|name of technician|
        name first middle last|name first mi last|name first middle initial last|name first last|printed name of applicant|applicant printed name|applicant's printed name|member name|
        member|team member|volunteer|affiliate|practitioner|practitioner name|name of practitioner|credential holder|
        name of credential holder|clinician|crew member|technician|name under which certified|name used when certified|
        regarding|re|in re|subject of request|name of the applicant|who|person|name as it stands on the certificate|
        how are you called|what are you called|what is your name|what is your full name|what is your legal name|your name in full|
        surname first then given names|family name first then given names|last name first then given names|
        first middle last|first mi last|first middle initial last|first name middle name last name|
        first name middle initial last name|first name mi last name|first name last name|first and last name|
        first middle and last name|first middle and last names|last first middle|last first mi|last first middle initial|
        last name first name middle name|last name first name middle initial|last name first name mi|last name first name
    """,
    Ask.FORMER_NAME: """
        former names|former name|former name s|maiden name|maiden / former names|maiden / former name|maiden/former name(s)|
        maiden or former name|other names used|other names|other name|previous names|previous name|alias|aliases|
        also known as|aka|formerly known as|former / maiden name|former last name|former last names|maiden|
        former or maiden name|any former names|names previously used|other name s used|former names if any|
        previous name s|prior names|prior name|name at time of certification if different|name when certified if different|
        former maiden names|maiden former names|other last names|other surnames|other names under which certified|
        name s previously used|names used in the past|previous last names|previous surname|former surname|birth name|
        maiden or prior name|prior or maiden name|maiden or previous name|maiden prior name|former or prior name|prior name s
    """,
    Ask.NUMBER: """
        certification no|certificate no|cert no|license no|license number|license / certification no|certification number|
        certificate / license no|certification / license no|license / certificate no|license or certificate no|lic no|
        ma cert no|ma certification no|ma certificate no|massachusetts certification no|massachusetts certificate no|
        massachusetts cert no|ma emt no|ma emt number|massachusetts emt no|massachusetts license no|ma license no|ems no|
        emt no|emt number|emt certification no|emt cert no|certification no if known|certificate no if known|
        state certification no|state certificate no|mass cert no|mass certification no|mass emt no|ma no|mass no|
        my certification number is|certification no in your state|license no in your state|number of certificate|
        ems certification no|ems license no|ems certificate no|certification or license no|credential no|oems no|
        oems certification no|ma oems no|ma paramedic no|paramedic no|certificate/license number|cert / lic no|cert/lic no|
        ma ems no|ma certification / license no|massachusetts ems no|your certification no|certification id|cert id|
        hold or have held massachusetts certification number|massachusetts certification number|number on certificate|
        license or certification no|permit no|registration / certification no|number issued by your state|number issued by that state|
        number issued by the state|number issued by this state|number issued by the other state|number issued by other state|number issued there|no issued there|number held there|under number|under no|under the number|number|no
    """,
    Ask.LEVEL: """
        level|level of certification|certification level|level held|level of certification held|level of licensure|
        license level|license type|type of certification|certification type|level of certificate|level of license|
        certificate type|credential level|current level|provider level|ems level|level (emt, aemt, paramedic)|
        level held emt aemt paramedic|type of license|certification held|certification level held|type of certificate|
        level requested|level to be verified|type (emt, aemt, paramedic)|type (emr, emt, aemt, paramedic)|type (emt, paramedic)|credential|credential type|license held|license level held|classification|
        level of ems certification|level emt aemt paramedic|level certified|level of credential|type of credential|grade|as an|as a|as a(n)|
        license / certification level|certified as|certification / license level|rank|level of care
    """,
    Ask.SIGNATURE: """
        signature|signed|sign here|applicant signature|applicant's signature|signature of applicant|signature of candidate|
        candidate signature|candidate's signature|signature of employee|employee signature|employee's signature|
        signature of student|student signature|student's signature|signature of certificate holder|my signature|
        signature of individual|signature of licensee|applicant sign here|signature required|sign|
        signature of person named above|signature of ems provider|provider signature|signature x|x|releasor|
        signature of the applicant|authorized signature|signature of releasor|member signature|licensee signature|certificant signature|
        signature of certificant|signature in ink|applicant's signature ink|signature of person giving consent|signed by applicant|holder signature|individual's signature|
        your hand|in your own hand
    """,
    Ask.DATE: """
        date|date signed|signed on|date of signature|signature date|date mm/dd/yyyy|today's date|dated|date of request|
        on|date (mm/dd/yyyy)|request date|date of authorization|date of release|date of consent|signed this|on this date
    """,
    Ask.RETURN_TO: """
        return to|return this form to|return completed form to|return form to|please return to|please return this form to|
        please return completed form to|return completed verification to|send to|send it to|send completed form to|
        mail to|mail completed form to|mail or fax to|mail or fax completed form to|send completed verification to|
        send verification to|send verification directly to|party to receive the verification|party to receive verification|
        recipient|recipient agency|deliver to|forward to|please forward to|please mail to|please send to|
        send the completed form to|return directly to|complete and return to|please complete and return to|
        when complete send to|when completed return to|mail this form to|requesting agency address|send response to|
        send reply to|reply to|release to|release information to|results to|return verification to|destination|where to send|
        the verification should go to|receiving agency|receiving party|receiving organization|send results to|to be returned to|
        please send the verification to|please send verification to|send the verification to|send the form to|information to be released to|
        verification recipient|mail or email to|fax or mail to|return the completed form to|return original to
    """,
    Ask.AGENCY: """
        requesting agency|requesting organization|requesting state|agency|agency name|name of agency|organization|
        organization name|name of organization|requested by|requester|requestor|facility|facility name|institution|
        company name|name of company|requesting party|requesting office|requesting entity|requesting employer|
        employer name|name of employer|requesting institution|name of requesting agency|name of facility|hospital|hospital name
    """,
    Ask.ISSUED: "issue date|date issued|issued|date of issue|effective date|certified since|original issue",
    Ask.EXPIRES: "expiration date|expires|expiration|exp date|expiry date|date of expiration|valid through|valid from / to",
}

_CPR: dict[Ask, str] = {
    Ask.NAME: """
        is awarded to|this card is issued to|this is awarded to|is presented to|certified person|member name|employee name|trainee name|attendee name|student name (print)|name (print)|card is issued to|certificant|participants|full legal name|user|user name|this acknowledges that|this verifies that|issued to (name)|
        name|employee|learner|learner transcript|transcript of|holder|card holder|cardholder|cardholder name|holder name|name of holder|student|student name|student's name|
        name of student|participant|participant name|participant's name|name of participant|provider name|name of provider|
        rescuer|recipient|awarded to|presented to|issued to|certified individual|learner|learner name|trainee|
        this certifies that|this is to certify that|this card certifies that|this certificate is awarded to|certificate holder|
        this certificate is presented to|has been awarded to|this acknowledges that|certificate of completion for|attendee|
        member|full name|print name|candidate|graduate|proudly presented to|is hereby awarded to|completed by|card issued to|
        the following individual|name of cardholder|name on card|hereby certifies that|certifies that|the above individual
    """,
    Ask.ISSUED: """
        class of|course of|completion|date attended|drill held|certification issued|date taken|class date(s)|course date(s)|day of class|date of training completion|date of skills test|skills test date|skills session date|in-person skills date|certification start|start of validity|valid as of|current as of|certificate date|cert date|date of certificate|date of cert|completed / issued|issued / completed|completion dt|comp date|comp. date|date of course completion|exam date|test date|date of test|date of exam|skills evaluation date|issued date|most recent completion|
        since|valid since|date trained|class ended|course ended|passed test on|
        issue date|date issued|issued|earned|done|date of last meeting|last meeting|finished|finished on|passed|attended on|class held|session date|training completed|date earned|date finished|issued on|date of issue|completion date|date completed|completed|completed on|
        date of completion|course date|course completion date|class date|class completion date|training date|date of training|
        date of class|date of course|effective|effective date|valid from|certified on|certification date|iss|issue|
        course completed|class completed|date certified|date of certification|date|from|trained on|date trained|
        completed date|course end date|skills date|date passed|passed on|earned on|award date|date awarded|given on|given
    """,
    Ask.EXPIRES: """
        lapses|lapses on|until|certification ends|valid up to|not valid after|date due|good up to|recertify on or before|repeat before|repeat by|
        card expiration|competent through|certificate expires|good to|renewal|valid to date|valid until date|expiration dt|exp. date|expires (end of month)|expiration (end of month)|valid through end of|valid through the end of|valid until end of|expires at end of month|recertification date|recertification due date|recert date|recert due|recert by|renewal due date|recommended renewal month|renew on or before|due date|next due date|certification valid until|certification valid through|certificate valid until|card valid until|card valid through|expires after|retraining due|refresher due|current until|current through|must renew by|recommended retraining date|
        expires|ends|expiration|due again|next due|expiration date|expires on|expiry|expiry date|exp|exp date|renew by|renewal date|renew|
        recommended renewal date|recommended renewal|renewal due|renewal by|valid until|valid through|valid thru|good through|good thru|
        valid to|date of expiration|expires end of|expires at end of|card expires|certification expires|recertify by|
        recommended renewal by|renew before|renewal date end of month|expire|date expires|due for renewal|retrain by|
        recertification due|valid till|good until|exp. date|end of validity|to|must be renewed by|refresh by|next renewal
    """,
    Ask.COURSE: """
        credential earned|course taken|course or program|activity|activity title|activity name|class title|title of course|name of course|course attended|learning activity|course / program|has completed the course|for completing the course|certification earned|certification name|certificate name|training course|training type|item|item title|type of training|program completed|discipline / level|
        course|course name|course title|course completed|program|class|certification|training|program name|
        program title|discipline|course type|class name|certified in|credential|card type|certificate type|training program|
        has successfully completed|successfully completed|for successful completion of|level
    """,
    Ask.PROVIDER: "training organization|issued by|organization|certifying body|training agency|provider organization|issuer|accredited by",
    Ask.CERTIFICATE_ID: """
        slip|slip no|ref|our ref|certificate ref|certificate reference|registry entry|entry no|register no|
        ecard|card|serial|diploma no|aha ecard code|ecard id|e-card id|e card code|credential no.|digital card code|digital certificate|certificate serial no|completion code|completion certificate no|certificate verification code|certificate verification no|wallet card no|card serial|certification card no|provider card no|license/cert no|transcript id|credential number|verification id|validation no|confirmation no|authentication code|auth code|security code|lookup code|look up code|qr id|certification id no|card identifier|
        ecard code|certificate|e-card code|ecard no|ecard number|certificate id|certificate no|certificate number|certification no|card no|card number|
        card id|id no|id|certification id|certificate code|digital certificate number|digital certificate no|credential id|
        verification code|verification no|certification code|cert no|cert id|serial no|serial number|reference no|
        validation code|confirmation code|registration no|credential no|control no|certificate identifier|card code|
        roster no|class id|certification number|unique id|verify code|cert number|certificate id no|digital card no|
        digital id|credential code|card serial no|license no|completion no|completion id|record no|cert. no.|code|no|course id|student id
    """,
    Ask.INSTRUCTOR: """
        led by|trained by|course leader name|head instructor|senior instructor|
        instructor(s)|trainer(s)|evaluator(s)|authorized instr|auth instr|auth instructor|certified instr|cert instr|instr name|inst name|course instr|primary instr|aha instr|instr print|
        instr|instr.|inst|inst.|instructor / evaluator|instructor/evaluator|lead instr|skills examiner|instructor of class|class instructor|your instructor|primary instructor|name of trainer|trainer's name|evaluator name|evaluator's name|name of evaluator|skills evaluator name|course instructor name|authorized instructor name|educator|nurse educator|clinical educator|rn educator|instructed by (print)|printed name of instructor|print instructor name|instructor name (print)|skills evaluated by|assessed by|verified by instructor|checked off by|signed off by|instructor of record name|training officer|skills instructor name|
        instructor|teacher|instructor name|instructor's name|name of instructor|course instructor|lead instructor|
        authorized instructor|trainer|trainer name|taught by|instructor signature|signature of instructor|instructor's signature|
        instructed by|instructor of record|certified instructor|skills evaluator|evaluator|skills checked by|faculty|
        course leader|examiner|skills instructor|instructor printed name|instructor (print)|instructor print|conducted by instructor|
        authorized by|course director|aha instructor|evaluated by|skills tester|signed by|skills verified by|facilitator
    """,
    Ask.TRAINING_CENTER: """
        training business|training establishment|mtn training site|mtn training center|mtn site|aha training site|authorized training site|school of instruction|class room|
        course provider|course sponsor|sponsored by|sponsoring agency|sponsoring organization|training sponsor|training company|delivered by|presented by|training centre name|tc/site|training center / site|course provider name|provider of training|training organization name|training institution|institution|school name|hosted by|site of training|where trained|taken at|completed at|learning provider|training unit|education provider|education center|education centre|community training center|training ctr|trng center|training department|
        at|training center|provider|given at|trained in class at|held at|class at|taught at|trained at|class held at|training center name|training centre|tc|tc name|name of training center|training site|training site name|
        training provider|training facility|training school|school|center|provided by|conducted by|held at|offered by|
        training agency|authorized provider|training location|course location|host|host site|agency|authorized training center|
        affiliated training center|mtn affiliate|network affiliate|training affiliate|facility|center name|learning center|learning site|sponsor|aligned training center|site|academy
    """,
    Ask.OTHER: """
        cleared on|cleared|run on|run|made on|generated on|created on|as at|viewed on|checked on|looked up on|sorted by|sort order|center telephone|center phone|telephone of center|name of course location|agency no|agency id|printed on|print date|date printed|report date|run date|as of|report run|member since|hire date|unit|cost center|next class|registered|stock no|product no|item no|form no|order|order no|order number|instr id|instr no|evaluator id|trainer id|instructor cert no|instructor registry|instructor expires|instructor expiration|instructor card expires|tc coordinator|training center coordinator|center coordinator|coordinator|training site coordinator|medical director|course director signature|organization id|site id no|job role|role|employee no|employee number|badge no|duration|completed hours|length|ceh|passing score|attempts|category|cycle|frequency|remarks|result|assignment status|
        class type|course author|author|course developer|course format|format|delivery|delivery method|method|skills|skills check|skills test|skills session|modality|
        modules|optional modules|options|written test|written exam|score|language|holder's signature|signature of holder|
        holder signature|student signature|cardholder signature|validity period|period of validity|signature|tc address|tc info|tc city state|course code|topics|hours|type of course|
        training center id no|tc phone no|instructor id no|employer|active|verify|status|share|show qr code|add to wallet|download pdf
    """,
    Ask.LEVEL: "",
}

_NAME_CHANGE: dict[Ask, str] = {
    Ask.NAME: """
        name|full name|bearer|name of holder|holder|cardholder|card holder|cardholder name|name of cardholder|name of person naturalized|person naturalized|this number has been established for|
        full true and correct name|complete name|name as now used|personal description of holder as of date of naturalization|
        be it known that|number has been established for|that|name of applicant|person|legal name|complete legal name|has been established for
    """,
    Ask.NAME_BEFORE: """
        name borne until the marriage|name borne until|name borne before|name borne before the marriage|name until the marriage|
        full name before|name on the certification|name on the certification card now|name on the card|current legal name on file|name on file|name in your records|name now on file|name on certification|name on record|name before marriage|name before|name prior to marriage|full name before marriage|birth name|name at birth|
        prior|aka|prior names|former names|former name|former legal name|maiden name|surname at birth|surname before marriage|current name|present name|old name|
        previous name|name prior|full birth name|name at birth or adoption|birth / maiden name|name to be changed|from|prior name|
        last name before marriage|legal name before marriage|name of party|full legal name before marriage|
        name of petitioner|formerly|formerly known as|surname at birth or adoption|present legal name|petitioner's current name|
        bride|groom|spouse|bride groom spouse|bride groom|bride spouse|groom spouse|spouse 1|spouse 2|party a|party b|spouse a|spouse b|applicant 1|applicant 2|full name|birth surname|maiden surname|name when born|also known as
    """,
    Ask.NAME_AFTER: """
        name to be borne after it|name to be borne|name to be borne after|name borne after|name borne after the marriage|
        name after marriage|name after|my name now|requested legal name|full name from now on|new name to be used from now on|new name to be used|name from now on|my new name|my new name is|full name after marriage|surname after marriage|surname after|surname after the marriage|new name|new legal name|name to be used after marriage|
        surname to be used after marriage|name to be used|new married name|married name|last name after marriage|last name after|changed to|
        name changed to|legal name after marriage|to|name as changed|hereafter known as|shall be known as|surname to be used|
        name assumed|new full name|new surname|full legal name after marriage|name following marriage|name being assumed|
        name resumed|resumed name|decreed name|requested name|name granted|surname following marriage|name to be used following marriage|last name to be used after marriage|is changed to|is changed to new name|is hereby changed to new name|changed to new name
    """,
    Ask.ISSUED: """
        date of issue|issued and filed|issued and filed by the recorder on|date of issuance of this copy|copy made|copy made on|this copy made|copied on|issue date|issued|iss|4a iss|4a|date issued|date of issuance|issued on|date of issue / date de délivrance|
        date of issue date de delivrance fecha de expedicion|date of decree|decree date|date of judgment|judgment date|
        entered|date entered|entry date|dated|date of order|order date|date of naturalization|naturalization date|date|given on|
        date of certificate|certificate issued|date of certification|so ordered|issue|entered on|date of entry|date filed and entered|
        valid from|begins|starts|in force from|effective from|effective date|card issued|date of delivery|del|
        certified copy issued|copy issued|date of this copy|witness my hand|issue dt|ordered on|signed this|issued this|date of entry of judgment|allowed|date allowed|effective
    """,
    Ask.EVENT_DATE: """
        date of marriage|marriage date|married on|date of filing|date filed|filed|date recorded|recorded|intention filed|
        date of intention|date of registration|date of ceremony|ceremony date|date of record|petition filed|hearing date|date of hearing|date of license|license issued|date license issued|date license effective|license effective
    """,
    Ask.EXPIRES: """
        expires|ends|expiration|expiration date|exp|4b exp|4b|date of expiration|date of expiry|expiry date|expires on|exp date|
        valid until|date of expiration / date d'expiration|date of expiration date d'expiration fecha de caducidad|valid thru|expiry|exp dt|good through|card expires|valid through|
        valid to|not valid after|void after|lapses|good until|runs out|fecha de vencimiento|vence|caduca|valido ate|valable jusqu'au
    """,
    Ask.ADDRESS: "lives at",
    Ask.NUMBER: """
        ma emt no|ma certification no|emt certification no|ma cert no|my certification no|massachusetts emt no|emt no|
        ma emt cert no|ems certification no|oems certification no|oems no|ma ems no|ma emt certification no|emt cert no|my emt number
    """,
    Ask.OTHER: "4d number|9 class|9a end|12 rest|15 sex|16 hgt|17 wgt|18 eyes|19 hair|5 dd|signature|sign|signature of bearer|bearer signature|holder signature|duplicate|customer id|audit no|rev|under|age|number of children|children|date of separation|place",
    Ask.LAST_NAME: "1|ln|1 ln|1. last name",
    Ask.FIRST_MIDDLE: "2|fn|2 fn|other names",
    Ask.BIRTH_DATE: "3|3 dob",
}

_OTHER: dict[Ask, str] = {
    Ask.NAME: _VERIFICATION[Ask.NAME],
    Ask.NUMBER: _VERIFICATION[Ask.NUMBER],
    Ask.SIGNATURE: _VERIFICATION[Ask.SIGNATURE],
    Ask.DATE: _VERIFICATION[Ask.DATE],
    Ask.LEVEL: _VERIFICATION[Ask.LEVEL],
}

_BY_KIND: dict[Kind, dict[Ask, str]] = {
    Kind.VERIFICATION_REQUEST: _VERIFICATION,
    Kind.CPR_CARD: _CPR,
    Kind.NAME_CHANGE_EVIDENCE: _NAME_CHANGE,
    Kind.OTHER: _OTHER,
}


def phrases_for(kind: Kind) -> dict[str, Ask]:
    """Every phrase that labels use on a kind of paper, with what it asks; the kind's own reading wins."""
    phrases: dict[str, Ask] = {}
    for table in (_COMMON, _BY_KIND[kind]):
        for ask, listed in table.items():
            for phrase in listed.split("|"):
                if cleaned := " ".join(phrase.split()):
                    phrases[cleaned] = ask
    return phrases


@lru_cache(maxsize=1)
def label_words() -> frozenset[str]:
    """Every word that the listed phrases of any kind of paper use."""
    phrases = (phrase for kind in _BY_KIND for phrase in phrases_for(kind))
    return frozenset(word for phrase in phrases for word in re.findall(r"[a-z]+", phrase))
