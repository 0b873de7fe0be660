// Bytes of a text that stay for long.

/** In UTF-8. Not from the pool of small buffers, of which a few bytes that are kept would keep all. */
export function keptBytes(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text))
  bytes.write(text)
  return bytes
}
