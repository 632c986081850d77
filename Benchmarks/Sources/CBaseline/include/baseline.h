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

/* Verifies every signature of the log at `source` with libcrypto's Ed25519, one context per key and thread, each thread
   its share. Texts, signatures and keys are found before the clock starts. `cpu` gets the time all threads together were
   at work, which other processes on the machine do not lengthen. Fails when a signature does not hold. */
double baseline_ed25519(const char *source, size_t threads, uint64_t *signatures, double *cpu);

struct baseline_log_size {
  uint64_t file_bytes;  /* all pages up to the last, free ones too: the size of data.mdb */
  uint64_t used_bytes;  /* pages that hold something */
  uint64_t entry_bytes; /* the entries themselves */
};

/* Measures the log at `source`; a negative number when it cannot be read. */
int baseline_log_size(const char *source, struct baseline_log_size *size);

/* Versions of the libraries that everything is measured beside, as one line; valid for ever. */
const char *baseline_versions(void);
#endif
