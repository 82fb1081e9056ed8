import GRDB

extension SQLiteJournal {
    /// Adds them.
    public func append(_ interventions: [Intervention]) async throws(JournalError) {
        if interventions.isEmpty { return }
        try await writing { database in
            for one in interventions { try InterventionRow.insert(one, database) }
        }
    }

    /// Reads the latest.
    public func interventions(ofFleetsNamed name: String?, limit: Int) async throws(JournalError) -> [Intervention] {
        try await reading { database in
            try InterventionRow.fetchAll(
                database,
                sql: """
                    SELECT * FROM intervention WHERE ? IS NULL OR fleet IS NULL OR fleet = ? ORDER BY id DESC LIMIT ?
                    """,
                arguments: [name, name, max(limit, 0)]
            ).compactMap(\.intervention)
        }
    }

    /// Reads those by their index; there are few.
    public func pausesAndResumptions() async throws(JournalError) -> [Intervention] {
        try await reading { database in
            try RowSeal.check(database, only: "intervention", path: self.path)
            return try InterventionRow.fetchAll(
                database, sql: "SELECT * FROM intervention WHERE kind IN ('pause', 'resume') ORDER BY id"
            ).compactMap(\.intervention)
        }
    }

    /// Reads the keys.
    public func fleets() async throws(JournalError) -> [FleetKey] {
        try await reading { database in
            try FleetKeyRow.fetchAll(database.cachedStatement(sql: "SELECT * FROM fleet")).map(\.key).sorted()
        }
    }
}
