"""The set page: text, code, tables and formulas of a message as one `QTextDocument`, its selection and its copying."""
