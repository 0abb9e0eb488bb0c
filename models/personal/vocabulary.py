"""Words around figures: units that make them plain, words that go between them, months, connectors."""

from __future__ import annotations

from sourdine.models.personal.word_sets import word_set
from sourdine.pipeline.records import Language

# After a number (or before its cents and minutes): an amount, a duration, a quantity, a time.
UNITS: dict[Language, frozenset[str]] = {
    "fr": word_set(
        "euro euros centime centimes balle balles dollar dollars livre livres franc francs pourcent pour "
        "minute minutes min "
        "mn seconde secondes heure heures h jour jours semaine semaines mois an ans annee annees trimestre "
        "kilowatt kilowatts kilowattheure kilowattheures kwh kw kva watt watts volt volts ampere amperes "
        "giga "
        "gigas go gigaoctet gigaoctets mega megas mo megabits mbps octets metre metres m km kilometre "
        "kilometres "
        "centimetre centimetres cm mm kilo kilos kg gramme grammes g litre litres l tonne tonnes degre "
        "degres fois "
        "piece pieces article articles unite unites exemplaire exemplaires boite boites carton cartons "
        "personne personnes adulte adultes enfant enfants nuit nuits etoile etoiles point points etage "
        "etages "
        "chaises tables chambres places lots menus ramettes cartouches bouteilles paquets sacs pneus lignes "
        "mensualite mensualites echeance echeances colis appels sms message messages produit produits "
        "chiffres chiffre lettres caracteres mots cartes comptes contrats dossiers factures sinistres "
        "millions milliards million milliard bis ter eme ieme ouvres metrescarres octet ht ttc hors chacun "
        "chacune "
        "pages page places millimetres ml cl watts decibels hectares pouces ports doses flacons masques "
        "millilitre millilitres megahertz hertz milligrammes "
        "grammages rangees couverts balles etapes ecrans"
    )
    - {"l", "m", "g", "bis", "ter", "point", "points"},
    "en": word_set(
        "pound pounds pence penny p quid dollar dollars buck bucks cent cents euro euros percent per pc "
        "minute minutes min mins "
        "second seconds hour hours hr hrs day days night nights week weeks fortnight month months year "
        "years yr yrs "
        "kilowatt kilowatts kwh kw watts volts amps gig gigs gigabyte gigabytes gb megabyte megabytes "
        "megabits mb meg "
        "megs mbps meter meters metre metres m km kilometers kilometres mile miles inch inches foot feet "
        "yard yards cm mm "
        "kilo kilos kg gram grams pint pints litre litres liter liters tonnes ton tons degree degrees "
        "times piece "
        "pieces item items unit units box boxes copy copies person people adult adults child children "
        "kids room "
        "rooms star stars points seats tickets bags bottles packs pairs sets lines am pm a.m p.m o'clock "
        "oclock "
        "working business digit digits characters letters words cards accounts orders calls texts parcels "
        "percentage million billion bedroom bedrooms guests floors payments instalments installments "
        "bathrooms pills tablets doses weeks' months' days' each apiece millimetres millimeters centimetres "
        "centimeters mil mills ml coaches pallets screens pages mg milligrams ml hp rpm horsepower tubs "
        "bikes pound vegans acres"
    )
    - {"m", "p"},
}
# A number right after one of these belongs to it: "douze euros cinquante", "ten pounds fifty", "14 h 30".
CARRIES: frozenset[str] = word_set(
    "euro euros dollar dollars pound pounds heure heures h livre livres degres francs metres metre"
)
SCALES: dict[Language, frozenset[str]] = {
    "fr": word_set("cent cents mille million millions"),
    "en": word_set("hundred thousand million"),
}
SIGNS = "€£$%°²"
BEFORE: dict[Language, frozenset[str]] = {
    "fr": word_set(
        "vers avant apres entre sous environ moins plus dans pendant depuis presque tous vendredi lundi "
        "mardi mercredi jeudi samedi dimanche total montant prix coute taille page version etage porte fibre"
    ),
    "en": word_set(
        "at by until till before after around about past within over under than between from half quarter "
        "monday tuesday wednesday thursday friday saturday sunday the total costs version page size channel "
        "chapter level floor coach platform gate row seat for"
    ),
}
METERS: frozenset[str] = word_set(
    "releve releves index compteur compteurs creuses pleines consommation kilometrage reading readings "
    "meter mileage odometer"
)
_FR_MONTHS = "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre"
_EN_MONTHS = "january february march april may june july august september october november december"
MONTHS: dict[Language, dict[str, int]] = {
    "fr": {
        name: number
        for number, name in enumerate(
            _FR_MONTHS.split(),
            start=1,
        )
    },
    "en": {
        name: number
        for number, name in enumerate(
            _EN_MONTHS.split(),
            start=1,
        )
    },
}
MONTHS["fr"] |= {"janv": 1, "fev": 2, "sept": 9, "oct": 10, "nov": 11, "dec": 12}
MONTHS["en"] |= {
    "jan": 1,
    "feb": 2,
    "mar": 3,
    "apr": 4,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "sept": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
del MONTHS["fr"]["sept"]  # seven
# Between figures and part of them.
INSIDE: dict[Language, frozenset[str]] = {
    "fr": word_set(
        "tiret slash barre point espace virgule du bas diese hashtag majuscule minuscule majuscules "
        "minuscules accent "
        "aigu grave circonflexe trema cedille apostrophe underscore fois comme"
    ),
    "en": word_set(
        "dash hyphen slash dot space capital capitals uppercase lowercase upper lower case of the "
        "stroke hash "
        "for as in like underscore apostrophe"
    ),
}
# Between figures and not part of them.
BESIDE: dict[Language, frozenset[str]] = {
    "fr": word_set(
        "euh heu hum bah ben alors donc puis ensuite apres pardon non oui voila c' est le la desole "
        "attendez hein "
        "ok suivi encore lettre chiffre pas mais et fin enfin plutot"
    ),
    "en": word_set(
        "uh um er erm hmm well so then sorry no yes yeah okay ok pardon it's that's wait followed by again "
        "letter number next is not but actually and mean"
    ),
}
# Too ordinary to be evidence of anything.
FUNCTION: dict[Language, frozenset[str]] = {
    "fr": word_set(
        "a au aux avec bah bien bon bonjour c' ca ce ces cet cette d' d dans de des donc du elle en "
        "encore est et "
        "eu euh exact exactement fait heu hein hum ici il ils j' j je l' la le les leur lui m' ma mais "
        "me merci "
        "mes moi mon n' ne non nos notre nous ok on ou oui par parfait pas pour pardon plait plus "
        "pourquoi puis "
        "qu' qu que quel quelle qui s' sa se ses si son suis sur t' ta te tes toi ton tout tres tu un une va "
        "voila vos votre vous y voici attendez accord alors allez monsieur madame donnez prefere oula super "
        "sont sera etait etes avez ai as ont super voyez note mhm ensuite toujours c'est"
    ),
    "en": word_set(
        "a about actually again ah all alright am an and are as at be both but by can do does fine first "
        "for from go "
        "going good got great had has have he hello her here hi him his hm hmm hold how i i'd i'll i'm "
        "if in is it "
        "it's its just let me lovely mm mhm my no not of oh ok okay on one or our perfect please pardon "
        "right "
        "she so sorry sure thank thanks that that's the them then there they this to too uh uhm um up us "
        "wait was "
        "we well what when where which who will with would yeah yep yes you your yours ahead hang there's"
    ),
}
_SHORT = ("'s", "'re", "'ll", "'d", "'ve", "'m")  # "she's", "they'll", "what's"
FUNCTION["en"] |= {word + end for word in FUNCTION["en"] if len(word) > 1 for end in _SHORT}
# These make a short number plain even where a number was asked for.
CLEARLY: dict[Language, frozenset[str]] = {
    "fr": word_set(
        "vers avant apres entre environ pendant depuis lundi mardi mercredi jeudi vendredi samedi "
        "dimanche jusqu'"
    ),
    "en": word_set(
        "until till before around past within between half quarter monday tuesday wednesday thursday friday "
        "saturday sunday"
    ),
}
FILLER: dict[Language, frozenset[str]] = {
    "fr": FUNCTION["fr"] | BESIDE["fr"],
    "en": FUNCTION["en"] | BESIDE["en"],
}
