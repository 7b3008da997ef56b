/// For how long a replaced secret stays valid beside the new one.
package enum SecretOverlap {
    /// Enough to change a shop's configuration, whoever has to be found for it.
    package static let standard: Duration = .seconds(24 * 3600)
    /// Zero ends every earlier secret at once.
    package static let range: ClosedRange<Duration> = .zero ... .seconds(30 * 86_400)
    /// Earlier secrets of one kind that are valid at the same time: each is one more signature on each webhook.
    package static let retiringCountMax = 4
}
