import Foundation
import Testing

/// What answers at an address that is no ledger's: nobody's forgery.
@Suite struct ForeignLogTests {
  /// Makes a sound C2SP log, by another program, whose entries are not Taizhang's; with a proof of one, and the log's key.
  private func makeLog(_ taizhang: Product) throws {
    let script = #"""
      import base64, hashlib, os, sys
      from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
      from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
      h = lambda data: hashlib.sha256(data).digest()
      b64 = lambda data: base64.b64encode(data).decode()
      entries = [b"an entry of another log", b"another one"]
      leaves = [h(b"\0" + entry) for entry in entries]
      root, name = h(b"\1" + leaves[0] + leaves[1]), "other.example/log"
      key = Ed25519PrivateKey.generate()
      public = b"\1" + key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
      key_id = h(name.encode() + b"\n" + public)[:4]
      text = f"{name}\n2\n{b64(root)}\n"
      note = text + f"\n— {name} {b64(key_id + key.sign(text.encode()))}\n"
      os.makedirs("foreign/tile/entries/000.p"); os.makedirs("foreign/tile/0/000.p")
      open("foreign/checkpoint", "w").write(note)
      open("foreign/tile/0/000.p/2", "wb").write(b"".join(leaves))
      open("foreign/tile/entries/000.p/2", "wb").write(b"".join(len(e).to_bytes(2, "big") + e for e in entries))
      open("foreign.vkey", "w").write(f"{name}+{key_id.hex()}+{b64(public)}\n")
      for file, extra in ("foreign.proof", f"extra {b64(entries[0])}\n"), ("bare.proof", ""):
          open(file, "w").write(f"c2sp.org/tlog-proof@v1\n{extra}index 0\n{b64(leaves[1])}\n\n{note}")
      """#
    let python = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../tools/python")
    let made = try taizhang.start("/bin/bash", [python.standardized.path, "-c", script])
    #expect(made.status == 0, "\(made)")
  }

  /// A sound log of somebody else ended as "forged", exit 2.
  @Test func aForeignLogIsNoForgery() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      try taizhang.write(try taizhang("checkpoint").out, "cp")
      try makeLog(taizhang)
      let (server, address) = try taizhang.webServer("foreign")
      defer { server.stop() }
      for command in [
        ["verify", "--tiles", address], ["verify", "--tiles", "foreign"],
        ["verify", "--tiles", "foreign", "--vkey", "foreign.vkey"],
        ["verify", "--tiles", "foreign", "--vkey", "ledger/keys/checkpoint.vkey"],
        ["verify", "--tiles", address, "--since", "cp"], ["follow", address, "--into", "R", "--once"],
        ["follow", "foreign", "--into", "R", "--once", "--vkey", "ledger/keys/checkpoint.vkey"],
        ["check", "foreign.proof", "--vkey", "foreign.vkey"],
      ] {
        let answer = try taizhang.start(Product.binary, command)
        #expect(answer.status == 65 && answer.err.contains("E38"), "\(command): \(answer)")
      }
      #expect(try taizhang("check", "bare.proof", "--vkey", "foreign.vkey").status == 65)
      // One whose tiles do not hold is no sound log of anybody's.
      try taizhang.write(String(repeating: "x", count: 64), "foreign/tile/0/000.p/2")
      #expect(try taizhang("verify", "--tiles", "foreign").status == 2)
    }
  }

  /// The page with which a hotel's network answers everything until one logs in was told as a forged checkpoint, exit 2, with the advice to
  /// report it.
  @Test func aLoginPageIsNoForgery() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("publish", "web").status == 0)
      #expect(try taizhang("follow", "web", "--into", "replica", "--once").status == 0)
      try taizhang.write(try taizhang("checkpoint").out, "cp")
      let page = "<!DOCTYPE html>\n<html><head><title>请登录</title></head><body>请先登录网络</body></html>\n"
      try FileManager.default.createDirectory(atPath: taizhang.path("page"), withIntermediateDirectories: false)
      for (name, text) in [
        ("page", page), ("json", "{\"error\":\"not found\"}\n"), ("text", "Welcome\nto this network\n"),
      ] {
        try taizhang.write(text, "page/checkpoint")
        try taizhang.write(text, "page.\(name)")
        let (server, address) = try taizhang.webServer("page")
        defer { server.stop() }
        for command in [
          ["verify", "--tiles", address], ["verify", "--tiles", "page"],
          ["verify", "--tiles", address, "--since", "cp"],
          ["verify", "--since", "page.\(name)"], ["follow", address, "--into", "replica", "--once"],
          ["follow", address, "--into", "new-\(name)", "--once"],
          ["check", "page.\(name)", "--vkey", "ledger/keys/checkpoint.vkey"],
          ["restore", "web", "--into", "R", "--checkpoint", "page.\(name)"],
        ] {
          let answer = try taizhang.start(Product.binary, command)
          #expect([65, 66, 74].contains(answer.status), "\(name) \(command): \(answer)")
        }
      }
      // The replica goes on once the network lets it.
      #expect(try taizhang("follow", "web", "--into", "replica", "--once").status == 0)
    }
  }

  /// A witness asked through such a network has not answered.
  @Test func aLoginPageIsNoAnswerOfAWitness() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let (real, _) = try taizhang.witness("city")
      real.stop()
      let script = """
        import http.server
        class Portal(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = b"<html><body>login</body></html>"
                self.send_response(200); self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(body))); self.end_headers(); self.wfile.write(body)
            do_GET = do_POST
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Portal)
        print(f"http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()
        """
      let portal = try Background(taizhang, "/usr/bin/env", ["python3", "-c", script], named: "portal")
      defer { portal.stop() }
      #expect(portal.wait { $0.output.hasSuffix("\n") })
      let address = portal.output.trimmingCharacters(in: .newlines)
      try taizhang.write("witness city \(try taizhang.text("city/witness.vkey")) \(address)\nquorum city\n", "policy")
      #expect(try taizhang("witness", "policy", "policy").status == 0)
      let asked = try taizhang("witness", "ask")
      #expect(asked.status == 74 && asked.err.contains("E95"), "\(asked)")
    }
  }
}
