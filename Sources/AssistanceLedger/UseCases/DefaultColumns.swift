/// What a table on a terminal shows of a wide view: what one reads down a list for. The rest comes with `--columns all`.
enum DefaultColumns {
  /// Views of so many columns are shown whole.
  static let narrow = 8

  static let byView: [String: [String]] = [
    "advances": ["key", "project", "payer", "amount_fen", "day", "due_day", "state"],
    "allocations": ["key", "project", "fund", "day", "amount_fen", "paid_fen", "available_fen", "state"],
    "contracts": ["key", "project", "contractor", "number", "value_fen", "paid_fen", "signed_day", "end"],
    "delegations": ["key", "principal", "delegate", "role", "from", "to", "revoked"],
    "disclosures": ["key", "subject", "stage", "posted_day", "removed_day", "objections", "resolved", "state"],
    "duties": ["key", "person", "role", "org", "target", "from", "to", "state"],
    "funds": ["key", "name", "year", "appropriated_fen", "allocated_fen", "paid_fen", "available_fen", "state"],
    "households": ["key", "place", "state", "size", "tags", "helper", "visits", "last_visit"],
    "ledger": ["key", "founder", "region", "authority", "purpose", "opened", "founded", "packs"],
    "orgs": ["key", "name", "kind", "level", "place", "superiors", "state"],
    "packs": ["key", "pack", "version", "effective_from", "effective_to"],
    "payments": ["key", "project", "payee", "amount_fen", "requested_day", "approved_by", "paid_day", "state"],
    "persons": ["key", "state", "rank", "org", "duties", "keys"],
    "problems": ["key", "kind", "severity", "place", "owner_org", "deadline", "handler", "state"],
    "projects": ["key", "name", "category", "place", "budget_fen", "paid_fen", "library", "phase"],
    "visits": ["key", "day", "target", "visitor", "mode", "minutes", "place", "voided"],
  ]
}
