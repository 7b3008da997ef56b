import HTTPWire
import NIOCore

/// One connection to an origin: one request at a time, written whole, its answer read whole.
final class ClientConnection: @unchecked Sendable {  // every member is touched on the connection's event loop only
    private let stream: ByteStream
    private var parser: ResponseParser
    private(set) var isReusable = true
    private var abandonment: Disconnection?
    private var sendsBody = false

    init(stream: ByteStream) {
        self.stream = stream
        var limits = WireLimits()
        // The caller's own bound is checked while the body is collected.
        limits.bodyBytesMax = .max
        parser = ResponseParser(limits: limits)
    }

    /// Idle and untouched by the other side.
    var isUsable: Bool { isReusable && !stream.isClosed && !stream.hasUnreadInput }

    func close() {
        isReusable = false
        stream.close()
    }

    /// Calls `ended` once if, between two requests, the other side speaks or closes, or the time is up.
    func watchWhileIdle(until deadline: NIODeadline, ended: @escaping (ByteStream.Wake) -> Void) {
        stream.watch(until: deadline, ended)
    }

    func endIdleWatch() { stream.endWatch() }

    func exchange(
        _ request: ClientRequest, headTimeout: Duration, total: NIODeadline, bodyBytesMax: Int
    ) async throws(ClientError) -> ClientResponse {
        try send(request)
        defer { endReaction() }
        let headDeadline = min(total, .now() + TimeAmount(headTimeout))
        var answer = PartialAnswer()
        do throws(ClientError) {
            return try await read(&answer, headDeadline: headDeadline, total: total, bodyBytesMax: bodyBytesMax)
        } catch {
            guard request.takesCutAnswer, error.kind != .abandoned, let head = answer.head ?? headSoFar(error.kind)
            else { throw error }
            return ClientResponse(head: head, body: answer.body, cut: error)
        }
    }

    /// A head that is too large or too late has a status line all the same; one that is malformed or broken off says nothing.
    private func headSoFar(_ kind: ClientError.Kind) -> ResponseHead? {
        switch kind {
        case .responseTooLarge, .timedOut: parser.headSoFar
        default: nil
        }
    }

    private func read(
        _ answer: inout PartialAnswer, headDeadline: NIODeadline, total: NIODeadline, bodyBytesMax: Int
    ) async throws(ClientError) -> ClientResponse {
        while true {
            if let response = try read(into: &answer, bodyBytesMax: bodyBytesMax) { return response }
            let isHeadMissing = answer.head == nil
            let wake = await stream.waitForInput(until: isHeadMissing ? headDeadline : total)
            try receive(wake, phase: isHeadMissing ? .head : .body)
        }
    }

    private func send(_ request: ClientRequest) throws(ClientError) {
        guard isUsable else {
            throw ClientError(kind: .closed, requestBytesWritten: false, reason: "the pooled connection was closed")
        }
        guard request.abandonment?.hasHappened != true else { throw .abandoned(requestBytesWritten: false) }
        var buffer = ByteBufferAllocator().buffer(capacity: 512 + request.body.readableBytes)
        let hasBody = request.body.readableBytes > 0 || request.method == .post || request.method == .put
        let isWritable = HeadSerializer.write(
            requestLine: request.method, target: request.target, host: request.origin.authority,
            fields: request.fields, contentLength: hasBody ? request.body.readableBytes : nil, to: &buffer)
        guard isWritable else {
            throw ClientError(
                kind: .invalidRequest, requestBytesWritten: false, reason: "the request target is not valid")
        }
        buffer.writeImmutableBuffer(request.body)
        isReusable = false
        sendsBody = request.body.readableBytes > 0
        parser.expectResponse(to: request.method)
        stream.write(buffer)
        abandonment = request.abandonment
        abandonment?.react { [stream] in stream.interrupt() }
    }

    private func endReaction() {
        abandonment?.endReaction()
        abandonment = nil
    }

    /// What is known of an answer before its end.
    private struct PartialAnswer {
        var head: ResponseHead?
        var body = ByteBuffer()
    }

    /// `nil` while more of the answer must come.
    private func read(into answer: inout PartialAnswer, bodyBytesMax: Int) throws(ClientError) -> ClientResponse? {
        while let event = try nextEvent() {
            switch event {
            case .head(let head): answer.head = head
            case .body(var part):
                guard answer.body.readableBytes + part.readableBytes <= bodyBytesMax else {
                    throw failure(.responseTooLarge, "the answer is larger than \(bodyBytesMax) bytes")
                }
                if answer.body.readableBytes == 0 { answer.body = part } else { answer.body.writeBuffer(&part) }
            case .end:
                guard let head = answer.head else { throw failure(.malformedResponse, "an answer without a head") }
                isReusable = head.keepAlive && parser.bufferedBytes == 0 && !stream.hasUnreadInput
                // Who answers before the whole body has left may take the rest of it for the next request.
                if sendsBody, stream.hasUnsentOutput { isReusable = false }
                return ClientResponse(head: head, body: answer.body)
            }
        }
        return nil
    }

    private func nextEvent() throws(ClientError) -> ResponseEvent? {
        do throws(WireError) {
            if let event = try parser.next() { return event }
            guard stream.isClosed, !stream.hasUnreadInput else { return nil }
            // Only an orderly end may end a body: a reset, or TLS without its close_notify, cuts it off.
            guard stream.failure == nil else { throw WireError(status: 502, reason: closedReason) }
            if let end = try parser.endOfInput() { return end }
        } catch {
            throw stream.isClosed && (parser.bufferedBytes == 0 || stream.failure != nil)
                ? failure(.closed, closedReason)
                : error.isHeadBound
                    ? failure(.responseTooLarge, "the answer's head is too large: \(error.reason)")
                    : failure(.malformedResponse, "malformed answer: \(error.reason)")
        }
        throw failure(.closed, closedReason)
    }

    private func receive(_ wake: ByteStream.Wake, phase: ClientError.Phase) throws(ClientError) {
        switch wake {
        case .input: if let input = stream.takeInput() { parser.append(input) }
        case .timedOut: throw failure(.timedOut(phase), "no answer in time (\(phase.rawValue))")
        case .interrupted where abandonment?.hasHappened == true: throw .abandoned(requestBytesWritten: true)
        case .closed, .interrupted, .ready: break
        }
    }

    private var closedReason: String {
        stream.failure.map { "the connection failed: \($0)" } ?? "the connection was closed before the answer's end"
    }

    private func failure(_ kind: ClientError.Kind, _ reason: String) -> ClientError {
        ClientError(kind: kind, requestBytesWritten: true, reason: reason)
    }
}
