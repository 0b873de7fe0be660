// A column of numbers that grows by doubling.

export class Growing {
  length = 0
  #numbers = new Float64Array(1024)

  push(value: number): void {
    if (this.length === this.#numbers.length) {
      const larger = new Float64Array(2 * this.length)
      larger.set(this.#numbers)
      this.#numbers = larger
    }
    this.#numbers[this.length++] = value
  }

  /** A view of what was pushed. */
  numbers(): Float64Array {
    return this.#numbers.subarray(0, this.length)
  }
}
