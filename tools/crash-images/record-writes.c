/* Records what a process writes to files below a folder, as an LD_PRELOAD library.
 *
 *   CRASH_ROOT=/folder CRASH_TRACE=/trace LD_PRELOAD=record-writes.so PROGRAM
 *
 * A SIGKILL never tests fsync: the kernel keeps what was written. From this trace `replay.py` makes the folders that a
 * power cut could have left instead. One record per call that changes a file or makes changes durable, in the order
 * in which the calls returned; the same for lines on standard output, since those are what the program promised:
 *
 *   u8 kind | u8 synchronous | u32 file | u64 offset | u32 length | length bytes        (all little-endian)
 *
 *   'b' a process begins   'o' a file or folder opened (bytes: path; offset: 1 if emptied)   'w' bytes written at an offset
 *   't' cut or grown to offset   's' fsync   'd' fdatasync   'p' promised on standard output   'x' msync: not supported
 *   'm' mkdir   'u' unlink   'r' rmdir (bytes: path)   'n' rename (bytes: old NUL new)
 *
 * `file` numbers an opening. Threads are recorded, forks are not. A file that is mapped and changed there is not seen; LMDB without MDB_WRITEMAP maps
 * its data for reading only, and its lock file is no data. `replay.py` compares the trace with the folder as it was
 * left, so a call that this file does not know is noticed.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define NEXT(name) ((__typeof__(&name))next(#name))
#define DESCRIPTORS 4096

static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static int trace = -1;
static char root[PATH_MAX];
static uint32_t file_of[DESCRIPTORS]; /* 0: not recorded */
static uint8_t is_synchronous[DESCRIPTORS];
static uint32_t opening_count;

static void *next(const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  if (!found) abort();
  return found;
}

static void put(const void *bytes, size_t count) {
  const char *at = bytes;
  while (count) {
    ssize_t done = NEXT(write)(trace, at, count);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) abort();
    at += done;
    count -= done;
  }
}

static void record(char kind, int descriptor, uint64_t offset, const void *bytes, uint32_t length) {
  uint8_t head[18] = {kind};
  uint32_t file = 0;
  if (descriptor >= 0 && descriptor < DESCRIPTORS) {
    head[1] = is_synchronous[descriptor];
    file = file_of[descriptor];
  }
  memcpy(head + 2, &file, 4);
  memcpy(head + 6, &offset, 8);
  memcpy(head + 14, &length, 4);
  put(head, sizeof head);
  put(bytes, length);
}

__attribute__((constructor)) static void start(void) {
  const char *folder = getenv("CRASH_ROOT"), *path = getenv("CRASH_TRACE");
  if (!folder || !path || !realpath(folder, root)) return;
  trace = NEXT(open)(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (trace >= 0) record('b', -1, 0, "", 0);
}

static int is_recorded(int descriptor) {
  return trace >= 0 && descriptor >= 0 && descriptor < DESCRIPTORS && file_of[descriptor];
}

/* The absolute path, when it lies below the root. */
static int is_below(const char *path, char *absolute) {
  char folder[PATH_MAX], copy[PATH_MAX];
  if (trace < 0 || strlen(path) >= PATH_MAX) return 0;
  strcpy(copy, path);
  char *slash = strrchr(copy, '/');
  const char *name = slash ? slash + 1 : copy;
  if (slash) *slash = 0;
  if (!realpath(slash ? (copy[0] ? copy : "/") : ".", folder)) return 0;
  if (snprintf(absolute, PATH_MAX, "%s/%s", folder, name) >= PATH_MAX) return 0;
  size_t length = strlen(root);
  return strncmp(absolute, root, length) == 0 && absolute[length] == '/';
}

static int opened(int descriptor, const char *path, int flags) {
  char absolute[PATH_MAX];
  struct stat status;
  int code = errno;
  if (descriptor < 0 || descriptor >= DESCRIPTORS) return descriptor;
  file_of[descriptor] = 0;
  is_synchronous[descriptor] = (flags & O_DSYNC) != 0;
  if (is_below(path, absolute) && fstat(descriptor, &status) == 0 && !S_ISCHR(status.st_mode)) {
    file_of[descriptor] = ++opening_count;
    record('o', descriptor, (flags & O_TRUNC) != 0, absolute, strlen(absolute));
  }
  errno = code;
  return descriptor;
}

#define OPEN(name)                                                             \
  int name(const char *path, int flags, ...) {                                 \
    mode_t mode = 0;                                                           \
    if (flags & (O_CREAT | __O_TMPFILE)) {                                     \
      va_list rest;                                                            \
      va_start(rest, flags);                                                   \
      mode = va_arg(rest, mode_t);                                             \
      va_end(rest);                                                            \
    }                                                                          \
    pthread_mutex_lock(&lock);                                                 \
    int descriptor = opened(NEXT(name)(path, flags, mode), path, flags);       \
    pthread_mutex_unlock(&lock);                                               \
    return descriptor;                                                         \
  }
OPEN(open)
OPEN(open64)

int close(int descriptor) {
  pthread_mutex_lock(&lock);
  if (descriptor >= 0 && descriptor < DESCRIPTORS) file_of[descriptor] = 0;
  int result = NEXT(close)(descriptor);
  pthread_mutex_unlock(&lock);
  return result;
}

/* Runs a write and records the bytes that it took, at `offset` or where the file stood (-1). */
#define WRITE(call, descriptor, at, vectors, count)                            \
  pthread_mutex_lock(&lock);                                                   \
  off_t offset = is_recorded(descriptor) && (at) < 0 ? lseek(descriptor, 0, SEEK_CUR) : (at); \
  ssize_t done = call;                                                         \
  int code = errno;                                                            \
  written(descriptor, offset, vectors, count, done);                           \
  errno = code;                                                                \
  pthread_mutex_unlock(&lock);                                                 \
  return done;

static void written(int descriptor, off_t offset, const struct iovec *vectors, int count, ssize_t done) {
  int is_promise = trace >= 0 && descriptor == STDOUT_FILENO;
  if (!is_promise && !is_recorded(descriptor)) return;
  for (int i = 0; i < count && done > 0; i++) {
    size_t part = vectors[i].iov_len < (size_t)done ? vectors[i].iov_len : (size_t)done;
    record(is_promise ? 'p' : 'w', descriptor, offset, vectors[i].iov_base, part);
    offset += part;
    done -= part;
  }
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
  struct iovec vector = {(void *)bytes, count};
  WRITE(NEXT(write)(descriptor, bytes, count), descriptor, -1, &vector, 1)
}

ssize_t writev(int descriptor, const struct iovec *vectors, int count) {
  WRITE(NEXT(writev)(descriptor, vectors, count), descriptor, -1, vectors, count)
}

#define PWRITE(name, type)                                                     \
  ssize_t name(int descriptor, const void *bytes, size_t count, type position) { \
    struct iovec vector = {(void *)bytes, count};                              \
    WRITE(NEXT(name)(descriptor, bytes, count, position), descriptor, position, &vector, 1) \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define PWRITEV(name, type)                                                    \
  ssize_t name(int descriptor, const struct iovec *vectors, int count, type position) { \
    WRITE(NEXT(name)(descriptor, vectors, count, position), descriptor, position, vectors, count) \
  }
PWRITEV(pwritev, off_t)
PWRITEV(pwritev64, off64_t)

#define ONE(kind, offset, call, descriptor)                                    \
  pthread_mutex_lock(&lock);                                                   \
  int result = call;                                                           \
  int code = errno;                                                            \
  if (result == 0 && is_recorded(descriptor)) record(kind, descriptor, offset, "", 0); \
  errno = code;                                                                \
  pthread_mutex_unlock(&lock);                                                 \
  return result;

int ftruncate(int descriptor, off_t size) { ONE('t', size, NEXT(ftruncate)(descriptor, size), descriptor) }
int ftruncate64(int descriptor, off64_t size) { ONE('t', size, NEXT(ftruncate64)(descriptor, size), descriptor) }
int fsync(int descriptor) { ONE('s', 0, NEXT(fsync)(descriptor), descriptor) }
int fdatasync(int descriptor) { ONE('d', 0, NEXT(fdatasync)(descriptor), descriptor) }

int msync(void *address, size_t count, int flags) {
  int result = NEXT(msync)(address, count, flags);
  pthread_mutex_lock(&lock);
  if (trace >= 0) record('x', -1, 0, "", 0);
  pthread_mutex_unlock(&lock);
  return result;
}

static int named(char kind, const char *path, int result) {
  char absolute[PATH_MAX];
  int code = errno;
  if (result == 0 && is_below(path, absolute)) record(kind, -1, 0, absolute, strlen(absolute));
  errno = code;
  return result;
}

#define NAMED(kind, call)                                                      \
  pthread_mutex_lock(&lock);                                                   \
  int result = named(kind, path, call);                                        \
  pthread_mutex_unlock(&lock);                                                 \
  return result;

int mkdir(const char *path, mode_t mode) { NAMED('m', NEXT(mkdir)(path, mode)) }
int unlink(const char *path) { NAMED('u', NEXT(unlink)(path)) }
int rmdir(const char *path) { NAMED('r', NEXT(rmdir)(path)) }

int rename(const char *old, const char *new) {
  char both[2 * PATH_MAX];
  pthread_mutex_lock(&lock);
  int result = NEXT(rename)(old, new);
  int code = errno;
  if (result == 0 && is_below(old, both) && is_below(new, both + strlen(both) + 1)) {
    size_t length = strlen(both) + 1;
    record('n', -1, 0, both, length + strlen(both + length));
  }
  errno = code;
  pthread_mutex_unlock(&lock);
  return result;
}
