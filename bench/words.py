"""Words of the synthetic networks: French-like names of places, of bodies and of what they do."""

ONSETS = [
    "b", "br", "c", "ch", "cl", "cr", "d", "dr", "f", "fl", "fr", "g", "gl", "gr", "h", "j",
    "l", "m", "n", "p", "pl", "pr", "qu", "r", "s", "t", "tr", "v", "vr", "bl", "th", "ph",
    "gn", "sc", "st",
]  # fmt: skip
VOWELS = [
    "a", "e", "i", "o", "u", "é", "è", "ai", "au", "eau", "ei", "eu", "ou", "oi", "an", "en",
    "in", "on",
]  # fmt: skip
CODAS = ["", "", "", "l", "n", "r", "s", "rt", "ns", "lle", "tte", "nne"]
ENDINGS = [
    "ac", "ange", "bourg", "court", "dun", "euil", "fontaine", "gnan", "hem", "heim", "ières",
    "igny", "lieu", "mont", "ney", "oie", "pont", "roche", "sart", "tal", "ville", "voie",
    "willer", "y", "zac", "ers", "in", "on", "és",
]  # fmt: skip
RIVERS = [
    "Aire", "Bruche", "Charente", "Doller", "Eygues", "Fecht", "Gave", "Huveaune", "Isère",
    "Joux", "Lauch", "Meurthe", "Nive", "Orne", "Pique", "Roya", "Semois", "Tech", "Ubaye",
    "Vire", "Yser", "Zorn",
]  # fmt: skip
LINKS = ["sur", "en", "les", "sous"]

# Kind, legal form, how often out of 1,000, forms of the name; {place} and {river} are filled in.
BODIES = [
    ("municipality", "local_authority", 420, ["Ville de {place}", "Commune de {place}"]),
    (
        "intermunicipal_grouping",
        "local_authority",
        190,
        [
            "Communauté de communes de {place}",
            "Communauté d’agglomération de {place}",
            "Syndicat mixte du bassin de l’{river} à {place}",
        ],
    ),
    ("department", "local_authority", 40, ["Conseil départemental de {place}"]),
    ("region", "local_authority", 20, ["Région {place}", "Province de {place}"]),
    ("state", "state", 10, ["Préfecture de {place}"]),
    (
        "public_enterprise",
        "public_body",
        70,
        ["Chambre de commerce et d’industrie de {place}", "Port autonome de {place}"],
    ),
    ("federation", "association", 30, ["Fédération des maires de {place}"]),
    ("planning_agency", "association", 30, ["Agence d’urbanisme de {place}"]),
    (
        "cross_border_grouping",
        "egtc",
        90,
        ["Eurodistrict {place}–{river}", "GECT {place}", "Groupement transfrontalier {place}"],
    ),
    (
        "legal_persons_association",
        "association",
        50,
        ["Pôle métropolitain de {place}", "Réseau transfrontalier de {place}"],
    ),
    (
        "natural_persons_association",
        "association",
        50,
        ["Association des frontaliers de {place}", "Amis du chemin de {place}"],
    ),
]
TRANSLATED_BODIES = {
    "en": (
        "{place} cooperation body",
        "{place} works with its neighbours across the border on {a}.",
    ),
    "de": ("Verband {place}", "{place} arbeitet grenzüberschreitend zusammen: {a}."),
}

SUBJECTS = [
    "l’accès aux soins", "les transports collectifs", "la gestion de l’eau",
    "l’emploi frontalier", "l’apprentissage des langues", "la prévention des inondations",
    "la qualité de l’air", "l’aménagement du territoire", "la formation professionnelle",
    "le tourisme fluvial", "les pistes cyclables", "les secours d’urgence",
    "la transition énergétique", "les déchets ménagers", "la petite enfance",
    "le patrimoine fortifié", "l’observation statistique", "le logement des actifs",
    "les forêts communes", "l’agriculture de montagne", "le commerce de proximité",
    "la jeunesse", "les réseaux de chaleur", "la coopération policière", "le covoiturage",
    "l’enseignement supérieur",
]  # fmt: skip
VERBS = [
    "prépare", "anime", "finance", "coordonne", "étudie", "accompagne", "met en commun",
    "suit avec ses voisins", "porte", "évalue", "soutient", "négocie",
]  # fmt: skip
SENTENCES = [
    "{Name} {verb} {a} et {b} avec les communes de l’autre côté de la frontière.",
    "Une convention de coopération signée en {year} associe {place} et ses partenaires pour {a}.",
    "Le bureau se réunit à {place} et {verb} {a}, {b} et {c}.",
    "Depuis {year}, un comité transfrontalier {verb} {a} dans la vallée de l’{river}.",
    "Ses habitants franchissent la frontière chaque jour : {a} et {b} en dépendent.",
    "Les obstacles relevés concernent surtout {a} ; un dossier {verb} aussi {b}.",
]

# Towns beside a border: (border, longitude, latitude, countries of the bodies there).
PLACES = [
    ("FR-BE", 3.06, 50.63, "FR BE"),
    ("FR-BE", 2.38, 51.03, "FR BE"),
    ("FR-BE", 4.83, 50.14, "FR BE"),
    ("FR-LU", 6.02, 49.50, "FR LU"),
    ("FR-LU", 5.77, 49.52, "FR LU BE"),
    ("FR-DE", 7.75, 48.57, "FR FR DE"),
    ("FR-DE", 7.07, 49.19, "FR DE"),
    ("FR-DE", 7.36, 48.08, "FR DE"),
    ("FR-CH", 6.14, 46.20, "FR CH"),
    ("FR-CH", 7.59, 47.56, "FR CH DE"),
    ("FR-CH", 6.80, 47.10, "FR CH"),
    ("FR-IT", 7.50, 43.79, "FR IT"),
    ("FR-IT", 6.70, 45.08, "FR IT"),
    ("FR-MC", 7.42, 43.74, "FR MC"),
    ("FR-ES", -1.79, 43.34, "FR ES"),
    ("FR-ES", 2.87, 42.46, "FR ES"),
    ("FR-AD", 1.60, 42.55, "FR AD"),
    ("FR-UK", 1.85, 50.95, "FR GB"),
    ("FR-BR", -51.81, 3.88, "FR BR"),
    ("FR-SX", -63.06, 18.06, "FR SX"),
    ("ES-PT", -7.03, 38.88, "ES PT"),
    ("PL-SK", 20.03, 49.36, "PL SK"),
]
PLACE_WEIGHTS = [9, 5, 3, 7, 3, 12, 7, 5, 9, 8, 3, 4, 3, 2, 7, 4, 2, 2, 1, 1, 2, 1]
THEMES = [
    "mobility", "health", "energy_transition", "environment", "water", "economy_employment",
    "education_training", "culture_tourism", "governance", "spatial_planning", "civil_security",
    "digital", "agriculture", "observation", "social_inclusion",
]  # fmt: skip
