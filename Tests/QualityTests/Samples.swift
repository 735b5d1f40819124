import Catalog
import Quality
import StructuredText

/// The built-in catalogs and scores, read once for the suites of this target.
let catalog: Catalog = {
  do throws(CatalogError) {
    return try Catalog(CatalogFiles())
  } catch {
    preconditionFailure(error.description)
  }
}()

let quality: Quality = {
  do throws(CatalogError) {
    return try Quality(catalog)
  } catch {
    preconditionFailure(error.description)
  }
}()

/// A table of `text`, a header and rows.
func table(_ text: String) throws -> CSVTable { try CSVTable(bytes: Array(text.utf8), name: "t") }
