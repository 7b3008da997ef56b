import Foundation

/// Runs `store-probe`, which is built beside the tests.
struct Probe {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    init(_ arguments: String...) throws {
        process.executableURL = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appending(path: "store-probe")
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    /// Blocks until the probe says something; empty once it has ended.
    func readLine() -> String {
        var line: [UInt8] = []
        while let byte = output.fileHandleForReading.readData(ofLength: 1).first, byte != UInt8(ascii: "\n") {
            line.append(byte)
        }
        return String(decoding: line, as: UTF8.self)
    }

    func endInput() throws { try input.fileHandleForWriting.close() }

    /// - Returns: what it still had to say, and the signal that ended it, or 0.
    func finish() -> (lines: [String], signal: Int32) {
        let rest = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let lines = String(decoding: rest, as: UTF8.self).split(separator: "\n").map(String.init)
        return (lines, process.terminationReason == .uncaughtSignal ? process.terminationStatus : 0)
    }
}
