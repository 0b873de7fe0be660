// Names as slowburn takes them, each still its own.

/** Makes a name of letters, digits and a few signs, and another one where that is taken. */
export function nameGiver(): (text: string) => string {
  const given = new Set<string>()
  return text => {
    const plain =
      text
        .replace(/[^A-Za-z0-9 _.-]+/g, '-')
        .replace(/^[^A-Za-z0-9]+/, '')
        .slice(0, 70) || 'unnamed'
    let name = plain
    for (let n = 2; given.has(name); n += 1) name = `${plain}-${n}`
    given.add(name)
    return name
  }
}
