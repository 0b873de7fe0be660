// Rows of numbers as text of a fixed width, so that a warming series keeps its points within the state's 8 KB.

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const CODES = new Map(Array.from(DIGITS, (digit, code) => [digit, code]))
const LARGEST_FLOAT = 3e38

/** Six characters: the number at single precision. */
export function packFloat(value: number): string {
  const view = new DataView(new ArrayBuffer(4))
  view.setFloat32(0, Math.max(-LARGEST_FLOAT, Math.min(LARGEST_FLOAT, value)))
  return packDigits(view.getUint32(0), 6)
}

/** `width` characters: a whole number from 0 to 64 ** width - 1; what is beyond is brought to the end. */
export function packWhole(value: number, width: number): string {
  return packDigits(Math.max(0, Math.min(64 ** width - 1, Math.round(value))), width)
}

export function unpackFloats(text: string): number[] {
  const view = new DataView(new ArrayBuffer(4))
  return unpackWholes(text, 6).map(bits => {
    view.setUint32(0, bits)
    return view.getFloat32(0)
  })
}

export function unpackWholes(text: string, width: number): number[] {
  const numbers: number[] = []
  for (let start = 0; start < text.length; start += width) {
    let value = 0
    for (let index = start; index < start + width; index += 1) {
      value = value * 64 + (CODES.get(text.charAt(index)) ?? 0)
    }
    numbers.push(value)
  }
  return numbers
}

function packDigits(value: number, width: number): string {
  let text = ''
  let rest = value
  for (let index = 0; index < width; index += 1) {
    text = DIGITS.charAt(rest % 64) + text
    rest = Math.floor(rest / 64)
  }
  return text
}
