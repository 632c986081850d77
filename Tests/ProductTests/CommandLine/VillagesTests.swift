import Foundation
import Testing

/// Villages and regions have commands of their own, and what nobody registered is refused.
@Suite struct VillagesTests {
  /// There was no command for a village; `household add --village v-typo` was accepted and made one.
  @Test func aVillageIsRegisteredBeforeItIsNamed() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let unknown = try taizhang("household", "add", "hh-0009", "--village", "v-0001", "--sign", "p-0001")
      #expect(unknown.status == 1 && unknown.err.contains("R01") && unknown.err.contains("v-0001"), "\(unknown)")
      let added = try taizhang(
        "village", "add", "v-0001", "--name", "甲村", "--place", "621021103204", "--tag", "贫困村", "--sign", "张三")
      #expect(added.status == 0 && added.out.contains("v-0001"), "\(added)")
      #expect(try taizhang("village", "add", "v-0001", "--name", "甲村", "--sign", "p-0001").err.contains("R02"))
      #expect(
        try taizhang("village", "add", "nv-0001", "--name", "一组", "--village", "甲村", "--sign", "p-0001").status == 0)
      #expect(try taizhang("household", "add", "hh-0009", "--village", "v-0001", "--sign", "p-0001").status == 0)
      let villages = try taizhang("query", "村")
      #expect(villages.out.contains("甲村") && villages.out.contains("贫困村") && villages.out.contains("一组"), "\(villages)")
      for event in [
        ["visit.recorded", "--subject", "v-0002", "minutes=5"],
        ["daylog.entered", "--subject", "p-0001", "village=v-0002"],
        ["problem.opened", "--subject", "pb-1", "source=inspection", "kind=water", "severity=2", "village=v-0002"],
      ] {
        let answer = try taizhang.start(Product.binary, ["record"] + event + ["--sign", "p-0001"])
        #expect(answer.status == 1 && answer.err.contains("R01"), "\(event): \(answer)")
      }
    }
  }

  @Test func aRegionIsRegisteredByItsCode() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let added = try taizhang("region", "add", "621021103", "--name", "示例镇", "--level", "乡镇级", "--sign", "p-0001")
      #expect(added.status == 0 && added.out.contains("rg-621021103000"), "\(added)")
      #expect(try taizhang("region", "add", "621021103000", "--name", "示例镇", "--sign", "p-0001").err.contains("R02"))
      #expect(try taizhang("region", "add", "62102", "--name", "示例镇").status == 64)
      let regions = try taizhang("query", "区划", "--columns", "编号,名称,层级").out
      #expect(regions.contains("示例镇") && regions.contains("乡镇级"), "\(regions)")
      #expect(try taizhang("query", "农户", "--place", "示例镇").out.contains("hh-0001"), "its code begins as the region's")
      #expect(try taizhang("query", "农户", "--place", "示列镇").err.contains("是不是“示例镇"))
    }
  }
}
