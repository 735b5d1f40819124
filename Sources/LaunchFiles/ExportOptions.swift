/// What a plan leaves to the people who launch it.
public struct ExportOptions: Hashable, Sendable {
  /// A folder, file or repository with the weights, where it is not the one of the model's name.
  public var checkpoint: String?
  /// The image of containers; `nil` takes the one of the engine's makers.
  public var image: String?
  /// The device as the tool names it, where that name does not follow from the plan.
  public var accelerator: String?
  /// Speculative decoding; `nil` for none, as plans are made without.
  public var drafts: Drafts?

  /// Speculative decoding as `inferplan simulate` describes it.
  public struct Drafts: Hashable, Sendable {
    /// Tokens that are drafted for a step.
    public var tokens: Int
    /// The model that drafts; `nil` looks drafts up in the prompt.
    public var model: String?

    public init(tokens: Int, model: String? = nil) {
      self.tokens = tokens
      self.model = model
    }
  }

  public init(
    checkpoint: String? = nil, image: String? = nil, accelerator: String? = nil,
    drafts: Drafts? = nil
  ) {
    self.checkpoint = checkpoint
    self.image = image
    self.accelerator = accelerator
    self.drafts = drafts
  }
}
