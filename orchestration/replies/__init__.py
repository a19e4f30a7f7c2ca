"""What a sender gets back: the own workbook with the cells marked, and a list of the remarks."""
