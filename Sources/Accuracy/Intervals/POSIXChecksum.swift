/// The checksum that the program `cksum` prints, so that a script can tell for which file another
/// one was made (POSIX.1-2024, `cksum`: CRC of ISO/IEC 8802-3 over the bytes and their number).
struct POSIXChecksum: Hashable, Sendable {
  let value: UInt32

  init(_ bytes: some Sequence<UInt8>) {
    var crc: UInt32 = 0
    var count = 0
    for byte in bytes {
      crc = Self.next(crc, byte)
      count += 1
    }
    while count > 0 {
      crc = Self.next(crc, UInt8(truncatingIfNeeded: count))
      count >>= 8
    }
    value = ~crc
  }

  private static func next(_ crc: UInt32, _ byte: UInt8) -> UInt32 {
    var crc = crc ^ UInt32(byte) << 24
    for _ in 0..<8 { crc = crc & 0x8000_0000 != 0 ? crc << 1 ^ 0x04C1_1DB7 : crc << 1 }
    return crc
  }
}
