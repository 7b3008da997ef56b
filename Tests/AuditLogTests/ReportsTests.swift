import AuditLog
import Logging
import Policy
import Synchronization
import TestSupport
import Testing

/// What audit and log make of a report, and who hears of it.
struct ReportsTests {
    private static let now = TestTenants.startedAt
    private static let tenantID = TenantID.make(at: now)

    private static func attempt(
        _ end: AttemptReport.End, isFirst: Bool = true, cut: String? = nil, error: String? = nil
    ) -> AttemptReport {
        AttemptReport(
            deliveryID: .make(at: now), eventID: .make(at: now), tenantID: tenantID, intentID: .make(at: now),
            lane: "https://shop.example:443", attempt: 3, isFirstOfSchedule: isFirst, startedAt: now,
            durationMicroseconds: 7, status: 200, error: error, answerCut: cut, end: end)
    }

    private static func action(_ stage: ActionReport.Stage) -> ActionReport {
        ActionReport(
            at: now, name: "key create", actor: "ann", tenantID: tenantID, stage: stage,
            details: [(name: "reason", value: "the till")])
    }

    private static func exchange() -> ExchangeReport {
        ExchangeReport(
            requestID: RequestIDSource().next(at: now), startedAt: now, path: "/rates/", status: 200, result: "ok",
            peer: "192.0.2.1", client: "198.51.100.7")
    }

    @Test func anExchangesRecord() {
        var exchange = Self.exchange()
        (exchange.route, exchange.method, exchange.durationMicroseconds) = (.rates, "GET", 12)
        (exchange.tenantID, exchange.actor) = (Self.tenantID, "key")
        let record = AuditRecord(exchange)
        #expect((record.kind, record.at, record.requestID) == (.request, Self.now, exchange.requestID))
        #expect((record.tenantID, record.actor) == (Self.tenantID, "key"))
        #expect((record.method, record.path, record.status, record.result) == ("GET", "/rates/", 200, "ok"))
        #expect((record.peer, record.client) == ("192.0.2.1", "198.51.100.7"))
        #expect(record.durationMicroseconds == 12 && record.details.isEmpty)
        (exchange.refusal, exchange.claimed) = ("no such key", "fg_live_abc")
        #expect(AuditRecord(exchange).details.map(\.value) == ["no such key", "fg_live_abc"])
    }

    @Test func anAttemptsRecordSaysHowItEndedAndWhatIsNext() {
        let next = Self.now.advanced(by: .seconds(60))
        let ends: [(AttemptReport.End, String, String?)] = [
            (.delivered, "delivered", nil), (.dead, "dead", nil), (.superseded, "superseded", nil),
            (.failed(next: next), "failed", "\(next)"), (.addressRefused(next: next), "address_refused", "\(next)"),
        ]
        for (end, word, again) in ends {
            let attempt = Self.attempt(end, cut: "too long", error: "status 500")
            let record = AuditRecord(attempt)
            #expect((record.kind, record.at, record.result) == (.delivery, Self.now, word))
            #expect((record.tenantID, record.intentID) == (attempt.tenantID, attempt.intentID))
            #expect((record.status, record.durationMicroseconds) == (200, 7))
            let names = ["delivery", "event", "attempt", "error", "answer_cut"] + (again == nil ? [] : ["next"])
            #expect(record.details.map(\.name) == names)
            let values = ["\(attempt.deliveryID)", "\(attempt.eventID)", "3", "status 500", "too long"]
            #expect(record.details.map(\.value) == values + [again].compactMap(\.self))
        }
    }

    @Test func anActionsRecordSaysHowFarItCame() {
        let stages: [(ActionReport.Stage, String)] = [
            (.requested, "requested"), (.answered, "ok"), (.done, "done"), (.proposed, "proposed"),
            (.expired, "expired"), (.refused("conflict"), "refused: conflict"),
        ]
        for (stage, word) in stages {
            let record = AuditRecord(Self.action(stage))
            #expect((record.kind, record.at, record.result) == (.admin, Self.now, word))
            #expect((record.method, record.path, record.actor) == ("ADMIN", "key create", "ann"))
            #expect(record.tenantID == Self.tenantID && record.details.map(\.value) == ["the till"])
        }
    }

    /// Another listener is one more name where the gateway is put together.
    @Test func everyListenerHearsEachThingOnceWhenItIsOver() async throws {
        let audit = RecordingAudit()
        let listeners = [RecordingListener(), RecordingListener()]
        let reports = Reports(audit: audit, listeners: listeners)
        #expect(reports.begin(Self.action(.requested)))
        try await reports.beginDurably(Self.action(.requested))
        reports.tell(Self.action(.done))
        reports.tell(Self.attempt(.delivered))
        try await reports.tellDurably(Self.exchange())
        #expect(audit.results == ["requested", "requested", "done", "delivered", "ok"])
        for listener in listeners {
            #expect(listener.actions.map(\.stage) == [.done])
            #expect(listener.attempts.map(\.end) == [.delivered] && listener.exchanges.map(\.result) == ["ok"])
        }
    }

    @Test func whatIsNotOnRecordAsItMustBeIsNotHeardOf() async throws {
        let (audit, listener) = (RecordingAudit(), RecordingListener())
        audit.setBroken(true)
        let reports = Reports(audit: audit, listeners: [listener])
        await #expect(throws: AuditError.self) { try await reports.tellDurably(Self.exchange()) }
        #expect(listener.exchanges.isEmpty)
    }

    /// The log says what needs somebody, and no more.
    @Test func theLogSaysWhatNeedsSomebody() {
        let lines = LoggedLines()
        let log = ReportLog(logger: Logger(label: "test") { _ in lines })
        var exchange = Self.exchange()
        exchange.error = .notFound()
        log.hear(exchange)
        let next = Self.now.advanced(by: .seconds(60))
        for end in [AttemptReport.End.delivered, .superseded, .failed(next: next)] {
            log.hear(Self.attempt(end))
        }
        log.hear(Self.attempt(.addressRefused(next: next), isFirst: false))
        log.hear(Self.action(.done))
        #expect(lines.warnings == [])
        exchange.error = .serviceUnavailable(origin: .gateway, reason: "no disk")
        exchange.webhook = WebhookReceipt(
            eventID: .make(at: Self.now), tenantID: nil, intentID: nil, upstreamID: nil, status: nil,
            note: "nobody's", deliveryCount: 0)
        log.hear(exchange)
        log.hear(Self.attempt(.addressRefused(next: next)))
        log.hear(Self.attempt(.dead))
        #expect(
            lines.warnings == [
                "request failed", "doubtful webhook", "a webhook's address is refused", "a webhook delivery is dead",
            ])
    }
}

/// The messages of warnings and worse.
private final class LoggedLines: LogHandler, Sendable {
    private let state = Mutex<[String]>([])
    var warnings: [String] { state.withLock { $0 } }
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }
    subscript(metadataKey _: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) {
        if event.level >= .warning { state.withLock { $0.append("\(event.message)") } }
    }
}
