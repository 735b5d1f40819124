/// Headers that every answer carries.
public enum SecurityHeaders {
  /// What a page may load: its own files, nothing inline, nothing from elsewhere, no frame around it.
  public static let page: [(name: String, value: String)] =
    common + [
      (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
          + "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
          + "form-action 'none'; frame-ancestors 'none'"
      ), ("Referrer-Policy", "no-referrer"), ("X-Frame-Options", "DENY"),
      ("Cross-Origin-Opener-Policy", "same-origin"),
    ]

  /// For answers that are data: nothing in them may ever run.
  public static let data: [(name: String, value: String)] =
    common + [
      ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox"),
      ("Cache-Control", "no-store"),
    ]

  private static let common: [(name: String, value: String)] = [
    ("X-Content-Type-Options", "nosniff"), ("Cross-Origin-Resource-Policy", "same-origin"),
  ]
}
