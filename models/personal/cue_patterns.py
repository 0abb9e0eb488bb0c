"""The phrases themselves, by language and entity: regular expressions over folded words.

``(?: \\S+){0,3}`` leaves room for words in between, said or misheard.
"""

from __future__ import annotations

from sourdine.pipeline.records import Language

_FR = {
    "CREDIT_CARD": (
        r"(?:quatre|4|huit|8) (?:premiers|derniers|suivants|prochains)(?: chiffres)?|"
        r"(?:premiers|derniers) (?:quatre|4) chiffres|groupes? de quatre|"
        r"(?:pour|avec|sur) (?:la|votre) carte$|"
        r"(?:numeros?|chiffres|code)(?: \S+){0,4} cartes?(?! (?:grise|vitale|d'|sim|de fidelite|d identite))|"
        r"carte (?:bancaire|bleue|de (?:credit|debit|paiement)|visa|mastercard|c' est)|(?:seize|16) chiffres|"
        r"(?:ma|votre|la) carte(?: (?:numero|c' est|est le|s' il|vous|svp))"
    ),
    "CARD_EXPIRY": r"expir\w*|date de (?:fin|validite)|(?:valable|valide) jusqu|fin de validite",
    "CARD_CVV": (
        r"cryptogramme|crypto|cvv|cvc|code de securite|c v v|"
        r"(?:trois|quatre|3|4|les) (?:derniers |petits )?chiffres(?: \S+){0,4} (?:dos|derriere|verso|"
        r"arriere)|"
        r"(?:trois|3) (?:derniers )?chiffres|code(?: \S+){0,3} (?:dos|derriere|verso)"
    ),
    "PHONE_NUMBER": (
        r"(?:autre|nouveau|ancien|meilleur) numero|je vous rappelle au|"
        r"numero de (?:telephone|portable|mobile|fixe|tel|gsm)|"
        r"(?:mon|votre|son|le) (?:portable|mobile|fixe)$|"
        r"(?:mon|votre|son|leur) (?:telephone|portable|mobile|fixe|tel)|"
        r"numero(?: \S+){0,5} (?:joindre|rappeler|rappelle|contacter|joignable)|"
        r"(?:joindre|rappeler|rappelez|appeler|contacter|joignable|rappelle)(?: \S+){0,3} (?:au|sur)\b|"
        r"a quel numero|votre numero$|"
        r"(?:telephone|portable) (?:c' est|est le)|ligne fixe"
    ),
    "IBAN_CODE": r"iban|i ban|rib\b|r i b|i b a n|releve d' identite bancaire",
    "BANK_ACCOUNT": (
        r"numero de (?:\S+ )?compte(?! client)|compte (?:bancaire|courant|c' est|numero)|code (?:banque|"
        r"guichet)|"
        r"coordonnees bancaires|le compte c'"
    ),
    "NATIONAL_ID": (
        r"securite sociale|numero de secu|secu\b|numero insee|nir\b|carte vitale|passeport|numero de permis|"
        r"(?:mon|votre|le|son) permis|permis de conduire|carte (?:nationale )?d' ?identite|titre de sejour|"
        r"numero fiscal|(?:piece|carte) d' identite"
    ),
    "OWN_NUMBER": (
        r"(?:mon|votre|son|quel|un|le) numero(?! (?:de|d'|client|dossier|long|iban|siret|siren|commande))"
    ),
    "ANY_NUMBER": r"numeros?\b",
    "ANY_CODE": r"(?:le|mon|votre) code(?! (?:postal|barre|promo))|code c'",
    "COMPANY_ID": r"siret|siren|numero de tva|s i r e t",
    "ACCOUNT_ID": (
        r"(?:la|votre|ma|une) reference (?:du|de la|de votre|de mon|d')|numero (?:porte|inscrit|sur votre)|"
        r"(?:dossier|contrat) porte le numero|"
        r"numero (?:de |d' |du |de la |de votre |de ma |de mon )?(?:client|cliente|contrat|dossier|"
        r"commande|adherent|adherente|"
        r"abonne|abonnement|police|sinistre|reservation|reference|facture|suivi|membre|identifiant|licence|"
        r"agent|employe|salarie|matricule|devis|ticket|incident|colis|assure|allocataire|compte client|"
        r"societaire)|"
        r"(?:mon|votre|l'|un|d'|ton|son) (?:identifiant|matricule)|(?:ma|votre|la) reference (?:client|"
        r"dossier|c'|est)|"
        r"(?:dossier|contrat|commande|sinistre|police|client|reference) (?:numero|c' est|est le|c'est)|"
        r"identifiant (?:client|c'|est)|reference (?:client|dossier)|votre reference|"
        r"(?:dossier|commande|contrat|sinistre|adherent)(?= (?:\d|zero|un\b|deux|trois|quatre|cinq|six|"
        r"sept|huit|neuf|"
        r"\w \d|\w (?:zero|un|deux|trois|quatre|cinq|six|sept|huit|neuf)))"
    ),
    "LICENSE_PLATE": r"immatricul\w+|plaque(?:s)?\b|carte grise|numero de plaque",
    "DATE_OF_BIRTH": (
        r"date(?: \S+)? naissance|nees? (?:le|en|un|quand)|nees?$|anniversaire|"
        r"(?:jour|annee|mois) de naissance|"
        r"quand (?:etes|es|est)(?: \S+){0,2} nee?|ne le (?=\d|premier|un |deux|trois|quatre|cinq|six|"
        r"sept|huit|neuf|"
        r"dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente)"
    ),
    "AGE": r"quel age|votre age|son age|agee? de|l' age",
    "PASSWORD": (
        r"mot de passe|code (?:secret|confidentiel|pin|par sms|sms|de verification|de validation|"
        r"de confirmation|"
        r"d' acces|d' activation|personnel|vocal|temporaire|parental|p i n)|mot secret|mot de securite|"
        r"reponse secrete|"
        r"question secrete|(?:envoye|recu|recevoir|recevez|envoie)(?: \S+){0,3} code|"
        r"code(?: \S+){0,4} (?:recu|recevez|sms|envoye|envoyer|envoie)|mot cle secret"
    ),
    "EMAIL_ADDRESS": (
        r"adresse (?:e )?(?:mail|email|electronique|internet)|(?<!par )(?<!un )(?<!des )(?<!par e )(?<!le )"
        r"(?:email|mail|courriel)\b"
    ),
    "ADDRESS": (
        r"(?:votre|mon|l'|quelle|son|notre|leur|nouvelle|ancienne|une|d'|cette|bonne|meme) adresse"
        r"(?! (?:e )?(?:mail|email|electronique|ip|internet))|adresse (?:postale|complete|de livraison|"
        r"de facturation|exacte)|"
        r"code postal|codes postaux|j' habite|habitez|habitait|(?:il|elle|on) habite|domicile\b|"
        r"domiciliee?|quelle rue|"
        r"demeurant|nom de (?:la |votre )?rue|nous habitons|quelle ville|a quelle adresse"
    ),
    "PERSON": (
        r"(?:votre|quel|vos|son|ton) (?:petit )?(?:noms?|prenoms?)(?! d' (?:utilisateur|entreprise))|"
        r"(?:a|au) quel nom|"
        r"(?:c' est|est) au nom de|au nom de|de la part de|qui (?:est a l' appareil|etes vous|appelle|"
        r"dois je annoncer)|"
        r"nom (?:et|de famille|de jeune fille|complet|du titulaire)|prenom|epel\w+|epeler|vous vous appelez|"
        r"comment (?:vous )?(?:appelez|s' ecrit)|(?:vous etes|bonjour) (?:monsieur|madame)$|ca s' ecrit|"
        r"vous etes$|"
        r"mon (?:nom|prenom)"
    ),
    "LOCATION": (
        r"nees? a\b|lieu de naissance|originaire de|j' habite a|je vis a|habitez(?: \S+)? a\b|"
        r"j' habite (?:sur|pres de)|ville de naissance"
    ),
}
_EN = {
    "CREDIT_CARD": (
        r"(?:next|last|first) (?:four|4|eight|8)\b|"
        r"(?:card|long|credit card|debit card) (?:numbers?|details|digits)|"
        r"numbers?(?: \S+){0,5} card(?! holder)|"
        r"(?:sixteen|16) digits|long number|across the front|(?:my|your|the) card(?: number)?(?: is|'s|"
        r"$)|card please|"
        r"(?:last|first) (?:four|4)(?: digits)?|(?:debit|credit) card"
    ),
    "CARD_EXPIRY": r"expir\w*|valid (?:until|through|to|till)|end date|good (?:until|through)",
    "CARD_CVV": (
        r"security (?:code|number|digits)|cvv|cvc|c v v|(?:three|3|four|4) (?:last |"
        r"little )?digits(?: \S+){0,3} (?:back|reverse|front|signature)|"
        r"(?:three|3) (?:last )?digits|last (?:three|3)|(?:on|at) the (?:back|reverse)|signature strip|"
        r"code on the back|"
        r"back of (?:your|the|my) card"
    ),
    "PHONE_NUMBER": (
        r"(?:phone|mobile|telephone|contact|cell|daytime|landline|call ?back|home|work|"
        r"cellphone) (?:number|no)\b|"
        r"number(?: \S+){0,5} (?:reach|call|contact|ring|get)|"
        r"(?:reach|call|ring|contact|text|get)(?: (?:me|you|him|her|us|them))(?: \S+)? (?:on|at|back on)\b|"
        r"(?:my|your|his|her) (?:mobile|phone|cell|landline)(?: is|'s|$)|best number|"
        r"phone$|new number|ring me"
    ),
    "IBAN_CODE": r"iban|i ban|i b a n",
    "BANK_ACCOUNT": (
        r"sort code(?:s)?|bank (?:account|details)|routing number|account (?:ending|number and sort)|"
        r"current account number|bank account number"
    ),
    "NATIONAL_ID": (
        r"social security(?: number)?|(?:my|your|her|his) social|national insurance|ni number|n i number|"
        r"nhs number|n h s number|passport|"
        r"driv(?:er's?|ers|ing) licen[cs]e|ssn|nino|tax(?:payer)? (?:id|reference)|licen[cs]e number|"
        r"id number|insurance number"
    ),
    "OWN_NUMBER": r"(?:my|your|the|his|her) number(?: is| still|'s|$)|number$|my number",
    "ANY_NUMBER": r"numbers?\b",
    "ANY_CODE": r"(?:the|my|your) code\b",
    "COMPANY_ID": r"company (?:number|registration)|vat number|companies house|ein\b|siret|siren",
    "ACCOUNT_ID": (
        r"reference (?:of|for) (?:the|your|my)|"
        r"(?:customer|client|contract|policy|claims?|case|order|booking|reference|membership|member|"
        r"reservation|"
        r"employee|ticket|invoice|tracking|staff|loyalty|student|patient|user|confirmation|incident|"
        r"subscriber|payroll|"
        r"hospital|job|quote|crime|complaint) (?:number|id|reference|ref|code|no)\b|"
        r"reference(?: number)? (?:is|was)|"
        r"(?:my|your) (?:reference|ref|user ?name|customer id)|booking ref|"
        r"(?:case|order|claim|policy|account|membership)(?= (?:\d|zero|oh|one|two|three|four|five|six|"
        r"seven|eight|nine|"
        r"\w \d|\w (?:zero|oh|one|two|three|four|five|six|seven|eight|nine)))"
    ),
    "ACCOUNT_NUMBER": r"account (?:number|no)\b",
    "LICENSE_PLATE": (
        r"(?:car|vehicle|your|the|my|what's the) registration|number ?plate|licen[cs]e plate|"
        r"plate(?: number| is)|\breg\b|registration (?:number|of|is|mark|plate)"
    ),
    "DATE_OF_BIRTH": (
        r"date of birth|d o b\b|dob\b|birth ?(?:date|day)|born\b|day of birth|year of birth|"
        r"date or birth|birth"
    ),
    "AGE": r"how old|your age|his age|her age|(?:are|is) (?:aged|age)\b|you are$",
    "PASSWORD": (
        r"pass ?words?|pass ?code|pass ?phrase|memorable (?:word|information|place|name|date)|"
        r"secret (?:word|answer|question|code)|"
        r"security (?:word|answer|question|phrase)|\bpin\b|one time (?:code|pass ?code|password)|"
        r"(?:verification|access|"
        r"authori[sz]ation|activation|six digit|four digit|6 digit|4 digit) code|"
        r"(?:sent|send|sending|texted|text|received|get)(?: \S+){0,3} code|code(?: \S+){0,4} (?:sent|"
        r"text|texted|received)|"
        r"maiden name|p i n\b"
    ),
    "EMAIL_ADDRESS": r"(?<!by )(?<!an )(?<!via )(?<!by e )e ?mail(?: address)?\b(?! confirmation)",
    "ADDRESS": (
        r"(?<!email )(?<!mail )(?<!e mail )(?<!ip )address(?! is wrong)|post ?code|post code|"
        r"zip(?: code)?\b|(?:i|we|you|he|she|they) live\b|"
        r"(?:i'm|we're|am) living|living at|house (?:number|name)|first line|street name|"
        r"where do you live|live at|"
        r"(?:deliver|sent?|shipped|ship|post) (?:it |that )?to\b"
    ),
    "PERSON": (
        r"(?:your|the|full|first|last|middle|account|my|his|her|their) ?names?\b(?! of the (?:company|"
        r"product))|surname|"
        r"who(?: am i|'s| is|m am i)? ?(?:speaking|calling|this)|who am i|(?:speaking|talking) (?:to|with)$|"
        r"spell (?:that|it|your|the|my)|name on the|am i speaking|spelled|spelt|spelling|name please|names?$"
    ),
    "LOCATION": (
        r"born in|live in|living in|grew up in|(?:i|we)'(?:m|re) from|come from|live near|place of birth|"
        r"based in|town of birth"
    ),
}
PATTERNS: dict[Language, dict[str, str]] = {"fr": _FR, "en": _EN}
