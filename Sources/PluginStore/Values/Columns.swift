import GRDB

/// The values of a row. GRDB's own subscripts end the process when a value has another type than asked for; these throw,
/// because a file can hold anything.
struct Columns {
    let row: Row
    let path: String

    func text(_ name: String) throws(StoreError) -> String {
        guard let value = try optionalText(name) else { throw wrong(name) }
        return value
    }

    func optionalText(_ name: String) throws(StoreError) -> String? {
        switch storage(name) {
        case .string(let value): value
        case .null: nil
        default: throw wrong(name)
        }
    }

    func integer(_ name: String) throws(StoreError) -> Int64 {
        guard case .int64(let value) = storage(name) else { throw wrong(name) }
        return value
    }

    func flag(_ name: String) throws(StoreError) -> Bool { try integer(name) != 0 }

    /// A column that the statement does not have is an error of this module and shows as a wrong value.
    private func storage(_ name: String) -> DatabaseValue.Storage? {
        let value: DatabaseValue? = row[name]
        return row.hasColumn(name) ? (value ?? .null).storage : nil
    }

    private func wrong(_ name: String) -> StoreError {
        .damaged(path, found: "column \(name) holds a value of another type")
    }
}
