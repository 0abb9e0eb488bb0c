"""French frames of call-centre talk for training: ``{slot}`` is filled by :mod:`.sentences`."""

from __future__ import annotations

from sourdine.models.synthetic.listing import entries, lines

FRAMES = lines("""
bonjour {service} {first} à votre écoute comment puis-je vous aider
bonjour je m'appelle {person} et je vous appelle pour {inf} {det_noun}
oui bonjour madame {last} à l'appareil
bonjour monsieur {last} que puis-je faire pour vous
je vous appelle au sujet de {det_noun} du {date}
c'est à quel nom s'il vous plaît
mon nom c'est {last} {spelled}
{last} ça s'écrit {spelled}
je vous épelle {spelled}
c'est {spelled} comme {first}
pouvez-vous me donner votre numéro de {noun} s'il vous plaît
mon numéro de téléphone c'est le {phone}
vous pouvez me joindre au {phone}
oui alors c'est le {phone}
donc je répète {phone}
mon adresse mail c'est {email}
alors {email} tout en minuscule
j'habite {street} à {town}
c'est au {street} {postcode} {town}
{postcode} {town}
je suis née le {birth}
date de naissance le {birth} à {town}
le numéro de la carte c'est {card}
{card_part}
alors {card_part} et ensuite {card_part}
elle expire en {expiry}
date d'expiration {expiry}
et les trois chiffres au dos {cvv}
l'iban c'est {iban}
{iban_part}
mon numéro de sécurité sociale c'est le {national}
mon numéro client c'est le {account}
dossier {account} c'est bien ça
la plaque c'est {plate}
le mot de passe c'est {password}
votre facture est de {amount} et le prélèvement aura lieu le {date}
le montant total est de {amount}
vous serez remboursé de {amount} sous {duration}
ça fait {amount} par mois pendant {duration}
le rendez-vous est fixé au {appointment} à {clock}
le technicien passera {appointment} entre {clock} et {clock}
est-ce que {clock} vous convient
vous avez consommé {energy} et il vous reste {data}
il y a {quantity} de {noun}
euh attendez je regarde {det_noun}
euh oui non pardon je me suis trompé c'est {phone}
non pas {number} mais {number}
pardon je reprends {card_part}
oui d'accord
oui allez-y je vous écoute
d'accord c'est noté
très bien je note
parfait merci
oui c'est bien ça
non ce n'est pas ça
c'est exact
ne quittez pas je vérifie {det_noun}
un instant s'il vous plaît je consulte {det_noun}
je vais {inf} {det_noun} tout de suite
est-ce que vous pouvez {inf} {det_noun}
il faut {inf} {det_noun} avant le {date}
je voudrais {inf} {det_noun} parce que {det_noun} est {adj}
je n'ai pas {part} {det_noun} depuis {duration}
j'ai {part} {det_noun} hier {adv}
nous avons bien {part} {det_noun}
vous avez {part} {det_noun} {adv}
on m'a {part} {det_noun} {adv} et ça ne marche pas
{det_noun} est {adj} et {det_noun} aussi
{det_noun} est {adv} {adj}
je ne comprends pas pourquoi {det_noun} a été {part}
avez-vous {part} {det_noun}
qu'est-ce que je dois {inf} {adv}
c'est {adv} {adj} je vous assure
il fait très {adj} aujourd'hui à {town}
et sinon vous êtes à {town} depuis longtemps
merci beaucoup bonne journée au revoir
je vous souhaite une bonne {noun} au revoir
merci d'avoir patienté {adv}
je vous remercie pour votre {noun}
avez-vous une autre question
c'est tout pour moi merci
à bientôt madame {last}
bonne soirée monsieur {last}
{adv} {det_noun} {adj}
""")

SERVICES = entries("""
service client|service après-vente|assurance habitation|la mutuelle|le service sinistre|l'agence|
la banque|le secrétariat|le service facturation|la livraison|votre opérateur|le service énergie
""")

ARTICLES_M = ("le", "un", "mon", "votre", "ce", "notre", "son")
ARTICLES_F = ("la", "une", "ma", "votre", "cette", "notre", "sa")
HESITATIONS = ("euh", "hum", "bah", "ben", "alors", "donc", "voilà", "hein", "oui", "non")
VOWELS = "aeiouyéèêâîh"
