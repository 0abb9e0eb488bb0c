"""French phrases that announce something: see ``cue_patterns``."""

from __future__ import annotations

_NUMBER = (
    r"(?:\d|zero|un\b|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|"
    r"vingt|trente|quarante|cinquante|soixante|septante|huitante|nonante|cent|mille)"
)
_NO_CODE = r"(?!(?:de|du|en|au|le|la|les|et|sur|des|a|ou|pas|par|un|il|y|on)\b)"
_CODED = rf"(?:{_NUMBER}|{_NO_CODE}\w{{1,3}} {_NUMBER}|\w \w )"
# What a caller has a number of: contracts, files, memberships, deliveries, meters, fines …
_OF = (
    r"client|cliente|contrat|dossier|commande|adherent|adherente|abonne|abonnee|abonnement|police|sinistre|"
    r"reservation|reference|facture|suivi|membre|identifiant|licence|licencie|agent|employe|salarie|"
    r"matricule|"
    r"devis|ticket|incident|colis|assure|assuree|allocataire|compte client|societaire|beneficiaire|candidat|"
    r"candidature|etudiant|etudiante|inscription|eleve|demandeur|demande|intervention|bon d' intervention|"
    r"reclamation|plainte|signalement|amende|contravention|avis|pv|proces verbal|fidelite|carte de fidelite|"
    r"carte d' abonnement|point de livraison|livraison|pdl|prm|pce|rio|compteur|envoi|recommande|bordereau|"
    r"lettre recommandee|locataire|bail|patient|patiente|admission|ordonnance|preinscription|pre demande|"
    r"adhesion|mutuelle|prevoyance|pret|credit|offre|rendez vous|billet|vol et le nom|voyageur|passager|"
    r"participant|abonne internet|ligne adsl|imei|serie de (?:votre|mon)|conseiller|enregistrement|mandat|"
    r"transaction|virement|operation|liasse|acte|affaire|instance|recours|pnr|teledeclarant|teledeclaration|"
    r"dpae|siren de mon|tva de mon|usager|famille|quotient|parcelle|lot de copropriete|copropriete|copie"
)

PATTERNS_FR: dict[str, str] = {
    "OTHER": (
        r"combien|quel (?:prix|tarif|montant|poids|taux|debit|modele|age a (?:la|le))|quelle (?:heure|taille|"
        r"pointure|hauteur|largeur|longueur|profondeur|surface|puissance|distance|temperature|version|"
        r"quantite|"
        r"duree|capacite)|modele|pointure|kilometrage|"
        r"(?:compteur|index|releve)(?: \S+){0,3} (?:affiche|indique|marque|est|etait|a)\b|mon releve|"
        r"votre releve|"
        r"(?:reference|numero|code) (?:de (?:la |l' ?)?|du |d' un |d' une )(?:piece|produit|article|lot|"
        r"modele|"
        r"toner|cartouche|pneu|pneus|bon|menu|lampe|ampoule|filtre|peinture|coloris|couleur|batterie|vol|"
        r"train|"
        r"bus|version|rayon|annonce|promotion|programme|chaine|fiche|plan|moteur|appareil|machine)|"
        r"code (?:cip|ean|produit|article|barre|barres|promo|ape|naf|erreur|panne|couleur|rome|nc|douanier)|"
        r"\b(?:produit|piece|article|lot|formule|version|taille|vol|train|tgv|voiture|quai|voie|chaine|canal)"
        rf"(?: c' est| est)?(?: le| la)?(?: numero)?(?= {_CODED})|"
        r"(?:peremption|dimensions|en stock|garantie|total|remise|hors taxes?|ttc|moyenne|superficie)\b"
    ),
    "CREDIT_CARD": (
        r"(?:quatre|4|huit|8) (?:premiers|derniers|suivants|prochains)(?: chiffres)?|"
        r"(?:premiers|derniers) (?:quatre|4) chiffres|groupes? de quatre|"
        r"(?:paie\w*|paye\w*|regle\w*|regler|payer|prends|pour|avec|sur|par|prenez|prendre) (?:la |votre |"
        r"ma |une )?"
        r"(?:carte|cb|c b)\b(?! (?:grise|vitale|d'|sim|de fidelite|nationale|cadeau|"
        r"sans|avantage|de reduction|jeune|senior|famille|de transport|d' abonnement))|"
        r"(?:numeros?|chiffres|code)(?: \S+){0,4} cartes?(?! (?:grise|vitale|d'|sim|de fidelite|d identite|"
        r"nationale))|"
        r"carte (?:bancaire|bleue|de (?:credit|debit|paiement)|visa|mastercard|c' est|amex)|(?:seize|"
        r"16) chiffres|"
        r"(?:ma|votre|la|sa) (?:carte|cb)(?: (?:numero|c' est|est le|s' il|vous|svp))|\bvisa\b|mastercard|"
        r"american express|\bamex\b|"
        r"(?:cartes?|cb)(?: \S+){0,6} (?:finit|finissant|termine|terminant|finissait|terminait)(?: par)?|"
        r"chiffres de (?:la |votre |ma )?carte"
    ),
    "ENDING": (
        r"(?:finit|finissant|termine|terminant|finissait|terminait|finissent|commence|commencant) par|"
        r"(?:premiers|derniers|autres) chiffres|(?:le|la) (?:debut|fin) c' est|les (?:deux|trois|quatre) "
        r"(?:premiers|derniers)"
    ),
    "KEY": r"\b(?:la |ma |votre )?cles? (?:c' est |est |de controle )?(?=\d|\w)|la cle$",
    "CARD_WORD": r"\b(?:cartes?(?! (?:grise|vitale|d'|sim|de fidelite|nationale))|cb)\b",
    "CARD_EXPIRY": r"expir\w*|date de (?:fin|validite)|(?:valable|valide) jusqu|fin de validite",
    "CARD_CVV": (
        r"cryptogramme|crypto|cvv|cvc|code de securite|c v v|"
        r"(?:trois|quatre|3|4|les) (?:derniers |petits )?chiffres(?: \S+){0,4} (?:dos|derriere|verso|"
        r"arriere)|"
        r"(?:trois|3) (?:derniers |petits )?chiffres|code(?: \S+){0,3} (?:dos|derriere|verso)"
    ),
    "CARD_BACK": r"derriere|au dos|au verso|le dos",
    "PHONE_NUMBER": (
        r"(?:autre|nouveau|ancien|meilleur) numero|je vous rappelle au|"
        r"numeros? de (?:la |votre |ma |sa )?(?:telephone|portable|mobile|fixe|tel|gsm|ligne|natel|bureau|"
        r"box)|"
        r"(?:mon|votre|son|le) (?:portable|mobile|fixe|gsm|natel)$|"
        r"(?:mon|votre|son|leur|ton) (?:telephone|portable|mobile|fixe|tel|gsm|natel)|"
        r"numero(?: \S+){0,5} (?:joindre|rappeler|rappelle|contacter|joignable|appelle|appeler|appelez|"
        r"tombe)|"
        r"(?:joindre|rappeler|rappelez|rappellera|appeler|appelle|appelez|appellera|appelera|contacter|"
        r"contacte|"
        r"contactera|joignable|rappelle|rappel|texto|sms|eu|ai)(?: \S+){0,3} (?:au|sur) (?=(?:le |son |"
        r"mon |votre )?"
        rf"{_NUMBER})|"
        r"(?:joindre|rappeler|rappelez|appeler|contacter|joignable|rappelle|appelle)(?: \S+){0,3} (?:au|"
        r"sur)\b|"
        r"(?:vous avez|c' est|c' etait|avez vous|j' ai) (?:toujours|encore|bien) (?:le|au) (?=zero|0)|"
        r"(?:tapez|faites|composez|fait) le (?=zero|0)|telecopie|\bfax\b|"
        r"a quel numero|votre numero$|ligne (?:qui )?(?:finit|termine|finissant)|"
        r"(?:telephone|portable|mobile) (?:c' est|est le|au)|ligne (?:fixe|mobile)|(?:avez|"
        r"donne\w*)(?: vous| moi)? un (?:telephone|portable|numero)|sur le fixe|"
        r"sur le portable"
    ),
    "IBAN_CODE": r"iban|i ban|rib\b|r i b|i b a n|releve d' identite bancaire",
    "BANK_ACCOUNT": (
        r"numero de (?:\S+ )?compte(?! client)|compte (?:bancaire|courant|c' est|numero|d' epargne)|"
        r"code (?:banque|guichet)|cle rib|"
        r"coordonnees bancaires|le compte c'|compte (?=\d)|\bbic\b|\bswift\b|b i c\b"
    ),
    "NATIONAL_ID": (
        r"securite sociale|numero de secu|secu\b|numero (?:d' )?insee|nir\b|carte vitale|passeports?|"
        r"numero de permis|"
        r"(?:mon|votre|le|son) permis(?! de (?:construire|travail))|permis de conduire|"
        r"carte (?:nationale )?d' ?identite|titre de sejour|carte de sejour|"
        r"numeros? fisca(?:l|ux)|numero de contribuable|reference de l' avis|(?:piece|carte) d' identite|"
        r"numero d' identite|"
        r"numeros? (?:d' )?avs|\ba ?v ?s\b|numeros? national|registre national|niss\b|numero d' etranger|"
        r"numero (?:a\.? ?g\.?d\.?r\.?e\.?f|agdref|neph|ine|bsn)|\bn i s s\b|\bneph\b|\bcni\b|\bine\b"
    ),
    "OWN_NUMBER": (
        r"(?:mon|votre|son|quel|un|le) numero(?! (?:\d{1,3}\b(?! \d)|de|d'|client|dossier|long|iban|siret|"
        r"siren|commande))"
    ),
    "ANY_NUMBER": r"(?<!de )numero\b|(?:les|vos|mes|deux) numeros\b",
    "ANY_REFERENCE": r"\breferences?\b",
    "ANY_CODE": (
        r"(?:le|mon|votre|un|son|quel) code"
        r"(?! (?:postal|barre|promo|cip|ean|produit|article|ape|naf|erreur))|code c'|"
        rf"\bcode(?= {_CODED})"
    ),
    "COMPANY_ID": (
        r"siret|siren|numero de tva|s i r e t|s i r e n|tva intra\w*|numero d' entreprise|"
        r"registre du commerce"
    ),
    "ACCOUNT_ID": (
        rf"references? (?:de (?:votre|mon|ma|mes|son|sa|leur) |(?:du |de la |de l' ?|d' une? |de |d' ?)"
        rf"(?=(?:{_OF}|annonce|operation|rib)\b))|"
        r"numero (?:porte|inscrit|sur votre)|"
        r"(?:dossier|contrat) porte le numero|"
        rf"numeros? (?:de |d' ?|du |de la |de l' ?|de votre |de ma |de mon |de son |de sa )?(?:{_OF})\b|"
        r"numero d' ordre|references? (?:de |du |d' ?)(?:reservation|commande|dossier|contrat|client|suivi|"
        r"sinistre|billet|voyage|paiement|transaction|facture|virement|mandat|candidature)|\bpdl\b|\bprm\b|"
        r"\bpce\b|\brio\b|r i o\b|point de livraison|\bpnr\b|\bimei\b|"
        r"code client|"
        r"(?:mon|votre|l'|un|d'|ton|son|quel) (?:identifiant|matricule|login|pseudo)|(?:ma|votre|sa|ta) "
        r"reference(?:$| (?:client|dossier|c'|est|sur|svp|s' il|pour|a )(?! piece))|"
        r"(?:dossier|contrat|commande|sinistre|police|client|matricule|allocataire|adherent) "
        r"(?:numero|c' est|est le|c'est)|"
        r"identifiant|reference (?:client|dossier)|votre reference|nom d' utilisateur|"
        r"\b(?:dossier|commande|contrat|sinistre|adherent|matricule|client|police|reservation|suivi|colis|"
        r"allocataire|facture|devis|ticket|incident|pv|mandat|titre|societaire)"
        rf"(?= {_CODED})"
    ),
    "LICENSE_PLATE": (
        r"immatricul\w+|plaques?\b(?! de (?:cuisson|platre))|carte grise|numero de plaque|mineralogique"
    ),
    "DATE_OF_BIRTH": (
        r"dates?(?: \S+)? naissance|\b(?:ma|sa|votre|la) naissance\b|\bnees?\b(?! (?:sous|de|d')\b)|"
        r"anniversaires?|date d' anniv\w*|"
        r"(?:jour|annee|mois) de naissance|"
        r"(?:ai|a|avons|avez|avait) (?:eu|accouche de) (?:mon|ma|notre|son|sa|un|une|votre) ?(?:fils|fille|"
        r"bebe|"
        r"enfant|petit|petite|garcon)|accouche\w*|"
        r"quand (?:etes|es|est)(?: \S+){0,2} nee?|"
        rf"ne (?:le|en) (?={_NUMBER}|premier)|"
        rf"(?:je suis|elle est|il est|(?:monsieur|madame|mari|femme|fils|fille|frere|soeur|pere|"
        rf"mere) est) (?:du|de) (?={_NUMBER}|premier|janvier|fevrier|mars|avril|mai|juin|"
        r"juillet|"
        r"aout|septembre|octobre|novembre|decembre)"
    ),
    "AGE": (
        r"quel age|quels ages|(?:votre|son|leurs?|mon|vos|l'|d') ages?\b(?! (?:legal|minimum|maximum|moyen))|"
        r"agee? de|ages? (?:de la|du|de l'|des|de votre|de vos)(?! retraite)"
    ),
    "PASSWORD": (
        r"(?:portail|portillon|porte|barriere|alarme|interphone|digicode|coffre|boite a cles?|cadenas|wi "
        r"?fi|garage|"
        r"hall|residence|immeuble|parking|grille|sas|verrou|serrure)(?: \S+){0,3} (?:c' est|est|tapez|tape|"
        r"faites|avec|"
        rf"composez|taper|faire|faut)(?: le| la| un)?(?= {_NUMBER}| [a-z] {_NUMBER}| \d)|(?:portail|"
        rf"interphone|"
        r"digicode|alarme) (?=\d)|wi ?fi(?= (?:c' est|est)\b)|lieu memorable|indice\b|"
        r"premiere? (?:voiture|ecole|patron|amour|concert|moto|emploi|poste)|(?:film|livre|plat|chanteur|"
        r"chanteuse|"
        r"sport|equipe|acteur|couleur|dessert|animal) (?:prefere|favori)\w*|"
        r"mots? de passe|code (?:secret|confidentiel|pin|par sms|sms|de verification|de validation|"
        r"de confirmation|"
        r"d' acces|d' activation|personnel|vocal|temporaire|parental|p i n|puk|wifi|"
        r"(?:d' |de l' |du |de la |pour (?:la|le|l') ?)?(?:porte|portail|portier|entree|immeuble|"
        r"interphone|alarme|"
        r"residence|parking|hall|boite a cles?|coffre|cadenas|telephone|carte sim|messagerie|"
        r"deverrouillage))|"
        r"mot (?:secret|magique|convenu)|mot de securite|digicode|\bpuk\b|code pin|cle (?:wifi|de securite|"
        r"wpa)|"
        r"reponse secrete|"
        r"question (?:secrete|de securite)|(?:envoye|recu|recevoir|recevez|envoie|recoit|recois|"
        r"recevra)(?: \S+){0,3} code|"
        r"code(?: \S+){0,4} (?:recu|recevez|sms|envoye|envoyer|envoie|texto|message)|mot cle secret|"
        r"phrase secrete|"
        r"(?:nom|prenom) de (?:votre|ton) prem\w+|premier (?:animal|chien|chat|professeur|employeur)|"
        r"animal de compagnie|jeune fille de (?:votre|la) mere|rue de votre enfance|ami d' enfance"
    ),
    "EMAIL_ADDRESS": (
        r"adresses? (?:e )?(?:mails?|emails?|electroniques?|internet|courriel)|"
        r"(?<!par )(?<!un )(?<!des )(?<!par e )(?<!le )"
        r"(?:email|mail|courriel|mel)\b|envo\w+ (?:ca|tout|cela|le|la|les)? ?sur (?!le |mon |votre |la )|"
        r"boite (?:mail|email)|(?:avez|donne\w*|laisse\w*|prends|faut)(?: vous| moi)? un (?:mail|email)|"
        r"^(?:et )?un (?:mail|email)\b|(?:par|ecris\w*|envoie\w*) (?:un )?(?:mail|email)$"
    ),
    "ADDRESS": (
        r"(?:votre|mon|l'|quelle|son|sa|notre|leur|nouvelle|ancienne|une|d'|cette|bonne|meme) adresse"
        r"(?! (?:e )?(?:mail|email|electronique|ip|internet))"
        r"(?! (?:du |de la |de l' ?)(?:serveur|site|magasin|agence|boutique|centre|cabinet|garage|depot|"
        r"mairie|bureau|service|hopital|clinique|banque|page|entrepot))|adresse (?:postale|complete|"
        r"de livraison|"
        r"de facturation|exacte|du (?:logement|domicile|bien|chantier))|"
        r"code postal|codes postaux|j' habite|habitez|habitait|(?:il|elle|on) habite|domicile\b|"
        r"domiciliee?|quelle rue|la rue\b|quel etage|quel appartement|quel batiment|numero (?:de|"
        r"et) (?:la )?rue|"
        r"(?:etes|habitez|habite|vivez|est) (?:a|au) quel numero|quel numero de (?:rue|porte|maison|"
        r"batiment)|"
        r"demeurant|nom de (?:la |votre )?rue|nous habitons|quelle (?:ville|commune)|la commune|"
        r"a quelle adresse|"
        r"ou (?:se trouve|est|peut on|dois je|faut il) (?:le |la )?(?:logement|vehicule|voiture|livrer|"
        r"chantier|maison)"
    ),
    "PERSON": (
        r"(?:votre|quel|vos|son|ton|leur|leurs|ses) (?:petit )?(?:noms?|prenoms?)(?! d' (?:utilisateur|"
        r"entreprise))|"
        r"(?:a|au) quel nom|"
        r"(?:c' est|est) au nom de|au nom de|de la part de|qui (?:est a l' appareil|etes vous|appelle|"
        r"dois je annoncer|ai je|est ce|l' a (?:recu|signe))|"
        r"nom (?:et|de famille|de jeune fille|complet|du titulaire|de naissance|d' usage|marital)|prenom|"
        r"epel\w+|"
        r"epeler|vous vous appelez|"
        r"comment (?:vous |il |elle |se |s' )?(?:appelez|appelle|appelait|nomme|s' ecrit)|"
        r"s' appel\w+ comment|"
        r"(?:vous etes|bonjour) (?:monsieur|madame|mademoiselle)$|ca s' ecrit|"
        r"vous etes$|"
        r"mon (?:nom|prenom)|(?:le|la) (?:titulaire|beneficiaire|garante?s?|souscripteur|conjointe?)$"
    ),
    "LOCATION": (
        r"nees? (?:a|ou)\b|lieux? de naissance|originaire de|habit\w+ (?:toujours |maintenant |"
        r"encore )?(?:a|sur|pres de)\b|"
        r"(?:je|il|elle|on|nous|ils) vi[st]\w* a|ville de naissance|j' habite|(?:il|elle|on) habite|"
        r"(?:partis?|parties?|parti|demenage|demenagee?|installes?|demenagez|mutee?) a\b|"
        r"(?:emmenag|relog|install|mut|expatri)\w+ (?:a\b|sur|pres de|du cote)|du cote de|d' ou$|"
        r"(?:appelez|venez|etes|es) d' ou|(?:maison de retraite|ehpad|foyer|studio|village|vivre) (?:a|de)\b|"
        r"(?:vis|vit|vivons|vivent)(?: \S+){0,4} a\b|petit village|"
        r"(?:quelle|la) (?:ville|commune)(?=$| (?:et|s' il|svp))|(?:je|tu) suis (?:de|a)\b|vous (?:etes|"
        r"vivez|"
        r"resid\w+)"
        r"(?: toujours)? a\b"
    ),
}
