// Lines of samples as bytes, in UTF-8. Nearly all that is written is ASCII: put down unit by unit it takes two thirds of the time in which a text
// of all lines is joined and encoded.

const LINE_FEED = 10
const SPACE = 32
const BRACE = 125
const LAST_OF_ASCII = 127

/** Bytes of a UTF-16 unit in UTF-8, at most. */
const WIDEST_UNIT = 3

/** Bytes of a number in text with what stands around it, at most. */
const AROUND_NUMBER = 32

/** Writes one line after the other into memory that grows. */
export class Lines {
  #bytes = Buffer.allocUnsafe(16_384)
  #end = 0

  /** A line with labels: what stands before them, and those in two parts, as they are kept. */
  add(start: string, about: string, own: string, value: number): void {
    this.#room(WIDEST_UNIT * (start.length + about.length + own.length))
    this.#text(start)
    this.#text(about)
    this.#text(own)
    this.#bytes[this.#end++] = BRACE
    this.#number(value)
  }

  /** A line of which this stands before the number. */
  addPlain(name: string, value: number): void {
    this.#room(WIDEST_UNIT * name.length)
    this.#text(name)
    this.#number(value)
  }

  /** How many bytes have been written. */
  get length(): number {
    return this.#end
  }

  /** What has been written. It is the caller's. */
  take(): Buffer {
    const taken = Buffer.allocUnsafeSlow(this.#end)
    this.#bytes.copy(taken, 0, 0, this.#end)
    this.#end = 0
    return taken
  }

  #number(value: number): void {
    this.#bytes[this.#end++] = SPACE
    this.#text(String(value))
    this.#bytes[this.#end++] = LINE_FEED
  }

  #text(text: string): void {
    this.#end = written(this.#bytes, text, this.#end)
  }

  /** For texts of so many bytes, and a number behind them. */
  #room(texts: number): void {
    const needed = this.#end + texts + AROUND_NUMBER
    if (needed <= this.#bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#bytes.length))
    this.#bytes.copy(larger, 0, 0, this.#end)
    this.#bytes = larger
  }
}

/** Returns where it ends. There must be room for it. */
function written(bytes: Buffer, text: string, start: number): number {
  for (let place = 0; place < text.length; place++) {
    const unit = text.charCodeAt(place)
    if (unit > LAST_OF_ASCII) return start + bytes.write(text, start)
    bytes[start + place] = unit
  }
  return start + text.length
}
