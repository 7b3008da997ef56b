import AdminAPI
import GatewayConfiguration

/// What people see of the admin API's answers.
enum Presentation {
    static let shownOnce = "Shown this once: the gateway keeps no copy that it could show again. Store it now."

    static func section(_ title: String, _ text: String) -> String { title + "\n" + indented(text) }

    static let indentation = "  "

    static func indented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { indentation + $0 }.joined(separator: "\n")
    }

    /// A list, and how to read on.
    static func paged(_ text: String, before next: (any CustomStringConvertible)?) -> String {
        next.map { "\(text)\n\nOlder ones: --before \(TerminalText.escape($0.description))" } ?? text
    }

    /// To the second, which is what people compare.
    static func time(_ rfc3339: String) -> String {
        rfc3339.count == 24 ? rfc3339.prefix(19).replacing("T", with: " ") + "Z" : rfc3339
    }

    /// What was changed, from what to what, and below it all that is in force now.
    static func changed<Value>(_ changed: Changed<Value>, _ present: (Value) -> String) -> String {
        let lines = changed.changes.map { change in
            TerminalText.escape("\(change.setting): \(change.old ?? "not set") → \(change.new ?? "not set")")
        }
        let notes = changed.notes.map { TerminalText.escape("Note: \($0)") }
        let head = (lines.isEmpty ? ["Nothing changed: it was so already."] : lines) + notes
        return head.joined(separator: "\n") + "\n\n" + present(changed.value)
    }
}
