import Foundation

/// Lines of commands beside their answers.
enum Console {
    /// On standard output, for commands that go on running: seen at once, also through a pipe.
    static func show(_ text: String) {
        print(text)
        fflush(nil)
    }
    /// On standard error, where it does not spoil what programs read.
    static func warn(_ text: String) {
        FileHandle.standardError.write(Data("fusegate: \(TerminalText.escape(text))\n".utf8))
    }
}
