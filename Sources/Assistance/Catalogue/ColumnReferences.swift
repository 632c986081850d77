/// Which kinds of subject stand in a view's column: so that a name asked for is looked for among these alone, and so that whoever
/// shows a row knows what has a name.
public enum ColumnReferences {
  /// The prefixes of the references in a column of kind `reference`, or in the column `key`; an empty list means any. Nil for a
  /// column that holds none.
  public static func prefixes(view: String, column: String) -> [String]? {
    column == "key" ? keys[view] : own["\(view).\(column)"] ?? columns[column]
  }

  /// Views whose rows are each about one subject with a name.
  private static let keys: [String: [String]] = [
    "funds": ["fd"], "households": ["hh"], "orgs": ["org"], "persons": ["p"], "projects": ["pr"], "regions": ["rg"],
    "villages": ["v", "nv"],
  ]

  /// Columns that mean something of their own in one view.
  private static let own: [String: [String]] = [
    "persons.merged_into": ["p"], "stays.person": ["p", "team"],
  ]

  private static let columns: [String: [String]] = [
    // People.
    "approved_by": ["p"], "assigner": ["p"], "author": ["p"], "delegate": ["p"], "founder": ["p"], "handed_to": ["p"],
    "handler": ["p"],
    "head": ["p"], "helper": ["p"], "holder": ["p"], "last_visitor": ["p"], "lead_leader": ["p"], "opener": ["p"],
    "paid_by": ["p"], "person": ["p"], "principal": ["p"], "reconciled_by": ["p"], "requested_by": ["p"],
    "reversed_by": ["p"], "visitor": ["p"],
    // Organisations, and whoever else money goes to.
    "contractor": [], "dept": ["org"], "implementer": ["org"], "migration_org": ["org"], "org": [],
    "owner_org": ["org"], "payee": [],
    "payer": [], "responsible_org": ["org"],
    "successor": ["org"], "supervisor": ["org"],
    // Places and those who live there.
    "household": ["hh"], "natural_village": ["nv"], "village": ["v", "nv"],
    // Money and work.
    "allocation": ["al"], "contract": ["ct"], "duty": ["duty"], "fund": ["fd"], "open_stay": ["st"], "payment": ["pay"],
    "project": ["pr"], "reallocated_from": ["al"], "stay": ["st"],
    // Anything.
    "about": [], "subject": [], "target": [],
  ]
}
