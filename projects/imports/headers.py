"""The names that sources give to columns, whatever their case, apostrophes and underscores."""

# Code of a field (`fields.fields`) → headers, parted by a bar.
HEADERS = {
    "title_fr": "titre | titre (fr) | nom du projet | intitulé | nom",
    "title_en": ("title | project name in english | operation name english | name | project name"),
    "title_any": (
        "project name in language 2 | project name in language 3 | "
        "project name in language 4 | operation name programme language"
    ),
    "acronym": "project acronym | acronyme | sigle",
    "source_id": (
        "project id | project id (2021-2027 only) | operation unique identifier | id | "
        "identifiant | numéro | item"
    ),
    "summary_fr": "résumé",
    "summary_en": "summary",
    "description_fr": "description | descriptif",
    "description_en": "description in english | operation summary english",
    "description_any": (
        "description in language 2 | description in language 3 | "
        "description in language 4 | operation summary programme language"
    ),
    "results_fr": "résultats",
    "results_en": "actual achievements in english",
    "kind": "type de projet",
    "stage": "status | project status | stade | avancement | état",
    "start": (
        "project start | project start date | operation start date | start date | "
        "début | date de début"
    ),
    "end": ("project end | project end date | operation end date | end date | fin | date de fin"),
    "total_budget": (
        "project's total budget / expenditure | total eligible expenditure amount | "
        "total budget | budget total | budget | total budget/expenditure | "
        "coût total"
    ),
    "eu_funding": (
        "project's eu funding | project eu budget | amount eu support | eu budget | "
        "financement européen | financement ue | feder"
    ),
    "currency": "total eligible expenditure currency | devise",
    "rate": "union co-financing rate | cofinancing rate | taux de cofinancement",
    "programme": "programme name | programme key | programme cci",
    "themes": "theme 1 | theme 2 | theme 3 | theme | thème | thèmes | theme codes",
    "borders": "border | frontière | frontières | border codes",
    "territories": "territory | territoire | territoires",
    "city": "lieu | ville | commune",
    "place": "location indicator latitude longitude | coordinates | coordonnées",
    "lat": "latitude",
    "lon": "longitude",
    "legal_tool": "outil juridique",
    "website": "site | site internet | site web | project website",
    "source": "infoRegio_URL | source url",
    "facts_on": "date of latest update",
    "licence": "license",
    "keep_id": "keep.eu id",
    "slug": "address | adresse",
    "participants": "participant slugs | members | membres",
    "lead_listed": "lead | chef de file",
    "partners_listed": "partners | partenaires",
    "partner.name": (
        "organisation in english | beneficiary name | partner | partner name | "
        "partenaire | nom du partenaire | bénéficiaire | organisation | "
        "partners.name"
    ),
    "partner.name_any": (
        "organisation in language 2 | organisation in language 3 | organisation in language 4"
    ),
    "partner.country": "country code | partner country | pays du partenaire",
    "partner.city": "town | partners.city",
    "partner.role": "lead partner | lead partner (yes/no) | rôle du partenaire | partners.role",
    "partner.own_budget": ("partner's total eligible budget / expenditure | budget du partenaire"),
    "partner.eu_share": (
        "partner's programme co-financing (eur) (2021-2027 only) | "
        "partner's programme co-financing (eur) | erdf contribution (2014-2020 only)"
    ),
    "partner.pic": "participant identification code | pic",
    "partner.other_id": ("partner's id if not pic | beneficiary unique identifier | siren | siret"),
    "partner.website": "partner website",
    "partner.organisation": "partners.slug",
}
