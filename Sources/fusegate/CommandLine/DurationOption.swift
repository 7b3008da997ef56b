import ArgumentParser
import GatewayConfiguration

/// A duration on the command line, written as in the configuration; a bare 0 needs no unit.
struct DurationOption: ExpressibleByArgument {
    let seconds: Int

    init?(argument: String) {
        guard let duration = argument == "0" ? .zero : DurationText.parse(argument),
            duration.components.attoseconds == 0
        else { return nil }
        seconds = Int(duration.components.seconds)
    }
}
