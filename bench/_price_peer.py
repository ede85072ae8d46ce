"""Median and median absolute deviation of the log price in the groups of eight levels, by DuckDB: _price_peer.py LIST THREADS.

Reading the list is not counted.
"""
import json
import sys
import time

import duckdb

connection = duckdb.connect(config={"threads": int(sys.argv[2])})
connection.execute(f"CREATE TABLE list AS SELECT * FROM read_csv('{sys.argv[1]}', types={{'g5': 'UBIGINT', 'g6': 'UBIGINT', 'g7': 'UBIGINT', 'g2': 'UBIGINT', 'g3': 'UBIGINT', 'g4': 'UBIGINT'}})")
start, processor = time.perf_counter(), time.process_time()
for level in range(8):
    connection.execute(f"CREATE OR REPLACE TEMP TABLE level AS SELECT g{level}, count(*), median(log_price), mad(log_price) FROM list "
                       f"WHERE g{level} <> 0 GROUP BY g{level}")
print(json.dumps({"seconds": time.perf_counter() - start, "processor_seconds": time.process_time() - processor}))
