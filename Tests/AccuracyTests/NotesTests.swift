import Testing

@testable import Accuracy

@Suite struct NotesTests {
  @Test func readsKeysAsWholeWords() {
    let notes = Notes("decode_tp_size=8; tp_size=4; fa=1, threads=16, weights 14.96 GiB; max=")
    #expect(notes.count("tp_size") == 4)
    #expect(notes.count("decode_tp_size") == 8)
    #expect(notes["fa"] == "1")
    #expect(notes.number("threads") == 16)
    #expect(notes["max"] == nil)
    #expect(notes["absent"] == nil)
  }

  @Test func readsStatedWeights() {
    #expect(Notes("llama-bench; weights 2.00 GiB; fa=0").statedWeights == 2_147_483_648.0)
    #expect(Notes("file 4.36 GB; peak_rss_gb=4.47").statedWeights == 4.36e9)
    #expect(Notes("GiB although labelled GB").statedWeights == nil)
  }
}
