import AdminAPI

/// An address that a tenant may withdraw to from now on, or may not any more.
struct AddressChange: Sendable {
    let currency: String
    let address: String
    let memo: String?
    let isAllowed: Bool

    init(currency: String, address: String, memo: String?, isAllowed: Bool) {
        self.currency = currency
        self.address = address
        self.memo = memo
        self.isAllowed = isAllowed
    }

    init(_ listed: ListedAddress, isAllowed: Bool) {
        self.init(currency: listed.currency, address: listed.address, memo: listed.memo, isAllowed: isAllowed)
    }

    var listed: ListedAddress { ListedAddress(currency: currency, address: address, memo: memo) }
}
