const SILK_MS = [10, 20, 40, 60]
const HYBRID_MS = [10, 20]
const CELT_MS = [2.5, 5, 10, 20]

/** Length of an Opus packet in milliseconds, from its first bytes (RFC 6716 §3.1); 0 for an empty one. */
export function opusPacketMs(packet: Buffer): number {
  const toc = packet[0]
  if (toc === undefined) return 0
  const config = toc >> 3
  const frameMs =
    (config < 12 ? SILK_MS[config & 3] : config < 16 ? HYBRID_MS[config & 1] : CELT_MS[config & 3]) ?? 0
  const code = toc & 3
  const frames = code === 0 ? 1 : code === 3 ? (packet[1] ?? 0) & 0x3f : 2
  return frameMs * frames
}
