import GatewayConfiguration
import Testing

@Suite struct QuantityTextTests {
    @Test(arguments: [
        ("0s", Duration.zero), ("1ms", .milliseconds(1)), ("500ms", .milliseconds(500)), ("30s", .seconds(30)),
        ("10m", .seconds(600)), ("72h", .seconds(259_200)), ("30d", .seconds(2_592_000)),
    ])
    func durationsReadAndFormat(_ text: String, _ duration: Duration) {
        #expect(DurationText.parse(text) == duration)
        #expect(DurationText.format(duration) == text)
    }

    @Test(arguments: ["", "s", "30", "-1s", "1.5s", "1 s", "30S", "1w", "9223372036854775807d", "٣s"])
    func otherTextIsNoDuration(_ text: String) {
        #expect(DurationText.parse(text) == nil)
    }

    @Test(arguments: [("0", 0), ("512", 512), ("1KiB", 1024), ("64KiB", 65536), ("3MiB", 3_145_728), ("2GiB", 2 << 30)])
    func sizesReadAndFormat(_ text: String, _ bytes: Int) {
        #expect(SizeText.parse(text) == bytes)
        #expect(SizeText.format(bytes) == text)
    }

    @Test(arguments: ["", "KiB", "-1", "1.5KiB", "64KB", "64 KiB", "9223372036854775807GiB"])
    func otherTextIsNoSize(_ text: String) {
        #expect(SizeText.parse(text) == nil)
    }
}
