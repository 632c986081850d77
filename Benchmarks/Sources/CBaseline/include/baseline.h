#ifndef BASELINE_H
#define BASELINE_H
#include <stddef.h>
#include <stdint.h>

/* Each returns seconds spent, or a negative number when a call failed. */

/* Writes every record of the log at `source` into a new environment at `target`: entries appended, tiles and checkpoints
   put, `group` entries to a durable commit. */
double baseline_lmdb_log(const char *source, const char *target, size_t group);

/* Writes every record of every database of the environment at `source` into a new one at `target`, in key order, in one
   durable commit per database. */
double baseline_lmdb_derived(const char *source, const char *target);

/* Inserts the entries of the log at `source` into SQLite (WAL, synchronous=FULL), with `links` index rows for each event of
   `events_per_entry`, `group` entries to a transaction. */
double baseline_sqlite(const char *source, const char *target, size_t group, size_t events_per_entry, size_t subjects);

/* SHA-256 over every leaf and every inner node of the log at `source`, low-level calls, one thread. */
double baseline_sha256(const char *source, uint64_t *hashed_bytes);

/* Bytes of all entries of the log at `source`, 0 when it cannot be read. */
uint64_t baseline_entry_bytes(const char *source);
#endif
