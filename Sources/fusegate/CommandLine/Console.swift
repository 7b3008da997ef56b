import Foundation

/// Standard output for commands that go on running: each line is seen at once, also through a pipe.
enum Console {
    static func show(_ text: String) {
        print(text)
        fflush(nil)
    }
}
