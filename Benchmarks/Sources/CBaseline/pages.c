#include "baseline.h"
#include "internal.h"
#include <string.h>

static uint64_t pages(const MDB_stat *stat) {
  return stat->ms_branch_pages + stat->ms_leaf_pages + stat->ms_overflow_pages;
}

/* Pages of a named database; the sum of the values' bytes too, when asked for. */
static int measure(MDB_txn *txn, const char *name, uint64_t *page_count, uint64_t *value_bytes) {
  MDB_dbi dbi;
  MDB_stat stat;
  MDB_cursor *cursor;
  MDB_val key, value;
  if (mdb_dbi_open(txn, name, 0, &dbi) || mdb_stat(txn, dbi, &stat)) return -1;
  *page_count += pages(&stat);
  if (!value_bytes) return 0;
  if (mdb_cursor_open(txn, dbi, &cursor)) return -1;
  while (mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == 0) *value_bytes += value.mv_size;
  mdb_cursor_close(cursor);
  return 0;
}

int baseline_log_size(const char *source, struct baseline_log_size *size) {
  MDB_env *env = baseline_open(source, MDB_RDONLY);
  MDB_txn *txn;
  MDB_dbi names;
  MDB_cursor *cursor;
  MDB_val key, value;
  MDB_envinfo info;
  MDB_stat stat;
  uint64_t used = 2; /* the two heads */
  MDB_dbi free_pages = 0;
  memset(size, 0, sizeof *size);
  if (!env || mdb_txn_begin(env, NULL, MDB_RDONLY, &txn)) return -1;
  if (mdb_env_info(env, &info) || mdb_stat(txn, free_pages, &stat)) return -1;
  used += pages(&stat);
  if (mdb_dbi_open(txn, NULL, 0, &names) || mdb_stat(txn, names, &stat)) return -1;
  used += pages(&stat);
  if (mdb_cursor_open(txn, names, &cursor)) return -1;
  while (mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == 0) {
    char name[64];
    if (key.mv_size >= sizeof name) return -1;
    memcpy(name, key.mv_data, key.mv_size);
    name[key.mv_size] = 0;
    int is_entries = strcmp(name, "entries") == 0;
    if (measure(txn, name, &used, is_entries ? &size->entry_bytes : NULL)) return -1;
  }
  size->file_bytes = ((uint64_t)info.me_last_pgno + 1) * stat.ms_psize;
  size->used_bytes = used * stat.ms_psize;
  mdb_cursor_close(cursor);
  mdb_txn_abort(txn);
  mdb_env_close(env);
  return 0;
}
