/** The few forms of EBML (RFC 8794) that a Matroska file needs. */

/** An element with a body: id, length, bytes. */
export function element(id: number, ...body: readonly Buffer[]): Buffer {
  const length = body.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([idBytes(id), sizeBytes(length), ...body])
}

/** An unsigned integer element of eight bytes, so that it can be written over later. */
export function uintElement(id: number, value: number | bigint): Buffer {
  const body = Buffer.alloc(8)
  body.writeBigUInt64BE(BigInt(value))
  return element(id, body)
}

/** A signed integer element of eight bytes. */
export function intElement(id: number, value: bigint): Buffer {
  const body = Buffer.alloc(8)
  body.writeBigInt64BE(value)
  return element(id, body)
}

/** A 64-bit floating point element. */
export function floatElement(id: number, value: number): Buffer {
  const body = Buffer.alloc(8)
  body.writeDoubleBE(value)
  return element(id, body)
}

/** A string element. */
export function textElement(id: number, value: string): Buffer {
  return element(id, Buffer.from(value, 'utf8'))
}

/** The id as it stands in the file; ids carry their own length marker. */
export function idBytes(id: number): Buffer {
  const digits = id.toString(16)
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex')
}

const LARGEST_SHORT_SIZE = 2 ** 28 - 2

/** A length in four bytes, or eight when it does not fit. */
export function sizeBytes(length: number): Buffer {
  if (length > LARGEST_SHORT_SIZE) return longSizeBytes(length)
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(length + 0x1000_0000)
  return bytes
}

/** A length in eight bytes, for elements whose end is not known yet. */
export function longSizeBytes(length: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE((1n << 56n) | BigInt(length))
  return bytes
}
