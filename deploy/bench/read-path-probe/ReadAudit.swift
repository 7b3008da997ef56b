import Crypto
import EventLoop
import Glibc
import Policy
import Threading

/// Records of reads: fixed in size on the loop, encoded and chained by a thread of their own, one hash a batch.
final class ReadAudit {
    struct Record: Sendable {
        let id: RequestID
        let at: Timestamp
        let tenant: [UInt8]
        let status: Int
        let microseconds: UInt64
    }

    private static let batchMax = 256
    private static let batchesMax = 4096

    private let queue = BoundedQueue<[Record]>(capacity: batchesMax)
    private var batch: [Record] = []

    /// - Throws: the `errno` that says why the file cannot be written.
    init(path: String) throws(LoopError) {
        let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw LoopError(call: "open", errno: errno) }
        WorkerThread.start(name: "audit") { [queue] in
            var writer = Writer(file: file)
            while true {
                let batches = queue.take(atMost: .max)
                if batches.isEmpty { return }
                for batch in batches { writer.write(batch) }
            }
        }
    }

    deinit { queue.close() }

    func record(_ exchange: borrowing ReadExchange, status: Int, endedAt end: UInt64) {
        batch.append(
            Record(
                id: exchange.id, at: exchange.at, tenant: exchange.caller.tenant, status: status,
                microseconds: (end - exchange.start) / 1000))
        if batch.count >= Self.batchMax { handOver() }
    }

    /// Whatever has waited for long enough.
    func handOver() {
        guard !batch.isEmpty else { return }
        _ = queue.offer(batch)
        batch.removeAll()
        batch.reserveCapacity(Self.batchMax)
    }
}

extension ReadAudit {
    /// The writing thread's state: the chain's last hash, and a buffer.
    private struct Writer {
        let file: Int32
        var previous = SHA256.hash(data: [UInt8]())
        var sequence: UInt64 = 0
        var second: Int64 = -1
        var secondText: [UInt8] = []
        var text: [UInt8] = []

        mutating func write(_ batch: [Record]) {
            text.removeAll(keepingCapacity: true)
            for record in batch { encode(record) }
            var hash = SHA256()
            previous.withUnsafeBytes { hash.update(bufferPointer: $0) }
            text.withUnsafeBytes { hash.update(bufferPointer: $0) }
            previous = hash.finalize()
            text.append(contentsOf: #"{"batch":""#.utf8)
            text.append(contentsOf: previous.map { String($0, radix: 16) }.joined().utf8)
            text.append(contentsOf: "\"}\n".utf8)
            text.withUnsafeBytes { _ = Glibc.write(file, $0.baseAddress, $0.count) }
        }

        private mutating func encode(_ record: Record) {
            sequence += 1
            add(#"{"seq":"#)
            add(sequence)
            add(#","at":""#)
            addTime(record.at)
            add(#"","kind":"request","request_id":"req_"#)
            record.id.ulid.append(to: &text)
            add(#"","tenant":""#)
            text.append(contentsOf: record.tenant)
            add(#"","method":"GET","path":"/rates/","status":"#)
            add(UInt64(record.status))
            add(#","result":"relayed","duration_us":"#)
            add(record.microseconds)
            add("}\n")
        }

        private mutating func add(_ literal: StaticString) {
            literal.withUTF8Buffer { text.append(contentsOf: $0) }
        }

        private mutating func add(_ value: UInt64) {
            if value >= 10 { add(value / 10) }
            text.append(UInt8(truncatingIfNeeded: value % 10) + UInt8(ascii: "0"))
        }

        private mutating func addTime(_ time: Timestamp) {
            let (second, milliseconds) = time.millisecondsSinceEpoch.quotientAndRemainder(dividingBy: 1000)
            if second != self.second {
                self.second = second
                secondText = Array(Timestamp(millisecondsSinceEpoch: second * 1000).description.utf8.prefix(20))
            }
            text.append(contentsOf: secondText)
            for digit in [milliseconds / 100, milliseconds / 10 % 10, milliseconds % 10] {
                text.append(UInt8(truncatingIfNeeded: digit) + UInt8(ascii: "0"))
            }
            text.append(UInt8(ascii: "Z"))
        }
    }
}
