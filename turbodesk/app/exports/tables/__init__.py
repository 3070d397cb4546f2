"""Takes the tables out of replies, for spreadsheets: numbers as numbers, dates as dates, and nothing that would run."""
