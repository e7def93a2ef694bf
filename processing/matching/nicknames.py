"""Everyday short forms of given names, as people print them on cards and forms."""

from functools import cache

#: One line a family: the full names first, then what their bearers are called. US usage.
_FAMILIES = """
abigail abby gail; alan allan allen al; albert al bert; alexander alex xander sasha aleksandr
aleksander oleksandr; alexandra
alexandria alex sandra lexi; alejandro alex; alejandra alex; alfred al fred; alice allie; alicia allie;
alison allison allie ally; amanda mandy; amelia amy millie; andrew andy drew; andre andy; angela angie;
angelina angie lina; anna ann anne annie ana; annette ann annie; anthony tony; antonio tony; antoinette
toni; arthur art artie; barbara barb barbie; benjamin ben benny; bernard bernie; beverly bev; bradley
brad; bradford brad; brandon bran; brenda bren; brian bryan; bridget bridie; calvin cal; cameron cam;
camille cammy; carolyn carol caroline carrie; cassandra cassie cass; catherine katherine kathryn
catharine kathleen kate katie kathy cathy kat kit kitty kay; charles charlie chuck chas; charlotte
charlie lottie; chelsea chels; cheryl cher; christina christine kristina kristine chris tina chrissy
kris; christopher chris topher kit; cynthia cindy; clifford cliff; clinton clint; courtney court; daniel
dan danny; danielle dani danny; david dave davey; deborah debra deb debbie; dennis den denny; derek
rick; diana diane di; dominic dom nick; donald don donny; dorothy dot dottie; douglas doug; edward ed
eddie ted teddy ned; edwin ed eddie; eduardo eddie ed; eleanor ellie nora; elizabeth liz lizzie beth
betty betsy eliza lisa libby; emily em emmy; enrique rick; eric erik rick; erica erika; darren darrin;
ernest ernie; eugene gene; evelyn evie; florence flo; frances fran frannie francie; francis frank fran;
franklin frank; francisco frank paco cisco; frederick fred freddie rick; gabriel gabe; gabrielle gabby;
geoffrey jeffrey jeff geoff; george georgie; gerald gerry jerry; gerard gerry jerry; gilbert gil;
gregory greg; guillermo bill memo; gwendolyn gwen; harold hal harry; harriet hattie; heather heath;
helen nell; henry hank harry; herbert herb bert; howard howie; ignacio nacho; irene rene; isabel
isabella bella izzy; isaac ike; jacob jake; jacqueline jackie; james jim jimmy jamie jem; jane janie;
janet jan; janice jan; jason jay; javier javi; jean jeannie; jennifer jen jenny jenn; jeremiah jerry;
jeremy jerry jem; jerome jerry; jessica jess jessie; jesus chuy; joan joanie; joann jo; joanna jo; john
jack johnny jon; jonathan jon jonny john nathan; joseph joe joey; jose joe pepe; josephine jo josie;
joshua josh; joyce joy; juan johnny; judith judy; julia julie jules; julian jules; justin jus; karen
kari; kelly kel; kenneth ken kenny; kevin kev; kimberly kim kimmy; kristen kristin kris; laura laurie;
lauren laurie; lawrence laurence larry; leonard len lenny leo; leonardo leo; leslie les; lewis lou;
lillian lily lil; linda lindy; louis lou louie; luis lou; lucille lucy; lucia lucy; lynette lynn;
madeline maddie; manuel manny; marcus marc mark; margaret maggie meg peggy marge margie rita peg; maria
mary; marie mary; marilyn mary; marianne mary; marjorie marge margie; martha marty; martin marty;
matthew matt matty; mateus matt; maureen mo; maxwell max; maximilian max; megan meg; melanie mel;
melissa mel missy lissa; melinda mindy; melvin mel; michael mike mick mickey mikey; michaela micki;
michelle shelly mickey missy; miguel mike; mildred millie; mitchell mitch; monica mon; nancy nan;
natalie nat; natasha tasha; nathan nate nat; nathaniel nate nat nathan; nicholas nick nicky; nicole
nicky nikki; norman norm; oliver ollie; olivia liv livvy; pamela pam; patricia pat patty trish tricia
patti; patrick pat paddy rick; paul paulie; pauline polly; pedro pete; penelope penny; peter pete;
philip phillip phil; phyllis phyl; priscilla cilla; rachel rae; rafael rafe; ralph ralphie; randall
randy; randolph randy; raymond ray; raymundo ray; rebecca becky becca; reginald reg reggie; ricardo rick
ricky; richard rick dick rich richie ricky; robert bob bobby rob robbie bert; roberta bobbie; roberto
bob rob; rodney rod; roderick rod rick; roger rog; roland rollie; ronald ron ronnie; rosemary rose
rosie; roxanne roxy; russell russ rusty; ruth ruthie; salvatore sal; samantha sam; samuel sam sammy;
santiago james; sandra sandy; sarah sara sally sadie; sebastian seb; seth sethie; sean shawn shaun;
sharon shari; sheila shel; sheldon shel; shirley shirl; sidney sid; solomon sol; stanley stan; stephanie
steph stevie; stephen steven steve stevie; stuart stu; susan susanne suzanne sue susie suzy; sylvia syl;
sylvester sly; tabitha tabby; tamara tammy; teresa theresa terry tess tessa terri; terence terrance
terry; theodore ted teddy theo; thomas tom tommy; tiffany tiff; timothy tim timmy; tobias toby; tracy
trace; valerie val; vanessa nessa; veronica ronnie vera; victor vic; victoria vicky tori; vincent vince
vinnie vin; virginia ginny ginger; vivian viv; wallace wally; walter walt wally; wendell wendy; wesley
wes; wilfred will fred; william bill billy will willy liam; winston win; yolanda yoli; yvonne evie;
zachary zach zack; christian chris
"""


@cache
def _families_of() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, family in enumerate(_FAMILIES.replace("\n", " ").split(";")):
        for name in family.split():
            found.setdefault(name, set()).add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


@cache
def are_nicknames(one: str, other: str) -> bool:
    """Whether two folded given names are forms of one name: Bill and William, Peggy and Margaret."""
    families = _families_of()
    return bool(families.get(one, frozenset()) & families.get(other, frozenset()))


@cache
def forms_of(name: str) -> tuple[str, ...]:
    """All folded names that share a family with `name`, itself left out."""
    families = _families_of()
    mine = families.get(name, frozenset())
    return tuple(sorted(other for other, theirs in families.items() if other != name and mine & theirs))


#: Given names one letter from another's, which no family above holds: no misread name is taken for them.
_OTHERS = """
adrian adriana alan alana andrea andres antonia armand armando brooke bruno carla carlo carlos carmela
carmen caleb claudia claudio daniela dean deana denis denise diego dina dion dionne
elena eli elias emil emilia emilio erin ernesto felicia felipe fernanda fernando
francesca francesco francisca gabriela georgia gina gino gloria ines jana jaden jayden jayla jorge julio
karla kara kyle kyla lena leon leona leticia lori luca lucas luisa luz marcia marcio marco marcos mariana
mario marta martina mason mateo maya micah michele milan mila nadia nadine natalia noah noel noelle nora
norma olga omar oscar otto owen pablo paola paolo patrice paula paulo ramon ramona raul regina rene renee
rita rosa ruby ryan sabina sean shana shane shauna silvia silvio simon simone sonia stefan stella tania
tara tate tina toby troy valeria viviana warren wayne wendy wilma xavier
"""


@cache
def are_two_given_names(one: str, other: str) -> bool:
    """Whether both folded words are well-known given names, or two genders' of one, and no short forms."""
    known = all(name in _given_names() for name in (one, other))
    return (known or _are_of_two_genders(one, other)) and one != other and not are_nicknames(one, other)


def _are_of_two_genders(one: str, other: str) -> bool:
    """Whether the two end as a brother's and a sister's do: Julio and Julia, Carl and Carla."""
    short, long = sorted((one, other), key=len)
    lengthened = long[:-1] == short and long[-1] in "ae"
    return lengthened or (short[:-1] == long[:-1] and {short[-1:], long[-1:]} == {"a", "o"})


def is_given_name(folded: str) -> bool:
    """Whether a folded word is a well-known given name."""
    return folded in _given_names()


@cache
def _given_names() -> frozenset[str]:
    return frozenset((*_families_of(), *_OTHERS.split()))
