#ifndef BASELINE_INTERNAL_H
#define BASELINE_INTERNAL_H
#include <lmdb.h>

/* Seconds of a monotonic clock. */
double baseline_now(void);

/* Opens an environment, made when it is to be written; NULL when that fails. One that is only read is opened without its
   lock file: closing that would take away the locks that a ledger open in this process holds on it. */
MDB_env *baseline_open(const char *path, unsigned flags);
#endif
