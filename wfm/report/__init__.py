"""Figures, the HTML report, spreadsheets and calendars."""
