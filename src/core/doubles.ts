// Lists that the engine keeps as doubles one after another, whatever whole numbers come to be in them.

/** A list of noughts. Its copies by `slice` are kept alike; one that began with whole numbers is converted, and checked, again and again. */
export function doubles(length: number): number[] {
  const list: number[] = []
  for (let place = 0; place < length; place += 1) {
    list.push(0.5)
    list[place] = 0
  }
  return list
}

/** A copy that is kept so, of a list that is not: one that is frozen, or was read from text. */
export function asDoubles(numbers: readonly number[]): number[] {
  const list = doubles(numbers.length)
  for (let place = 0; place < numbers.length; place += 1) list[place] = numbers[place] as number
  return list
}
