import Foundation
import Testing

@testable import fusegate

struct FileWatchTests {
    @Test func aFileReplacedByOneOfTheSameSizeIsAnotherFile() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "fusegate-watch-\(UUID())")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let file = directory.appending(path: "a")
        #expect(FileWatch.Stamp(path: file.path) == nil)
        try Data("one".utf8).write(to: file)
        let first = try #require(FileWatch.Stamp(path: file.path))
        #expect(FileWatch.Stamp(path: file.path) == first)
        try Data("two".utf8).write(to: file, options: .atomic)
        #expect(try #require(FileWatch.Stamp(path: file.path)) != first)
    }
}
