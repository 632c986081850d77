// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "benchmarks",
  dependencies: [.package(name: "taizhang", path: "..")],
  targets: [
    // The same work written in C against LMDB and SQLite: what we are measured beside.
    .target(
      name: "CBaseline",
      linkerSettings: [.linkedLibrary("lmdb"), .linkedLibrary("sqlite3"), .linkedLibrary("crypto")]),
    .executableTarget(
      name: "Bench",
      dependencies: [
        "CBaseline",
        .product(name: "AssistanceLedger", package: "taizhang"),
        .product(name: "SyntheticCounty", package: "taizhang"),
        .product(name: "Ledger", package: "taizhang"),
        .product(name: "TransparencyLog", package: "taizhang"),
        .product(name: "EventSourcing", package: "taizhang"),
      ],
      swiftSettings: [
        .swiftLanguageMode(.v6), .enableUpcomingFeature("MemberImportVisibility"), .treatAllWarnings(as: .error),
      ]),
  ]
)
