import EventSourcing

/// The registers of projects, contracts, funds and disclosures.
final class MoneyTables {
  let projects = Table<ProjectRow>("projects", zh: "项目", en: "projects")
  let beneficiaries = Table<ProjectBeneficiaryRow>(
    "project_beneficiaries", zh: "项目受益户", en: "households linked to projects")
  let contracts = Table<ContractRow>("contracts", zh: "合同", en: "contracts")
  let disclosures = Table<DisclosureRow>("disclosures", zh: "公示", en: "disclosures")
  let funds = Table<FundRow>("funds", zh: "资金", en: "fund lines")
  let appropriations = Table<FundAppropriationRow>("appropriations", zh: "资金下达", en: "appropriations")
  let allocations = Table<AllocationRow>("allocations", zh: "资金分配", en: "allocations")
  let payments = Table<DisbursementRow>("payments", zh: "支付", en: "payments")
  let documents = Table<DisbursementDocumentRow>("documents", zh: "票据", en: "vouchers and invoices")
  let advances = Table<AdvanceRow>("advances", zh: "垫付", en: "advances")

  var all: [any StoredTable] {
    [
      projects, beneficiaries, contracts, disclosures, funds, appropriations, allocations, payments,
      documents,
      advances,
    ]
  }

  /// Whether a reference is in its register; nil when none is kept for its prefix.
  func exists(_ reference: String, prefix: ReferencePrefix) -> Bool? {
    switch prefix {
    case .project: projects.contains(reference)
    case .contract: contracts.contains(reference)
    case .disclosure: disclosures.contains(reference)
    case .fund: funds.contains(reference)
    case .appropriation: appropriations.contains(reference)
    case .allocation: allocations.contains(reference)
    case .payment: payments.contains(reference)
    case .advance: advances.contains(reference)
    default: nil
    }
  }
}
