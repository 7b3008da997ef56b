extension Duration {
    /// Rounded towards zero; a negative one is 0, one of more than 584 years is those.
    package var wholeNanoseconds: UInt64 {
        guard self > .zero else { return 0 }
        let (seconds, isLong) = UInt64(components.seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflows) = seconds.addingReportingOverflow(UInt64(components.attoseconds / 1_000_000_000))
        return isLong || overflows ? .max : sum
    }
}
