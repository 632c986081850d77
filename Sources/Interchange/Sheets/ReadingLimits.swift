/// How much of a file the readers are willing to hold: a sheet comes from outside and may be made to hurt.
///
/// The defaults are far above any sheet people keep by hand, and keep a reader under roughly 1 GB in the worst case.
struct ReadingLimits: Sendable {
  var fileBytes = 64 << 20
  var rows = 1_000_000
  var columns = 16_384
  /// Cells held in memory, counting the empty ones to the left of a filled one (24 bytes each).
  var cells = 16_000_000
  var cellTextBytes = 1 << 20
  var sharedStrings = 4_000_000
  /// One part of a workbook, unpacked.
  var partBytes = 512 << 20
  /// All parts of a workbook that are read, unpacked.
  var workbookBytes = 1 << 30
  /// Unpacked over packed; real sheets stay under 100. Applies once a part exceeds `ratioFreeBytes`.
  var ratio = 250
  var ratioFreeBytes = 16 << 20
  /// One XML tag or other token; longer ones would be scanned again and again while they arrive.
  var tokenBytes = 1 << 20
  /// Elements inside elements; the parser keeps a record of every open one.
  var depth = 256
  var archiveEntries = 20_000
  var sheets = 1_000
  /// Sum over merged ranges of the 64-row blocks each touches.
  var mergedBlocks = 1_000_000

  static let standard = ReadingLimits()
}
