"""Who is in the demo: invented names only."""

from typing import NamedTuple


class Person(NamedTuple):
    """One contact.

    ``days``: days since their data was collected; ``source``: how (`collection_source_…` of
    crm_monaco), empty when nobody recorded it; ``csp``: socio-professional category, 1 to 8.
    """

    key: str
    name: str
    days: int
    town: str = "monaco"
    source: str = "person"
    function: str = ""
    csp: int = 0
    parent: str = ""
    born: str = ""
    married: str = ""


class Company(NamedTuple):
    """A company; ``activity`` is an industry of Odoo (`base.res_partner_industry_…`)."""

    key: str
    name: str
    days: int
    town: str = "monaco"
    source: str = "person"
    activity: str = ""
    street: str = ""


# The first wave: what a file looks like that nobody has tidied for years.
VERY_OLD = [
    Person("sauvage", "Henri Sauvagnac", 1780, "nice", "fair", "Retraité", 7),
    Person("pertusi", "Ornella Pertusi", 1455, "sanremo", "fair"),
    Person("brunel", "Yvette Brunel", 1390, "menton", "import"),
    Person("castaldi", "Renzo Castaldi", 1120, "ventimiglia", "website", "Ingegnere", 3),
    Person("lanteri", "Michel Lantéri-Minet", 980, "beausoleil", "import", "Artisan", 2),
    Person("vauclair", "Simone Vauclair", 870, "monaco", "call"),
    Person("tosello", "Fabio Tosello", 655, "ventimiglia", "website"),
    Person("rapaire", "Odette Rapairé", 540, "monaco", "fair", "Retraitée", 7, born="1941-03-22"),
]
# …a client of long ago, whom only the books keep,
OLD_CLIENT = [Person("gioanni", "Raymond Gioannelli", 2600, "monaco", "", "Retraité", 7)]
# …and those whose year was nearly over on that day: archived, not yet anonymised.
ARCHIVED = [
    Person("crovetto", "Bernard Crovettini", 344, "monaco", "fair", "Architecte", 3),
    Person("damiani", "Elisa Damiani", 351, "sanremo", "website", "Insegnante", 3),
    Person("jourdan", "Patrice Jourdanne", 357, "nice", "call"),
    Person("melandri", "Sandro Melandri", 361, "ventimiglia", "import"),
]

COMPANIES = [
    Company("belle_rive", "Hôtel Belle Rive", 1500, "monaco", activity="I"),
    Company("lumen", "Studio Lumen S.r.l.", 900, "ventimiglia", activity="M"),
    Company("clinique", "Clinique vétérinaire Saint-Roman", 700, "monaco", activity="Q"),
    Company("notariat", "Étude Aurelle & Médecine", 620, "monaco", activity="M"),
    Company("yachting", "Port Hercule Yachting", 210, "fontvieille", "fair", "H"),
    Company("librairie", "Librairie des Moneghetti", 4400, "monaco", activity="G"),
    Company("ecole", "Cours de danse du Larvotto", 300, "monaco", "website", "P"),
    Company("vigna", "Cantina La Vigna Alta", 410, "sanremo", "fair", "A"),
    Company("syndic", "Syndic de la Condamine", 2100, "monaco", activity="L"),
    Company("menuiserie", "Falegnameria Ligure S.n.c.", 1300, "ventimiglia", ""),
    Company("imprimerie", "Imprimerie du Ténao", 1100, "beausoleil", ""),
]

CONTACTS = [
    Person(
        "gastaud",
        "Nathalie Gastaudo",
        1500,
        "monaco",
        "",
        function="Directrice",
        csp=3,
        parent="belle_rive",
    ),
    Person("marchetti", "Paolo Marchettini", 420, function="Acheteur", csp=4, parent="belle_rive"),
    Person(
        "ricci",
        "Giulia Riccobono",
        900,
        "ventimiglia",
        "",
        function="Titolare",
        csp=2,
        parent="lumen",
    ),
    Person(
        "delmas",
        "Dr Agnès Delmasson",
        700,
        "monaco",
        "",
        function="Vétérinaire",
        csp=3,
        parent="clinique",
    ),
    Person(
        "aurelle",
        "Me Charles Aurelle",
        620,
        "monaco",
        "",
        function="Notaire",
        csp=3,
        parent="notariat",
    ),
    Person("yacht1", "Kévin Palmaretto", 210, "fontvieille", "fair", "Capitaine", 4, "yachting"),
    Person("yacht2", "Margaux Vellutini", 120, "fontvieille", "call", "Intendante", 5, "yachting"),
    Person("yacht3", "Steve Orsatelli", 352, "fontvieille", "fair", "Mécanicien", 6, "yachting"),
    Person(
        "libraire",
        "Denise Blanchi",
        4400,
        "monaco",
        "",
        function="Libraire",
        csp=2,
        parent="librairie",
    ),
    Person("vigneron", "Tommaso Arnaldi", 410, "sanremo", "fair", "Viticoltore", 1, "vigna"),
    Person(
        "gerante",
        "Corinne Pastorel",
        2100,
        "monaco",
        "",
        function="Gérante",
        csp=2,
        parent="syndic",
    ),
]

PROSPECTS = [
    # fresh
    Person("bonfanti", "Chiara Bonfantini", 3, "menton", "website", "Décoratrice", 4),
    Person("garnier", "Thomas Garnéry", 9, "monaco", "website", "Avocat", 3),
    Person("ferrero", "Alessandra Ferraris", 24, "sanremo", "fair", "Commercialista", 3),
    Person(
        "orengo1", "Alain Orenghi", 40, "monaco", "call", "Cadre bancaire", 3, born="1974-09-02"
    ),
    Person("orengo2", "Sophie Orenghi", 40, "monaco", "call", born="1977-01-15", married="Orenghi"),
    Person("medecin", "Clément Médecine", 66, "fontvieille", "person", "Informaticien", 3),
    Person("lombard", "Anaïs Lombardet", 95, "nice", "website", "Infirmière", 4),
    Person("rossetti", "Marco Rossettini", 130, "ventimiglia", "fair", "Ristoratore", 2),
    Person("vatrican", "Geneviève Vatrini", 170, "monaco", "person", "Retraitée", 7),
    Person("leroy", "Baptiste Leroyer", 215, "beausoleil", "website", "Étudiant", 8),
    Person("sanna", "Ilaria Sannazzaro", 260, "sanremo", "mail", "Fotografa", 2),
    # due in about eighty, forty, twenty and five days
    Person("pasquier", "Élodie Pasquerel", 285, "monaco", "website", "Assistante", 5),
    Person("tornatore", "Davide Tornatoreschi", 288, "ventimiglia", "fair"),
    Person("bosio", "Laurent Bosioli", 325, "monaco", "fair", "Chef d'entreprise", 2),
    Person("perrin", "Camille Perrinel", 327, "nice", "call", "Kinésithérapeute", 3),
    Person("sangiorgi", "Lidia Sangiorgini", 345, "monaco", "person", "Commerçante", 2),
    Person("mercadal", "Hugo Mercadalle", 347, "beausoleil", "website"),
    Person("fontana", "Pietro Fontanarosa", 360, "sanremo", "fair", "Architetto", 3),
    Person("giraudi", "Monique Giraudelle", 361, "monaco", "import", "Retraitée", 7),
    # time is over
    Person("astegiano", "Loris Astegiani", 372, "ventimiglia", "website"),
    Person("bellando", "René Bellandier", 395, "monaco", "fair", "Coiffeur", 2),
    Person("cheylan", "Pauline Cheylanne", 455, "nice", "website", "Professeure", 3),
    Person("dagnino", "Ettore Dagninelli", 520, "sanremo", "import"),
    Person("fissore", "Jacqueline Fissorelli", 610, "menton", "fair", born="1950-06-30"),
    # time is over, and something keeps them
    Person("allavena", "Roger Allavenart", 430, "monaco", "fair", "Promoteur", 2),
    Person("campana", "Silvia Campanile", 480, "ventimiglia", "website", "Stilista", 2),
    Person("rinaldi", "Éric Rinaldier", 505, "monaco", "call", "Agent immobilier", 4),
    Person("tassel", "Muriel Tasselin", 415, "beausoleil", "website"),
    Person("verando", "Claude Vérandot", 560, "monaco", "import", "Cadre", 3),
    # two solicitations without an answer
    Person("ughetto", "Sylvie Ughettin", 200, "menton", "fair", "Employée de bureau", 5),
    Person("nardi", "Massimo Nardinocchi", 150, "ventimiglia", "website", "Geometra", 4),
    # nobody recorded how
    Person("sans_source", "Christian Boéri-Lanza", 75, "monaco", ""),
    Person("nom_seul", "Mme Testard", 190, "monaco", ""),
]

CLIENTS = [
    Person("picard", "Isabelle Picardot", 640, function="Médecin", csp=3, born="1969-11-08"),
    Person("moretti", "Franco Morettini", 510, "sanremo", function="Chirurgo", csp=3),
    Person("lefevre", "Guillaume Lefébure", 330, "nice", function="Ingénieur", csp=3),
    Person(
        "curau", "Bénédicte Curaudeau", 2200, function="Avocate", csp=3, married="Curaudeau-Sordel"
    ),
    Person("sordello", "Antoine Sordelline", 3980, function="Retraité", csp=7, born="1938-02-11"),
    Person("marsan", "Louise Marsaniche", 4480, function="Retraitée", csp=7),
    Person("zunino", "Carlo Zuninetti", 2350, "ventimiglia", function="Dentista", csp=3),
    Person("roux", "Valérie Rouxelin", 90, "menton", function="Fleuriste", csp=2),
]

EVERYBODY = VERY_OLD + OLD_CLIENT + ARCHIVED + CONTACTS + PROSPECTS + CLIENTS
