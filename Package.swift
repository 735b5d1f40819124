// swift-tools-version: 6.2
import PackageDescription

/// Settings of every Swift target of ours: a warning is an error, existentials are spelled out.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// Settings of the targets on the path of a forecast: specialise generics across module borders.
let fast = strict + [.unsafeFlags(["-cross-module-optimization"], .when(configuration: .release))]

/// Settings of the targets in which a search spends its time: optimised in debug builds as well, or
/// the tests of plans would take minutes.
let alwaysFast = fast + [.unsafeFlags(["-O"], .when(configuration: .debug))]

/// A module of the library and the test target that mirrors it.
/// - Parameter testFiles: what lies among the tests and is read by them at run time.
func module(
  _ name: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = fast,
  testFiles: [String] = []
) -> [Target] {
  [
    .target(name: name, dependencies: dependencies, swiftSettings: settings),
    .testTarget(
      name: name + "Tests",
      dependencies: [.target(name: name), "TestSupport"] + dependencies, exclude: testFiles,
      swiftSettings: strict),
  ]
}

let package = Package(
  name: "inferplan",
  products: [
    .library(name: "InferencePlanner", targets: ["InferencePlanner"]),
    .executable(name: "inferplan", targets: ["inferplan"]),
  ],
  targets: [
    .systemLibrary(
      name: "CYAML", path: "Libraries/CYAML", pkgConfig: "yaml-0.1",
      providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(
      name: "CCurl", path: "Libraries/CCurl", pkgConfig: "libcurl",
      providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CEpoll", path: "Libraries/CEpoll"),
    .systemLibrary(name: "CMalloc", path: "Libraries/CMalloc"),
    .systemLibrary(
      name: "CSQLite", path: "Libraries/CSQLite", pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"])]),
    .target(name: "CatalogData", exclude: ["data"], publicHeadersPath: "include"),
    // What it measures is the processor, in debug builds as well.
    .target(
      name: "MachineProbe", publicHeadersPath: "include",
      cSettings: [.unsafeFlags(["-O2"], .when(configuration: .debug))]),
    .systemLibrary(
      name: "CMicroHTTPD", path: "Libraries/CMicroHTTPD", pkgConfig: "libmicrohttpd",
      providers: [.apt(["libmicrohttpd-dev"])]),
    .target(name: "PlannerPage", exclude: ["files", "openapi.json"], publicHeadersPath: "include"),
  ]
    // What stands lower imports nothing of what stands higher.
    + module("Quantities")
    + module("StructuredText", ["Quantities", "CYAML"])
    + module("Catalog", ["Quantities", "StructuredText", "CatalogData"])
    + module("ModelFiles", ["Quantities", "StructuredText", "Catalog"])
    + module("PerformanceModel", ["Quantities", "Catalog"], settings: alwaysFast)
    + module(
      "ServingSimulator", ["Quantities", "StructuredText", "Catalog", "PerformanceModel"])
    + module("Quality", ["Quantities", "StructuredText", "Catalog"])
    + module("Confidence", ["Quantities", "StructuredText", "Catalog", "PerformanceModel"])
    + module(
      "VisionModel",
      [
        "Quantities", "StructuredText", "Catalog", "PerformanceModel", "Confidence", "Presentation",
      ],
      settings: alwaysFast)
    + module("Economics", ["Quantities", "Catalog"])
    + module(
      "PlanSearch",
      ["Quantities", "Catalog", "PerformanceModel", "Confidence", "Economics", "Quality"],
      settings: alwaysFast)
    + module(
      "InferencePlanner",
      [
        "Quantities", "StructuredText", "Catalog", "ModelFiles", "PerformanceModel",
        "Confidence", "Quality", "Economics", "PlanSearch", "ServingSimulator", "Presentation",
      ], testFiles: ["Snapshots"])
    + module("Presentation", ["Quantities"])
    + module(
      "Advice",
      [
        "Quantities", "StructuredText", "Catalog", "PerformanceModel", "Economics", "Quality",
        "InferencePlanner", "Presentation",
      ], testFiles: ["Snapshots", "document_tools.csv"])
    + module(
      "Guides",
      [
        "Quantities", "StructuredText", "Catalog", "PerformanceModel", "Economics", "Quality",
        "PlanSearch", "InferencePlanner", "Presentation", "Advice",
      ])
    + module(
      "Accuracy",
      [
        "Quantities", "StructuredText", "Catalog", "PerformanceModel", "Confidence", "Presentation",
      ])
    + module(
      "VisionAccuracy",
      [
        "Quantities", "StructuredText", "Catalog", "Confidence", "Presentation", "Accuracy",
        "VisionModel",
      ])
    + module(
      "LoadGenerator", ["Quantities", "StructuredText", "ServingSimulator", "CCurl", "CEpoll"])
    + module(
      "MeasurementStore", ["Quantities", "StructuredText", "LoadGenerator", "CSQLite"])
    + module(
      "LiveMeasurement",
      [
        "Quantities", "StructuredText", "Catalog", "PerformanceModel", "Confidence",
        "ServingSimulator", "InferencePlanner", "Presentation", "Accuracy", "LoadGenerator",
        "MeasurementStore", "MachineProbe",
      ])
    + module("HTTPServing", ["StructuredText", "CMicroHTTPD"])
    + module(
      "PlannerServer",
      [
        "Quantities", "StructuredText", "Catalog", "PerformanceModel", "Confidence", "Quality",
        "PlanSearch", "ServingSimulator", "InferencePlanner", "Advice", "Guides", "VisionModel",
        "Presentation", "HTTPServing", "PlannerPage", "CMalloc",
      ])
    + module("CommandLineKit", ["Quantities", "Presentation"])
    + module(
      "LaunchFiles",
      [
        "Quantities", "StructuredText", "Catalog", "InferencePlanner", "CommandLineKit",
        "Presentation",
      ], testFiles: ["Snapshots", "Plans"])
    + [
      .executableTarget(
        name: "inferplan",
        dependencies: [
          "Quantities", "StructuredText", "Catalog", "ModelFiles", "PerformanceModel",
          "Confidence", "Quality", "Economics", "PlanSearch", "ServingSimulator",
          "InferencePlanner", "Advice", "Guides", "CommandLineKit", "Presentation", "Accuracy",
          "VisionModel", "VisionAccuracy", "LaunchFiles", "LoadGenerator", "MeasurementStore",
          "LiveMeasurement", "HTTPServing", "PlannerServer",
        ],
        swiftSettings: fast),
      .executableTarget(
        name: "inferplan-bench",
        dependencies: [
          "Quantities", "StructuredText", "Catalog", "PerformanceModel", "Presentation",
          "ServingSimulator", "LoadGenerator",
        ],
        path: "Benchmarks", exclude: ["peers"], swiftSettings: fast),
      .executableTarget(
        name: "inferplan-accuracy",
        dependencies: [
          "Quantities", "StructuredText", "Catalog", "PerformanceModel", "ServingSimulator",
          "Confidence", "Presentation", "Accuracy", "VisionModel", "VisionAccuracy",
        ],
        path: "AccuracyPage", swiftSettings: fast),
      .target(
        name: "TestSupport", dependencies: ["Catalog", "PerformanceModel"],
        path: "Tests/TestSupport", exclude: ["FakeServer/fake_server.py"],
        swiftSettings: strict),
      .testTarget(
        name: "EndToEndTests", dependencies: ["inferplan", "CommandLineKit", "TestSupport"],
        swiftSettings: strict),
    ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c2x
)
