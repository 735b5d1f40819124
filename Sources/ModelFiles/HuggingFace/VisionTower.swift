/// The size of a vision tower and its projector, from `vision_config`.
///
/// A vision transformer has four matrices of attention and two or three of feed-forward in each
/// layer (arXiv:2010.11929). The result lies within about a tenth of published totals: enough for
/// towers of less than a billion parameters beside a language model of several.
enum VisionTower {
  /// Counts the parameters, or answers `nil` when the group does not give width and depth.
  static func parameters(
    _ vision: ConfigFields, family: String, textWidth: Int
  ) throws(ModelFileError) -> Double? {
    // Qwen2-VL calls its own width embed_dim, and the width that it hands on hidden_size.
    let width = try vision.integer(
      "embed_dim", "vt_hidden_size", "hidden_size", "width", in: ConfigLimits.width)
    let depth = try vision.integer(
      "depth", "num_hidden_layers", "vt_num_hidden_layers", "layers", in: ConfigLimits.layers)
    guard let width, let depth else { return nil }
    // Llama 3.2 passes the picture as a whole through further layers.
    let global = try vision.integer("num_global_layers", in: ConfigLimits.small) ?? 0
    let hidden = Double(width)
    let ratio = try vision.number("mlp_ratio", in: 0.01...100) ?? 4
    let given = try vision.integer(
      "intermediate_size", "vt_intermediate_size", in: ConfigLimits.intermediate)
    let intermediate = given.map(Double.init) ?? hidden * ratio
    let type = try vision.text("model_type") ?? family
    let isGated = ["pixtral", "qwen2_5_vl", "gemma4", "gemma4_vision"].contains(type)
    let layer = 4 * hidden * hidden + (isGated ? 3 : 2) * hidden * intermediate

    let patch = Double(try vision.integer("patch_size", in: 1...1024) ?? 14)
    let frames = Double(try vision.integer("temporal_patch_size", in: 1...64) ?? 1)
    let side = try vision.integer("image_size", in: 1...100_000).map { Double($0) / patch } ?? 0
    let positions = try vision.integer(
      "num_position_embeddings", "position_embedding_size", in: ConfigLimits.small)
    let embeddings =
      3 * patch * patch * frames * hidden + (positions.map(Double.init) ?? side * side) * hidden

    let text = Double(textWidth)
    let merge = Double(try vision.integer("spatial_merge_size", in: 1...64) ?? 1)
    let merged = hidden * merge * merge
    let taps = Double(try vision.list("deepstack_visual_indexes")?.count ?? 0)
    let projector =
      switch family {
      case "gemma3", "gemma4", "paligemma": hidden * text
      case _ where merge > 1: (1 + taps) * (merged * merged + merged * text)
      default: hidden * text + text * text
      }
    return Double(depth + global) * layer + embeddings + projector
  }
}
