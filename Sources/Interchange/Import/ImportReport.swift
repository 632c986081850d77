public import EventSourcing
public import Ledger

/// Why a row was not taken: where it stands, what it says, what to do.
public struct RowProblem: Sendable {
  /// The sheet, when it is not the main one.
  public var sheet: String?
  /// The 1-based row.
  public let row: Int
  /// The 1-based column; nil when the row as a whole is meant.
  public let column: Int?
  /// The column's title as typed.
  public let title: String?
  /// What the cell says; masked when the field is personal.
  public let value: String?
  /// `X…` of the import itself, or the code with which the ledger refuses the row's event.
  public let code: String
  /// What is wrong, with the value where it may be shown.
  public let message: Bilingual
  /// Empty texts when the message says it all.
  public let advice: Bilingual

  init(
    sheet: String? = nil, row: Int, column: Int? = nil, title: String? = nil, value: String? = nil,
    _ problem: CellProblem
  ) {
    self.sheet = sheet
    self.row = row
    self.column = column
    self.title = title
    self.value = value
    code = problem.code
    message = Bilingual(problem.zh, problem.en)
    advice = Bilingual(problem.advice.zh, problem.advice.en)
  }

  /// What the ledger said against the row's event.
  init(row: Int, _ refusal: Refusal) {
    self.row = row
    column = nil
    title = nil
    value = nil
    code = refusal.code
    message = refusal.message
    advice = Bilingual("", "")
  }
}

/// A row that was imported before and now says something else.
public struct RowChange: Sendable {
  /// The 1-based row that now differs.
  public let row: Int
  /// The event that it corrects, `TX.POS`.
  public let event: EventID
  /// Subject of the row's event.
  public let subject: String
  /// The fields that differ, by their labels.
  public let fields: [Bilingual]
  /// Whether a correction may put it right; recorded money is never rewritten (X165).
  public let isCorrectable: Bool
}

/// A row of an earlier copy of the sheet that this one leaves out. The ledger keeps what it became.
public struct MissingRow: Sendable {
  /// Name of the file from which it came.
  public let file: String
  /// Its 1-based row there.
  public let row: Int
  /// What it is about.
  public let subject: String
  /// The event that it became, `TX.POS`.
  public let event: EventID

  init(_ row: ResentSheet.Row) {
    file = row.source.file
    self.row = Int(row.source.row)
    subject = row.event.subject
    event = row.event.id
  }
}

/// What became of a sheet.
public struct ImportReport: Sendable {
  /// Id of the template that read it.
  public let template: String
  /// Name of the file, without its folder.
  public let file: String
  /// Name of the main sheet.
  public let sheet: String
  /// Rows that hold data, readable or not; of a register by member, the households.
  public var rows = 0
  /// Rows new to the ledger.
  public var new = 0
  /// Rows that the ledger holds already, word for word.
  public var skipped = 0
  /// Rows that the ledger holds with other content: recorded as corrections when asked for, of money never.
  public var changes: [RowChange] = []
  /// Rows that are neither new nor on record, because they could not be read or were asked about: with ``new``,
  /// ``skipped`` and ``changes`` they make ``rows``.
  public var refused: Int { max(0, rows - new - skipped - changes.count) }
  /// Why rows were not taken; when there is one, nothing was recorded.
  public var problems: [RowProblem] = []
  /// What the clerk should know, though it refuses nothing.
  public var warnings: [RowProblem] = []
  /// Rows of an earlier copy of the sheet that this one leaves out.
  public var missing: [MissingRow] = []
  /// Sums of the amounts read, by column title, in fen: to be held against the sheet's own total.
  public var totals: [(title: String, fen: Int64)] = []
  /// Those of ``totals`` with which a row of totals over all records agreed, by their place.
  var agreed: Set<Int> = []
  /// Whether each of them is what the sheet's own total of all its records says.
  public var isTotalChecked: Bool { !totals.isEmpty && agreed.count == totals.count }
  /// Titles of columns that the template does not know, and whose cells were therefore not read.
  public var ignoredColumns: [String] = []
  /// What was left out, and what was taken in a way that somebody should know.
  public var notices: [ImportNotice] = []
  /// Sheets of lists that were read beside the main one.
  public var listSheets: [String] = []
  /// Files that no row names.
  public var unusedAttachments: [String] = []
  /// Files of rows that were recorded before without them: not recorded now.
  public var lateAttachments: [(row: Int, names: [String])] = []
  /// Evidence files put into the ledger's folder, or found there.
  public var attachments = 0
  /// Batches written; 0 for a dry run. A sheet is one, unless it was split.
  public var batches = 0
  /// The file's sheets, when there are problems to be marked in them.
  var sheets: [Sheet] = []
  /// Transactions written; 0 for a dry run.
  public var transactions = 0
  /// Events written, the batch's summary included; 0 for a dry run.
  public var events = 0
  /// The receipt of the batch's last part.
  public var receipt: Receipt?

  /// Puts what several checks found of the main sheet in the order of its rows; what is said of other sheets comes first.
  mutating func sortProblems() {
    func place(_ problem: RowProblem) -> Int { problem.sheet == nil || problem.sheet == sheet ? problem.row : 0 }
    func sorted(_ problems: [RowProblem]) -> [RowProblem] {
      problems.enumerated().sorted { (place($0.element), $0.offset) < (place($1.element), $1.offset) }.map(\.element)
    }
    problems = sorted(problems)
    warnings = sorted(warnings)
  }

  init(template: String, file: String, sheet: String) {
    self.template = template
    self.file = file
    self.sheet = sheet
  }
}
