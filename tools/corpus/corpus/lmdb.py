"""As much of liblmdb as the corpus needs: named databases read and written whole, through ctypes.

The ledger's own library is not used, so that what is written here is only what specs/format.md says.
"""

import ctypes
import ctypes.util
import os

INTEGER_KEY, CREATE, READ_ONLY = 0x08, 0x40000, 0x20000
_FIRST, _NEXT, _NOT_FOUND = 0, 8, -30798


class _Value(ctypes.Structure):
    _fields_ = [("size", ctypes.c_size_t), ("data", ctypes.c_void_p)]

    @classmethod
    def of(cls, data):
        value = cls(len(data), ctypes.cast(ctypes.c_char_p(data), ctypes.c_void_p))
        value.kept = data  # as long as the value lives
        return value

    def bytes(self):
        return ctypes.string_at(self.data, self.size)


def _library():
    lib = ctypes.CDLL(ctypes.util.find_library("lmdb") or "liblmdb.so.0")
    lib.mdb_env_set_mapsize.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
    lib.mdb_env_open.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint, ctypes.c_uint]
    lib.mdb_txn_begin.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint, ctypes.POINTER(ctypes.c_void_p)]
    lib.mdb_dbi_open.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint, ctypes.POINTER(ctypes.c_uint)]
    for name in ("mdb_txn_commit", "mdb_txn_abort", "mdb_env_close", "mdb_cursor_close"):
        getattr(lib, name).argtypes = [ctypes.c_void_p]
    lib.mdb_env_set_maxdbs.argtypes = [ctypes.c_void_p, ctypes.c_uint]
    lib.mdb_cursor_open.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.POINTER(ctypes.c_void_p)]
    lib.mdb_cursor_get.argtypes = [ctypes.c_void_p, ctypes.POINTER(_Value), ctypes.POINTER(_Value), ctypes.c_int]
    lib.mdb_put.argtypes = [
        ctypes.c_void_p,
        ctypes.c_uint,
        ctypes.POINTER(_Value),
        ctypes.POINTER(_Value),
        ctypes.c_uint,
    ]
    lib.mdb_drop.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_int]
    lib.mdb_strerror.restype = ctypes.c_char_p
    return lib


_lib = _library()


def _check(code):
    if code:
        raise OSError(f"LMDB: {_lib.mdb_strerror(code).decode()}")


class Environment:
    """An LMDB folder open for one transaction; `with` commits when nothing went wrong."""

    def __init__(self, folder, write=False):
        self._env, self._txn, self._is_write = ctypes.c_void_p(), ctypes.c_void_p(), write
        _check(_lib.mdb_env_create(ctypes.byref(self._env)))
        _check(_lib.mdb_env_set_maxdbs(self._env, 128))
        _check(_lib.mdb_env_set_mapsize(self._env, 1 << 30))
        if write:
            os.makedirs(folder, exist_ok=True)
        _check(_lib.mdb_env_open(self._env, folder.encode(), 0 if write else READ_ONLY, 0o644))
        _check(_lib.mdb_txn_begin(self._env, None, 0 if write else READ_ONLY, ctypes.byref(self._txn)))

    def __enter__(self):
        return self

    def __exit__(self, failure, *_):
        if failure is None and self._is_write:
            _check(_lib.mdb_txn_commit(self._txn))
        else:
            _lib.mdb_txn_abort(self._txn)
        _lib.mdb_env_close(self._env)

    def _database(self, name, flags):
        dbi = ctypes.c_uint()
        flags |= CREATE if self._is_write and name else 0
        _check(_lib.mdb_dbi_open(self._txn, name.encode() if name else None, flags, ctypes.byref(dbi)))
        return dbi

    def names(self):
        """The databases there are: they are the keys of the nameless one."""
        return [key.decode() for key in self.read(None)]

    def read(self, name, flags=0):
        """Every key and value of a database, in its order."""
        cursor, key, value, found = ctypes.c_void_p(), _Value(), _Value(), {}
        _check(_lib.mdb_cursor_open(self._txn, self._database(name, flags), ctypes.byref(cursor)))
        code = _lib.mdb_cursor_get(cursor, ctypes.byref(key), ctypes.byref(value), _FIRST)
        while code == 0:
            found[key.bytes()] = value.bytes()
            code = _lib.mdb_cursor_get(cursor, ctypes.byref(key), ctypes.byref(value), _NEXT)
        _lib.mdb_cursor_close(cursor)
        if code != _NOT_FOUND:
            _check(code)
        return found

    def replace(self, name, records, flags=0):
        """Makes `records` all that a database holds."""
        dbi = self._database(name, flags)
        _check(_lib.mdb_drop(self._txn, dbi, 0))
        for key, value in sorted(records.items()):
            _check(_lib.mdb_put(self._txn, dbi, ctypes.byref(_Value.of(key)), ctypes.byref(_Value.of(value)), 0))
