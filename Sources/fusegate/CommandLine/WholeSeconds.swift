import ArgumentParser
import GatewayConfiguration

/// A time such as `60s`, `1m`, `24h` or `7d`.
struct WholeSeconds: Sendable {
    let count: Int64

    init(parsing text: String) throws {
        guard let duration = DurationText.parse(text), duration.components.attoseconds == 0 else {
            throw ValidationError(
                "\"\(text)\" must be whole seconds, minutes, hours or days, such as 60s, 1m, 24h or 7d")
        }
        count = duration.components.seconds
    }
}
