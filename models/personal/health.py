"""Health (GDPR art. 9) and ages, as people say them."""

from __future__ import annotations

import re
from collections.abc import Collection

from sourdine.models.personal.asked import asked_turns
from sourdine.models.personal.cues import Cue
from sourdine.models.personal.lexicon import any_names, is_word
from sourdine.models.personal.merge import Finding
from sourdine.models.personal.tokens import Conversation
from sourdine.models.personal.vocabulary import FUNCTION
from sourdine.pipeline.records import Language

_FR = (
    r"hemoglobine glyquee|(?:(?<=de la )|(?<=ma )|(?<=sa ))tension(?! electrique)|glaucome|bronchiolite|"
    r"degenerescence maculaire|dyslexi\w+|"
    r"allergi(?:es?|ques?) (?:aux?|a la|a l'|a) ?\w+(?: de (?:mer|\w+x)\b)?|"
    r"mal (?:au|aux|a la|a l') ?(?:cervicales|dos|genoux?|hanche|lombaires|epaule|poitrine)|"
    r"anemi\w+|angines? de poitrine|phlebites?|embolie \w+|bronchites?|pneumonie|metformine|levothyrox|"
    r"cortisone|morphine|ventoline|anticoagulants?|hospitalisee?|"
    r"diabet\w+|asthm\w+|cancers?(?: (?:du|de la|de l'|des) ?\w+)?|tumeurs?|leucemie|lymphome|chimio\w*|"
    r"radiotherapie|metastases?|"
    r"depress\w+|burn ?out|bipolaire|schizo\w+|anxi(?:ete|eux|euse)|anxiolytiques?|antidepresseurs?|"
    r"suicid\w+|alcoolique|toxicomane|"
    r"enceinte|grossesse|fausse couche|avortement|ivg|fiv|menopause|seropositi\w+|vih|sida|"
    r"hepatite(?: \w)?|tuberculose|"
    r"epilep\w+|parkinson|alzheimer|sclerose(?: en plaques)?|demence|autis\w+|trisomi\w+|handicap\w*|"
    r"invalidite|fauteuil roulant|"
    r"tetraplegique|paraplegique|aveugle|malvoyant\w*|sourde?|malentendant\w*|infarctus|avc|"
    r"accident vasculaire cerebral|"
    r"hypertension|insuffisan(?:ce|t|te) (?:renale?|cardiaque|respiratoire)|dialyse|pacemaker|greffe|"
    r"transplant\w+|"
    r"fibromyalgie|endometriose|arthrose|arthrite|polyarthrite|lupus|maladie de crohn|crohn|psoriasis|"
    r"eczema|migraines?|"
    r"hernie discale|sciatique|insuline|fracture(?: (?:du|de la|de l'|des) ?\w+)?|ablation|prothese|"
    r"covid|obesite|anorexi\w+|"
    r"boulimi\w+|apnee du sommeil|cholesterol|thyroide|maladie (?:chronique|rare|cardiaque)|opere du \w+|"
    r"opere de la \w+"
)
_EN = (
    r"an(?:a)?emi[ac]|angina|chest pains?|whiplash|herniated disc|concussion|sickle cell|c(?:o)?eliac|"
    r"schizophrenia|clozapine|bisoprolol|metformin|ramipril|warfarin|sertraline|statins?|steroids|"
    r"blood thinners|type (?:1|2|one|two) diabet\w+|dyslexi[ac]|"
    r"allergic to \w+|\w+ allergy|blood clots?|palpitations|pneumonia|bronchitis|"
    r"diabet\w+|asthma\w*|(?:(?:breast|lung|skin|bowel|prostate|colon|brain|ovarian|throat) )?cancer|"
    r"tumou?rs?|leuk\w+|lymphoma|"
    r"chemo\w*|radiotherapy|depress(?:ion|ed)|anxiety|bipolar|schizo\w+|suicid\w+|alcoholi\w+|"
    r"addict(?:ion|ed)?|pregnan\w+|"
    r"miscarriage|abortion|ivf|menopause|hiv(?: positive)?|aids|hepatitis(?: \w)?|tuberculosis|epilep\w+|"
    r"parkinson's?|"
    r"alzheimer's?|dementia|multiple sclerosis|autis\w+|down'?s? syndrome|disab(?:led|ility)|wheelchair|"
    r"paralys\w+|blind|"
    r"deaf|hard of hearing|heart attack|heart (?:disease|condition|failure)|"
    r"stroke(?! (?:as|of luck))|high blood pressure|hypertension|kidney (?:disease|failure)|"
    r"dialysis|pacemaker|transplant|fibromyalgia|endometriosis|arthritis|osteoarthritis|lupus|crohn's?|"
    r"psoriasis|eczema|migraines?|"
    r"slipped disc|sciatica|insulin|broken (?:leg|arm|hip|wrist|ankle)|covid|obes\w+|anorexi\w+|"
    r"bulimi\w+|sleep apn\w+|"
    r"cholesterol|thyroid|copd|adhd|ptsd|overdose|antidepressants?|hip replacement|knee replacement|"
    r"mental health (?:issues?|problems?|condition)"
)
_TERMS: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(rf"\b(?:{_FR})\b"),
    "en": re.compile(rf"\b(?:{_EN})\b"),
}
_N_FR = (
    r"(?:\d+|(?:(?:un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|"
    r"quinze|seize|vingt|vingts|trente|quarante|cinquante|soixante|septante|huitante|octante|nonante|cent|"
    r"et)(?: |$)){1,5})"
)
_N_EN = (
    r"(?:\d+|(?:(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    r"fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"hundred)(?: |$)){1,3})"
)
_MONTHS_EN = "january|february|march|april|may|june|july|august|september|october|november|december"
_AGES: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        rf"\b(?:(?:j'|il|elle|on|qui|fils|fille) (?:ai eu|ai|a eu|a|avait|aura|avais)"
        rf"(?: donc| deja| bientot| presque| juste| seulement| que| pas encore| tout juste)?|"
        rf"agee?(?: de)?|age c' est|age est|age a|suis agee? de) "
        rf"(?P<age>{_N_FR} ?(?:ans|mois)\b(?: et demi)?)"
        r"(?! (?:de|d'|pour|dans|chez|que|avec|a payer|d'anciennete))|"
        rf"(?P<alone>^{_N_FR} ?(?:ans|mois)\b(?: et demi)?)|"
        rf"\b(?P<who>\w{{3,}}) (?P<child>{_N_FR} ?(?:ans|mois)\b)(?! (?:de|d'))"
    ),
    "en": re.compile(
        rf"\b(?:(?:i'm|i am|he's|she's|he is|she is|are|aged|age|turns|turned|turning|who's|you are|"
        rf"she'll be|he'll be|i'll be|they're) )(?:only |just |now |nearly |about |almost )?"
        rf"(?:(?P<full>{_N_EN} ?years? old)|(?P<age>{_N_EN}(?: ?and a half)?)(?= ?(?:this year|now|next|then|"
        rf"he|she|and (?:i|he|she|i'm)|but|so|nobody|on the|in (?:{_MONTHS_EN})|already|actually|$)))|"
        rf"(?:he's|she's|is) (?:only |just )?(?P<young>{_N_EN} ?(?:months|weeks)(?: old)?)(?= (?:and|old)|$)|"
        rf"(?P<old>{_N_EN} ?years? old|{_N_EN} ?months? old)"
    ),
}


def find_health(conversation: Conversation, cues: list[list[Cue]]) -> list[Finding]:
    """Give the words that tell of somebody's health."""
    return _matches(conversation, _TERMS[conversation.language], "HEALTH", 0.6, "health.term")


def find_ages(conversation: Conversation, cues: list[list[Cue]]) -> list[Finding]:
    """Give ages with the verb that makes them one; answers to "how old" come with the figures."""
    asked = asked_turns(conversation, cues, "AGE")
    return _matches(conversation, _AGES[conversation.language], "AGE", 0.7, "age.said", asked)


def _matches(
    conversation: Conversation,
    pattern: re.Pattern[str],
    entity: str,
    score: float,
    rule: str,
    asked: Collection[int] = (),
) -> list[Finding]:
    """Match each turn; what stands alone counts only where it was asked for."""
    found = []
    tokens = conversation.tokens
    for turn, (first, last) in enumerate(conversation.bounds):
        if first == last:
            continue
        starts, at = [], 0
        for token in tokens[first:last]:
            starts.append(at)
            at += len(token.key) + 1
        text = " ".join(token.key for token in tokens[first:last])
        for match in pattern.finditer(text):
            name = match.lastgroup
            if (name == "alone" and turn not in asked) or (name == "child" and not _is_name(match["who"])):
                continue
            begin, end = match.span(name) if name else match.span()
            inside = [first + i for i, start in enumerate(starts) if begin <= start < end]
            if inside:
                found.append(Finding(tokens[inside[0]].start, tokens[inside[-1]].end, entity, score, rule))
    return found


def _is_name(key: str) -> bool:
    return key in any_names() and not is_word(key, "fr")


def is_filler(key: str, language: Language) -> bool:
    """Tell words that mean nothing on their own."""
    return key in FUNCTION[language]
