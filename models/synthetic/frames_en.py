"""English frames of call-centre talk for training: ``{slot}`` is filled by :mod:`.sentences`."""

from __future__ import annotations

from sourdine.models.synthetic.listing import entries, lines

FRAMES = lines("""
good morning {service} this is {first} speaking how can i help you
hello my name is {person} and i'm calling to {inf} {det_noun}
hi this is {person} calling about {det_noun}
good afternoon mister {last} what can i do for you today
i'm calling about {det_noun} from {date}
can i take your full name please
my name is {last} that's {spelled}
{last} is spelled {spelled}
let me spell that for you {spelled}
could you give me your {noun} number please
my phone number is {phone}
you can reach me on {phone}
yes it's {phone}
so that's {phone}
my email address is {email}
it's {email} all lower case
i live at {street} in {town}
the address is {street} {town} {postcode}
{postcode} {town}
i was born on {birth}
date of birth is {birth}
the card number is {card}
{card_part}
so {card_part} and then {card_part}
it expires in {expiry}
the expiry date is {expiry}
and the three digits on the back are {cvv}
the iban is {iban}
{iban_part}
my national insurance number is {national}
my account number is {account}
case number {account} is that correct
the registration is {plate}
the password is {password}
your invoice is {amount} and the payment will be taken on {date}
the total amount is {amount}
you will be refunded {amount} within {duration}
that's {amount} a month for {duration}
your appointment is on {appointment} at {clock}
the engineer will come on {appointment} between {clock} and {clock}
would {clock} work for you
you have used {energy} and you have {data} left
there are {quantity} of {noun}
uh hold on let me look at {det_noun}
uh no sorry i made a mistake it's {phone}
not {number} but {number}
sorry let me start again {card_part}
yes go ahead
go ahead please
okay got it
all right i've noted that
perfect thank you
yes that's right
no that's not correct
that's correct
please hold the line while i check {det_noun}
one moment please i'm looking at {det_noun}
i will {inf} {det_noun} right away
can you {inf} {det_noun} for me
we need to {inf} {det_noun} before {date}
i would like to {inf} {det_noun} because {det_noun} is {adj}
i haven't had {det_noun} for {duration}
i tried to {inf} {det_noun} {adv}
we have {det_noun} and it is {adv} {adj}
could i {inf} {det_noun} {adv}
they told me to {inf} {det_noun} and it doesn't work
{det_noun} is {adj} and so is {det_noun}
{det_noun} was {adv} {adj}
i don't understand why {det_noun} is {adj}
did you {inf} {det_noun}
what should i {inf} {adv}
it's {adv} {adj} i can tell you
the weather is {adj} today in {town}
have you been in {town} for long
thank you very much have a nice day goodbye
have a lovely {noun} bye bye
thank you for waiting {adv}
thank you for your {noun}
is there anything else i can help you with
that's all for me thanks
goodbye missus {last}
have a good evening mister {last}
{adv} {det_noun} {adj}
""")

SERVICES = entries("""
customer service|the billing department|home insurance|the claims team|your bank|the front desk|
technical support|the delivery desk|your energy company|the booking office
""")

ARTICLES = ("the", "a", "my", "your", "this", "our", "that", "his", "her", "their", "another")
HESITATIONS = ("uh", "um", "well", "so", "okay", "right", "yeah", "hmm", "oh")
