"""Everyday words beside the names in an entry of `interviewers`: jobs, and places in a sentence.

Written without accents, as `words` reads them. What is not in here is taken for a name, so a word
that is left out costs an alarm, and a name that is let in costs a secret: first names and surnames
stay out, but for those of WORDS_ALSO_NAMES.
"""

from __future__ import annotations

SENTENCE_WORDS = frozenset(
    """
a about above across after afternoon again ago all along already also although always am among an
and another any anybody anyone are around as asked asking at away back be because been before
began behind being below beside best better between big both but by call called calling came can
chat come coming could day days did do does doing done during each early either eight eighteen
eleven else ended everybody everyone example few fifteen fifth first five for four fourth from
full future gave get go good got great group had half has have he hello her here hers herself hi
him himself his hour how however i if in including into is it its itself joined joining just kind
last late later leads leading least led less let like little long longer looked made main many
maybe me meet meeting met mine minute minutes more morning most much my myself name named near new
next nice nine ninth no nobody none noon nor not now of off ok on once one online only onto or
other others our ours out outside over own part per person persons phone plus present probably
quite rather recently same second see seem seems seen seven seventh several she short should since
six sixth so some somebody someone something sometimes soon sorry spoke still such talked talking
tbc tbd ten than that the their theirs them themselves then there these they third this those
though three through till time to today together told tomorrow too took twelve twenty twice two
under unknown unnamed until up us use used usual very via video virtual visit was we week well
went were what when where whether co ex non pre semi sub which while who whole whom whose why will
with within without would yes yesterday yet you young your yours zoom teams skype meet webex slack
linkedin email mail tel telephone http https www com org net www example monday tuesday wednesday
thursday friday saturday sunday january february march april may june july august september
october november december spring summer autumn winter ab aber alle als am an auch auf aus bei
beide beim bis da dann das dem den der des die dort drei du ein eine einem einen einer eines er es
etwa fur ganze ganzen gesprach hat ich ihr ihre im in ist ja kein keine mein meine mich mit mir
nach neue neuen neuer nicht noch nur oder ohne sehr sein seine sich sie sind uber um und uns unser
unsere unserer vier vom von vor war wer wie wir zu zum zur zwei zwischen au aux avec ce ces cette
chez dans de deux des du elle elles en est et il ils je la le les leur leurs lui ma mes mon nos
notre nous ou par pas plus pour quatre qui sa sans ses son sont sous sur trois tres tout toute
toute un une vers votre vos vous algunos con cuatro cual del dos el ella ellos entre es esta este
las los mas mi mis muy nuestra nuestro o para por que quien se sin sobre su sus todo todos tres
una uno unos y yo af alt att av bland da dem den der deras det dom du efter eller en ene er et ett
flera for fra fran fyra ham han hela hele henne hennes hon hun hvem i ikke inte jag jeg mange med
mellan mellem men mit mitt mycket nagon nogen noen och og ogsa om os oss over pa sa sig sin skal
som ti til till to tre tva under utan ut vad var vara ved vem vi vid vor yder al bin da das de
degli dei del della den der des di do dos du el ibn la le ten ter van vom von zu zum zur een en
het met naar uit voor wij zijn left
""".split()  # noqa: SIM905 -- six hundred lines else
)
WORK_WORDS = frozenset(
    """
academic account accountant accounting accounts acting admin administration administrative
administrator adviser advisor agency agent ai analyst analytics anaesthetist analysis applicant
applications apprentice architect architecture area art artist assistant associate attending audit
auditor author backend baker bank banker bar barista bartender board boss bosses branch brand
builder building business butcher buyer buying campus candidate care carer caretaker carpenter
cashier catering cco ceo cfo chair chairman chairperson chairwoman charge chef chief chiefs chro
ciso city class cleaner clerk client clients clinic clinical cloud cmo cofounder coach coaching
colleague colleagues college commerce commercial committee communication communications community
company compliance computing consultancy consultant consulting content contractor control
controller coo cook coordinator copy copywriter corporate council counsel counsellor counselor
country cpo cro creative credit cso cto culture curriculum customer customers cyber data database
dba delivery dental dentist department departmental depot deputy design designer desk dev
developer development devops devrel digital diploma direct director directorate directors dispatch
distribution district division doctor doctors dr driver duty ecommerce economist editor editorial
education educational electrician em email emea employee employer employment energy engineer
engineering engineers english equity estate estates events evp examiner exec executive executives
experience expert external facilities facilitator faculty farm farmer field finance financial
fleet floor florist food foreman founder founders founding freelance freelancer frontend front
fullstack function fundraiser gardener general geography global governance government governor
governors gp graduate graphic ground growth guard guest guide hairdresser head headhunter
headmaster headmistress headteacher heads health healthcare helpdesk hire hired hirer hirers
hiring history home hospital host hotel house hr hrbp human ic implementation industrial industry
information infosec infrastructure inhouse innovation inspector installation instructor insurance
intake integration intern internal international interview interviewer interviewers interviews
inventory investment investor investors it janitor job joint journalist junior keeper kindergarten
kitchen lab laboratory labour language languages lawyer lead leader leaders leadership leads
learning lecturer legal lender level librarian library line local logistics machine maintenance
maker manager managers management managerial managing manufacturing market marketing master mate
mathematics maths matron mechanic media medical medicine member members mental mentor merchandise
merchandiser merchandising middle midwife midwives ml mobile model modern moderator mr mrs ms miss
mister dr drs prof music nanny national network night nights notary note nurse nurses nursery
nursing occupational office officer officers onboarding operations operative operator ops optician
order orderly organisation organization outreach owner owners paediatric painter panel panelist
panelists panellist panellists parent parents part partner partners partnership partnerships
patient patients payroll pediatric peer peers people performance permanent personal personnel
pharmacist pharmacy phd photographer physical physician physics physiotherapist physio pilot pm
planner planning plant platform plumber pmo po police policy porter portfolio potential practice
practitioner president presidents press prime primary principal principals procurement producer
product production products professional professor program programme programmer programs project
projects property psychiatrist psychologist public publisher purchasing qa quality quant realtor
reception receptionist recruit recruiter recruiters recruiting recruitment referee region regional
registered registrar registration relations reliability religious rep report reporter reports
representative representatives research researcher resident resource resources responsible retail
retired revenue reviewer risk role room rota sales salesman salesperson saleswoman scheduling
school science scientist screen screener screening scrum sdr search secondary secretary section
security sector sen senco senior server service services shift shop shopfloor sister site social
software solicitor solution solutions sourcer sourcing special specialist spokesperson sport sre
staff staffing staffs stage stakeholder stakeholders startup state station stock store stores
strategy strategist street student students studio subject supervisor supervisors supplier supply
support surgeon surgery surgical svp system systems ta talent tax teacher teachers teaching team
teammate teammates teams tech technical technician technologist technology temp test tester
testing therapist ticket town trade trainee trainer training transport travel treasurer trust
trustee trustees tutor unit university user users ux ui vet veterinary vice volunteer volunteers
vp waiter waitress ward warden warehouse web welder woman women man men lady ladies gentleman
gentlemen girl boy work worker workers workshop writer year youth autumn case cash day early east
forest heart land law little north park power south spring steel summer west winter wood young
abteilung abteilungsleiter abteilungsleiterin assistentin berater beraterin bereichsleiter
bereichsleiterin betriebsrat buro chefin einkauf entwickler entwicklerin entwicklung fachbereich
frau geschaftsfuhrer geschaftsfuhrerin geschaftsfuhrung geschaftsleitung herr herrn inhaber
inhaberin ingenieur ingenieurin kollege kollegen kollegin kolleginnen lehrer lehrerin leiter
leiterin leitung mitarbeiter mitarbeiterin personal personalabteilung personaler personalerin
personalleiter personalleiterin personalchef personalchefin pflegedienstleitung rektor rektorin
schulleiter schulleiterin schulleitung stellvertreter stellvertretende stellvertretender
teamleiter teamleiterin teamleitung verkauf vertrieb vertriebsleiter vorgesetzte vorgesetzter
vorstand adjoint adjointe assistante cadre chargee charge chefe cheffe collaborateur
collaboratrice collegue collegues commerciale comptable conseiller conseillere consultante
developpeur developpeuse directeur directrice directeurs direction dirigeant dirigeante drh
enseignant enseignante equipe fondateur fondatrice gerant gerante infirmier infirmiere ingenieure
madame mademoiselle mlle mme monsieur patron patronne proprietaire recrutement recruteur
recruteuse rh responsables ressources humaines service services vente ventes colega colegas
companero companera desarrollador desarrolladora directora dona dueno duena empresa encargada
encargado enfermera enfermero equipo fundador fundadora gerencia gerente humanos ingeniera
ingeniero jefa jefe maestra maestro personas presidenta presidente profesor profesora reclutador
reclutadora recursos responsable senor senora senorita socia socio supervisora tecnica tecnico
ventas afdeling afdelingsleder avdelning avdelningschef avdeling avdelingsleder bemanning
butikschef butikkchef chefer chefen daglig direktor direktoren enhetschef fru forstander ingenjor
kollega kollegaer kolleger kollegor kontor larare leder lederen ledning medarbejder medarbetare
personalchefen personalchef rekrytering rekryterare rekruttering rekrutterer rektorn rektoren
saljare saljchef salg sjukskoterska sygeplejerske sykepleier teamleder utvecklare utvikler
udvikler vd администратор врач глава директор инженер коллега команда команды медсестра менеджер
начальник отдел отдела разработчик рекрутер руководитель сотрудник учитель эичар и из на от по
baas collega directeur eigenaar manager medewerker mevrouw meneer recruiter teamleider verkoop
acquisition calibration council crew depot dept desk eng foreman interim jr lab labs laboratory
logistics mgmt mgr raiser returns snr sr sous timetable yard
""".split()  # noqa: SIM905 -- as above
)
# What rounds are called, and what people work on; no word of it is anybody's name.
ROUND_AND_TRADE_WORDS = frozenset(
    """
advertising aptitude app apps assessment assessments assignment assignments authentication
automation backend behavioral behavioural billing breakfast carpentry catalogue
checkout claims cleaning closing coding coffee compensation competence competency compilers
conversation cultural databases debrief debriefing decision demo demonstration devtools
dinner discovery dive embedded exercise experimentation exploratory feedback final finals firmware
fit follow followup formal fraud freight fulfillment fulfilment gaming
graphics group hardware hackathon homework hybrid identity informal initial introduction
introductory intro inventory kickoff knowledge kubernetes lending linux loans loop lunch
marketplace mobility monitoring mortgages motivation negotiation networking observability
offer offers offsite onsite optional pair pairing parcel parcels payment payments pensions phase
physio pipelines pitch postgres prescreen preliminary presentation presenting prototype
psychometric puzzle python reference references refunds remote rendering robotics round rounds
salary search semifinal session sessions shadowing shipping situational skill skills slot stages
step steps storage subscriptions superday take takehome tasting tooling tools tour trial values
walk walkthrough warehousing whiteboard whiteboarding workplace
applied blocked checked complete completed confirmed important ongoing pending progress rejected
reviewed scheduled starred started urgent waiting door metro riverside
archive archived article blog daily dashboard default draft false
hidden index kanban layout monthly narrow notes page post private published
publish status template theme true weekly wide
runde gesprach erstgesprach zweitgesprach vorstellungsgesprach probetag probearbeiten entretien
entrevista ronda intervju samtale samtal omgang gesprek ronde
""".split()  # noqa: SIM905 -- as above
)
# Sites that job adverts stand on: their names tell no company.
JOB_BOARDS = frozenset(
    """
angellist arbeitsagentur ashbyhq calendly facebook finn github gitlab glassdoor google greenhouse
indeed infojobs jobindex jobteaser lever linkedin monster notion otta personio recruitee
smartrecruiters stackoverflow stepstone wellfound workable workday xing
""".split()  # noqa: SIM905 -- as above
)
# Everyday words, of jobs too, that are names when they begin with a capital.
WORDS_ALSO_NAMES = frozenset(
    """
al art best day dev head king knight little page park price sharp stone strong sweet young
apple arm bolt boots box gap linear match meta monday notion orange shell slack square stripe
target zoom
don field max rob skip
abbey amber angel april archer art ash aspen august autumn baker banks barber baron bay bean bear
beck bell berry bill bird bishop black blaze blue bond booth boss brand bridge bright brook brooks
brown buck bud burn bush butcher butler buyer can candy carol carpenter case cash chance chase
cherry chip christian church clay clerk cliff close cole colt constant cook cooper cotton crane
cross crystal daisy dale dash dawn day dean dot drake drew driver duke earl early east eve ever
faith farmer fern fields finch fisher flint flood flora forest foreman fox frank frost gale
gardener ginger glass gold good grace grant gray green grey grove guard guy hall hand hardy hazel
heart heath heather heir herb hill holly hope house hunt hunter ivy jade jean jet jewel joy judge
june justice king kitty knight lake lamb land lane law lily little long love luck mark marks marsh
marshal marshall mason may mercy miles miller mills mine miss moon moss noble north oak olive page
park parks parson pat patience peach pearl peg penny per pepper peace piper pike pilot poll pope
porter posh post potter power precious price prince prudence queen rain read reed reeves rice rich
river rivers robin rock rod rose rowan royal ruby rush rusty sage sandy savage scout sergeant
shade sharp shepherd short silver sky small smith snow sparrow spring star steel stern steward
stone storm strong sue summer swan swift tailor tally temple thorn tiger trip trinity turner van
violet wade walker wall ward warden warren waters weaver wells west white wild will willow wills
winter wise wolf wood woods worth wren wright young
""".split()  # noqa: SIM905 -- as above
)
# Those of them that are jobs: `Head Baker` is nobody's name.
JOBS_ALSO_NAMES = frozenset(
    """
    baker boss butcher buyer carpenter clerk cook dev driver farmer foreman gardener guard head
    miss pilot porter ward warden
    """.split()  # noqa: SIM905 -- as above
)
# Words in a sentence that are a name, with a capital, alone or beside another: `An, CTO`.
SENTENCE_WORDS_ALSO_NAMES = frozenset("al an bin del di do el la le so van yo".split())  # noqa: SIM905 -- as above
# Without spaces between words, these end a name, or stand beside it.
UNSPACED_WORDS = (
    "さん|さま|ちゃん|くん|先生|部長|課長|社長|係長|店長|校長|院長|取締役|役員|担当者|担当|採用|人事|"
    "責任者|面接官|采用|经理|經理|主管|总监|總監|老师|老師|先生|女士|小姐|老板|老闆|招聘|面试官|"
    "工程师|工程師|医生|醫生|护士|護士|校长|主任|総務|営業|技術|の|と|様|氏|和|님|씨|선생님|부장|과장|"
    "팀장|대표|대표님|이사|채용|인사|담당자|매니저|면접관"
)


def is_everyday(word: str) -> bool:
    """Whether a word, as `words` reads it, is one of the lists above, or the plural of one."""
    singular = word.removesuffix("s")
    lists = (SENTENCE_WORDS, WORK_WORDS, ROUND_AND_TRADE_WORDS)
    return any(word in listed or singular in listed for listed in lists)
