#define OPENSSL_SUPPRESS_DEPRECATED
#include "baseline.h"
#include "internal.h"
#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

double baseline_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

MDB_env *baseline_open(const char *path, unsigned flags) {
  MDB_env *env;
  if (mdb_env_create(&env)) return NULL;
  mdb_env_set_mapsize(env, (size_t)1 << 40);
  mdb_env_set_maxdbs(env, 128);
  if (flags & MDB_RDONLY) flags |= MDB_NOLOCK;
  else mkdir(path, 0755);
  if (mdb_env_open(env, path, flags, 0644)) return NULL;
  return env;
}

static int copy_all(MDB_txn *from, const char *name, unsigned flags, MDB_txn *to) {
  MDB_dbi source, target;
  MDB_cursor *cursor;
  MDB_val key, value;
  if (mdb_dbi_open(from, name, flags, &source) || mdb_dbi_open(to, name, flags | MDB_CREATE, &target)) return -1;
  if (mdb_cursor_open(from, source, &cursor)) return -1;
  while (mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == 0)
    if (mdb_put(to, target, &key, &value, 0)) return -1;
  mdb_cursor_close(cursor);
  return 0;
}

double baseline_lmdb_log(const char *source, const char *target, size_t group) {
  MDB_env *in = baseline_open(source, MDB_RDONLY), *out = baseline_open(target, 0);
  MDB_txn *from, *to;
  MDB_dbi entries, copies;
  MDB_cursor *cursor;
  MDB_val key, value;
  size_t count = 0;
  if (!in || !out || mdb_txn_begin(in, NULL, MDB_RDONLY, &from)) return -1;
  double start = baseline_now();
  if (mdb_txn_begin(out, NULL, 0, &to)) return -1;
  if (mdb_dbi_open(from, "entries", MDB_INTEGERKEY, &entries)) return -1;
  if (mdb_dbi_open(to, "entries", MDB_INTEGERKEY | MDB_CREATE, &copies)) return -1;
  if (mdb_cursor_open(from, entries, &cursor)) return -1;
  while (mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == 0) {
    if (mdb_put(to, copies, &key, &value, MDB_APPEND)) return -1;
    if (++count % group == 0 && (mdb_txn_commit(to) || mdb_txn_begin(out, NULL, 0, &to))) return -1;
  }
  if (copy_all(from, "tiles", 0, to) || copy_all(from, "checkpoints", MDB_INTEGERKEY, to)) return -1;
  if (mdb_txn_commit(to)) return -1;
  double seconds = baseline_now() - start;
  mdb_cursor_close(cursor);
  mdb_txn_abort(from);
  mdb_env_close(in);
  mdb_env_close(out);
  return seconds;
}

double baseline_lmdb_derived(const char *source, const char *target) {
  MDB_env *in = baseline_open(source, MDB_RDONLY), *out = baseline_open(target, 0);
  MDB_txn *from;
  MDB_dbi names;
  MDB_cursor *cursor;
  MDB_val key, value;
  if (!in || !out || mdb_txn_begin(in, NULL, MDB_RDONLY, &from)) return -1;
  double start = baseline_now();
  if (mdb_dbi_open(from, NULL, 0, &names) || mdb_cursor_open(from, names, &cursor)) return -1;
  while (mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == 0) {
    char name[512];
    MDB_txn *to;
    if (key.mv_size >= sizeof name) return -1;
    memcpy(name, key.mv_data, key.mv_size);
    name[key.mv_size] = 0;
    if (mdb_txn_begin(out, NULL, 0, &to) || copy_all(from, name, 0, to) || mdb_txn_commit(to)) return -1;
  }
  double seconds = baseline_now() - start;
  mdb_cursor_close(cursor);
  mdb_txn_abort(from);
  mdb_env_close(in);
  mdb_env_close(out);
  return seconds;
}

double baseline_sqlite(const char *source, const char *target, size_t group, size_t events_per_entry, size_t subjects) {
  MDB_env *in = baseline_open(source, MDB_RDONLY);
  MDB_txn *from;
  MDB_dbi entries;
  MDB_cursor *cursor;
  MDB_val key, value;
  sqlite3 *db;
  sqlite3_stmt *entry, *link;
  size_t count = 0;
  uint64_t random = 88172645463325252ull;
  if (!in || mdb_txn_begin(in, NULL, MDB_RDONLY, &from) || sqlite3_open(target, &db)) return -1;
  sqlite3_exec(db, "pragma journal_mode=wal; pragma synchronous=full;"
    "create table entries(seq integer primary key, bytes blob);"
    "create table links(subject text, seq integer, pos integer, primary key(subject, seq, pos)) without rowid;", 0, 0, 0);
  if (sqlite3_prepare_v2(db, "insert into entries values(?,?)", -1, &entry, 0)) return -1;
  if (sqlite3_prepare_v2(db, "insert or ignore into links values(?,?,?)", -1, &link, 0)) return -1;
  if (mdb_dbi_open(from, "entries", MDB_INTEGERKEY, &entries) || mdb_cursor_open(from, entries, &cursor)) return -1;
  double start = baseline_now();
  sqlite3_exec(db, "begin", 0, 0, 0);
  while (mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == 0) {
    sqlite3_bind_int64(entry, 1, (sqlite3_int64)count);
    sqlite3_bind_blob(entry, 2, value.mv_data, (int)value.mv_size, SQLITE_STATIC);
    if (sqlite3_step(entry) != SQLITE_DONE) return -1;
    sqlite3_reset(entry);
    /* 2.5 links an event: subject, visitor, and for every other event a companion. */
    for (size_t event = 0; event < events_per_entry * 5 / 2; event++) {
      char name[32];
      random ^= random << 13, random ^= random >> 7, random ^= random << 17;
      int length = snprintf(name, sizeof name, "hh-%07llu", (unsigned long long)(random % subjects));
      sqlite3_bind_text(link, 1, name, length, SQLITE_STATIC);
      sqlite3_bind_int64(link, 2, (sqlite3_int64)count);
      sqlite3_bind_int64(link, 3, (sqlite3_int64)event);
      if (sqlite3_step(link) != SQLITE_DONE) return -1;
      sqlite3_reset(link);
    }
    if (++count % group == 0) sqlite3_exec(db, "commit; begin", 0, 0, 0);
  }
  sqlite3_exec(db, "commit", 0, 0, 0);
  double seconds = baseline_now() - start;
  sqlite3_finalize(entry);
  sqlite3_finalize(link);
  sqlite3_close(db);
  mdb_cursor_close(cursor);
  mdb_txn_abort(from);
  mdb_env_close(in);
  return seconds;
}

double baseline_sha256(const char *source, uint64_t *hashed_bytes) {
  MDB_env *in = baseline_open(source, MDB_RDONLY);
  MDB_txn *from;
  MDB_dbi entries;
  MDB_cursor *cursor;
  MDB_val key, value;
  unsigned char digest[32], node[65] = {1};
  SHA256_CTX context;
  if (!in || mdb_txn_begin(in, NULL, MDB_RDONLY, &from)) return -1;
  if (mdb_dbi_open(from, "entries", MDB_INTEGERKEY, &entries) || mdb_cursor_open(from, entries, &cursor)) return -1;
  *hashed_bytes = 0;
  double start = baseline_now();
  while (mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == 0) {
    SHA256_Init(&context);
    SHA256_Update(&context, "\0", 1);
    SHA256_Update(&context, value.mv_data, value.mv_size);
    SHA256_Final(digest, &context);
    memcpy(node + 1, digest, 32);
    SHA256_Init(&context);
    SHA256_Update(&context, node, 65);
    SHA256_Final(digest, &context);
    *hashed_bytes += value.mv_size + 66;
  }
  double seconds = baseline_now() - start;
  mdb_cursor_close(cursor);
  mdb_txn_abort(from);
  mdb_env_close(in);
  return seconds;
}

const char *baseline_versions(void) {
  static char text[160];
  snprintf(text, sizeof text, "%s; SQLite %s; %s", mdb_version(NULL, NULL, NULL), sqlite3_libversion(),
    OpenSSL_version(OPENSSL_VERSION));
  return text;
}
