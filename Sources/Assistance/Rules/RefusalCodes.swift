public import EventSourcing

/// The published list of reasons for which the domain refuses. A code is permanent: it is never renumbered,
/// never given a second meaning and never reused. Codes that enforce an audit check bear the check's id.
public enum RefusalCodes {
  /// One reason for refusing.
  public struct Row: Hashable, Sendable {
    /// A family letter and digits, such as `C04`.
    public let code: String
    /// The reason in a few words; a refusal's message says what was wrong in the case at hand.
    public let title: Bilingual

    init(_ code: String, _ zh: String, _ en: String) {
      self.code = code
      title = Bilingual(zh, en)
    }
  }

  /// Every code, by family.
  public static let all: [Row] = shape + packs + people + projectsAndMoney

  /// The title of a code; nil for one that is not the domain's. O(n).
  public static func title(_ code: String) -> Bilingual? { all.first { $0.code == code }?.title }

  /// C: the shape of events, judged by the catalogue alone.
  private static let shape: [Row] = [
    Row("C01", "事件类型未知", "Unknown event type"),
    Row("C02", "缺少必填字段", "Required field missing"),
    Row("C03", "字段未知", "Unknown field"),
    Row("C04", "字段值的种类、范围或长度不符", "Field of another kind, range or length"),
    Row("C05", "对象编号前缀不符", "Subject of another prefix"),
    Row("C06", "引用列表不完整", "References incomplete"),
    Row("C07", "个人信息未封存，或非个人信息被封存", "Personal field in clear, or clear field sealed"),
    Row("C08", "明文含身份证号或手机号", "Identity or mobile number in clear"),
    Row("C09", "办理依据不符", "Basis does not fit the signers"),
    Row("C10", "代码不在代码表中", "Code not in its codelist"),
    Row("C11", "区划代码无效", "Area code not valid"),
    Row("C12", "不得更正的字段", "Field that is never corrected"),
  ]

  /// P: policy packs.
  private static let packs: [Row] = [
    Row("P02", "政策包内容有误", "Policy pack not well formed")
  ]
}
