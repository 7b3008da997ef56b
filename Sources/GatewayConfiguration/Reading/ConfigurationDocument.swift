/// What the sections of one file share while it is read.
final class ConfigurationDocument {
    /// As errors name it.
    let file: String
    /// Every key with a value that a setting asked for, in reading order.
    private(set) var keys: [String] = []

    init(file: String) { self.file = file }

    func note(_ key: String) { keys.append(key) }
}
