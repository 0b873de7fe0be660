// Finds the variables that break the YAML around them: `{ password: ${PW} }` holds a map within the map.
import { parseDocument } from 'yaml'

export interface Unquoted {
  /** As it is written, with what stands around the variable. */
  shown: string
  /** 1-based. */
  line: number
}

/** Of text in quotes, of a comment, or of a value with a variable in it and no space: the last alone is given back by group. */
const PIECE =
  /"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*'|(?<![^\s])#.*|((?:[^\s"'[\]{},#]|(?<!\s)#)*(?:\$\{\w+\}(?:[^\s"'[\]{},$]|\$(?!\{))*)+)/g

/** For text that is no YAML: those variables without which in quotes it stays none. Empty where quotes are not what it lacks. */
export function unquotedVariables(text: string): Unquoted[] {
  const found = [...text.matchAll(PIECE)].filter(([, value]) => value !== undefined)
  const quotedBut = (left: RegExpExecArray | null): string => {
    let result = ''
    let end = 0
    for (const match of found) {
      const [whole] = match
      result += `${text.slice(end, match.index)}${match === left ? whole : JSON.stringify(whole)}`
      end = match.index + whole.length
    }
    return result + text.slice(end)
  }
  if (found.length === 0 || !isYaml(quotedBut(null))) return []
  return found
    .filter(match => !isYaml(quotedBut(match)))
    .map(match => ({ shown: match[0], line: text.slice(0, match.index).split('\n').length }))
}

function isYaml(text: string): boolean {
  return parseDocument(text, { uniqueKeys: false }).errors.length === 0
}
