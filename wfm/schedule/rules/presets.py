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
        Work rules by name with their parameters, as in a contract.
    articles : tuple of str
        Which rule states what.
    not_covered : tuple of str
        Limits of the same law that no rule here states.
    """

    title: str
    source: str
    rules: dict[str, dict[str, Any]]
    articles: tuple[str, ...]
    not_covered: tuple[str, ...]


PRESETS: dict[str, Preset] = {
    "eu-working-time": Preset(
        "Directive 2003/88/EC, working time",
        "https://eur-lex.europa.eu/eli/dir/2003/88/oj",
        {
            "min_rest": {"hours": 11},
            "min_weekly_rest": {"hours": 35},
            "weekly_paid_hours": {"max": 48},
        },
        (
            "Article 3: 11 hours of rest in 24 hours (min_rest)",
            "Article 5: 24 hours in seven days, with the 11 hours of daily rest (min_weekly_rest)",
            "Article 6: 48 hours a week on average, here in every week (weekly_paid_hours)",
        ),
        (
            "the average of Article 6 over up to four months: every week is limited instead",
            "breaks after six hours (Article 4): they belong to the shift templates",
            "night work (Article 8), annual leave (Article 7), derogations (Articles 17 to 22)",
        ),
    ),
    "germany-arbzg": Preset(
        "Arbeitszeitgesetz (ArbZG), Germany",
        "https://www.gesetze-im-internet.de/arbzg/",
        {
            "min_rest": {"hours": 11},
            "shift_paid_hours": {"max": 10},
            "weekly_paid_hours": {"max": 60},
            "working_days_per_week": {"max": 6},
        },
        (
            "Section 3: at most 10 hours on a working day (shift_paid_hours)",
            "Section 3: six working days of at most 10 hours (weekly_paid_hours, "
            "working_days_per_week)",
            "Section 5: 11 hours of rest (min_rest)",
        ),
        (
            "the average of 8 hours a working day over 24 weeks (Section 3)",
            "breaks of 30 and 45 minutes (Section 4): they belong to the shift templates",
            "night work (Section 6), Sundays and holidays (Sections 9 to 11), collective "
            "agreements (Section 7)",
        ),
    ),
    "france-code-du-travail": Preset(
        "Code du travail, France",
        "https://www.legifrance.gouv.fr/codes/texte_lc/LEGITEXT000006072050/",
        {
            "min_rest": {"hours": 11},
            "min_weekly_rest": {"hours": 35},
            "shift_paid_hours": {"max": 10},
            "weekly_paid_hours": {"max": 48},
            "working_days_per_week": {"max": 6},
        },
        (
            "L3131-1: 11 hours of daily rest (min_rest)",
            "L3132-1: at most six days a week (working_days_per_week)",
            "L3132-2: 24 hours a week with the 11 hours of daily rest (min_weekly_rest)",
            "L3121-18: at most 10 hours a day (shift_paid_hours)",
            "L3121-20: at most 48 hours in any week (weekly_paid_hours)",
        ),
        (
            "the average of 44 hours over 12 weeks (L3121-22)",
            "a break of 20 minutes after six hours (L3121-16): it belongs to the shift templates",
            "Sunday rest (L3132-3), night work (L3122-1 and following), collective agreements",
        ),
    ),
    "uk-wtr-1998": Preset(
        "Working Time Regulations 1998, United Kingdom",
        "https://www.legislation.gov.uk/uksi/1998/1833",
        {
            "min_rest": {"hours": 11},
            "min_weekly_rest": {"hours": 24},
            "weekly_paid_hours": {"max": 48},
        },
        (
            "Regulation 10: 11 hours of daily rest (min_rest)",
            "Regulation 11: 24 hours in each seven days (min_weekly_rest)",
            "Regulation 4: 48 hours a week on average, here in every week (weekly_paid_hours)",
        ),
        (
            "the average of Regulation 4 over 17 weeks, and agreements to work more (Regulation 5)",
            "48 hours of rest in 14 days in place of the weekly rest (Regulation 11)",
            "breaks after six hours (Regulation 12): they belong to the shift templates",
            "night work (Regulations 6 and 7), young workers",
        ),
    ),
}
