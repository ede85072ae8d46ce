"""Peer of reading: DuckDB's CSV reader into a table of a new database file. `_duckdb_read.py CSV DATABASE THREADS`."""
import sys

import duckdb

csv, database, threads = sys.argv[1:]
connection = duckdb.connect(database)
connection.execute(f"SET threads = {int(threads)}")
connection.execute(f"CREATE TABLE item AS SELECT * FROM read_csv('{csv}', all_varchar = true, delim = ';', header = true)")
connection.execute("CHECKPOINT")
print(connection.execute("SELECT count(*) FROM item").fetchone()[0])
