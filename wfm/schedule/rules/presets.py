"""Starting points from working-time law; no legal advice, and never the whole law."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Preset:
    """Work rules that state some limits of a law.

    Attributes
    ----------
    title : str
    source : str
        Where the text of the law is.
    rules : dict
        Work rules by name with their parameters, as in a contract; a list of these where a rule
        holds several times.
    articles : tuple of str
        Which rule states what.
    not_covered : tuple of str
        Limits of the same law that no rule here states.
    """

    title: str
    source: str
    rules: dict[str, Any]
    articles: tuple[str, ...]
    not_covered: tuple[str, ...]


PRESETS: dict[str, Preset] = {
    "eu-working-time": Preset(
        "Directive 2003/88/EC, working time",
        "https://eur-lex.europa.eu/eli/dir/2003/88/oj",
        {
            "min_rest": {"hours": 11},
            "min_weekly_rest": {"hours": 35},
            "average_paid_hours": {"max": 48, "weeks": 17},
        },
        (
            "Article 3: 11 hours of rest in 24 hours (min_rest)",
            "Article 5: 24 hours in each period of seven days, besides the 11 hours of daily rest "
            "(min_weekly_rest)",
            "Articles 6 and 16: 48 hours a week on average over at most four months, paid leave "
            "left out (average_paid_hours)",
        ),
        (
            "24 hours of weekly rest alone, where the work itself justifies it, and an average "
            "over 14 days (Articles 5 and 16)",
            "a break in working days of more than six hours, of a length that national law or "
            "agreements set (Article 4): use shift_breaks",
            "night work (Article 8), annual leave (Article 7), derogations and consent to longer "
            "weeks (Articles 17 to 22)",
        ),
    ),
    "germany-arbzg": Preset(
        "Arbeitszeitgesetz (ArbZG), Germany",
        "https://www.gesetze-im-internet.de/arbzg/",
        {
            "min_rest": {"hours": 11},
            "shift_paid_hours": {"max": 10},
            "shift_breaks": [
                {"after_hours": 6, "minutes": 30},
                {"after_hours": 9, "minutes": 45},
            ],
            "weekly_paid_hours": {"max": 60},
            "average_paid_hours": {"max": 48, "weeks": 24},
            "working_days_per_week": {"max": 6},
        },
        (
            "Section 3: 8 hours a working day, up to 10 where the average stays at 8 "
            "(shift_paid_hours)",
            "Section 3: on average 8 hours on six working days within 24 weeks "
            "(average_paid_hours)",
            "Sections 3 and 9: six working days a week of at most 10 hours (weekly_paid_hours, "
            "working_days_per_week)",
            "Section 4: breaks of 30 minutes with more than 6 hours of work, of 45 with more than "
            "9 (shift_breaks)",
            "Section 5: 11 hours of rest (min_rest)",
        ),
        (
            "no more than six hours without a break, in parts of at least 15 minutes (Section 4): "
            "set longest_stretch_minutes of the shift templates",
            "six calendar months in place of 24 weeks (Section 3)",
            "night work (Section 6), rest on Sundays and holidays, its exceptions and the 15 free "
            "Sundays a year (Sections 9 to 11), collective agreements (Sections 7 and 12)",
        ),
    ),
    "france-code-du-travail": Preset(
        "Code du travail, France",
        "https://www.legifrance.gouv.fr/codes/texte_lc/LEGITEXT000006072050/",
        {
            "min_rest": {"hours": 11},
            "min_weekly_rest": {"hours": 35},
            "shift_paid_hours": {"max": 10},
            "shift_breaks": {"after_hours": 5.99, "minutes": 20},
            "weekly_paid_hours": {"max": 48},
            "average_paid_hours": {"max": 44, "weeks": 12},
            "working_days_per_week": {"max": 6},
        },
        (
            "L3131-1: 11 hours of daily rest (min_rest)",
            "L3132-1: at most six days a week (working_days_per_week)",
            "L3132-2: 24 hours a week besides the 11 hours of daily rest (min_weekly_rest)",
            "L3121-16: a break of 20 minutes from six hours of work on (shift_breaks)",
            "L3121-18: at most 10 hours a day (shift_paid_hours)",
            "L3121-20: at most 48 hours in any week (weekly_paid_hours)",
            "L3121-22: at most 44 hours a week on average over 12 weeks (average_paid_hours)",
        ),
        (
            "any twelve weeks in a row (L3121-22): here periods of twelve weeks follow each other",
            "that the 20 minutes are in one piece (L3121-16): it is a matter of the shift "
            "templates",
            "Sunday rest (L3132-3), night work (L3122-1 and following), part-time work, "
            "collective agreements",
        ),
    ),
    "uk-wtr-1998": Preset(
        "Working Time Regulations 1998, Great Britain",
        "https://www.legislation.gov.uk/uksi/1998/1833",
        {
            "min_rest": {"hours": 11},
            "min_weekly_rest": {"hours": 35},
            "shift_breaks": {"after_hours": 6, "minutes": 20},
            "average_paid_hours": {"max": 48, "weeks": 17},
        },
        (
            "Regulation 4: 48 hours a week on average over 17 weeks (average_paid_hours)",
            "Regulation 10: 11 hours of daily rest (min_rest)",
            "Regulation 11: 24 hours in each seven days, with no part of the daily rest in them "
            "(min_weekly_rest)",
            "Regulation 12: a break of 20 minutes with more than six hours of work (shift_breaks)",
        ),
        (
            "any 17 weeks in a row (Regulation 4): here periods of 17 weeks follow each other; "
            "agreements to work more (Regulation 5)",
            "48 hours, or twice 24, in 14 days in place of the weekly rest, and daily rest inside "
            "the weekly one where the work itself justifies it (Regulation 11)",
            "that the 20 minutes are in one piece (Regulation 12): it is a matter of the shift "
            "templates",
            "night work (Regulations 6 and 7), young workers, special cases (Regulations 18 to 27)",
        ),
    ),
}
