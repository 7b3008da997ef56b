/// What happened in a run, as a number: two runs of one seed must come to the same. Identifiers are random and stay
/// out of it.
struct Trace: Sendable {
    /// FNV-1a.
    private(set) var digest: UInt64 = 0xCBF2_9CE4_8422_2325
    /// Kept where somebody will read them.
    private(set) var lines: [String] = []

    mutating func note(_ line: String) {
        for byte in line.utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
        if SeedRange.isOneSeed { lines.append(line) }
    }
}
