import CCrypto

/// A time stamp as libcrypto holds it, freed at the end.
final class DecodedToken {
  private let response: OpaquePointer?
  private let token: UnsafeMutablePointer<PKCS7>
  private let info: OpaquePointer

  /// Nil for bytes that are neither a token nor a response that grants one, or have more after it.
  init?(_ der: [UInt8]) {
    defer { ERR_clear_error() }
    if let response = Self.decode(der, { d2i_TS_RESP(nil, $0, $1) }, TS_RESP_free) {
      guard let token = TS_RESP_get_token(response), let info = TS_RESP_get_tst_info(response) else {
        TS_RESP_free(response)
        return nil
      }
      (self.response, self.token, self.info) = (response, token, info)
      return
    }
    guard let token = Self.decode(der, { d2i_PKCS7(nil, $0, $1) }, PKCS7_free) else { return nil }
    guard let info = PKCS7_to_TS_TST_INFO(token) else {
      PKCS7_free(token)
      return nil
    }
    (response, self.token, self.info) = (nil, token, info)
  }

  deinit {
    if let response {
      TS_RESP_free(response)
    } else {
      TS_TST_INFO_free(info)
      PKCS7_free(token)
    }
  }

  /// Reads an object that is the whole of the bytes.
  private static func decode<T>(
    _ der: [UInt8], _ read: (UnsafeMutablePointer<UnsafePointer<UInt8>?>, Int) -> T?, _ free: (T?) -> Void
  ) -> T? {
    der.withUnsafeBufferPointer { buffer in
      var cursor = buffer.baseAddress
      guard let result = read(&cursor, buffer.count) else { return nil }
      if cursor == buffer.baseAddress.map({ $0 + buffer.count }) { return result }
      free(result)
      return nil
    }
  }

  /// The SHA-256 that was stamped; nil for another algorithm.
  var imprint: Hash? {
    guard let stamped = TS_TST_INFO_get_msg_imprint(info), let algorithm = TS_MSG_IMPRINT_get_algo(stamped),
      OBJ_obj2nid(algorithm.pointee.algorithm) == NID_sha256, let value = TS_MSG_IMPRINT_get_msg(stamped)
    else { return nil }
    return Hash(bytes: Self.bytes(value))
  }

  /// `YYYYMMDDHHMMSS[.f…]Z`.
  var timeText: [UInt8]? { TS_TST_INFO_get_time(info).map { Self.bytes(UnsafeMutablePointer(mutating: $0)) } }

  private static func bytes(_ string: UnsafeMutablePointer<ASN1_STRING>) -> [UInt8] {
    guard let data = ASN1_STRING_get0_data(string) else { return [] }
    return Array(UnsafeBufferPointer(start: data, count: Int(ASN1_STRING_length(string))))
  }

  /// Whether the token is signed over this imprint by a certificate for time stamps that the store leads to.
  func isSigned(imprint: Hash, trusting store: borrowing CertificateStore) -> Bool {
    defer { ERR_clear_error() }
    guard let context = TS_VERIFY_CTX_new() else { return false }
    defer { TS_VERIFY_CTX_free(context) }
    _ = TS_VERIFY_CTX_set_flags(context, Int32(TS_VFY_VERSION | TS_VFY_IMPRINT | TS_VFY_SIGNATURE))
    // The context frees its store and its imprint.
    _ = TS_VERIFY_CTX_set_store(context, store.shared())
    guard let copy = CRYPTO_malloc(32, nil, 0) else { return false }
    imprint.withUnsafeBytes { UnsafeMutableRawBufferPointer(start: copy, count: 32).copyMemory(from: $0) }
    _ = TS_VERIFY_CTX_set_imprint(context, copy.assumingMemoryBound(to: UInt8.self), 32)
    return TS_RESP_verify_token(context, token) == 1
  }
}

/// Certificates that are trusted, judged as of one moment.
struct CertificateStore: ~Copyable {
  private let store: OpaquePointer

  /// Nil when the text holds no certificate.
  init?(pem: [UInt8], timeSeconds: Int64) {
    defer { ERR_clear_error() }
    guard let store = X509_STORE_new() else { return nil }
    let count = pem.withUnsafeBytes { bytes -> Int in
      guard let file = BIO_new_mem_buf(bytes.baseAddress, Int32(clamping: bytes.count)) else { return 0 }
      defer { BIO_free(file) }
      var count = 0
      while let certificate = PEM_read_bio_X509(file, nil, nil, nil) {
        if X509_STORE_add_cert(store, certificate) == 1 { count += 1 }
        X509_free(certificate)
      }
      return count
    }
    guard count > 0 else {
      X509_STORE_free(store)
      return nil
    }
    X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store), time_t(timeSeconds))
    self.store = store
  }

  /// One more owner of the store.
  borrowing func shared() -> OpaquePointer {
    X509_STORE_up_ref(store)
    return store
  }

  deinit { X509_STORE_free(store) }
}
