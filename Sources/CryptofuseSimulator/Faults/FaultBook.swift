/// The active faults, in the order they were added.
struct FaultBook: Sendable {
    private(set) var faults: [Fault] = []
    private var lastID = 0

    var isEmpty: Bool { faults.isEmpty }

    mutating func add(_ make: (Int) throws(APIError) -> Fault) throws(APIError) -> Fault {
        let fault = try make(lastID + 1)
        lastID += 1
        faults.append(fault)
        return fault
    }

    mutating func clear() { faults = [] }

    mutating func remove(_ id: Int) -> Bool {
        guard let index = faults.firstIndex(where: { $0.id == id }) else { return false }
        faults.remove(at: index)
        return true
    }

    /// A new connection: does it end at once?
    mutating func takeAtAccept() -> Fault.Cut? {
        for index in faults.indices {
            guard case .disconnect(.accept, let cut) = faults[index].kind, faults[index].strike() else { continue }
            return cut
        }
        return nil
    }

    /// A request's head was read: does the connection end here (`after_head`) or at the body's first bytes?
    mutating func takeAtHead(method: String, path: String, clientID: String?) -> (phase: Fault.Phase, cut: Fault.Cut)? {
        for index in faults.indices {
            guard case .disconnect(let phase, let cut) = faults[index].kind, phase == .afterHead || phase == .midBody,
                matches(faults[index], method, path, clientID), faults[index].strike()
            else { continue }
            return (phase, cut)
        }
        return nil
    }

    /// The whole request was read.
    mutating func takeAtRequest(method: String, path: String, clientID: String?) -> FaultPlan {
        var plan = FaultPlan()
        for index in faults.indices {
            switch faults[index].kind {
            case .webhook, .disconnect(.accept, _), .disconnect(.afterHead, _), .disconnect(.midBody, _): continue
            default: break
            }
            guard matches(faults[index], method, path, clientID), faults[index].strike() else { continue }
            plan.add(faults[index].kind, random: &faults[index].random)
        }
        return plan
    }

    mutating func takeWebhookFault(event: String, status: String, url: String) -> Fault.WebhookFault? {
        for index in faults.indices {
            guard case .webhook(let kind) = faults[index].kind, faults[index].event ?? event == event,
                faults[index].status ?? status == status, faults[index].matches(path: url), faults[index].strike()
            else { continue }
            return kind
        }
        return nil
    }

    private func matches(_ fault: Fault, _ method: String, _ path: String, _ clientID: String?) -> Bool {
        (fault.method ?? method) == method && (fault.clientID == nil || fault.clientID == clientID)
            && fault.matches(path: path)
    }
}
