#define _GNU_SOURCE
#include "baseline.h"
#include "internal.h"
#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { KEYS_MAX = 64, THREADS_MAX = 16, LINE_BASE64 = 92 };

struct key {
  unsigned char id[4];
  EVP_PKEY *key;
};

struct signature {
  const unsigned char *text;
  size_t size;
  size_t key;
  unsigned char bytes[64];
};

struct work {
  struct key keys[KEYS_MAX];
  size_t key_count;
  struct signature *signatures;
  size_t count, room;
};

struct share {
  const struct work *work;
  size_t first, step;
  int holds;
};

/* Takes every key the text brings: `…vkey":"name+8 hex digits+base64(type ‖ 32 bytes)"`. */
static int take_keys(struct work *work, const unsigned char *text, size_t size) {
  static const char mark[] = "vkey\":\"";
  const unsigned char *end = text + size, *at = text;
  while ((at = memmem(at, (size_t)(end - at), mark, sizeof mark - 1))) {
    unsigned char data[36];
    at += sizeof mark - 1;
    const unsigned char *plus = memchr(at, '+', (size_t)(end - at));
    if (!plus || end - plus < 1 + 8 + 1 + 44 || work->key_count == KEYS_MAX) return -1;
    struct key *key = &work->keys[work->key_count];
    for (int i = 0; i < 4; i++) {
      char digits[3] = {(char)plus[1 + 2 * i], (char)plus[2 + 2 * i], 0};
      key->id[i] = (unsigned char)strtoul(digits, NULL, 16);
    }
    if (EVP_DecodeBlock(data, plus + 10, 44) != 33) return -1;
    key->key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, data + 1, 32);
    if (!key->key) return -1;
    work->key_count++;
  }
  return 0;
}

/* Takes the signature lines of an entry: its first line is the stamp, its text ends with the line before the empty one. */
static int take_signatures(struct work *work, const unsigned char *entry, size_t size) {
  const unsigned char *end = entry + size;
  const unsigned char *text = memchr(entry, '\n', size);
  const unsigned char *gap = memmem(entry, size, "\n\n", 2);
  if (!text++ || !gap || text > gap) return -1;
  if (take_keys(work, text, (size_t)(gap - text))) return -1;
  for (const unsigned char *line = gap + 2; line < end;) {
    unsigned char data[LINE_BASE64 / 4 * 3];
    const unsigned char *stop = memchr(line, '\n', (size_t)(end - line));
    if (!stop || stop - line < LINE_BASE64) return -1;
    if (EVP_DecodeBlock(data, stop - LINE_BASE64, LINE_BASE64) != (int)sizeof data) return -1;
    if (work->count == work->room) {
      work->room = work->room ? 2 * work->room : 1024;
      work->signatures = realloc(work->signatures, work->room * sizeof *work->signatures);
      if (!work->signatures) return -1;
    }
    struct signature *signature = &work->signatures[work->count++];
    signature->text = text;
    signature->size = (size_t)(gap + 1 - text);
    memcpy(signature->bytes, data + 4, 64);
    for (signature->key = 0; signature->key < work->key_count; signature->key++)
      if (memcmp(work->keys[signature->key].id, data, 4) == 0) break;
    if (signature->key == work->key_count) return -1;
    line = stop + 1;
  }
  return 0;
}

static void *verify(void *argument) {
  struct share *share = argument;
  EVP_MD_CTX *contexts[KEYS_MAX] = {NULL};
  share->holds = 1;
  for (size_t i = 0; i < share->work->key_count && share->holds; i++) {
    contexts[i] = EVP_MD_CTX_new();
    share->holds = contexts[i] && EVP_DigestVerifyInit(contexts[i], NULL, NULL, NULL, share->work->keys[i].key) == 1;
  }
  for (size_t i = share->first; i < share->work->count && share->holds; i += share->step) {
    const struct signature *signature = &share->work->signatures[i];
    share->holds =
      EVP_DigestVerify(contexts[signature->key], signature->bytes, 64, signature->text, signature->size) == 1;
  }
  for (size_t i = 0; i < share->work->key_count; i++) EVP_MD_CTX_free(contexts[i]);
  return NULL;
}

static double cpu_seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double verify_all(const struct work *work, size_t threads) {
  struct share shares[THREADS_MAX];
  pthread_t running[THREADS_MAX];
  double start = baseline_now();
  for (size_t i = 0; i < threads; i++) {
    shares[i] = (struct share){.work = work, .first = i, .step = threads};
    if (pthread_create(&running[i], NULL, verify, &shares[i])) return -1;
  }
  int holds = 1;
  for (size_t i = 0; i < threads; i++) {
    pthread_join(running[i], NULL);
    holds = holds && shares[i].holds;
  }
  return holds ? baseline_now() - start : -1;
}

double baseline_ed25519(const char *source, size_t threads, uint64_t *signatures, double *cpu) {
  MDB_env *in = baseline_open(source, MDB_RDONLY);
  MDB_txn *from;
  MDB_dbi entries;
  MDB_cursor *cursor;
  MDB_val key, value;
  struct work work = {0};
  if (threads < 1 || threads > THREADS_MAX || !in || mdb_txn_begin(in, NULL, MDB_RDONLY, &from)) return -1;
  if (mdb_dbi_open(from, "entries", MDB_INTEGERKEY, &entries) || mdb_cursor_open(from, entries, &cursor)) return -1;
  while (mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == 0)
    if (take_signatures(&work, value.mv_data, value.mv_size)) return -1;
  double busy = cpu_seconds();
  double seconds = verify_all(&work, threads);
  *cpu = cpu_seconds() - busy;
  *signatures = work.count;
  for (size_t i = 0; i < work.key_count; i++) EVP_PKEY_free(work.keys[i].key);
  free(work.signatures);
  mdb_cursor_close(cursor);
  mdb_txn_abort(from);
  mdb_env_close(in);
  return seconds;
}
