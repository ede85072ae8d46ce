"""Prints the named columns of a workbook's first sheet as JSON: _workbook_rows.py FILE COLUMN..."""
import json
import sys

import openpyxl

sheet = openpyxl.load_workbook(sys.argv[1], read_only=True).worksheets[0]
lines = sheet.iter_rows(values_only=True)
header = next(line for line in lines if sys.argv[2] in line)
places = [header.index(name) for name in sys.argv[2:]]
print(json.dumps([[line[place] for place in places] for line in lines], default=str))
