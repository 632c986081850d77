// LMDB's MDB_val as buffers, without copying.

public import CLMDB

extension MDB_val {
  /// Points at `bytes`. LMDB takes inputs through a mutable pointer but only reads them.
  @inlinable
  init(_ bytes: UnsafeRawBufferPointer) {
    self.init(mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
  }

  @inlinable
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: mv_data, count: mv_size) }
}

/// Lends an array's bytes, keeping the thrown type (`Array.withUnsafeBytes` loses it).
@inlinable
func withBytes<R>(
  _ array: [UInt8], _ body: (UnsafeRawBufferPointer) throws(LMDBError) -> R
) throws(LMDBError) -> R {
  try array.withUnsafeBufferPointer { (buffer) throws(LMDBError) -> R in
    try body(UnsafeRawBufferPointer(buffer))
  }
}

/// Lends an integer's bytes in this machine's order, which is how `MDB_INTEGERKEY` wants them.
@inlinable
func withBytes<R>(
  _ integer: UInt64, _ body: (UnsafeRawBufferPointer) throws(LMDBError) -> R
) throws(LMDBError) -> R {
  try withUnsafeBytes(of: integer) { (bytes) throws(LMDBError) -> R in try body(bytes) }
}
