/// Reads a JSON body field by field and gathers what is wrong, so that one answer names every fault.
struct BodyFields {
    private let json: JSON
    private var missing: [String] = []
    private var invalid: [(key: String, value: JSON)] = []

    init(_ json: JSON) { self.json = json }

    private func value(_ name: String) -> JSON? {
        guard let value = json[name], !value.isNull else { return nil }
        return value
    }

    private mutating func refuse(_ name: String, _ message: String) {
        invalid.append((name, [.string(message)]))
    }

    /// Empty when it is missing or wrong: `check` throws then.
    mutating func required(_ name: String, charactersMax: Int) -> String {
        guard value(name) != nil else {
            missing.append(name)
            return ""
        }
        let text = optional(name, charactersMax: charactersMax)
        if text == "" { missing.append(name) }
        return text ?? ""
    }

    mutating func optional(_ name: String, charactersMax: Int) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.string else {
            refuse(name, "Not a valid string.")
            return nil
        }
        guard text.unicodeScalars.count <= charactersMax else {
            refuse(name, "Ensure this field has no more than \(charactersMax) characters.")
            return nil
        }
        return text
    }

    /// Zero when it is missing or wrong: `check` throws then.
    mutating func requiredDecimal(_ name: String) -> FixedPoint {
        guard let value = value(name) else {
            missing.append(name)
            return .zero
        }
        guard let decimal = value.decimal else {
            refuse(name, "A valid number is required.")
            return .zero
        }
        return decimal
    }

    mutating func flag(_ name: String) -> Bool {
        guard let value = value(name) else { return false }
        if value.bool == nil { refuse(name, "Must be a valid boolean.") }
        return value.bool ?? false
    }

    mutating func integer(_ name: String, in range: ClosedRange<Int>, or fallback: Int) -> Int {
        guard let value = value(name) else { return fallback }
        guard let integer = value.integer, range.contains(integer) else {
            refuse(name, "Must be an integer from \(range.lowerBound) to \(range.upperBound).")
            return fallback
        }
        return integer
    }

    mutating func callbackURL(_ name: String) -> String? {
        guard let text = optional(name, charactersMax: CallbackURL.charactersMax), !text.isEmpty else { return nil }
        if CallbackURL(text) == nil { refuse(name, "Enter a valid URL.") }
        return text
    }

    func check() throws(APIError) {
        if !missing.isEmpty { throw .missing(missing) }
        if !invalid.isEmpty { throw .invalidRequest("Invalid request.", .object(invalid)) }
    }
}
