import Foundation

/// A program that is run to its end.
enum Command {
    struct Failure: Error {
        let arguments: [String]
        let status: Int32
    }

    /// - Returns: what it wrote to its standard output.
    static func output(_ arguments: [String]) throws -> Data {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(arguments: arguments, status: process.terminationStatus)
        }
        return data
    }
}
