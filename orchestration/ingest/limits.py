"""How much of anything a submission may hold and cost, each with its reason.

The measure is the largest real report: a province's household list of 21,560 rows and 19 columns
(4 MB, 60 MB unpacked). Beyond these limits a file is refused by name; nothing is cut off.
"""

MIB = 2**20

# --- files

# Twelve times the largest real workbook.
MAX_BYTES = 50 * MIB
# A workbook has some ten parts, and one per sheet, picture and comment.
MAX_ENTRIES = 2_000
# Three times the largest real workbook, unpacked.
MAX_INFLATED_BYTES = 200 * MIB
# Sheets pack to a tenth, formatted blank ones to a fortieth; a bomb to a thousandth.
MAX_RATIO = 100
# A small part that packs well is harmless.
RATIO_MATTERS_FROM = 10 * MIB

# --- sheets

# Nearly ten times the longest list.
MAX_ROWS = 200_000
# The widest form has 60; LibreOffice's own sheets had 1,024 for decades.
MAX_COLUMNS = 1_024
# Rows times columns from A1 to the last filled cell, over all sheets: what the parser allocates
# (100 MB at this limit), and five times the largest list.
MAX_CELLS = 2_000_000
# Cells that are only formatted cost reading time (1 s per million), no memory.
MAX_WRITTEN_CELLS = 2_000_000
# What a sheet says of its own size. Spreadsheets that grew out of .xls honestly say A1:IV65536.
MAX_DECLARED_CELLS = 65_536 * 256
# The largest list has some 150,000 texts; the parser allocates as many as the file says it has.
MAX_STRINGS = 1_000_000
# Two per unit and a header: a province has some 200 units.
MAX_MERGES = 20_000

# --- csv

# The longest line that is a line of a table: MAX_COLUMNS cells of a few words.
MAX_LINE_BYTES = 256 * 1024

# --- the reading itself, in a child process

# CPU seconds, so that a busy machine refuses no file. A 2.4 MB list of 400,000 cells takes 12 of
# its 75; the most blank cells that are allowed take 2.4 of their 4 before they are too many.
CPU_SECONDS = 4
CPU_SECONDS_PER_MIB = 30
# A child that waits for something and burns nothing is ended after this many times its CPU time.
PATIENCE = 20
# A child needs a second to start. Not to start is our fault, not a file's: the night fails.
START_SECONDS = 120
# Bytes of writable memory. A child starts with 30 MiB; a list takes 60 times its size.
MEMORY = 200 * MIB
MEMORY_PER_BYTE = 100
# A child that has grown beyond this is replaced: the next file begins with a small one.
RETIREMENT = 150 * MIB
# A child starts in half a second: a second one is started for this much to read.
BYTES_PER_READER = 200 * 1024
