import Foundation
import Interchange
import Ledger
import Testing
import TransparencyLog

/// Evidence packs that no Swift code made: a forger's among them.
@Suite struct PackVectorTests {
  struct Pins: Decodable, Sendable {
    let vkeys: [String], genesis: String
  }

  struct Want: Decodable, Sendable, Equatable {
    let subject: String, complete: [UInt64], disclosed: [String], evidence: Int, absent: Int
  }

  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let desc: String, pack: Data, pins: Pins, want: Want?, wantErr: String?

    var testDescription: String { desc }
  }

  static let cases: [Case] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../specs/vectors/packs/packs.json").standardized
    guard let data = try? Data(contentsOf: file), let cases = try? JSONDecoder().decode([Case].self, from: data) else {
      preconditionFailure("no vectors")
    }
    return cases
  }()

  @Test(arguments: cases) func packsAreAsTheirProofsSay(_ vector: Case) throws {
    let pins = ProofPins(
      checkpointKeys: try vector.pins.vkeys.map { try VerifierKey($0) }, genesis: Hash(base64: vector.pins.genesis))
    do throws(LedgerError) {
      let verdict = try PackCheck(parsing: [UInt8](vector.pack)).check(pins)
      guard case .subject(let history) = verdict.proof.shown else { return #expect(Bool(false)) }
      let found = Want(
        subject: history.subject, complete: history.complete.map(\.seq), disclosed: verdict.openings.map(\.value),
        evidence: verdict.present.count, absent: verdict.absent.count)
      #expect(found == vector.want)
      #expect(!verdict.isPageOurs, "the page is another program's")
    } catch {
      #expect(["E64": "malformed", "L11": "false"][error.code] == vector.wantErr, "\(error)")
    }
  }
}
