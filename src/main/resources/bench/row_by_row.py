"""row_by_row.py IN.json OUT.db: the usual way. Everything read at once, one INSERT a row, one commit, SQLite's defaults.

The tables are there already. Prints how many rows there are at the end, and the seconds for all of it.
"""
import json
import sqlite3
import sys
import time

TYPES = {"fact": "fact", "note": "fact", "event": "event", "preference": "preference", "preference_food": "preference"}

db = sqlite3.connect(sys.argv[2])
began = time.time()
with open(sys.argv[1], encoding="utf-8") as file:
    records = json.load(file)
for number, record in enumerate(records):
    tags = record.get("keywords") or record.get("tags") or []
    db.execute(
        "INSERT INTO memories (id, summary, content, keywords, memory_type, source_type, source_id, source_path, owner,"
        " visibility, created_at) VALUES (?, ?, ?, ?, ?, 'migration', 'v1:memories.json', ?, ?, ?, ?)",
        (
            record.get("id") or "made-%d" % number,
            (record.get("summary") or record.get("title") or "")[:500],
            record.get("content") or record.get("text") or "",
            json.dumps(tags if isinstance(tags, list) else [tags], ensure_ascii=False),
            TYPES.get((record.get("type") or record.get("category") or "fact").lower(), "fact"),
            "memories.json#%d" % number,
            record.get("owner") or record.get("user") or "family",
            record.get("visibility") or "private",
            record.get("created_at"),
        ),
    )
db.commit()
seconds = time.time() - began
print(db.execute("SELECT count(*) FROM memories").fetchone()[0], "%.6f" % seconds)
