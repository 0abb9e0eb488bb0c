"""English words that synthetic calls are made of, in the recogniser's written form."""

from __future__ import annotations

from sourdine.models.synthetic.listing import entries, words

FIRST_NAMES = words("""
aaron abigail adam agnes alan alice amanda amelia amy andrea andrew angela anita anna anthony arthur
audrey barbara barry beatrice benjamin bernard beth brenda brian bridget bruce bruno caleb callum cameron
carl caroline catherine cecil charles charlotte christine christopher claire clara colin connor craig
cynthia daisy daniel danny david dawn deborah denise dennis derek diana dominic donald donna dorothy
douglas duncan dylan edith edward eleanor elizabeth ella emily emma eric esther ethan evelyn felix fiona
florence frances frank gareth gary george gillian gloria gordon grace graham gregory hannah harold harry
hazel heather helen henry howard hugo ian irene isaac isabel ivan jack jacob james jane janet jason jean
jennifer jeremy jessica joan john jonathan joseph joshua joyce judith julia karen keith kenneth kevin
kimberly laura lauren leah leonard linda lisa logan louise lucas lucy margaret maria marion martha martin
mary matthew megan melissa michael michelle monica nancy natalie nathan nicholas nigel nina noah nora
norman oliver olivia oscar pamela patricia patrick paul pauline peter philip rachel ralph raymond rebecca
richard robert robin roger ronald rosemary ruth ryan samantha samuel sandra sarah scott sean sharon sheila
simon sophie stanley stephanie steven stuart susan sylvia tamara theodore theresa thomas timothy tracy
ursula vanessa vera victor victoria vincent violet vivian walter wendy william winston yvonne zachary zoe
""")

LAST_NAMES = words("""
abbott adams allen anderson andrews armstrong arnold ashton atkins bailey baker barnes barrett bartlett
bates baxter becker bell bennett bishop blackwell booth bradley brennan briggs brooks brown bryant
buchanan burgess burns burton butler byrne calder caldwell cameron campbell carpenter carroll carter
chambers chandler chapman chen clark collins cooper corbett costello coleman crawford cross cunningham
curtis dalton davenport davies davis dawson deacon dickson dixon donovan douglas doyle duncan dunn edwards
elliott ellis emerson evans farrell ferguson fernandez finch fisher fitzgerald fletcher flynn foster
fowler fraser freeman fuller gallagher garcia gardner garrett gibson gilbert goodwin gordon graham grant
graves greene griffin hamilton hammond hancock hardy harper harrison hartley harvey hawkins hayes
henderson higgins hobbs hodges holland holmes hopkins horton howell hudson hughes humphrey hunter ingram
irving jackson jacobs jefferson jenkins jensen johnson johnston jones jordan kaur keller kelly kennedy
khan kirby knight lambert lawson lewis lindsay lloyd logan lowe lynch macdonald maddox malone manning
marshall mason matthews maxwell mccarthy mcdonald mckenzie mendoza meyer miller mitchell montgomery morgan
morris morrison murphy murray newman newton nguyen nicholson nolan norris norton o'brien o'connor o'neill
oakley osborne owens palmer parker parsons patel patterson pearson perkins peterson phillips porter powell
preston quinn ramirez ramsey randall reynolds richardson robbins roberts robertson robinson rodriguez
rogers rowland russell sanders saunders sawyer schmidt schultz shaw shelton shepherd simmons simpson
sinclair singh slater smith spencer stevens stevenson stewart stone sullivan sutton tanner taylor thompson
thornton tucker turner underwood vaughan vincent wagner walker wallace walsh walters warner watson webster
wells wheeler whitaker whitfield wilkins williams williamson wilson winters wong woods wright yates young
zimmerman
""")

STREET_KINDS = words("street road avenue lane drive close court crescent gardens terrace way grove")

#: Street names as they come before the kind of street ("oak tree lane").
STREETS = entries("""
oak tree|maple|willow|chestnut|cherry|elm|cedar|birch|hazel|holly|rose|lavender|orchard|meadow|forest|
park|garden|hill|valley|river|lake|station|church|chapel|school|college|market|mill|castle|abbey|bridge|
high|victoria|albert|king's|queen's|prince's|george|london|oxford|cambridge|windsor|richmond|lincoln|
washington|jefferson|franklin|madison|jackson|cleveland|liberty|union|spring|summer|winter|sunset|north|
south|west|green|silver|golden|stone|wood|farm|manor|priory|kingston|hamilton|wellington|nelson|trafalgar|
waterloo|saint john's|saint mary's|alexandra|clarence|beech|poplar|harbour|beacon|canal|ferry|highfield|
woodland|fairview|hillside|riverside
""")

TOWNS = entries("""
london|manchester|birmingham|liverpool|leeds|sheffield|bristol|nottingham|leicester|coventry|bradford|
cardiff|swansea|belfast|glasgow|edinburgh|aberdeen|dundee|newcastle|sunderland|york|oxford|cambridge|
norwich|ipswich|exeter|plymouth|southampton|portsmouth|brighton|bournemouth|bath|gloucester|cheltenham|
worcester|derby|stoke|preston|blackpool|lancaster|carlisle|durham|chester|warrington|luton|northampton|
peterborough|lincoln|canterbury|dover|hastings|reading|swindon|slough|watford|dublin|cork|galway|limerick|
boston|chicago|houston|dallas|denver|seattle|portland|phoenix|atlanta|miami|austin|baltimore|cleveland|
detroit|memphis|nashville|tampa|toronto|ottawa|vancouver|sydney|melbourne|perth|auckland|springfield|
riverside|madison|arlington
""")

MONTHS = words("january february march april may june july august september october november december")
WEEKDAYS = words("monday tuesday wednesday thursday friday saturday sunday")

#: The NATO spelling alphabet.
SPELLING = {
    "a": "alpha", "b": "bravo", "c": "charlie", "d": "delta", "e": "echo", "f": "foxtrot", "g": "golf",
    "h": "hotel", "i": "india", "j": "juliet", "k": "kilo", "l": "lima", "m": "mike", "n": "november",
    "o": "oscar", "p": "papa", "q": "quebec", "r": "romeo", "s": "sierra", "t": "tango", "u": "uniform",
    "v": "victor", "w": "whiskey", "x": "x-ray", "y": "yankee", "z": "zulu",
}  # fmt: skip

PROVIDERS = entries("""
gmail dot com|outlook dot com|hotmail dot com|yahoo dot com|icloud dot com|proton dot me|
hotmail dot co dot uk|yahoo dot co dot uk|btinternet dot com|virgin dot net|sky dot com|aol dot com|
comcast dot net|verizon dot net|live dot com|mail dot com
""")

NOUNS = words("""
accident account action activation adapter address adjustment advice advisor agency agent agreement alarm
amount answer apartment apology application appointment area arrangement arrival article assistance
assurance attempt authority balance bank basket battery bedroom benefit bicycle billing block board boiler
booking bottle box branch bridge broadband brother builder building burglar business button cable calendar
call camera cancellation car card carrier case cash catalogue chair chance change charge charger cheque
choice city claim class client clock coffee collection colleague comment company complaint computer
condition confirmation connection contact contract control conversation copy corner cost council country
couple courier cover credit customer damage daughter day deal debit debt decision deduction delay delivery
department deposit desk detail device difference difficulty digit direction director discount distance
district doctor document door double driver duration earth electricity email emergency employee energy
engine engineer envelope equipment error estate estimate evening event example exchange expense expert
explanation extension family father fault fee field file filter finger fire firm floor form freezer fridge
friend front fuel furniture garage gas gate gift glass government group guarantee guest hallway handle
heating help history holiday home hospital hotel house husband idea identity image income increase
information inspection instalment installation insurance interest internet invoice issue item journey
junction key kitchen ladder lamp landlord language laptop leak lease leather letter level limit line list
loan location lock lorry luggage machine mailbox manager manual market matter meter mechanic message
method middle minute mistake mobile model modem moment money month mortgage mother motor mountain music
name neighbour network night note notice number nurse object offer office officer operator option order
owner package page paint paper parcel parents parking part partner party passport payment penalty pension
percent period person phone photo picture piece place plan plate plumber point policy porch position
possibility postcode premium present price printer prize problem procedure product profile program promise
property protection provider public purchase purpose quality quantity quarter question queue quote
radiator railway rate reason receipt receiver record reduction reference refund region registration
reminder renewal rental repair replacement report request reservation response result retailer return
review road roof room router rubbish safety salary sample schedule school screen seat second section
security sender service session shelf shipment shop shower side signal signature silence sister size sofa
software solution speaker speed staff stairs stamp statement station stock storm story street student
subject subscription success summary supplier support surface surprise surveyor survey system table tariff
taxi team technician telephone television tenant term ticket tile time title total tower town traffic
train transaction transfer trouble truck tyre unit update usage value vehicle version video village visit
voice volume voucher wall warehouse warranty washer water weekend wheel window winter witness word work
worker
""")

VERBS = words("""
accept activate add agree allow apologise appear apply arrange arrive ask attach avoid become begin
believe block book borrow break bring build cancel carry charge check choose clean close collect come
compare complain complete confirm connect contact continue correct cover deal decide deliver describe
disconnect discuss divide drive enter escalate exchange expect explain express extend fill find finish fix
follow forget forward get give go handle happen hear hold imagine improve include increase inform install
investigate issue join keep know lease leave lend listen look lose make manage measure mention move need
notice offer open organise pay pick plan post prefer prepare press print process promise protect provide
pull push put raise reach read realise receive recommend reduce refuse register reimburse remember remove
renew rent repair repeat replace reply report request reset resolve respond restart return review save
schedule select send settle share show sign sort speak spell start stay stop submit suggest suspend switch
take talk tell terminate thank think transfer travel try understand update upgrade use verify visit wait
walk want watch wonder write
""")

ADJECTIVES = words("""
able absolute active additional afraid annual automatic available average awful bad basic better big black
blue brilliant broken brown busy careful certain cheap clear cold comfortable common complete correct
current daily damaged dark different difficult direct double due early easy electric empty entire exact
excellent expensive expired extra familiar final fine flat following free fresh friendly full general
genuine glad good great grey happy hard heavy helpful high hot huge important impossible incorrect initial
instant international invalid large last late local long lovely low lucky main major maximum medium
minimum minor missing modern monthly national natural necessary new next nice normal obvious old online
original outstanding own perfect personal plastic pleasant polite poor popular possible previous private
proper quick quiet ready recent red regular reliable remaining responsible rude sad safe separate serious
short silver similar simple single slow small smart soft sorry special standard strange strong sudden
suitable terrible tired total upset urgent useful usual valid valuable various warm weekly wet white whole
wide wonderful wooden wrong yellow yearly young
""")

ADVERBS = words("""
absolutely actually again ago almost already always anymore anyway apparently automatically away basically
before certainly clearly completely correctly currently definitely directly earlier easily either else
especially eventually exactly finally forever fortunately generally hardly honestly hopefully however
immediately indeed instead just later literally maybe mostly nearly never normally nowhere obviously often
once only otherwise outside perhaps personally possibly probably properly quickly quite rather really
recently regularly sadly separately shortly simply slightly slowly sometimes somewhere soon straightaway
still suddenly therefore today together tomorrow tonight twice unfortunately usually yesterday yet
""")

#: Function words, short answers and whatever the templates need besides.
OTHER = words("""
a about above across after afternoon ahead all alright also although am an and another any anybody anyone
anything apart are area around as at aware back be because been being below between bit both but by bye
can can't cannot cent cents could couldn't did didn't do does doesn't doing don't done down dear each
eight enough euros ever every everything few first for from further gentleman goes going gone got great
had happens has hasn't have haven't having he he's hello hers here here's hi him his hope how how's hum i
i'd i'll i'm i've if in inside into is isn't it it's its kind least let let's like little lot ma'am madam
made many means mine miss mister missus moment months more morning most much must my near neither no
nobody none nope not nothing noted now of off oh okay on one onto or other our ours out over own paid
pardon past pence per please plus pounds dollars quite read right said same saw say says see seems sent
seven several she she's should since sir so some somebody someone something sounds such sure than that
that's the their them then there there's these they they're thing things this those though through till to
too toward two uh um uh-huh until under up upon us very via wait was wasn't way we we'd we'll we're we've
weeks well went were weren't what what's when where whether which while who who's whose why will with
without won't would wouldn't yeah yep yes you you'd you'll you're you've your yours born birth birthday
age expiry expires code secret password pin passcode sort iban cvv cvc card visa mastercard maiden surname
initials middle postal zip national insurance social licence license plate registration member membership
policy case claim dot underscore dash hyphen slash capital lower upper letter letters number numbers
double triple nought kilowatt kilowatts hour hours gigabyte gigabytes megabyte megabytes miles metres
litres degrees percent hundred thousand million days years minutes seconds nineteen o'clock half quarter
noon midnight third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty thirty thirtieth first second
ending ends starting starts begins live lives moved moving living called calling speaking looking waiting
checking thanks welcome appreciate bear hang worries problem course goodbye cheers scratch mean meant
start over again last time mhm claims taken technical tried date weather used left digits refunded within
her told calls invoices pieces items parcels thunder rainbow sunflower chocolate butterfly lavender
harbour meadow dragon calling lower spelled speaking afternoon evening ah hmm
best expire received arrived year shows blocked week details answered sum payments holder wife registered
remind listening excuse getting behind accepted end saved making parts takes took windows covered refused
travelling son patience
""")
