"""What people say of their bodies in English: a part that hurts, complaints, letters of illnesses.

Not words of medicine (``health_terms`` has those) but the ways in which a part of the body comes to speak of
somebody's health: whose it is, what happened to it, how it is doing.
"""

from __future__ import annotations

_PART = (
    r"(?:arms?|legs?|wrists?|ankles?|hips?|knees?|shoulders?|elbows?|back|neck|feet|foot|toes?|fingers?|"
    r"thumbs?|"
    r"hands?|ears?|eyes?|eyesight|hearing|head|chest|lungs?|heart|stomach|tummy|belly|bowels?|kidneys?|liver|"
    r"bladder|womb|prostate|throat|tongue|jaw|tooth|teeth|gums?|skin|ribs?|spine|pelvis|groin|calf|"
    r"shins?|heels?|"
    r"joints?|appendix|pancreas|nerves|memory|balance|sight|tonsils)"
)
_WHOSE = r"(?:my|his|her|their|your)"
_SIDE = r"(?:left |right |lower |upper |bad |other |poor |own )?"
_HARM = (
    r"(?:hurts?|hurting|cut|cuts|bumped|banged|burnt|burned|scalded|strained|pulled|tore|torn|cracked|"
    r"smashed|"
    r"trapped|crushed|bruised|injured|bitten|knocked|broke|broken|shattered|gashed|stubbed|sprained|"
    r"twisted|did|"
    r"done|put|jarred|slipped|fractured|lost|losing|damaged)"
)
_AILING = (
    r"(?:numb|sore|swollen|swelling|aching|aches?|itchy|bleeding|infected|stiff|weak|burning|hurts?|hurting|"
    r"throbbing|gone|going|failing|failed|playing up|packed up|packing up|killing|bad|worse|dodgy|shot|"
    r"shaking)"
)
_TREATED = r"(?:done|out|off|removed|replaced|x rayed|scanned|pinned|amputated|operated on|seen to|drained)"
_BODY = (
    rf"{_HARM} {_WHOSE} {_SIDE}{_PART}(?: in| out)?\b|"
    rf"(?:having|had|have|has|getting|get|got) (?:{_WHOSE}|a|an|the) {_SIDE}{_PART} {_TREATED}\b|"
    rf"{_WHOSE} {_SIDE}{_PART}(?: is|'s| are|'re| was| were| has| have| had)?(?: \w+)?? {_AILING}\b|"
    rf"(?:both|the other) (?:arms|legs|wrists|ankles|hips|knees|shoulders|feet|hands|ears|eyes|lungs|"
    rf"kidneys)\b"
)
# After these a part of the body is what ails: only the part is said to be personal.
_ASKED: tuple[str, ...] = (
    "how's his ",
    "how's her ",
    "how's your ",
    "how's the ",
    "how are his ",
    "how are her ",
    "how are your ",
)
_ASKED += ("how is his ", "how is her ", "how is your ", "it's his ", "it's her ", "with his ", "with her ")
_ASKED += ("trouble with my ", "problems with my ", "it's the ", "it was the ", "is it the ", "pain in my ")
_ILL = "|".join(rf"(?<={words}){_PART}\b(?! (?:of|number|office|door|on|in|at|to|for))" for words in _ASKED)
_COMPLAINTS = (
    r"vomit\w*|throwing up|(?:being|been) (?:sick|ill)\b|sickness bug|diarrh\w+|nausea\w*|nauseous|"
    r"nose ?bleeds?|"
    r"(?:head|tooth|ear|back|stomach|tummy|belly) ?aches?|tummy (?:bug|upset)|(?:upset|dicky|"
    r"bad) (?:stomach|tummy)|"
    r"sore throats?|hives\b|rash(?:es)?\b|dizz(?:y|iness)|light ?headed|faint(?:ed|ing)|black(?:ed)? ?outs?|"
    r"passed out|breathless\w*|short(?:ness)? of breath|(?:can't|couldn't|cannot) (?:breathe|swallow|"
    r"feel (?:my|his|"
    r"her))|wheez(?:y|ing|es)|convulsions?|having (?:a )?fits?|contractions|"
    r"(?:my|her) waters? (?:have |has |had |'ve )?(?:broken|broke|gone)|morning sickness|blisters?|stitches|"
    r"in (?:plaster|a sling|a cast|traction|labou?r)|(?:c ?t|m ?r ?i|pet|bone|brain|mri|ct) scans?|"
    r"ultrasounds?|biopsies|(?:blood )?infusions?\b|(?:end|late|early) stage (?:\w+ ){1,2}(?:disease|"
    r"failure|cancer)|"
    r"renal(?: failure| disease| unit)?|macular|fibro\b|oxygen\b(?! sensor)|root canals?|abscess(?:es)?|"
    r"wisdom "
    r"(?:tooth|teeth)|dentures|false teeth|(?:lost|losing|cracked|broken|broke|chipped) (?:a|my|his|"
    r"her) (?:front |"
    r"back )?(?:tooth|crown|filling|veneer)|(?:emergency )?c ?section|caesarean|cesarean|going blind|"
    r"going deaf|"
    r"losing (?:my|his|her) (?:sight|hearing|memory|mind|hair)|memory (?:loss|clinic|problems?)|nosebleeds?|"
    r"eye drops|floaters|swollen (?:ankles|legs|feet|face|glands)|high temperature|running a temperature|"
    r"panic attacks?|food poisoning|heat ?stroke|sunstroke|frostbite|hypothermi\w+|"
    r"(?:in|out of) (?:rehab|intensive care|the hospice|a hospice)|physio(?:therapy)?|speech therapy|"
    r"counselling|"
    r"self ?harm\w*|sickle cell|long term sick|too ill|very ill|so ill|seriously ill|critically ill|"
    r"(?:thirty|twenty|[1-4]\d)(?: \w+)? weeks (?:pregnant|gone)|pregnant"
)
# Letters by which illnesses go, said as letters or in capitals.
_LETTERS = (
    r"\b(?:i b s|a d h d|p t s d|h i v|c o p d|u t i|m r s a|d v t|t i a|o c d|c f s|p c o s|ibs|uti|"
    r"mrsa|dvt|"
    r"c diff)\b|"
    r"(?:(?<=i've )|(?<=i have )|(?<=i've got )|(?<=has )|(?<=has got )|(?<=she's got )|(?<=he's got )|"
    r"(?<=my )|"
    r"(?<=his )|(?<=her )|(?<=it's ))m ?s\b"
)
_STROKE = "|".join(
    rf"(?<={word} )strokes?(?! (?:as|of luck|of genius)\b)"
    for word in (
        "a",
        "his",
        "her",
        "my",
        "mini",
        "bad",
        "massive",
        "another",
        "since the",
        "after the",
        "had the",
    )
)
HEALTH_SAID_EN = rf"{_BODY}|{_ILL}|{_COMPLAINTS}|{_LETTERS}|{_STROKE}"
