import ArgumentParser
import GatewayConfiguration
import Policy

/// When what a list shows was made.
struct TimeSpanOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only what was made in the last 2h, 7d or the like, or from 2026-01-31 or 2026-01-31T12:00:00Z on.",
            valueName: "time"))
    var since: TimeOption?

    @Option(help: ArgumentHelp("Only what was made before then, in the same forms.", valueName: "time"))
    var until: TimeOption?
}

/// A time: so long ago, a day (its beginning, in UTC), or a moment as RFC 3339 has it.
struct TimeOption: ExpressibleByArgument {
    private enum Form {
        case ago(seconds: Int)
        case moment(Timestamp)
    }

    private let form: Form

    init?(argument: String) {
        if let duration = DurationOption(argument: argument) {
            form = .ago(seconds: duration.seconds)
        } else if let moment = Timestamp(rfc3339: argument) ?? Timestamp(rfc3339: argument + "T00:00:00Z") {
            form = .moment(moment)
        } else {
            return nil
        }
    }

    /// As the admin API takes it.
    var text: String {
        switch form {
        case .ago(let seconds): String(seconds)
        case .moment(let time): time.description
        }
    }

    func moment(before now: Timestamp) -> Timestamp {
        switch form {
        case .ago(let seconds): now.advanced(by: .seconds(-seconds))
        case .moment(let time): time
        }
    }
}
