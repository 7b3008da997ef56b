/// What a program that runs fusegate can tell apart; from 64 on as sysexits.h.
enum ExitStatus: Int32, CaseIterable {
    case ok = 0
    case failed = 1
    case notFound = 2
    case conflict = 3
    case usage = 64
    case unavailable = 69
    case notPermitted = 77
    case configuration = 78

    /// As `fusegate --help` and the manual say it.
    var meaning: String {
        switch self {
        case .ok: "done, or proposed to a second operator where the answer says so; of status: all is well"
        case .failed:
            """
            failed; nothing is known to have changed unless the message says so. Of status: something is not well. Of \
            ledger check, audit verify and archive verify: something does not hold together. Of dev --demo: a step did \
            not hold
            """
        case .notFound: "what was named does not exist"
        case .conflict:
            """
            the request contradicts what is stored (a name is taken, an account is bound otherwise). Of ledger \
            reconcile: there is drift, or a currency is paused. Of intent resolve with filters: some were left as they are
            """
        case .usage: "the command line, or a value of the request, is wrong"
        case .unavailable: "no gateway answers, or it cannot serve the request now"
        case .notPermitted: "this user may not do that"
        case .configuration: "the configuration is wrong"
        }
    }

    /// One paragraph each, the number first.
    static var table: String { allCases.map(\.line).joined(separator: "\n") }

    /// Wrapped below itself.
    private var line: String {
        let indentation = "      "
        let number = "  \(rawValue)"
        var lines = [number + String(repeating: " ", count: indentation.count - number.count)]
        for word in meaning.split(separator: " ") {
            let isFull = lines[lines.count - 1].count + word.count > Self.columnsMax
            if isFull { lines.append(indentation) }
            let last = lines[lines.count - 1]
            lines[lines.count - 1] = last.last == " " ? last + word : "\(last) \(word)"
        }
        return lines.joined(separator: "\n")
    }

    /// Narrow enough for a terminal of 80 and a manual page, which indents it.
    private static let columnsMax = 70
}
