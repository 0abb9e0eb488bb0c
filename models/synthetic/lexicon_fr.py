"""French words that synthetic calls are made of, in the recogniser's written form.

Words that sound like another one (``sans`` and ``cent``, ``elle`` and ``l``) are kept out of the lists that
random sequences are drawn from: nobody could tell them apart without a sentence around them.
"""

from __future__ import annotations

from sourdine.models.synthetic.listing import entries, words

FIRST_NAMES = words("""
adèle adrien agathe agnès alain albert alexandre alice amélie amina anaïs andré antoine arthur audrey
aurélie baptiste béatrice benjamin benoît bernard bertrand brigitte bruno camille caroline catherine
cécile céline chantal charles charlotte chloé christian christine christophe claire claude clément colette
corinne cyril damien daniel david delphine denis didier dominique édouard élise élodie émilie emma éric
estelle étienne eugénie fabien fabrice farid fatima félix florence florian françois françoise gabriel gaël
geneviève georges gérard ghislaine gilles grégoire guillaume gustave hélène henri hugo ingrid isabelle
jacques jean jean-pierre jeanne jérôme joseph josiane julie julien justine karim karine kevin laetitia
laura laurent léa léon liliane lise louis louise luc lucas lucie madeleine manon marc marcel margaux
marguerite marie marie-claude marine marion martine mathieu mathilde maurice maxime mélanie michel mohamed
monique morgane nadia nathalie nicolas noémie odile olivier pascal patrick paul pauline philippe pierre
quentin rachid raphaël rémi renée richard robert roger romain rose sabrina samuel sandrine sarah sébastien
serge simon sofia sophie stéphane suzanne sylvain sylvie théo thérèse thierry thomas valérie vanessa
véronique victor vincent virginie xavier yann yves yvonne zoé
""")

LAST_NAMES = words("""
aubert adam albert allard andrieu arnaud aubry bailly barbier baron barre barthélemy benard benoît berger
bernard berthelot bertin bertrand besson blanc blanchard bonnet bouchard boucher boulanger bourgeois
boutin bouvier boyer breton briand brun brunet buisson camus carlier caron carpentier carré charpentier
charrier chauvin chevalier chevallier clément cohen colas colin collet cordier costa courtois cousin
da-silva daniel david delaunay delmas denis deschamps devaux diallo diaz drouet dubois dufour dumas dumont
dupont dupuis dupuy durand duval étienne evrard fabre faure fernandez ferrand ferreira fischer fleury
fontaine fournier gaillard garcia garnier gauthier gautier gérard germain gilbert gillet girard giraud
gomez gonzalez grandjean guérin guichard guillaume guillot guyot haddad hamel hardy henry herbert hoarau
hubert huet humbert jacob jacquet jean joly jourdan julien klein kowalski lacroix lambert langlois laporte
laroche lebrun leclerc lecomte lefèvre legrand lejeune lemaire lemoine leroux leroy lesage leveque lopez
lucas mahé maillard mallet marchand maréchal marie martel martin martinez marty masson mathieu maury
menard mercier meunier meyer michaud michel millet monnier moreau morel morin moulin muller navarro nguyen
nicolas noël olivier pasquier paul payet pelletier pereira perez perret perrin petit philippe picard
pichon poirier poulain prévost rémy renard renaud renault rey richard rivière robert robin roche rodriguez
roger rolland rousseau roussel roux royer sanchez schmitt schneider simon tanguy tessier thibault thomas
traoré vallée vasseur verdier vidal vincent voisin weber wagner
""")

STREET_KINDS = words("rue avenue boulevard place allée chemin impasse quai square cours")

#: Street names as they follow the kind of street ("rue des lilas").
STREETS = entries("""
des lilas|des acacias|des tilleuls|des peupliers|des marronniers|des cerisiers|des roses|des violettes|
du moulin|du château|de la gare|de la paix|de la république|de la liberté|de la fontaine|de la mairie|
de la poste|de la forêt|de la plage|de la vallée|de l'église|de l'école|de l'abbaye|de l'europe|
de l'industrie|des écoles|des jardins|des vignes|des prés|des champs|du général leclerc|
du général de gaulle|du maréchal foch|du docteur roux|du bois|du lac|du stade|du marché|du port|du parc|
victor hugo|jean jaurès|jules ferry|émile zola|pasteur|voltaire|gambetta|jean moulin|molière|racine|
gustave eiffel|marie curie|claude monet|paul cézanne|saint-michel|saint-martin|saint-jacques|
sainte-catherine|notre-dame|nationale|de paris|de lyon|de bordeaux|de verdun|de strasbourg|de bretagne|
de provence|d'alsace|d'italie|de belgique|du onze novembre|du huit mai|du quatorze juillet|
des quatre vents|des trois fontaines|de la croix rouge|du commerce|du midi|des frères lumière|
albert camus|georges brassens|anatole france|antoine de saint-exupéry|des martyrs|des capucins|
des remparts|haute|basse
""")

TOWNS = entries("""
paris|marseille|lyon|toulouse|nice|nantes|montpellier|strasbourg|bordeaux|lille|rennes|reims|toulon|
grenoble|dijon|angers|nîmes|villeurbanne|clermont-ferrand|le mans|aix-en-provence|brest|tours|amiens|
limoges|annecy|perpignan|metz|besançon|orléans|rouen|mulhouse|caen|nancy|argenteuil|saint-denis|montreuil|
avignon|poitiers|versailles|pau|la rochelle|calais|cannes|antibes|béziers|colmar|bourges|quimper|valence|
troyes|lorient|chambéry|niort|saint-étienne|le havre|saint-nazaire|bayonne|arras|douai|épinal|évreux|
vannes|laval|cholet|vichy|tarbes|albi|blois|chartres|beauvais|agen|dunkerque|cherbourg|roanne|saint-malo|
saint-brieuc|périgueux|carcassonne|narbonne|ajaccio|bastia|bruxelles|liège|namur|charleroi|genève|
lausanne|fribourg|luxembourg|neuchâtel
""")

MONTHS = words("janvier février mars avril mai juin juillet août septembre octobre novembre décembre")
WEEKDAYS = words("lundi mardi mercredi jeudi vendredi samedi dimanche")

#: The names people say for letters on the telephone ("d comme daniel").
SPELLING = {
    "a": "anatole", "b": "berthe", "c": "célestin", "d": "désiré", "e": "eugène", "f": "françois",
    "g": "gaston", "h": "henri", "i": "irma", "j": "joseph", "k": "kléber", "l": "louis", "m": "marcel",
    "n": "nicolas", "o": "oscar", "p": "pierre", "q": "quintal", "r": "raoul", "s": "suzanne",
    "t": "thérèse", "u": "ursule", "v": "victor", "w": "william", "x": "xavier", "y": "yvonne",
    "z": "zoé",
}  # fmt: skip

#: Mail providers as they are said.
PROVIDERS = entries("""
gmail point com|orange point fr|free point fr|laposte point net|hotmail point com|hotmail point fr|
outlook point com|outlook point fr|yahoo point fr|yahoo point com|wanadoo point fr|sfr point fr|
icloud point com|proton point me|bbox point fr|skynet point be
""")

NOUNS_M = words("""
abonnement accident accord achat agent ajustement appareil appartement appel argent article assureur
atelier avantage avenant avis avocat bail bâtiment bénéfice billet bouton bureau câble cadeau café camion
canapé carnet carton catalogue chantier chauffage chemin chèque client clavier code coffre colis collègue
compteur compte congé conseiller contrat contrôle courrier courtier crédit débit début délai dépannage
département dépôt dernier directeur dommage dossier double défaut écran emballage employé enfant
engagement ensemble entretien envoi erreur espace essai étage exemple expert fauteuil fichier filtre
fournisseur frigo garage gaz geste guichet horaire hôpital hôtel immeuble incendie intérêt internet jardin
jour journal lave-linge lien livreur locataire logement logiciel magasin mandat matelas matin mécanicien
médecin médicament message mètre meuble mobile modèle moment montant moteur mot motif motard mur nombre
nom numéro objet ordinateur orage paiement papier parking partenaire passage passeport patron pneu
portable portail pourcentage prélèvement premier prénom prix problème produit programme propriétaire
quartier rapport radiateur réfrigérateur refus règlement relevé remboursement remplacement rendez-vous
renseignement répondeur réseau retard retour robinet routeur salon secrétariat secteur service site
sinistre solde soir souci stock store studio sujet supplément tableau tarif technicien téléphone
téléviseur terminal terrain ticket timbre titre total train transporteur travail trajet vélo vendeur
véhicule versement virement voisinage vol volet volume voyage
""")

NOUNS_F = words("""
activation adresse affaire agence aide alarme alerte amende année annonce annulation antenne application
arrivée assistance assurance attente augmentation autorisation banque barrière batterie boîte boutique
cabine camionnette carte caution chambre chance chaîne chaudière chose cliente clé climatisation collecte
commande communication compagnie conversation copie cotisation coupure couverture cuisine cuisinière date
déclaration demande dépense description dette différence difficulté direction distance durée échéance
école électricité enveloppe équipe erreur étape étiquette expertise expiration explication facture famille
fenêtre ferme feuille fiche fibre fille fois formation formule fraude fuite garantie gestion hausse heure
histoire hospitalisation imprimante indemnité indication information infirmière inondation installation
intervention jambe journée lampe lettre ligne limite liste livraison location machine mairie maison
maintenance marchandise marque matinée mensualité messagerie méthode minute mise moitié montre moto
mutuelle naissance nouvelle offre opération option ordonnance panne pharmacie page partie pause personne
pièce piscine police pompe porte pose possibilité présence prestation preuve prime procédure promotion
proposition protection puissance qualité quantité question raison réception réclamation recherche
rectification réduction référence région réparation réponse réservation résidence résiliation
responsabilité route salle seconde semaine serrure signature simulation situation société solution somme
sortie soirée suite surprise table taxe télécommande température tempête tentative terrasse toiture
tournée tranche transaction urgence vacance valeur validation vérification version veste ville visite
vitesse vitre vitrine voisine voiture voix
""")

INFINITIVES = words("""
accepter acheter activer aider ajouter aller annuler appeler apporter arrêter arriver attendre augmenter
bloquer changer chercher choisir commander commencer communiquer comparer comprendre compter confirmer
connaître consulter contacter continuer contrôler corriger couper décaler déclarer demander déménager
déplacer déposer dire diriger donner échanger écouter écrire effectuer enregistrer entendre entrer envoyer
épeler essayer éviter expliquer facturer faire fermer finir fixer garder indiquer installer intervenir
joindre laisser lire livrer mettre modifier montrer noter obtenir oublier ouvrir parler partir passer
patienter payer penser perdre porter pouvoir prendre préparer présenter prévenir procéder programmer
proposer protéger quitter rappeler ranger recevoir réclamer récupérer recommencer réduire refaire refuser
regarder régler regrouper relire rembourser remettre remplacer remplir rendre renouveler renvoyer réparer
répéter répondre reporter reprendre résilier résoudre respecter rester retirer retourner retrouver revenir
revoir savoir sélectionner signaler signer sortir souscrire suivre suspendre terminer tester tomber
toucher transférer transmettre travailler trouver utiliser valider vendre venir vérifier virer visiter
vivre voir vouloir
""")

PARTICIPLES = words("""
accepté activé annulé arrivé attendu bloqué cassé changé choisi commandé compris confirmé coupé débité
déclaré décalé demandé déménagé endommagé enregistré entendu envoyé expliqué facturé fermé fini informé
inscrit installé livré modifié noté oublié ouvert payé perdu prélevé prévenu prévu rappelé reçu refusé
réglé remboursé remplacé rempli renvoyé réparé reporté résilié retrouvé signé suivi suspendu terminé
traité transmis trouvé utilisé validé vendu vérifié versé vu
""")

ADJECTIVES = words("""
absent actif ancien annuel automatique bancaire blanc bleu bon calme chaud cher clair complet correct
court curieux dernier difficile direct disponible différent entier essentiel exact exceptionnel facile
familial faux final froid gratuit grand gris gros habituel haut identique immédiat important impossible
inutile jaune jeune joli juste libre local long lourd mauvais mensuel mobile moderne nécessaire neuf noir
normal nouveau obligatoire partiel particulier perdu petit pénible possible pratique précis prioritaire
privé probable professionnel prochain propre public rapide rare récent responsable rouge sérieux simple
solide spécial supplémentaire technique temporaire total tranquille triste unique urgent utile valable
vieux vert violet
""")

ADVERBS = words("""
actuellement ailleurs ainsi alors après aujourd'hui auparavant aussi autrement avant beaucoup bien bientôt
certainement d'abord d'habitude déjà demain depuis derrière directement dehors désormais donc
effectivement encore enfin également ensuite entièrement évidemment exactement finalement franchement
gratuitement hier immédiatement ici jamais jusqu'ici justement là-bas loin longtemps maintenant
malheureusement mieux normalement parfaitement parfois partout pendant plutôt pourquoi pourtant presque
puis quand quelquefois rapidement rarement régulièrement seulement simplement souvent surtout tard
tellement tôt toujours tranquillement trop très vite vraiment volontiers
""")

#: Function words, short answers and whatever the templates need besides.
OTHER = words("""
à afin aucun aucune au aux avec avez avons ayez bah ben bonjour bonsoir bonne car ce cela celle celui ces
cet cette chez cinquième combien comme comment contre d'accord d'un d'une dans de des deuxième donnez du
elle elles en entre est et êtes était eu euh eux excusez-moi faut fait faites font hein hum il ils j'ai
j'aimerais j'appelle j'attends j'avais j'en j'habite j'étais je jusqu'au l'adresse l'agence l'appel
l'heure l'année l'expert la le les leur lui ma madame mademoiselle mais me merci mes moi moins mon
monsieur n'ai n'est ne ni non nos notre nous on ont ou où oui parce par parfait pardon pas patientez
pensez personne peu peut peux plaît plus pour pouvez préférez prie quart demi demie quatrième que quel
quelle quelque qu'est-ce qu'il qu'ils qu'on quelqu'un qui quoi recevez rien s'appelle s'il sa sais sans
sauf se serait ses si silence soit sommes son sont souhaitez sous suis sur ta tant te tes toi ton tous
tout toute toutes troisième tu un une va vais venez vers veuillez veux vient voilà voici voit vos votre
voudrais voulez vous y a-t-il allez-y allô est-ce c'est c'était ça centime centimes euro euros dollar
degré pourcent jours mois semaines heures minutes secondes ans années kilowatt kilowatt-heure
kilowatt-heures gigaoctet gigaoctets kilomètres mètres litres fois première arobase point tiret underscore
slash majuscule minuscule espace apostrophe accent aigu grave circonflexe cédille tréma trait union iban
cvv cryptogramme rib siret siren visa mastercard sécurité sociale immatriculation plaque secret passe mot
née né nationalité carte d'identité permis conduire postal bic kbis mail mél e-mail sms wifi box nord sud
est ouest monte descends midi minuit matin après-midi soir reprends disais voulais trompé trompée erreur
plutôt attendez répète septante huitante nonante million mhm oh ah eh puis-je écoute l'appareil
pouvez-vous avez-vous m'appelle m'a n'y s'écrit écrit d'avoir patienté remercie remerciez convient
consommé assure fixé marche souhaite vérifie regarde consulte note noté répète épelle habite appelle
passera aura lieu chiffres dos sujet revoir instant ne quittez bis ter mégaoctets litres appels articles
factures pièces carte colis comprends dois m'entendez habitation facturation après-vente énergie l'iban
plutôt fera sera serez été avait sous chiffre orage tempête fontaine lavande printemps expire sinon
kilowatts reste d'expiration degrés opérateur tournesol papillon chocolat violette montagne née moyen
façon moi-même vous-même lequel laquelle chaque plusieurs certains autre autres même mêmes
avoir habitez d'adresse modifie donnez-moi fin prends l'immatriculation beau dernière paye l'option vois
arrive dommages franchise d'eau travaux environ d'électricité bloquée mari rappelle envoie livrons change
premiers continuez relis validité vitale crois désolé d'appels passé venu n'a répondu abîmé surface prévue
indique lis allons temps dure titulaire femme enregistrée contacte j'écoute part rappelez-moi quelles
lettres notez sûr envoyons identité prête termine commence dites-moi manque crée blanche système lent
revient fermez terminée choisis celle-là préfère domicile volé devant déposé plainte l'ai fenêtres prise
charge jusqu'à comptez estimation affiche rectifie payez baisse l'engagement frais l'augmenter propose
coûte consultation père fils patience recevrez confirmation
""")
