// Numbers in bytes, as `String` writes them.

const ZERO = 48

/** How many digits a whole number from 0 on has. It is below 1e21. */
export function digitsOf(whole: number): number {
  let [digits, next] = [1, 10]
  while (whole >= next) {
    digits += 1
    next *= 10
  }
  return digits
}

/** Puts the digits of a number into bytes, the last of so many before `end`. */
export function putDigits(bytes: Uint8Array, whole: number, end: number, digits: number): void {
  let rest = whole
  for (let place = end - 1; place >= end - digits; place--) {
    const tens = Math.floor(rest / 10)
    bytes[place] = ZERO + (rest - 10 * tens)
    rest = tens
  }
}

/** Puts a short text, of ASCII alone, into bytes: a call of `Buffer.write` takes several times as long. */
export function putText(bytes: Uint8Array, text: string, start: number): void {
  for (let place = 0; place < text.length; place++) bytes[start + place] = text.charCodeAt(place)
}
