import Foundation
import TestSupport
import Testing

@testable import LaunchFiles

@Suite struct LaunchFolderTests {
  private let files = [
    LaunchFile(path: "serve.sh", text: "#!/bin/bash\n", isExecutable: true),
    LaunchFile(path: "model/1/model.json", text: "{}\n"),
  ]

  private func listing(_ folder: String) -> [String] {
    (FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []).sorted()
  }

  @Test("Folders are made, scripts can be run, and nothing else is left")
  func write() throws {
    try withTemporaryFolder { folder in
      let target = folder + "/a/b"
      let paths = try LaunchFolder.write(files, to: target)
      #expect(paths == [target + "/serve.sh", target + "/model/1/model.json"])
      #expect(listing(target) == ["model", "model/1", "model/1/model.json", "serve.sh"])
      #expect(FileManager.default.isExecutableFile(atPath: target + "/serve.sh"))
      #expect(!FileManager.default.isExecutableFile(atPath: target + "/model/1/model.json"))
    }
  }

  @Test("What is there stays, all of it, until it is forced")
  func exists() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/model/1/model.json"
      try FileManager.default.createDirectory(
        atPath: folder + "/model/1", withIntermediateDirectories: true)
      try Data("mine".utf8).write(to: URL(filePath: path))
      #expect(throws: ExportError.exists(path: path)) {
        try LaunchFolder.write(files, to: folder)
      }
      #expect(!FileManager.default.fileExists(atPath: folder + "/serve.sh"))
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
      try LaunchFolder.write(files, to: folder, replaces: true)
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "{}\n")
    }
  }

  @Test("A link to nothing is something")
  func link() throws {
    try withTemporaryFolder { folder in
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/serve.sh", withDestinationPath: folder + "/elsewhere")
      #expect(throws: ExportError.exists(path: folder + "/serve.sh")) {
        try LaunchFolder.write(files, to: folder)
      }
      #expect(!FileManager.default.fileExists(atPath: folder + "/elsewhere"))
    }
  }

  @Test("A file in the place of the folder is named, and nothing is left half done")
  func unwritable() throws {
    try withTemporaryFolder { folder in
      try Data("x".utf8).write(to: URL(filePath: folder + "/model"))
      #expect(throws: ExportError.self) { try LaunchFolder.write(files, to: folder) }
      #expect(listing(folder) == ["model"])
    }
  }
}
