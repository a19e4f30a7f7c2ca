"""Sample submissions: report workbooks that look like a province's, filled with made-up figures."""
