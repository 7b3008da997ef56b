import HTTPTypes
import Policy

extension AdminRoutes {
    func addProposals(to routes: inout [AdminRoute]) {
        routes.add(.get, "proposals", .reading) { call in
            try call.refuseQueries(except: "tenant", "state", "since", "until", "before", "count")
            let query = AdminService.ProposalQuery(
                tenant: call.query("tenant"), state: call.query("state"), span: call.span,
                before: call.query("before"), count: try call.count("count"))
            return try await service.listProposals(query, for: call.caller)
        }
        routes.add(.get, "proposals/:proposal", .reading) {
            try await service.showProposal($0["proposal"], for: $0.caller)
        }
        routes.add(.post, "proposals/:proposal/approve", .decision) {
            try await service.approveProposal($0["proposal"], for: $0.caller)
        }
        routes.add(.post, "proposals/:proposal/reject", .decision) {
            try await service.rejectProposal($0["proposal"], for: $0.caller)
        }
    }
}
