"""Sets a conversation on pages of paper, for a printer or a PDF file; imported when that is first asked for."""
