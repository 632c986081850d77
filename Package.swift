// swift-tools-version: 6.2
import PackageDescription

/// One dialect everywhere: what a strict compiler can refuse, it refuses.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

func module(
  _ name: String, _ dependencies: [Target.Dependency] = [], extra: [SwiftSetting] = []
) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings + extra)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name + "Tests", dependencies: dependencies + ["TestSupport"], swiftSettings: settings)
}

func library(_ name: String, pkgConfig: String, apt: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

let yaml = Target.Dependency.product(name: "Yams", package: "Yams")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "taizhang",
  products: [
    .executable(name: "taizhang", targets: ["taizhang"]),
    .library(name: "EventSourcing", targets: ["EventSourcing"]),
    .library(name: "LMDB", targets: ["LMDB"]),
    .library(name: "TransparencyLog", targets: ["TransparencyLog"]),
    .library(name: "Ledger", targets: ["Ledger"]),
    .library(name: "AssistanceLedger", targets: ["AssistanceLedger"]),
    .library(name: "SyntheticCounty", targets: ["SyntheticCounty"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // C libraries of the system, each named after what it is for.
    library("CLMDB", pkgConfig: "lmdb", apt: "liblmdb-dev"),
    library("CCrypto", pkgConfig: "libcrypto", apt: "libssl-dev"),
    library("CExpat", pkgConfig: "expat", apt: "libexpat1-dev"),
    library("CZip", pkgConfig: "libzip", apt: "libzip-dev"),
    library("CXLSXWriter", pkgConfig: "xlsxwriter", apt: "libxlsxwriter-dev"),
    library("CQREncode", pkgConfig: "libqrencode", apt: "libqrencode-dev"),
    library("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
    library("CMicroHTTPD", pkgConfig: "libmicrohttpd", apt: "libmicrohttpd-dev"),

    .systemLibrary(name: "CMalloc"),
    .systemLibrary(name: "CProcess"),

    // The engine: knows events, not households.
    module("EventSourcing"),
    // Lifetimes: cursors and spans that cannot outlive their transaction. Those who import it need no setting.
    module("LMDB", ["CLMDB"], extra: [.enableExperimentalFeature("Lifetimes")]),
    module("TransparencyLog", ["CCrypto"]),
    module("Ledger", ["CMalloc", "EventSourcing", "LMDB", "TransparencyLog"]),

    // Codes that carry bytes over paper.
    module("QR", ["CQREncode"]),

    // Published files and witnesses over the network.
    module("HTTP", ["CCurl", "CMicroHTTPD"]),

    // What a law is: its grammar and its meaning, whatever it is about.
    module("Law", ["EventSourcing"]),
    // YAML with the line of every value.
    module("YAMLText", ["EventSourcing", "Law", "Ledger", yaml]),

    // The domain: knows households, not disks.
    .target(
      name: "Assistance", dependencies: ["EventSourcing", "Law"], exclude: ["Programme/catalogue"],
      swiftSettings: settings),
    module("AssistanceLedger", ["Assistance", "Law", "Ledger"]),

    // The ways in and out.
    module("Interchange", ["AssistanceLedger", "CExpat", "CZip", "CXLSXWriter"]),
    module("SyntheticCounty", ["AssistanceLedger", "Interchange"]),
    module("Scenarios", ["AssistanceLedger", "YAMLText"]),
    .executableTarget(
      name: "taizhang",
      dependencies: [
        "Assistance", "AssistanceLedger", "CProcess", "EventSourcing", "HTTP", "Interchange", "Law", "Ledger", "QR",
        "Scenarios", "SyntheticCounty", "TransparencyLog", "YAMLText", arguments,
      ],
      swiftSettings: settings),

    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
    tests("EventSourcing", ["EventSourcing"]),
    tests("LMDB", ["LMDB"]),
    tests("TransparencyLog", ["TransparencyLog"]),
    tests("QR", ["QR"]),
    tests("HTTP", ["HTTP"]),
    // A second domain, and a process that tests may kill while it writes: neither is a product.
    .target(name: "TeaHouse", dependencies: ["Ledger"], path: "Tests/TeaHouse", swiftSettings: settings),
    .executableTarget(
      name: "crash-writer", dependencies: ["TeaHouse"], path: "Tests/CrashWriter", swiftSettings: settings),
    tests("Ledger", ["TeaHouse", "crash-writer"]),
    tests("Assistance", ["Assistance", "Law"]),
    tests("Law", ["Assistance", "Law", "YAMLText"]),
    tests("Interchange", ["AssistanceLedger", "EventSourcing", "Interchange", "Law", "CZip"]),
    tests(
      "Product",
      [
        "Assistance", "AssistanceLedger", "EventSourcing", "Interchange", "Law", "Ledger", "QR", "Scenarios",
        "SyntheticCounty", "YAMLText",
      ]),
  ]
)
