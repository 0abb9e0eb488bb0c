"""English phrases that announce something: see ``cue_patterns``."""

from __future__ import annotations

_NUMBER = (
    r"(?:\d|zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|double|"
    r"triple)"
)
_NO_CODE = r"(?!(?:of|for|in|at|on|to|and|is|the|by|has|was|are|or|had|a|i|no|all)\b)"
# "the last part is …": of a number that is said in pieces, not one out of a shop.
_NOT_A_PIECE = "".join(
    rf"(?<!{one} )" for one in ("first", "second", "third", "next", "other", "last", "final", "middle")
)
_CODED = rf"(?:{_NUMBER}|{_NO_CODE}\w{{1,3}} {_NUMBER}|\w \w )"
_OF = (
    r"customer|client|contract|policy|claims?|case|order|booking|reference|membership|member|reservation|"
    r"employee|ticket|invoice|tracking|staff|loyalty|student|patient|user|confirmation|incident|subscriber|"
    r"payroll|"
    r"hospital|job|quote|crime|complaint|enrol\w*ment|application|applicant|candidate|loan|mortgage|"
    r"agreement|delivery|consignment|parcel|shipment|package|return|returns|repair|service|appointment|"
    r"referral|"
    r"prescription|meter point|supply|mpan|mprn|mprm|nectar|clubcard|club ?card|frequent flyer|flyer|"
    r"rewards?|"
    r"points card|gift card|library|permit|fine|penalty|pcn|notice|court|council tax|rent|tenancy|tenant|"
    r"property|plot|registration|roll|badge|id|imei|serial|sim|device|rma|work order|purchase order|"
    r"transaction|payment|transfer|batch id|group|subscription|support|query|enquiry|request|charge|receipt|"
    r"waybill|air waybill|locator|pnr|gp|insurance policy|plan|pension|benefit|universal credit|household|"
    r"vendor|supplier|advertiser|seller|buyer|merchant|driver|rider|union|lot owner|unit owner"
)

PATTERNS_EN: dict[str, str] = {
    "OTHER": (
        r"how (?:much|many|long|far|tall|wide|heavy|big|deep|high|fast|often)|model(?: number)?|"
        r"what(?:'s| is| was)? the (?:price|cost|height|width|length|depth|weight|total|rate|fee|size|"
        r"difference|mileage|reading|temperature|limit|capacity|lead time|deposit|strength|yardage|"
        r"score|rating|"
        r"distance|pressure|voltage|wattage|thickness|diameter|radius|gauge|volume|speed|odds|jackpot|charge|"
        r"excess|deductible|premium|balance|minimum|maximum|interest|dimensions|measurements|drop|span|error|"
        r"percentage|dosage|yield|altitude|rainfall|resolution)|what time|what size|(?:and|"
        r"so) what (?:strength|"
        r"width|length|height|weight|speed|wattage|percentage|rate|thickness|gauge|grade|level|gate|"
        r"platform)|"
        rf"(?:{_NOT_A_PIECE}part|recall|article|form|fault|error|isbn|kb|draw|issue|edition|volume|aisle|shade|calibre|"
        rf"caliber|gauge|bulb|filter|cartridge|board|build|firmware|torque|spec|grid ref\w*)(?: (?:is|"
        rf"was|that's|"
        rf"it's|says|number))?(?= {_CODED})|(?:build|draw|issue|recall|article|form|fault) number|"
        r"grid ref\w*|\bisbn\b|"
        r"(?:part|product|model|item|flight|train|coach|bus|route|stock|catalogue|style|channel|version|vat|"
        r"batch|lot|colour|color|error|fault|gate|platform|seat|room|aisle) (?:number|code|no|id)\b|"
        r"(?:meter|the|your|my|last|latest|opening|closing|day|night) readings?\b|mileage|(?:meter|dial|"
        r"display|counter|clock) (?:reads?|says|said|shows?|showed|is|was|at)\b|"
        r"\bsku\b|(?<!above the )(?<!below the )(?<!under the )(?<!by the )barcode|tax code|"
        r"promo(?:tion)? code|discount code|dialling code|error code|vat rate|"
        r"(?:the|a|that) (?:flight|train|coach|model|version)\b|sizes?\b|dimensions|subtotal|that comes to|"
        r"comes to|altogether|plus vat|in total|all in|deposit|apiece|serves|channel|page|expiry of the offer"
    ),
    "CREDIT_CARD": (
        r"(?:next|last|first) (?:four|4|eight|8)\b|"
        r"(?:card|long|credit card|debit card) (?:numbers?|details|digits)|"
        r"numbers?(?: \S+){0,5} card(?! holder)|"
        r"(?:sixteen|16) digits|long number|across the front|(?:my|your|the|his|"
        r"her) card(?: number)?(?: is|'s|"
        r"$)|card please|(?:take|use|give|got|have|by|with) (?:a |my |your |the |his |"
        r"her )?card\b(?! reader)|"
        r"\bvisa\b(?! (?:application|interview|centre|center|office|status))|mastercard|amex|"
        r"american express|maestro|"
        r"(?:last|first) (?:four|4)(?: digits)?|(?:debit|credit) card|"
        r"cards?(?: \S+){0,6} (?:ends|ended|ending)(?: in| with)?"
    ),
    "ENDING": (
        r"(?:ends|ended|ending|starts|started|starting|begins|finishes|finishing) (?:in|with)|"
        r"(?:last|first|final|other) (?:two|three|five|six|few|2|3|5|6) ?(?:digits|numbers|figures)?|"
        r"the (?:end|beginning|start) is"
    ),
    "CARD_WORD": r"\bcards?\b(?! (?:holder|reader|machine|game))",
    "CARD_EXPIRY": r"expir\w*|valid (?:until|through|to|till)|end date|good (?:until|through)",
    "CARD_CVV": (
        r"security (?:code|number|digits)|cvv|cvc|c v v|(?:three|3|four|4) (?:last |"
        r"little )?digits(?: \S+){0,3} (?:back|reverse|front|signature)|"
        r"(?:three|3) (?:last |little )?digits|last (?:three|3)|(?:on|at) the reverse|signature strip|"
        r"code on the back|"
        r"back of (?:your|the|my) card"
    ),
    "CARD_BACK": r"(?:on|at|from) the back|the back(?: is| says|'s)|three on (?:the )?back",
    "PHONE_NUMBER": (
        r"(?:phone|mobile|telephone|contact|cell|daytime|evening|landline|call ?back|home|work|office|fax|"
        r"cellphone|extension|whatsapp) (?:number|no)\b|"
        r"number(?: \S+){0,5} (?:reach|call|contact|ring|get|text)|"
        r"(?:reach|call|ring|contact|text|get)(?: (?:me|you|him|her|us|them|back))(?: \S+){0,2} (?:on|at|"
        r"back on)\b|"
        r"(?:my|your|his|her|their|the) (?:mobile|phone|cell|landline|cellphone|extension)(?: is|'s|$)|"
        r"best number|"
        r"\blandline\b|(?:a|any) (?:mobile|cell|phone)$|(?:a|take a|got a|have a) (?:mobile|cell)\b|"
        r"phone$|new number|ring me|\bfax\b|\bext(?:ension)?\b|dial(?:ling|ing)? (?:code|from)|area code|"
        rf"(?:he|she|i|they|we)(?:'s|'m|'re| is| am| are) on (?={_NUMBER})|(?:same|with the) (?:area |"
        r"dialling )?code\b|"
        r"(?:line|mobile|phone|cell|number|landline)(?: \S+){0,2} (?:ends|ended|ending)(?: in| with)?|"
        r"whatsapp|"
        r"your details|calling from"
    ),
    "IBAN_CODE": r"iban|i ban|i b a n",
    "BANK_ACCOUNT": (
        r"sort code(?:s)?|bank (?:account|details)|routing (?:number)?|account (?:ending|number and sort)|"
        r"current account number|bank account number|account ends|building society|roll number|"
        r"(?:which|checking|savings|current) account|transit number|\bbic\b|swift(?: code)?|\baba\b"
    ),
    "NATIONAL_ID": (
        r"social security(?: number)?|(?:my|your|her|his) social|national insurance|ni number|n i number|"
        r"nhs number|n h s number|passports?|\bn ?i\b(?= \w)|\bpps\b|p p s\b|"
        r"driv(?:er's?|ers|ing) licen[cs]e|ssn|s s n\b|nino|tax(?:payer)? (?:id|reference)|licen[cs]e number|"
        r"id (?:number|card)|insurance number|\butr\b|u t r\b|unique taxpayer|national id|identity (?:card|"
        r"number)|"
        r"residence permit|green card|alien (?:registration )?number|\bbrp\b|medicare|medicaid|health card|"
        r"social insurance|\bitin\b|share code|immigration|visa application|naturali[sz]ation"
    ),
    "OWN_NUMBER": r"(?:my|your|the|his|her) number(?: is| still|'s|$)|number$|my number",
    "ANY_NUMBER": r"numbers?\b",
    "ANY_CODE": (
        r"(?:the|my|your|his|her|a) (?!country|bar|dress|qr|voucher|coupon|discount|promo|product|item|"
        r"colou?r|"
        r"error|fault|tax|reason|reference|booking|building|industry|stock)(?:\w+ )?code\b(?! of)|"
        r"key ?safe\b|"
        r"lock ?box\b|key ?pads?\b"
    ),
    "COMPANY_ID": (
        r"company (?:number|registration)|vat (?:number|registration|no|registered)|companies house|ein\b|"
        r"siret|"
        r"siren|sole trader|registered as|employer identification|charity number|\bcrn\b|\babn\b"
    ),
    "ACCOUNT_ID": (
        r"references? (?:of|for) (?:the|your|my)|"
        rf"(?:{_OF}) (?:numbers?|number's|id|reference|ref|no|i d)\b|"
        r"(?<!grid )\breference\b(?! (?:to|point))|\bmpan\b|\bmprn\b|m p a n\b|meter serial|\bpnr\b|\bimei\b|"
        r"record locator|(?:booking|order|case|claim|job|crime|payment|quote) (?:is|was|code)|"
        r"(?:my|your|the|a|his|her) (?:references?|ref|user ?name|user ?id|log ?in|customer id|student id)|"
        r"booking ref|"
        r"\b(?:case|order|claim|policy|membership|booking|invoice|ticket|job|tracking|contract|quote|loan|"
        r"reservation|customer|reference|member|student|patient|permit|pcn|ref|confirmation|(?:confirmation|policy|claim|reference)'s)"
        rf"(?= {_CODED})"
    ),
    "ACCOUNT_NUMBER": rf"account(?:'s| is)? (?:number|no)\b|account(?:'s| is)? (?={_NUMBER})",
    "LICENSE_PLATE": (
        r"(?:car|vehicle|your|the|my|what's the|van|bike) registration|number ?plates?|licen[cs]e plates?|"
        r"plates?\b|\breg\b|registration (?:number|of|is|mark|plate)|tag number|\breggie\b"
    ),
    "DATE_OF_BIRTH": (
        r"(?:had|have|having) (?:my|our|the|a) (?:little |baby )?(?:son|daughter|baby|boy|girl)\b|gave birth|"
        r"dates? of birth|d o b\b|dob\b|birth ?(?:date|day)s?|born\b|day of birth|year of birth|"
        r"date or birth|birth"
    ),
    "AGE": (
        r"how old|(?:your|his|her|their|my|what|driver's|child's|'s) ages?\b|(?:are|is) (?:aged|age)\b|you "
        r"are$|"
        r"\bages? of (?:the|your|each|all|his|her)|\bages (?:are|please)|\band ages?$"
    ),
    "PASSWORD": (
        r"(?:gate|door|alarm|key ?safe|lock ?box|padlock|safe|key ?pad|intercom|garage|barrier|entry ?phone|"
        rf"combination)(?:'s| is| code is)(?= {_NUMBER}| [a-z] {_NUMBER})|wi ?fi(?:'s| is)\b|"
        r"(?:favou?rite|first ever) (?:\S+)|(?:grow|grew|growing) up on|(?:combination|key ?pad) (?:is|for)|"
        r"(?:your|the) hint\b|pass ?words?(?:'s)?|pass ?codes?(?:'s)?|pass ?phrase|memorable (?:word|"
        r"information|place|name|date|phrase)|"
        r"secret (?:word|answer|question|code)|safe ?word|"
        r"security (?:word|answer|question|phrase|pin)|\bpin\b|one time (?:code|pass ?code|password)|"
        r"(?:verification|access|entry|door|gate|alarm|building|key ?pad|key ?safe|lock ?box|entrance|puk|"
        r"unlock|"
        r"voicemail|authentication|confirmation text|wi ?fi|"
        r"authori[sz]ation|activation|six digit|four digit|6 digit|4 digit|five digit|eight digit) code|"
        r"(?:sent|send|sending|texted|text|received|get)(?: \S+){0,3} code|code(?: \S+){0,4} (?:sent|"
        r"text|texted|received|phone|door|gate)|wi ?fi (?:key|password)|\bpuk\b|"
        r"maiden name|p i n\b|first (?:pet|school|teacher|car|job|street)|"
        r"childhood (?:friend|street|nickname)|buzzer|code for the"
    ),
    "EMAIL_ADDRESS": r"(?<!by )(?<!an )(?<!via )(?<!by e )e ?mails?(?: address)?\b(?! confirmation)",
    "ADDRESS": (
        r"(?<!email )(?<!mail )(?<!e mail )(?<!ip )address(?:es)?(?! is wrong)|post ?codes?|post code|"
        r"zip(?: code)?\b|(?:i|we|you|he|she|they) live\b|(?:he|she) lives\b|does (?:he|she) live|"
        r"(?:i'm|we're|am) living|living at|house (?:number|name)|first line|street name|"
        r"where do you live|live at|still (?:at|in)\b|what number are you|what street|which street|i'm at\b|"
        r"(?:deliver|sent?|shipped|ship|post|bring|send|collect|pick)(?: \S+)? (?:it |that |"
        r"them )?(?:back )?to (?!me\b|you\b)|"
        r"^(?:and |okay |so )?(?:(?:the|which|what) )?(?:unit|building|room|block|hall|flat|apartment|"
        r"street|villa|"
        r"suite)(?: name| please| number)?$|(?:and|still) the street\b|the street$|"
        r"^(?:and )?where (?:now|from|to)$|"
        r"where (?:are (?:they|we|you)|is (?:it|he|she|this)|am i|'s (?:it|this)) (?:going|coming|"
        r"delivering|sending|"
        r"staying|now)|by post ?code|which (?:unit|building|room|block|hall|house|apartment) |(?:which|"
        r"what) number "
        r"(?:are|is) (?:they|you|we|he|she|it)\b|where (?:did|does) (?:he|she|they) live|"
        r"where are you based|(?:house|door|building|flat|unit|street) (?:number|no)\b|which flat|flat "
        r"number|apartment number"
    ),
    "PERSON": (
        r"(?:your|the|full|first|last|middle|account|my|his|her|their) ?names?\b(?! of the (?:company|"
        r"product))|surname|(?:lead |other |another )?(?:traveller|passenger|driver|policyholder|"
        r"cardholder|guest)$|"
        r"who(?: am i|'s| is|m am i)? ?(?:speaking|calling|this)|who am i|(?:speaking|talking) (?:to|with)$|"
        r"spell (?:that|it|your|the|my)|name on the|am i speaking|spelled|spelt|spelling|name please|names?$|"
        r"may i take your details|and you are$"
    ),
    "LOCATION": (
        r"born in|live in|living in|lives in|grew up in|(?:i|we)'(?:m|re) from|come from|live near|"
        r"place of birth|"
        r"based in|town of birth|relocat\w+ to|born and (?:raised|bred) in|raised in|up in|down in|over in|"
        r"(?:home|flat|house|place|family|parents|mum|dad|son|daughter|sister|brother) (?:over |up |down |"
        r"out )?in|"
        r"(?:i|we)'(?:m|re) (?:calling )?from|i am from|emigrated to|just outside|(?:which|what) (?:town|"
        r"city)|where (?:were you born|are you based|"
        r"do you live|"
        r"does (?:he|she) live)|(?:moved?|moving) (?:to|from)|still in\b|which is in|where's that|"
        r"originally from"
    ),
}
