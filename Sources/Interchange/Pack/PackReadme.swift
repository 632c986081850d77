import EventSourcing
import Ledger
import TransparencyLog

/// `README.txt`: what a pack is, and how to check it with nothing but a shell.
struct PackReadme {
  let story: PackStory

  var bytes: [UInt8] { Array((chinese + "\n\n" + english + "\n").utf8) }

  /// A line of its own above all else, for a test ledger only.
  private var mark: Bilingual {
    story.verdict.purpose?.mark.map { Bilingual($0.zh + "\n", $0.en + "\n") } ?? Bilingual("", "")
  }

  private var chinese: String {
    let (verdict, history) = (story.verdict, story.history)
    return """
      \(mark.zh)证据包：\(history.subject)
      账本 \(verdict.checkpoint.origin)；截至前\(history.asOf)条；检查点共\(verdict.checkpoint.size)条。

      用程序核对（公钥和创世哈希须从本包以外的渠道取得）：
        taizhang check 本文件.zip --vkey 检查点公钥 --genesis 创世哈希

      手工核对（只需 sha256sum、openssl、base64、xxd）：
      1. 各文件未损坏：                 sha256sum -c SHA256SUMS
      2. 创世哈希（应与另处取得的相同）：(printf '\\000'; cat entries/000000000000.entry) | openssl dgst -sha256 -binary | base64
      3. 某条在账本中：看 proofs/SEQ.proof。叶 = SHA-256(0x00 ‖ 条目)；节点 = SHA-256(0x01 ‖ 左 ‖ 右)。
         记 n = 序号，m = 检查点条数 − 1，自叶起依次与所列每个哈希合并：n 为奇数或 n = m 时，所列哈希在左，
         合并后若 n 为偶数，则 n、m 一同除以2直到 n 为奇数或0；否则所列哈希在右。然后 n、m 各除以2取整，再合并下一个。
         结果应等于 checkpoint.note 第3行。两个哈希合并：
           (printf '\\001'; echo 左 | base64 -d; echo 右 | base64 -d) | openssl dgst -sha256 -binary | base64
      4. 检查点的签名：公钥形如 名称+编号+BASE64；签名行“— 名称 BASE64”解码后前4字节为编号，其后64字节为签名：
           (printf '302a300506032b6570032100'; echo BASE64 | base64 -d | tail -c 32 | xxd -p -c 32) | xxd -r -p > key.der
           echo 签名行BASE64 | base64 -d | tail -c 64 > sig; head -n 3 checkpoint.note > text
           openssl pkeyutl -verify -pubin -keyform DER -inkey key.der -rawin -in text -sigfile sig
         条目的签名相同：正文自 taizhang/tx/v1 一行起，至空行之前（含最后的换行）；公钥见 keys.json。每把公钥由 registered
         所指的条目登记，那一条也要这样核对，直至创世。持有证明 proof 是新密钥对三行“taizhang/key/v1、创世哈希、公钥”的签名。
      5. 全部事件：链头(0) = SHA-256(0x02 ‖ 编号)；每个事件 链头 = SHA-256(0x03 ‖ 链头 ‖ 叶 ‖ 位置，4字节大端)；
         签名人的位置为 0xFFFFFFFF。最后的个数和链头应与 subject.proof 第6行相同，该行在认证（streams.attested）的根之下。
      6. 公开的个人信息：openings.jsonl 每行 HMAC-SHA-256(r, "taizhang/pii/v1" 换行 ref 换行 field 换行 value) 应等于条目中的 c：
           printf 'taizhang/pii/v1\\nREF\\nFIELD\\nVALUE' | openssl dgst -sha256 -mac HMAC -macopt hexkey:R的十六进制 -binary | base64
      7. 佐证文件：evidence/ 中文件名的前64位即其 SHA-256，其后按媒体类型加扩展名。

      没有证明：认证是否属实（须重放全账）；记录内容是否属实；登记公钥的人当时是否确有登记职责；某密钥是否在未附于此的条目中被吊销。
      """
  }

  private var english: String {
    let (verdict, history) = (story.verdict, story.history)
    return """
      \(mark.en)Evidence pack: \(history.subject)
      Ledger \(verdict.checkpoint.origin); complete for its first \(history.asOf) entries; checkpoint over \(verdict.checkpoint.size).

      With the program (get key and genesis hash from elsewhere than this pack):
        taizhang check THIS.zip --vkey KEY --genesis HASH

      By hand (sha256sum, openssl, base64, xxd): the commands above.
      1. No file is damaged: SHA256SUMS.
      2. The genesis hash is SHA-256(0x00 || entry 0); compare it with the one you have.
      3. An entry is in the log: see proofs/SEQ.proof. Leaf = SHA-256(0x00 || entry); climb with the hashes listed, node = SHA-256(0x01 || left || right).
         Let n = its number, m = checkpoint size - 1. For each listed hash: if n is odd or n = m, it stands left, and then, if n is even, halve n and m
         until n is odd or 0; else it stands right. Then halve n and m, rounding down, and go on.
         The result is line 3 of checkpoint.note.
      4. The checkpoint's signature: Ed25519 over its first three lines. The key is name+id+BASE64 (one type byte, 32 bytes); the signature line decodes to
         4 bytes of key id and 64 of signature. The same for entries: the text runs from the line taizhang/tx/v1 to before the blank line; keys are in keys.json.
         Each key was brought by the entry that "registered" names: check that one alike, up to the genesis. A proof of possession is the new key's
         signature over three lines: taizhang/key/v1, the genesis hash, the key.
      5. All events: head(0) = SHA-256(0x02 || ref); for each event SHA-256(0x03 || head || leaf || position as u32be), a signer's at 0xFFFFFFFF.
         Count and head at the end are those in line 6 of subject.proof, which is under the root of the attestation (streams.attested).
      6. Disclosed values: for each line of openings.jsonl, HMAC-SHA-256(r, "taizhang/pii/v1" LF ref LF field LF value) is the c in the entry.
      7. The first 64 characters of an evidence file's name are its SHA-256; the ending follows from its media type.

      Not proved: that the attestation is honest (only a replay of the ledger shows that); that what is recorded is true; that whoever registered a key held
      the duty of a registrar then; that no key was revoked in an entry which is not here.
      """
  }
}
